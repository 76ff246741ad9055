"""The report as a workbook: a page that says what is where, and a sheet a cell with numbers, definition and rows."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from csm_core.metrics.framework.shown_unit import unit_words
from csm_core.report.grid import Grid, grid_of, widths
from csm_core.report.plain_xml import xml_text
from csm_core.report.printed import MOST_ROWS_BEHIND, Printed, Section
from csm_core.units import Unit

_FORMATS = {
    Unit.MONEY: "#,##0.00",
    Unit.MONEY_PER_ACCOUNT: "#,##0.00",
    Unit.RATE: "0.0%",
    Unit.POINTS: "0.0",
    Unit.SCORE: "0.0",
    Unit.COUNT: "#,##0",
    Unit.RATIO: "0.00",
    Unit.MEAN_SCORE: "0.00",
}
_MOST_LETTERS = 32_000  # a cell holds 32,767
_BAD_NAME = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
# The same report gives the same bytes: no clock is read.
_MADE = datetime.fromisoformat("2000-01-01")
_WIDE, _LINE = 70, 15.5  # letters, points
_VALUES = ("value", "low", "high")


def workbook(report: Printed) -> bytes:
    """The workbook as an .xlsx file. Text is always text: nothing in it is a formula or a link."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(
        written,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": xml_text(report.title), "author": "CSM Notebook", "created": _MADE})
    styles = _Styles(book)
    contents = book.add_worksheet("Contents")
    names = _sheet_names(report.sections)
    _contents(contents, report, names, styles)
    for section, name in zip(report.sections, names, strict=True):
        if name is not None:
            _sheet(book.add_worksheet(name), section, styles)
    book.close()
    return written.getvalue()


class _Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._numbers: dict[str, Format] = {}
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.head = book.add_format({"bold": True, "bottom": 1})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.muted = book.add_format({"font_color": "#4A5568"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})

    def number(self, pattern: str) -> Format:
        """The format of a number pattern."""
        if pattern not in self._numbers:
            self._numbers[pattern] = self._book.add_format({"num_format": pattern})
        return self._numbers[pattern]


def _put(sheet: Worksheet, row: int, column: int, value: object, style: Format | None, styles: _Styles) -> None:
    """One cell, typed; text is written as text, whatever it begins with."""
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(row, column, value, style)
        case int() | float() | Decimal():
            sheet.write_number(row, column, float(value), style)
        case datetime():
            sheet.write_datetime(row, column, value.replace(tzinfo=None), style or styles.day)
        case date():
            sheet.write_datetime(row, column, datetime.fromisoformat(value.isoformat()), style or styles.day)
        case _:
            sheet.write_string(row, column, xml_text(str(value))[:_MOST_LETTERS], style)


def _contents(sheet: Worksheet, report: Printed, names: Sequence[str | None], styles: _Styles) -> None:
    _put(sheet, 0, 0, report.title, styles.title, styles)
    _put(sheet, 1, 0, report.stamp, styles.muted, styles)
    for column, heading in enumerate(("Sheet", "What it says", "Note")):
        _put(sheet, 3, column, heading, styles.head, styles)
    for line, (section, name) in enumerate(zip(report.sections, names, strict=True), start=4):
        summary = section.sentence or " ".join(section.below) or section.title
        note = "\n".join(block.text for block in section.note)
        for column, text in enumerate((name, summary, note)):
            _put(sheet, line, column, text, styles.wrap, styles)
        sheet.set_row(line, _LINE * max(_lines(summary), _lines(note)))
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 2, _WIDE)
    _paper(sheet)


def _lines(text: str) -> int:
    """Lines that a text takes in a wide column: not every office program finds that out by itself."""
    return sum(1 + len(line) // (_WIDE - 6) for line in text.split("\n"))


def _paper(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _sheet(sheet: Worksheet, section: Section, styles: _Styles) -> None:
    answer, metric = section.answer, section.metric
    if answer is None or metric is None:
        return
    grid = grid_of(answer)
    variant = metric.variant(answer.result.variant)
    values = {
        "": section.title,
        "Says": section.sentence,
        "Scope": section.below[0] if section.below else "",
        "Definition": metric.definition,
        "Formula": metric.formula,
        "Reading": f"{variant.name.replace('_', ' ')}: {variant.definition} ({variant.whose})",
        "Interval (95 %)": metric.interval or "none: a plain count or sum",
        "Unit": unit_words(metric, answer.result),
        "Data": answer.result.fingerprint,
        "Known": " ".join(section.below[1:]),
        "Note": "\n".join(block.text for block in section.note),
    }
    row = 0
    for name, text in values.items():
        if text:
            _put(sheet, row, 0, name, styles.muted, styles)
            _put(sheet, row, 1, text, styles.title if not name else None, styles)
            row += 1
    row = _numbers(sheet, grid, row + 1, styles)
    if section.behind is not None and section.behind.num_rows:
        _behind(sheet, section, row + 2, styles)
    for column, letters in enumerate(widths(grid, 40)):
        sheet.set_column(column, column, max(letters + 2, 16))
    _paper(sheet)


def _numbers(sheet: Worksheet, grid: Grid, row: int, styles: _Styles) -> int:
    for column, heading in enumerate(grid.headings):
        _put(sheet, row, column, heading, styles.head, styles)
    account = grid.columns.index("account_id") if "account_id" in grid.columns else None
    for number, values in enumerate(grid.raw, start=1):
        pattern = _FORMATS.get(grid.units[number - 1], "#,##0.0")
        for column, (name, value) in enumerate(zip(grid.columns, values, strict=True)):
            style = styles.number(pattern) if name in _VALUES else None
            shown = grid.words[number - 1][column] if column == account else value
            _put(sheet, row + number, column, shown, style, styles)
    return row + len(grid.raw) + 1


def _behind(sheet: Worksheet, section: Section, row: int, styles: _Styles) -> None:
    table = section.behind
    if table is None:
        return
    title = "Rows behind"
    if section.behind_rows > table.num_rows:
        title += f": the first {MOST_ROWS_BEHIND:,} of {section.behind_rows:,}"
    _put(sheet, row, 0, title, styles.head, styles)
    for column, name in enumerate(table.column_names):
        _put(sheet, row + 1, column, name, styles.head, styles)
        for line, value in enumerate(table.column(name).to_pylist(), start=2):
            _put(sheet, row + line, column, value, None, styles)


def _sheet_names(sections: Iterable[Section]) -> list[str | None]:
    """A name for each section with numbers: its place and its metric, as spreadsheets allow names."""
    names: list[str | None] = []
    for number, section in enumerate(sections, start=1):
        metric = section.metric
        label = section.figure.label if section.figure else metric.name if metric else ""
        names.append(f"{number} {_BAD_NAME.sub(' ', xml_text(label))}"[:31].rstrip() if metric else None)
    return names
