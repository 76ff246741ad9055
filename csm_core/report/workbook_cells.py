"""Cells of a workbook: typed values, the formats of their units, and how a sheet goes on paper."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from csm_core.report.plain_xml import xml_text
from csm_core.units import Unit

# The same report gives the same bytes: no clock is read.
MADE = datetime.fromisoformat("2000-01-01")
_FORMATS = {
    Unit.MONEY: "#,##0",
    Unit.MONEY_PER_ACCOUNT: "#,##0",
    Unit.RATE: "0.0%",
    Unit.POINTS: "0.0",
    Unit.SCORE: "0.0",
    Unit.COUNT: "#,##0",
    Unit.RATIO: "0.00",
    Unit.MEAN_SCORE: "0.00",
}
_MOST_LETTERS = 32_000  # a cell holds 32,767
_A4 = 9


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook, colour: str) -> None:
        self._book = book
        self._numbers: dict[str, Format] = {}
        head = {"bold": True, "bottom": 2, "bottom_color": colour}
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.head = book.add_format(head)
        self.head_right = book.add_format(head | {"align": "right"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.muted = book.add_format({"font_color": "#4A5568"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})

    def number(self, pattern: str) -> Format:
        """The format of a number pattern."""
        if pattern not in self._numbers:
            self._numbers[pattern] = self._book.add_format({"num_format": pattern})
        return self._numbers[pattern]

    def of_unit(self, unit: Unit) -> Format:
        """The format of a unit: the value keeps all of its digits."""
        return self.number(_FORMATS.get(unit, "#,##0.0"))


def put(sheet: Worksheet, row: int, column: int, value: object, style: Format | None, styles: Styles) -> None:
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


def on_paper(sheet: Worksheet, *, landscape: bool, pages: int = 0) -> None:
    """A4, all columns on one page and all rows on so many (0: as many as they take), each page with its number."""
    sheet.set_paper(_A4)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, pages)
    sheet.set_footer("&L&8&A&R&8&P / &N")
