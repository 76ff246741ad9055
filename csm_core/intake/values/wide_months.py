"""The finance sheet with one row an account and one column a month, to rows of account and month."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.cells.distinct import Distinct
from csm_core.intake.cells.moments import parse_moment
from csm_core.intake.cells.numbers import decimal_mark
from csm_core.intake.cells.shapes import is_month
from csm_core.intake.empty_cells import nothing_to_null
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.options import Per
from csm_core.intake.values.column_units import column_ratio
from csm_core.intake.values.minor_digits import by_currency
from csm_core.intake.values.parse_column import Reading, parse_column
from csm_core.intake.values.quarantine import Quarantine
from csm_core.intake.values.typed_columns import TypedColumns, type_columns
from csm_core.tables.catalogue import ARROW, Type

_WORDS = (
    r"(?:(?:total|closing|ending|recurring|monthly|annual) )?"
    r"(?:mrr|arr|revenue|umsatz|revenus?|ingresos?|receita|omzet)"
)
_FIGURE_OF = re.compile(
    rf"(?P<front>{_WORDS})[ :_-]+\(?(?P<month>.*\d)\)?$|(?P<first>.*\d)[ :_-]+\(?(?P<back>{_WORDS})\)?$", re.I
)
_DAYS = ("year first", "year last", "month in words")
_YEARLY = re.compile(r"\b(arr|annual)\b")


def month_headers(headers: tuple[str, ...]) -> tuple[str, ...]:
    """The headers that name a month, in the file's order; where none does, those that name one beside a word of money
    ('MRR Jan 2024'), MRR before anything else; where none does, those that name a quarter."""
    months = tuple(header for header in headers if is_month(header) and _start(header))
    if months:
        return months
    by_word: dict[str, list[str]] = {}
    for header in headers:
        word, month = _beside_month(header)
        if word and is_month(month) and _start(month):
            by_word.setdefault(word, []).append(header)
    if by_word:
        words = [word for word in by_word if "mrr" in word] or list(by_word)
        return tuple(by_word[words[0]]) if len(words) == 1 else ()
    quarters = tuple(header for header in headers if _is_quarter(header))
    ends = tuple(header for header in headers if _ends_month(header))
    return quarters or (ends if len(ends) > 1 else ())


def _ends_month(header: str) -> bool:
    """Whether the header is the last day of a month: '31/01/2024'."""
    moment = parse_moment(header.strip().removesuffix(" 00:00:00"), "dmy")
    return moment is not None and moment.spelling in _DAYS and (moment.wall + dt.timedelta(days=1)).day == 1


def are_yearly(months: tuple[str, ...]) -> bool:
    """Whether the headers of months say that each figure is a year's: 'ARR Jan 2024'."""
    return bool(months) and _YEARLY.search(_beside_month(months[0])[0]) is not None


def is_wide(headers: tuple[str, ...], mapping: FileMapping) -> bool:
    """True for one column a month: finance sheets, and snapshots without a column that holds the month."""
    if mapping.kind == "mrr_snapshots":
        return not {"month", "mrr"} & {*mapping.columns, *mapping.constants} and bool(month_headers(headers))
    return mapping.kind == "finance_months"


def melt_months(
    raw: RawTable,
    cells: pa.Table,
    mapping: FileMapping,
    quarantine: Quarantine,
    names: Mapping[str, tuple[str, ...]],
) -> TypedColumns:
    """One row for each account and filled month. A row without account, or with a month that is no amount,
    is quarantined whole; a blank month is no row. A quarter is its three months, each with a third of its figure;
    whether that is meant is asked (`quarter_assumed`). `names` as in `type_columns`."""
    months = tuple(header for header in month_headers(raw.headers) if header not in mapping.columns.values())
    typed = type_columns(raw, cells, mapping, quarantine, names=names)
    if not months:
        every = pa.repeat(pa.scalar(True), cells.num_rows)
        quarantine.add(every, "missing_column", None, "No column header in the file is a month.")
    none = pa.nulls(cells.num_rows, pa.string())
    accounts = pc.coalesce(typed.columns.get("account_id", none), typed.columns.get("account_name", none))
    header = mapping.columns.get("account_id", mapping.columns.get("account_name"))
    quarantine.add(pc.is_null(accounts), "missing_value", header, "The account is missing.")
    texts = {m: nothing_to_null(cells.column(m).combine_chunks(), True, mapping.options.null_values) for m in months}
    distinct_texts = [text for column in texts.values() for text in Distinct.of(column).texts]
    unit = mapping.options.unit("mrr") or ("cents" if mapping.options.minor_units is True else None)
    per = _figures_per(months)
    if per != "month" and mapping.options.amounts_per is None:
        typed.remarks.append(_quarters_assumed(months) if per == "quarter" else _yearly(months))
    ratio = column_ratio(mapping.options, "mrr", unit, usual=per)
    reading = Reading(mark=mapping.options.decimal or decimal_mark(distinct_texts)[0] or ".", ratio=ratio)
    parts: dict[str, list[pa.Array]] = {"month": [], "mrr": [], "sources": []}
    for header, column in texts.items():
        parsed = parse_column(column, Type.MONEY, reading)
        if unit == "cents" and "currency" in typed.texts:
            parsed = by_currency(parsed, column, reading, typed.texts["currency"])
        quarantine.add(parsed.wrong, "not_an_amount", header, f"'{{value}}' in '{header}' is not an amount of money.")
        filled = pc.is_valid(parsed.values)
        start = _start(header)
        count = int(pc.sum(filled, min_count=0).as_py())
        for further in range(3 if per == "quarter" else 1):
            first = start.replace(month=start.month + further) if start is not None else None
            parts["month"].append(pa.repeat(pa.scalar(first, ARROW[Type.MOMENT]), count))
            parts["mrr"].append(parsed.values.filter(filled))
            parts["sources"].append(pa.array(range(len(column)), pa.int64()).filter(filled))
    return _melted(typed, parts, months)


def _melted(typed: TypedColumns, parts: dict[str, list[pa.Array]], months: tuple[str, ...]) -> TypedColumns:
    sources = pa.concat_arrays([*parts["sources"], pa.array([], pa.int64())])
    if "currency" in typed.columns:
        typed.columns["currency"] = pc.utf8_upper(typed.columns["currency"])
    order = pc.sort_indices(pa.table({"row": sources}), sort_keys=[("row", "ascending")])
    sources = sources.take(order)
    columns = {name: column.take(sources) for name, column in typed.columns.items() if name not in ("month", "mrr")}
    formats = typed.formats | {"mrr": Type.MONEY.value}
    columns["month"] = pa.concat_arrays([*parts["month"], pa.array([], ARROW[Type.MOMENT])]).take(order)
    columns["mrr"] = pa.concat_arrays([*parts["mrr"], pa.array([], ARROW[Type.MONEY])]).take(order)
    return TypedColumns(typed.numbers.take(sources), columns, typed.texts, formats, typed.remarks, months, sources)


def _beside_month(header: str) -> tuple[str, str]:
    """The words of money in front of a month or behind it, and the month; no words where there are none."""
    match = _FIGURE_OF.match(header.strip())
    if match is None:
        return "", header
    return (match["front"] or match["back"]).casefold(), match["month"] or match["first"]


def _start(header: str) -> dt.datetime | None:
    """The first day of what a header names; sheets may have turned it into a date with a time."""
    moment = parse_moment(_beside_month(header)[1].strip().removesuffix(" 00:00:00"), "dmy")
    return moment.wall.replace(day=1) if moment is not None else None


def _is_quarter(header: str) -> bool:
    moment = parse_moment(header.strip(), "dmy")
    return moment is not None and moment.spelling == "quarter"


def _figures_per(months: tuple[str, ...]) -> Per:
    """Of what time the figures under these headers are."""
    if months and _is_quarter(months[0]):
        return "quarter"
    return "year" if are_yearly(months) else "month"


def _yearly(months: tuple[str, ...]) -> Issue:
    message = f"'{months[0]}' to '{months[-1]}' are yearly amounts, as they say: a twelfth of each counts as MRR."
    return Issue("yearly_months", "info", message, column=months[0], canonical="mrr")


def _quarters_assumed(headers: tuple[str, ...]) -> Issue:
    message = (
        f"'{headers[0]}' to '{headers[-1]}' are quarters: each figure was read as the quarter's revenue and split "
        "evenly over its months. Please check; if they are monthly amounts, say so (amounts_per)."
    )
    return Issue("quarter_assumed", "warning", message, None, headers[0], None, "mrr", headers)
