"""The report as a workbook: periods side by side for finance, what is where, and a sheet a cell with all of it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from csm_core.metrics.framework.shown_unit import unit_words
from csm_core.report.grid import Grid, grid_of, widths
from csm_core.report.plain_xml import xml_text
from csm_core.report.printed import MOST_ROWS_BEHIND, Printed, Section
from csm_core.report.slide_plan import body_of
from csm_core.report.workbook_cells import MADE, Styles, on_paper, put
from csm_core.report.workbook_summary import summary_of, write_summary

_BAD_NAME = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_WIDE, _LINE = 70, 15.5  # letters, points
_VALUES = ("value", "low", "high")
_HEAD = 3  # the row of the headings
_ROWS_A_PAGE = 100


def workbook(report: Printed) -> bytes:
    """The workbook as an .xlsx file. Text is always text: nothing in it is a formula or a link."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(
        written,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    author = xml_text(report.brand.company or "CSM Notebook")
    book.set_properties({"title": xml_text(report.title), "author": author, "created": MADE})
    styles = Styles(book, report.brand.colour)
    names = _sheet_names(report.sections)
    summary = summary_of(report, names)
    if summary is not None:
        write_summary(book.add_worksheet("Summary"), report, summary, styles)
    _contents(book.add_worksheet("Contents"), report, names, styles)
    for section, name in zip(report.sections, names, strict=True):
        if name is not None:
            _sheet(book.add_worksheet(name), section, styles)
    book.close()
    return written.getvalue()


def _contents(sheet: Worksheet, report: Printed, names: Sequence[str | None], styles: Styles) -> None:
    put(sheet, 0, 0, report.title, styles.title, styles)
    put(sheet, 1, 0, report.stamp, styles.muted, styles)
    for column, heading in enumerate(("Sheet", "What it says", "Note")):
        put(sheet, _HEAD, column, heading, styles.head, styles)
    line = _HEAD
    for section, name in zip(report.sections, names, strict=True):
        if name is None and not section.below and not body_of(section):
            continue  # a heading
        summary = section.sentence or " ".join(section.below) or section.title
        note = "\n".join(block.text for block in section.note if block.text != summary)
        line += 1
        for column, text in enumerate((name, summary, note)):
            put(sheet, line, column, text, styles.wrap, styles)
        sheet.set_row(line, _LINE * max(_lines(summary), _lines(note)))
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 2, _WIDE)
    sheet.freeze_panes(_HEAD + 1, 0)
    on_paper(sheet, landscape=True)


def _lines(text: str) -> int:
    """Lines that a text takes in a wide column: not every office program finds that out by itself."""
    return sum(1 + len(line) // (_WIDE - 6) for line in text.split("\n"))


def _sheet(sheet: Worksheet, section: Section, styles: Styles) -> None:
    """The numbers first, under headings that stay; below them what they are, and the rows behind."""
    answer, metric = section.answer, section.metric
    if answer is None or metric is None:
        return
    grid = grid_of(answer)
    put(sheet, 0, 0, section.title, styles.title, styles)
    put(sheet, 1, 0, section.below[0] if section.below else "", styles.muted, styles)
    end = _numbers(sheet, grid, styles)
    variant = metric.variant(answer.result.variant)
    values = {
        "Says": section.sentence,
        "Unit": unit_words(metric, answer.result),
        "Definition": metric.definition,
        "Formula": metric.formula,
        "Reading": f"{variant.name.replace('_', ' ')}: {variant.definition} ({variant.whose})",
        "Interval (95 %)": metric.interval or "none: a plain count or sum",
        "Data": answer.result.fingerprint,
        "Known": " ".join(section.below[1:]),
        "Note": "\n".join(block.text for block in section.note),
    }
    row = end + 1
    for name, text in values.items():
        if text:
            put(sheet, row, 0, name, styles.muted, styles)
            put(sheet, row, 1, text, None, styles)
            row += 1
    if section.behind is not None and section.behind.num_rows:
        _behind(sheet, section, row + 1, styles)
    for column, letters in enumerate(widths(grid, 40)):
        sheet.set_column(column, column, max(letters + 2, 16))
    sheet.freeze_panes(_HEAD + 1, 0)
    # What explains the numbers is for the screen: on paper they stand alone, their headings on each page.
    sheet.print_area(0, 0, end - 1, max(len(grid.columns) - 1, 3))
    sheet.repeat_rows(_HEAD)
    on_paper(sheet, landscape=len(grid.columns) > 7, pages=-(-end // _ROWS_A_PAGE))


def _numbers(sheet: Worksheet, grid: Grid, styles: Styles) -> int:
    """The row after the last one."""
    for column, heading in enumerate(grid.headings):
        is_number = grid.columns[column] in (*_VALUES, "n", "age")
        put(sheet, _HEAD, column, heading, styles.head_right if is_number else styles.head, styles)
    in_words = ("account_id", "measure")
    for number, values in enumerate(grid.raw, start=1):
        for column, (name, value) in enumerate(zip(grid.columns, values, strict=True)):
            style = styles.of_unit(grid.units[number - 1]) if name in _VALUES else None
            style = styles.number("#,##0") if name == "n" else style
            shown = grid.words[number - 1][column] if name in in_words else value
            put(sheet, _HEAD + number, column, shown, style, styles)
    return _HEAD + len(grid.raw) + 1


def _behind(sheet: Worksheet, section: Section, row: int, styles: Styles) -> None:
    table = section.behind
    if table is None:
        return
    title = "Rows behind"
    if section.behind_rows > table.num_rows:
        title += f": the first {MOST_ROWS_BEHIND:,} of {section.behind_rows:,}"
    put(sheet, row, 0, title, styles.head, styles)
    for column, name in enumerate(table.column_names):
        put(sheet, row + 1, column, name, styles.head, styles)
        for line, value in enumerate(table.column(name).to_pylist(), start=2):
            style = styles.number("#,##0.00") if isinstance(value, float) else None
            put(sheet, row + line, column, value, style, styles)


def _sheet_names(sections: Iterable[Section]) -> list[str | None]:
    """A name for each section with numbers: its number among them and its metric, as spreadsheets allow names."""
    names: list[str | None] = []
    number = 0
    for section in sections:
        metric = section.metric
        if metric is None:
            names.append(None)
            continue
        number += 1
        label = section.figure.label if section.figure else metric.name
        names.append(f"{number} {_BAD_NAME.sub(' ', xml_text(label))}"[:31].rstrip())
    return names
