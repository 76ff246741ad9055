"""Exchange rates that somebody typed: one for each currency, for all days, until a table of rates is loaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

import pyarrow as pa

from csm_core.errors import BadValue
from csm_core.facts.build import built_facts
from csm_core.intake.batch import QUARANTINE_SCHEMA, Batch, FileReport
from csm_core.loading.load_files import Read, load_read
from csm_core.store.workspace import Workspace
from csm_core.tables.catalogue import TABLES

_FILE = "Typed exchange rates"
# Before all revenue there is.
_SINCE = datetime(1999, 1, 1)  # noqa: DTZ001 - a date
_USED_SQL = """
with base as (select currency from {facts}.used_currencies order by as_base desc, lines desc, currency limit 1),
latest as (select currency, arg_max(rate, valid_from) as rate from {facts}.exchange_rates group by currency)
select u.currency, b.currency as base, l.rate / coalesce(own.rate, 1.0) as rate
from {facts}.used_currencies u cross join base b
left join latest l on l.currency = u.currency left join latest own on own.currency = b.currency
where u.currency <> b.currency order by u.currency
"""


def rates_in_use(workspace: Workspace) -> tuple[str | None, dict[str, float | None]]:
    """The currency that figures are in, and of each other one that money is in its latest rate, None without any."""
    rows = workspace.recall(_USED_SQL.format(facts=built_facts(workspace))).to_pylist()
    return (rows[0]["base"] if rows else None), {row["currency"]: row["rate"] for row in rows}


def load_typed_rates(workspace: Workspace, base: str, rates: Mapping[str, float], loaded_at: datetime) -> None:
    """Load what one unit of each currency is worth in `base`, in place of all rates before.

    Raises
    ------
    BadValue
        For a rate that is not above 0.
    """
    for currency, rate in rates.items():
        if not 0 < rate < float("inf"):
            raise BadValue.of(f"the rate of {currency}", rate, "a number above 0")
    rows = [
        {"source_row": number, "date": _SINCE, "currency": currency, "rate": rate}
        for number, (currency, rate) in enumerate({base: 1.0, **rates}.items(), 1)
    ]
    table = pa.Table.from_pylist(rows, schema=TABLES["fx_rates"].schema)
    digest = hashlib.sha256(json.dumps([_FILE, rows], default=str).encode()).hexdigest()
    report = FileReport(_FILE, None, "fx_rates", None, 1.0, None, None, None, len(rows), len(rows), 0)
    mapping = json.dumps({"kind": "fx_rates", "options": {"source": _FILE}})
    batch = Batch("fx_rates", table, QUARANTINE_SCHEMA.empty_table(), report, digest, mapping)
    load_read(workspace, Read((batch,), (report,)), loaded_at=loaded_at, mode="replace")
