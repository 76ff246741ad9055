"""Problems of a file grouped by cause, and what to do about a cause in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from csm_core.intake.batch import FileReport
from csm_core.intake.cells.date_order import short_year
from csm_core.intake.mapping import FileMapping
from csm_core.tables.catalogue import KINDS, TABLES, Type

_EXAMPLES = 3
_ORDERS = (
    ("date_order", "dmy", "Read dates as day first (31/12/2025)"),
    ("date_order", "mdy", "Read dates as month first (12/31/2025)"),
    ("date_order", "ymd", "Read dates as year first (25-12-31)"),
)
_MARKS = (
    ("decimal", ".", "Read figures with a decimal point (1,234.50)"),
    ("decimal", ",", "Read figures with a decimal comma (1.234,50)"),
)
_ENDS = (
    ("end_date", "inclusive", "The end is the last day of service"),
    ("end_date", "exclusive", "The end is the first day without service"),
)
_DISCOUNTS = (
    ("discount", "money", "Discounts are money off the amount"),
    ("discount", "percent", "Discounts are percentages (20)"),
    ("discount", "share", "Discounts are shares (0.2)"),
)
_CENTS = (
    ("minor_units", "true", "Amounts are in cents"),
    ("minor_units", "false", "Amounts are not in cents"),
)
_PER = (
    ("amounts_per", "month", "Amounts are per month"),
    ("amounts_per", "quarter", "Amounts are per quarter"),
    ("amounts_per", "year", "Amounts are per year"),
)
_UNITS = (
    ("units", "as_written", "Amounts are in whole money"),
    ("units", "thousands", "Amounts are in thousands"),
    ("units", "millions", "Amounts are in millions"),
    ("units", "cents", "Amounts are in cents"),
)
_EQUAL = (
    ("duplicates", "once", "Count identical rows once"),
    ("duplicates", "keep", "Keep identical rows"),
)
_GRAINS = (
    ("grain", "day", "Rows are single days"),
    ("grain", "week", "Rows are weekly totals"),
    ("grain", "month", "Rows are monthly totals"),
)
_MIDNIGHTS = (
    ("midnights", "dates", "Midnights are dates without a time"),
    ("midnights", "moments", "Midnights are exact times"),
)
_GOOD_ANSWERS = (
    ("good_answers", "low", "Low answers are the good ones"),
    ("good_answers", "high", "High answers are the good ones"),
)
_COUNTS = (
    ("counts", "running", "Figures are running totals"),
    ("counts", "each", "Figures are of their own day"),
)
_SCALES = tuple(
    ("scale", text, f"The scale is {text.replace('-', ' to ')}") for text in ("0-10", "1-5", "1-7", "0-100")
)
_SURVEYS = tuple(("survey_type", kind, f"It is {kind.upper()}") for kind in ("nps", "csat", "ces"))
_NPS = (("nps_confirmed", "true", "NPS was asked from 0 to 10"), *_SURVEYS[1:])
_BELIEVED = (("date_range", "1900-01-01/2200-12-31", "These dates are right"),)
_CURRENCIES = tuple(("currency", code, f"All amounts are {code}") for code in ("EUR", "USD", "GBP"))
_BY_CODE: dict[str, tuple[tuple[str, str, str], ...]] = {
    "date_order_assumed": _ORDERS,
    "not_a_date": _ORDERS,
    "decimal_assumed": _MARKS,
    "not_an_amount": _MARKS,
    "not_a_number": _MARKS,
    "not_a_whole_number": _MARKS,
    "score_off_scale": _SCALES,
    "scale_assumed": _SCALES,
    "survey_type_assumed": _SURVEYS,
    "nps_scale_asked": _NPS,
    "nps_scale_refused": _NPS[1:],
    "far_date_assumed": _BELIEVED,
    "unknown_currency": _CURRENCIES,
    "end_date_assumed": _ENDS,
    "discount_assumed": _DISCOUNTS,
    "discount_in_percent": _DISCOUNTS,
    "cents_assumed": _CENTS,
    "unit_assumed": _UNITS,
    "yearly_assumed": _PER[::2],
    "quarter_assumed": _PER[:2],
    "duplicate_row": _EQUAL[1:],
    "duplicate_rows_assumed": _EQUAL,
    "term_end_assumed": _ENDS,
    "grain_assumed": _GRAINS,
    "midnights_with_zone": _MIDNIGHTS,
    "good_answers_assumed": _GOOD_ANSWERS,
    "running_total_assumed": _COUNTS,
}
_WORDS = {"not_a_date", "not_an_amount", "not_a_number", "not_a_whole_number", "not_yes_or_no", "unknown_interval"}


@dataclass(frozen=True, slots=True)
class Remedy:
    """What a person may say about all cells of a cause at once: an option or constant of the mapping, and its value.

    `option` is one of date_order, decimal, scale ('0-10'), null_values (a further spelling of nothing), words (a text
    that is one), date_range ('first/last' day), nps_confirmed, end_date, duplicates, grain, discount, midnights,
    good_answers, counts,
    minor_units, units (of all money), amounts_per, or the constant currency or survey_type.
    """

    option: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: how many rows it quarantined (0 where cells were only left empty or something was assumed), in which
    column, and examples as (row of the file, text)."""

    code: str
    column: str | None
    level: str
    message: str
    quarantined: int
    examples: tuple[tuple[int, str], ...]
    remedies: tuple[Remedy, ...]


def has_remedy(code: str) -> bool:
    """Whether problems of this code can be put right for all rows at once."""
    return code in _BY_CODE


def causes(report: FileReport, quarantined: pa.Table) -> tuple[Cause, ...]:
    """The problems of one file or sheet, those that set rows aside first, the largest first.

    Each issue of the report that is more than information is one cause; quarantined rows are counted and shown from
    `quarantined` (QUARANTINE_SCHEMA).
    """
    counts: dict[tuple[str, str | None], int] = {}
    shown: dict[tuple[str, str | None], dict[str, int]] = {}
    columns = (quarantined.column(name).to_pylist() for name in ("code", "column", "source_row", "value"))
    for code, column, row, value in zip(*columns, strict=True):
        key = (code, column)
        counts[key] = counts.get(key, 0) + 1
        previous = shown.setdefault(key, {})
        if len(previous) < _EXAMPLES:
            previous.setdefault(value or "(empty)", row)
    cause_list = []
    for issue in report.issues:
        key = (issue.code, issue.column)
        # What is said of the file as a whole is no problem of its rows.
        if issue.level == "info" or (issue.column is None and key not in counts and not has_remedy(issue.code)):
            continue
        examples = tuple((row, text) for text, row in shown.get(key, {}).items())
        if not examples and issue.row is not None:
            examples = ((issue.row, issue.value or "(empty)"),)
        texts = [text for _, text in examples]
        remedies = _remedies(issue.code, texts, counts.get(key, 0))
        cause_list.append(
            Cause(issue.code, issue.column, issue.level, issue.message, counts.get(key, 0), examples, remedies)
        )
    return tuple(sorted(cause_list, key=lambda cause: -cause.quarantined))


def _remedies(code: str, texts: Sequence[str], quarantined: int) -> tuple[Remedy, ...]:
    # What has no figure in it is read no better in another order or with another mark.
    readable = not texts or any(sign.isdecimal() for text in texts for sign in text)
    offered = [Remedy(*one) for one in _BY_CODE.get(code, ()) if readable or code not in _WORDS]
    if not any(map(short_year, texts)):
        offered = [one for one in offered if one.value != "ymd"]
    # A required cell that is empty is no better than one that can't be read.
    if code in _WORDS and not quarantined:
        offered += [Remedy("null_values", text, f"Treat '{text}' as empty") for text in texts if text != "(empty)"]
    return tuple(offered)


def remedied(mapping: FileMapping, remedy: Remedy) -> FileMapping:
    """The mapping with what the remedy says."""
    options, value = mapping.options, remedy.value
    match remedy.option:
        case (
            "end_date"
            | "discount"
            | "duplicates"
            | "amounts_per"
            | "midnights"
            | "grain"
            | "date_order"
            | "decimal"
            | "good_answers"
            | "counts"
        ) as name:
            return replace(mapping, options=replace(options, **{name: value}))  # type: ignore[arg-type]
        case "minor_units":
            return replace(mapping, options=replace(options, minor_units=value == "true"))
        case "units":
            money = [one.name for one in TABLES[KINDS[mapping.kind]].columns if one.type is Type.MONEY]
            units = dict(options.units) | dict.fromkeys(money, value)
            return replace(mapping, options=replace(options, units=tuple(sorted(units.items()))))  # type: ignore[arg-type]
        case "scale":
            low, high = value.split("-")
            return replace(mapping, options=replace(options, scale=(float(low), float(high))))
        case "null_values":
            return replace(mapping, options=replace(options, null_values=(*options.null_values, value)))
        case "words":
            return replace(mapping, options=replace(options, words=(*options.words, value)))
        case "date_range":
            first, last = value.split("/")
            return replace(mapping, options=replace(options, date_range=(first, last)))
        case "nps_confirmed":
            return replace(mapping, options=replace(options, nps_confirmed=value == "true"))
        case _:
            # What is said of all rows stands for what a column says.
            columns = {name: header for name, header in mapping.columns.items() if name != remedy.option}
            return replace(mapping, columns=columns, constants={**mapping.constants, remedy.option: value})
