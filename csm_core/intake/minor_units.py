"""Whether money is written in cents, where nobody said so: by its source, or by another column of the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.headers import spoken
from csm_core.intake.mapping import FileMapping
from csm_core.intake.raw import RawTable
from csm_core.intake.readings import readings
from csm_core.tables import KINDS, TABLES, Type

# Stripe's objects as its programming interface and the tools that copy it write them: money in the smallest unit.
_STRIPE_ID = r"^(cus|sub|si|in|il|ii|ch|pi|py|price|plan|prod|txn|re|cn)_\w+$"
_STRIPE_MONEY = re.compile(
    r"^(plan |price |items? |recurring )*(unit amount( decimal)?|amount (due|paid|remaining|refunded)"
    r"|(subtotal|total) excluding tax)$|^(plan|price) amount$"
)
_SAYS_UNIT = re.compile(r"\b(cents?|minor|pence|centimes?|centavos?)\b")
_SAMPLE = 2_000
# Currencies without a smaller unit.
_WHOLE = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_ENDS_LIKE_A_PRICE = r"^\d+(99|95|90|49)$"
_LEAST, _PRICES = 3, 0.9
_MONEY = frozenset({"amount", "revenue", "total", "mrr", "cost", "paid", "yearly", "due", "invoice", "refund"})
_NO_MONEY = frozenset({"id", "date", "count", "rate", "discount"})


def with_minor_units(raw: RawTable, mapping: FileMapping) -> tuple[FileMapping, tuple[Issue, ...]]:
    """The mapping with the option `minor_units` where the file shows that its money is in cents (`cents_inferred`).

    It shows where money of Stripe's objects stands under Stripe's own names, or where another column is a hundredth
    of it in every row. Whole figures beside Stripe's ids under any other name, or that end as prices do (4999), may
    be cents: they stay as they are and a person is asked (`cents_assumed`). A header that names the unit is not
    looked at here.
    """
    table = TABLES[KINDS[mapping.kind]]
    kinds = {name: column.type for name, header in mapping.columns.items() if (column := table.column(name))}
    headers = {mapping.columns[name] for name, kind in kinds.items() if kind is Type.MONEY}
    texts = {header: pc.drop_null(_head(raw, header)) for header in headers}
    told = {header: column for header, column in texts.items() if len(column)}
    said = mapping.options.minor_units
    if said is False or not told or not all(map(_are_whole, told.values())):
        return mapping, ()
    if _has_no_cents(raw, mapping) or any(_SAYS_UNIT.search(spoken(header)) for header in told):
        return mapping, ()
    names = ", ".join(f"'{header}'" for header in sorted(told))
    of_stripe = any(
        _are_mostly(pc.drop_null(_head(raw, header)), _STRIPE_ID)
        for name, header in mapping.columns.items()
        if kinds.get(name) is Type.TEXT
    )
    hundredth = _hundredth(raw, told, set(mapping.columns.values()))
    if hundredth or (of_stripe and all(_STRIPE_MONEY.match(spoken(header)) for header in told)):
        why = f"'{hundredth}' is a hundredth of it" if hundredth else "Stripe's objects write it so"
        message = f"Money in {names} was read as cents: {why}."
        issue = Issue("cents_inferred", "info", message, column=min(told))
        return replace(mapping, options=replace(mapping.options, minor_units=True)), (issue,)
    if said is None and (
        of_stripe or any(len(one) >= _LEAST and _are_mostly(one, _ENDS_LIKE_A_PRICE) for one in told.values())
    ):
        message = f"Whole figures in {names} may be cents; they were read as they stand. Please check (minor_units)."
        of = {"column": min(told), "headers": tuple(sorted(told))}
        return mapping, (Issue("cents_assumed", "warning", message, **of),)  # type: ignore[arg-type]
    return mapping, ()


def _is_of_money(header: str) -> bool:
    """Whether the header speaks of money: a running number is a hundredth of many a figure."""
    return any(reading.concepts & _MONEY and not reading.concepts & _NO_MONEY for reading in readings(header))


def _head(raw: RawTable, header: str) -> pa.Array:
    return raw.cells.column(header).slice(0, _SAMPLE).combine_chunks()


def _are_whole(texts: pa.Array) -> bool:
    return bool(pc.all(pc.match_substring_regex(texts, r"^-?\d+$")).as_py())


def _are_mostly(texts: pa.Array, pattern: str) -> bool:
    hits = pc.sum(pc.match_substring_regex(texts, pattern), min_count=0).as_py()
    return len(texts) > 0 and hits >= _PRICES * len(texts)


def _has_no_cents(raw: RawTable, mapping: FileMapping) -> bool:
    header = mapping.columns.get("currency")
    codes = {mapping.constants.get("currency")} if header is None else set(_head(raw, header).to_pylist())
    return bool({code.upper() for code in codes if code} & _WHOLE)


def _hundredth(raw: RawTable, told: Mapping[str, pa.Array], used: set[str]) -> str | None:
    """A column of money that no table took and that is a hundredth of the money in every row."""
    for header in (one for one in raw.headers if one not in used and _is_of_money(one)):
        texts = _head(raw, header)
        if (
            not len(texts)
            or not pc.all(pc.match_substring_regex(texts, r"^-?\d+(\.\d+)?$"), skip_nulls=False).as_py()
        ):
            continue
        small = texts.cast(pa.float64())
        for money in told:
            large = _head(raw, money)
            if large.null_count or pc.sum(pc.abs(small)).as_py() == 0:
                continue
            off = pc.abs(pc.subtract(pc.multiply(small, 100.0), large.cast(pa.float64())))
            if pc.max(off).as_py() < 0.5:
                return header
    return None
