"""Sheets with one column a month whose figures are no money: scores and counts become a row for each month."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.cells.moments import parse_moment
from csm_core.intake.cells.shapes import is_month
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.vocabulary.figure_words import measure_of, speaks_of_money
from csm_core.intake.vocabulary.headers import compact, spoken
from csm_core.intake.vocabulary.health_words import are_colours

_MONTH, _ROW = "Month", ""
_LEAST, _LOOKED_AT = 2, 200
_PARTS = re.compile(r"[\s_:|()\[\]]+")
_QUARTER = re.compile(r"^(?:q[1-4][ -/]*(?:19|20)\d{2}|(?:19|20)\d{2}[ -/]*q[1-4])$", re.IGNORECASE)


def months_as_rows(raw: RawTable) -> RawTable:
    """The table with a row for each filled month of each of its rows, in a column 'Month' and one for each measure
    that the months are of ('Health score 01/2025'); unchanged where months are not of scores or counts.

    What the months are of, their headers say, else the name of the file or of its sheet, or cells that are colours.
    """
    months = _months(raw)
    if not months:
        return raw
    measures = list(dict.fromkeys(measure for _, measure in months.values()))
    shared = [header for header in raw.headers if header not in months]
    each = dict.fromkeys(month for month, _ in months.values())
    parts = [_rows_of(raw, month, months, shared, measures) for month in each]
    melted = pa.concat_tables(parts).sort_by([(_ROW, "ascending"), (_MONTH, "ascending")]).drop_columns([_ROW])
    named = list(months)
    of = " and ".join(f"'{measure}'" for measure in measures)
    message = (
        f"{len(named)} columns of months, from '{named[0]}' to '{named[-1]}', became rows: one for each month that "
        f"is filled, in '{_MONTH}' and {of}. Rows are counted by them."
    )
    issue = Issue("month_columns", "info", message, column=_MONTH, headers=tuple(named))
    numbers = pa.array(range(1, melted.num_rows + 1), pa.int64())
    return replace(raw, cells=melted, row_numbers=numbers, issues=(*raw.issues, issue))


def _months(raw: RawTable) -> Mapping[str, tuple[str, str]]:
    """Header → the month that it names and what its figures are; empty where the sheet is none such."""
    parted = {header: both for header in raw.headers if (both := _parted(header)) is not None}
    others = [header for header in raw.headers if header not in parted]
    names = (re.sub(r"\.\w+$", "", raw.file.rsplit("/", 1)[-1]), raw.sheet or "")
    taken = {compact(header) for header in others}
    words = " ".join((*map(spoken, (*names, *raw.headers)), *raw.headers)).casefold()
    if len(parted) < _LEAST or not others or compact(_MONTH) in taken or speaks_of_money(words):
        return {}
    of_all = measure_of(names) or _of_colours(raw, list(parted))
    months = {}
    for header, (name, month) in parted.items():
        measure = (name if measure_of([name]) else None) if name else of_all
        if measure is None or compact(measure) in taken:
            return {}
        months[header] = (month, measure)
    return months


def _parted(header: str) -> tuple[str, str] | None:
    """What stands beside the month in a header, and the month; None where it names no month."""
    words = [word for word in _PARTS.split(header.strip().removesuffix(" 00:00:00")) if word]
    for count in (len(words), 2, 1):
        for month, name in ((words[-count:], words[:-count]), (words[:count], words[count:])):
            text = " ".join(month)
            written = _month(text) if 0 < count <= len(words) else None
            if written is not None:
                return " ".join(name).strip(" -–/"), written
    return None


def _month(text: str) -> str | None:
    """The month as '2025-01', a quarter as it stands; None for any other text."""
    moment = parse_moment(text, "dmy")
    if moment is None or _QUARTER.match(text):
        return None if moment is None else text
    return f"{moment.wall:%Y-%m}" if is_month(text) else None


def _of_colours(raw: RawTable, headers: Sequence[str]) -> str | None:
    cells = [raw.cells.column(header).slice(0, _LOOKED_AT).drop_null() for header in headers]
    texts = [text for column in cells for text in pc.unique(column).to_pylist()]
    return "Health" if are_colours(texts) else None


def _rows_of(
    raw: RawTable, month: str, months: Mapping[str, tuple[str, str]], shared: Sequence[str], measures: Sequence[str]
) -> pa.Table:
    """The rows of one month, with the place of each in the table, of which at least one measure is filled."""
    count = raw.cells.num_rows
    of_month = {measure: header for header, (named, measure) in months.items() if named == month}
    none = pa.nulls(count, pa.string())
    columns = {header: raw.cells.column(header) for header in shared}
    columns |= {_MONTH: pa.repeat(pa.scalar(month), count)}
    columns |= {one: raw.cells.column(of_month[one]) if one in of_month else none for one in measures}
    filled = pa.repeat(pa.scalar(False), count)
    for header in of_month.values():
        filled = pc.or_(filled, pc.is_valid(raw.cells.column(header)))
    return pa.table({_ROW: pa.array(range(count), pa.int64()), **columns}).filter(filled)
