"""What a file of subscriptions, invoices or MRR tells of the customers themselves: who looks after them, and more."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pyarrow as pa

from csm_core.intake.columns.likeness import likeness
from csm_core.intake.columns.plain_columns import plain_columns
from csm_core.intake.mapping import FileMapping
from csm_core.intake.parts.part import Part
from csm_core.intake.values.fits import are_figures, are_mails, fits
from csm_core.intake.values.wide_months import month_headers
from csm_core.intake.vocabulary.headers import spoken
from csm_core.tables.catalogue import KINDS, TABLES

Samples = Mapping[str, Sequence[str]]
_TABLE = TABLES["accounts"]
_OF_TABLES = frozenset({"subscriptions", "mrr_snapshots", "invoices"})
# Of these one must be there; a country or a plan may as well be the bill's.
_TELLING = ("owner", "industry", "employee_count", "acquisition_channel", "acquisition_cost", "parent_account_id")
_BESIDE = ("country", "domain", "external_id", "renewal_date", "seats_purchased")
# What customers are grouped by, as their lists call it.
_GROUPS = (
    r"\b(segments?|kundensegment|regions?|territory|territories|gebiet|gebietes|vertical|cluster|size band"
    r"|(customer|account|client|kunden) (tier|type|class|group|category|klasse|gruppe))\b"
)
_MOST_GROUPS = 50
_CONSTANT = 0.95
_SOME_DATES = 0.3


def part_accounts(main: FileMapping, cells: pa.Table, free: Sequence[str], samples: Samples) -> Part | None:
    """The customers' own columns, where the file has some and each customer has one value of them.

    `free`: headers that nobody took. None where there is no such column, or no column that tells the customer.
    """
    key = main.columns.get("account_id") or main.columns.get("account_name")
    if KINDS[main.kind] not in _OF_TABLES or key is None:
        return None
    months = set(month_headers(tuple(free)))
    telling = [one for one in free if one not in months and samples.get(one) and _may_tell(one, samples[one])]
    steady = [one for one in telling if _is_of_customer(cells, key, one)]
    columns = plain_columns(_TABLE, (*_TELLING, *_BESIDE), steady, samples)
    used = {header for header, _ in columns.values()}
    attributes = [one for one in steady if one not in used and _is_group(samples[one])]
    if not set(_TELLING) & set(columns) and not any(_says_group(one) for one in attributes):
        return None
    same = {name: main.columns[name] for name in ("account_id", "account_name") if name in main.columns}
    same.setdefault("account_id", key)
    taken = same | {name: header for name, (header, _) in columns.items()}
    mapping = FileMapping("accounts", main.sheet, taken, attributes={one: one for one in attributes})
    return Part(mapping, {name: one for name, (_, one) in columns.items()})


def _may_tell(header: str, values: Sequence[str]) -> bool:
    return bool(likeness(header, _TABLE)) or _is_group(values)


def _is_of_customer(cells: pa.Table, key: str, header: str) -> bool:
    """Whether (nearly) every customer has at most one value in the column."""
    pairs = pa.table({"key": cells.column(key), "value": cells.column(header)})
    counts: list[int] = (
        pairs.group_by("key").aggregate([("value", "count_distinct")])["value_count_distinct"].to_pylist()
    )
    return sum(count <= 1 for count in counts) >= _CONSTANT * len(counts)


def _is_group(values: Sequence[str]) -> bool:
    """Whether customers can be split by the values: a few short words, no dates, figures or addresses."""
    started = TABLES["accounts"].column("start_date")
    words = len(values) <= _MOST_GROUPS and all(len(one) <= 60 for one in values)
    return (
        words
        and not are_figures(values)
        and not are_mails(values)
        and (started is None or fits(started, values) <= _SOME_DATES)
    )


def _says_group(header: str) -> bool:
    return bool(re.search(_GROUPS, spoken(header)))
