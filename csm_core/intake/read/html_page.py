"""Web pages to raw tables, as older tools write them under the name of a workbook."""

from __future__ import annotations

from html.parser import HTMLParser

from csm_core.errors import UnreadableFile
from csm_core.intake.layout.grid import MAX_COLUMNS
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.layout.rows_to_tables import tables_of_rows
from csm_core.intake.read.encoding import decode

_MAX_CELLS = 10_000_000
_SILENT = ("script", "style", "head")


def read_html(name: str, content: bytes) -> tuple[RawTable, ...]:
    """One raw table for each table of two columns and rows or more. Raises UnreadableFile where there is none."""
    text, encoding, issues = decode(name, content)
    page = _Tables(name)
    page.feed(text)
    page.close()
    candidates = [rows for rows in page.tables if len(rows) > 1 and max(map(len, rows)) > 1]
    if not candidates:
        reason = "It is a web page, whatever its name says, and contains no table."
        raise UnreadableFile.because(name, reason, "Open it in Excel, save it as XLSX or CSV and upload that.")
    tables: list[RawTable] = []
    for number, rows in enumerate(candidates, start=1):
        width = max(map(len, rows))
        padded = [[*row, *[""] * (width - len(row))] for row in rows]
        sheet = None if number == 1 else f"Table {number}"
        tables += tables_of_rows(name, sheet, padded, range(1, len(rows) + 1), issues, encoding)
    return tuple(tables)


class _Tables(HTMLParser):
    """The cells of a page's tables; a table within a cell is one by itself."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._name = name
        self._open: list[list[list[str]]] = []
        self._text: list[str] | None = None
        self._spans = 1
        self._cells = 0
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._end_cell()
            self._open.append([])
            self.tables.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._end_cell()
            self._open[-1].append([])
        elif tag in ("td", "th") and self._open:
            self._end_cell()
            spans = next((value for key, value in attrs if key == "colspan"), None)
            self._spans = min(int(spans), 50) if spans and spans.isdecimal() else 1
            self._text = []
        elif tag == "br" and self._text is not None:
            self._text.append(" ")
        elif tag in _SILENT:
            self._silent += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table" and self._open:
            self._open.pop()
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._silent:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._end_cell()

    def _end_cell(self) -> None:
        if self._text is None or not self._open:
            return
        if not self._open[-1]:
            self._open[-1].append([])
        row = self._open[-1][-1]
        row += [" ".join("".join(self._text).split()), *[""] * (self._spans - 1)]
        self._text = None
        self._cells += self._spans
        if self._cells > _MAX_CELLS or len(row) > MAX_COLUMNS:
            reason = "Its tables are larger than any export."
            raise UnreadableFile.because(self._name, reason, "Export it as CSV.")
