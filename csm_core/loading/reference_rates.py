"""Exchange rates where nobody gave any: the European Central Bank's, as the installed package carries them.

They come in as a load of their own, so that they are seen, counted in the data's fingerprint, and can be undone.
"""

from __future__ import annotations

import hashlib
import json
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime

import pyarrow as pa

from csm_core.intake.batch import QUARANTINE_SCHEMA, Batch, FileReport
from csm_core.store.insert import insert_batch
from csm_core.store.reference_rates import REFERENCE
from csm_core.store.workspace import Cursor
from csm_core.tables.catalogue import TABLES

# The currency that is billed in most comes first: it is the one that figures are in when nothing is said.
_CURRENCIES_SQL = """
with named as (
    select load_id, currency, 1 as is_billed from canonical.subscriptions
    union all select load_id, currency, 1 from canonical.mrr_snapshots
    union all select load_id, currency, 1 from canonical.mrr_movements
    union all select load_id, currency, 1 from canonical.invoices
    union all select load_id, currency, 0 from canonical.costs
    union all select load_id, currency, 0 from canonical.opportunities
)
select upper(n.currency) as code from named n join meta.loads l on l.load_id = n.load_id and l.superseded_by is null
where n.currency is not null group by code order by sum(n.is_billed) desc, count(*) desc, code
"""
_IN_FORCE_SQL = """
select load_id, content_hash, coalesce(source = $source, false) as is_reference from meta.loads
where "table" = 'fx_rates' and superseded_by is null order by load_id
"""


def bring_reference_rates(cursor: Cursor, loaded_at: datetime) -> None:
    """Load the rates of the currencies that money is in, inside the transaction of a load.

    Nothing where there is one currency, or where the one that is billed in most is not quoted. Rates of the user's
    own take their place, all of them: they may be quoted in another currency.
    """
    rates = cursor.execute(_IN_FORCE_SQL, {"source": REFERENCE}).fetchall()
    given_ids = [load_id for load_id, _, is_reference in rates if not is_reference]
    there = {load_id: content_hash for load_id, content_hash, is_reference in rates if is_reference}
    if given_ids:
        _replace(cursor, list(there), given_ids[-1])
        return
    used = [str(currency) for (currency,) in cursor.execute(_CURRENCIES_SQL).fetchall()]
    batch = _batch(used) if len(used) > 1 else None
    if batch is None or batch.content_hash in there.values():
        return
    load = insert_batch(cursor, batch, loaded_at, "add", (), ())
    _replace(cursor, list(there), load.load_id)


def _replace(cursor: Cursor, former: Sequence[int], load_id: int) -> None:
    cursor.execute(
        "update meta.loads set superseded_by = $load_id where load_id = any($former::bigint[])",
        {"load_id": load_id, "former": list(former)},
    )


def _batch(used: Sequence[str]) -> Batch | None:
    """What one unit of each currency was worth in the first of them, from the last day of each month on.

    A month's rate is that of its last working day, which is the rate of the month's closing balance; the latest month
    has the last rate that the package knows. None where no two of the currencies are quoted.
    """
    # Reading 27 years of rates takes a quarter of a second.
    from currency_converter import CurrencyConverter, RateNotFoundError

    rates = CurrencyConverter(fallback_on_missing_rate=True, fallback_on_missing_rate_method="last_known")
    base, others = used[0], [currency for currency in used[1:] if currency in rates.currencies]
    if base not in rates.currencies or not others:
        return None
    last_on = rates.bounds["USD"].last_date
    rows = []
    for day in _month_ends(rates.bounds["USD"].first_date, last_on):
        for currency in (base, *others):
            try:
                rate = rates.convert(1.0, currency, base, date=day)
            except RateNotFoundError:
                continue  # not quoted yet, or no longer
            rows.append({"date": datetime(day.year, day.month, day.day), "currency": currency, "rate": rate})  # noqa: DTZ001
    table = pa.Table.from_pylist(
        [{"source_row": number} | row for number, row in enumerate(rows, 1)], schema=TABLES["fx_rates"].schema
    )
    report = FileReport(REFERENCE, None, "fx_rates", REFERENCE, 1.0, None, None, None, len(rows), len(rows), 0)
    digest = hashlib.sha256(json.dumps([REFERENCE, table.to_pylist()], default=str).encode()).hexdigest()
    mapping = json.dumps({"kind": "fx_rates", "options": {"source": REFERENCE}})
    return Batch("fx_rates", table, QUARANTINE_SCHEMA.empty_table(), report, digest, mapping)


def _month_ends(first_on: date, last_on: date) -> list[date]:
    """The last day of each month, and the last day known."""
    days = []
    for index in range(first_on.year * 12 + first_on.month - 1, last_on.year * 12 + last_on.month):
        year, month = divmod(index, 12)
        days.append(min(date(year, month + 1, monthrange(year, month + 1)[1]), last_on))
    return days
