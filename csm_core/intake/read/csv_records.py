"""Text with a known delimiter to records: by the standard, else by what the text shows of its quotes and escapes."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from csm_core.errors import UnreadableFile
from csm_core.intake.batch import Issue
from csm_core.intake.cells.shapes import is_value
from csm_core.text.plural import plural

MAX_CELL = 16 << 20
LOOKED_AT = 200_000
_FIRST_LINES = 50
_JOINED = 50  # lines that one cell with a stray quotation mark near it may span
_APOSTROPHES = "Cells are enclosed in apostrophes, which were removed; the text between two is one cell."
Records = tuple[list[list[str]], list[int]]


def parse_records(name: str, text: str, delimiter: str) -> tuple[list[list[str]], list[int], tuple[Issue, ...]]:
    """Records, the line each begins on, and what is to be said about quotation marks.

    Apostrophes around cells are taken off, which is told.

    Strictly by RFC 4180 (blanks before a quotation mark forgiven), else with backslashes, else line by line.
    Raises UnreadableFile for a cell without end.
    """
    quote = quotation_mark(text, delimiter)
    remarks = (Issue("apostrophes", "info", _APOSTROPHES),) if quote == "'" else ()
    records = _standard(name, text, delimiter, quote)
    is_stray = _is_stray(text, delimiter, quote)
    escaped = _escaped(text, delimiter, quote)
    if records is not None and not is_stray and (escaped is None or not _are_uneven(records)):
        return *records, remarks
    if escaped is not None and (records is None or is_stray or not _are_uneven(escaped)):
        message = "Quotation marks inside cells are written with a backslash; they were read as such."
        return *escaped, (*remarks, Issue("backslash_escapes", "info", message))
    if records is None:
        rows, numbers, issues = _line_by_line(text, delimiter, quote)
        return rows, numbers, (*remarks, *issues)
    if not is_stray:
        return *records, remarks
    stray = _first_stray(text, delimiter, quote)
    message = f"There are quotation marks inside cells (first: line {stray}); they were read as text."
    return *records, (*remarks, Issue("stray_quote", "warning", message, row=stray))


def _standard(name: str, text: str, delimiter: str, quote: str) -> Records | None:
    try:
        return _strictly(text, delimiter, quote, None)
    except csv.Error as error:
        if "field larger" not in str(error):
            return None
        reason = f"A cell contains more than {MAX_CELL >> 20} MB of text."
        raise UnreadableFile.because(name, reason, "A quotation mark is probably left open.") from error


def _escaped(text: str, delimiter: str, quote: str) -> Records | None:
    """As if backslashes stood before quotation marks inside cells; None where no text can be read so."""
    if f"\\{quote}" not in text:
        return None
    try:
        return _strictly(text, delimiter, quote, "\\")
    except csv.Error:
        return None


def quotation_mark(text: str, delimiter: str) -> str:
    """The apostrophe where cells of the first lines stand between two, else the quotation mark.

    They do where nearly every cell does that is no number or date, or where only so the lines are even.
    """
    sample = text[:LOOKED_AT]
    if sample.count("'") <= sample.count('"'):
        return '"'
    lines = [line for line in sample.splitlines()[:_FIRST_LINES] if line.strip()]
    cells = [_apostrophed(line, delimiter) for line in lines]
    quoted = [any(_is_between(cell) for cell in line) and all(map(_is_plain_or_between, line)) for line in cells]
    if lines and (quoted[0] or sum(quoted) > 0.5 * len(quoted)):
        return "'"
    bare = {line.count(delimiter) + 1 for line in lines}
    kept = {len(line) for line in cells}
    return "'" if len(kept) == 1 and kept != {1} and len(bare) > 1 else '"'


def _apostrophed(line: str, delimiter: str) -> list[str]:
    """The cells of a line, where what stands between apostrophes is one, delimiters and all."""
    mark = re.escape(delimiter)
    between = rf" *'(?:[^']|'')*' *(?={mark}|$)"
    return [cell.strip() for cell in re.findall(rf"(?:^|{mark})({between}|[^{mark}]*)", line)]


def _is_plain_or_between(cell: str) -> bool:
    return not cell or _is_between(cell) or is_value(cell)


def _is_between(cell: str) -> bool:
    return len(cell) > 1 and cell.startswith("'") and cell.endswith("'")


def _strictly(text: str, delimiter: str, quote: str, escape: str | None) -> Records:
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quotechar=quote,
        strict=True,
        escapechar=escape,
        doublequote=escape is None,
        skipinitialspace=True,
    )
    rows: list[list[str]] = []
    numbers: list[int] = []
    line = 1
    for row in reader:
        rows.append(row)
        numbers.append(line)
        line = reader.line_num + 1
    return rows, numbers


def _are_uneven(records: Records) -> bool:
    return len({len(row) for row in records[0] if row}) > 1


def _stray(delimiter: str, quote: str) -> re.Pattern[str]:
    """A quotation mark between two ordinary signs: the standard has none."""
    plain = rf"[^{re.escape(delimiter)}{quote}\r\n]"
    return re.compile(rf"(?:[^{re.escape(delimiter)}{quote}\r\n ]{quote}{plain})")


def _is_stray(text: str, delimiter: str, quote: str) -> bool:
    return quote in text and _stray(delimiter, quote).search(text) is not None


def _first_stray(text: str, delimiter: str, quote: str) -> int | None:
    match = _stray(delimiter, quote).search(text)
    return None if match is None else text.count("\n", 0, match.start()) + 1


def _line_by_line(text: str, delimiter: str, quote: str) -> tuple[list[list[str]], list[int], tuple[Issue, ...]]:
    """Each line by itself, or with those that follow where that alone makes a record of the usual width."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    stray: list[int] = []
    lines = re.split(r"\r\n|\n|\r", text)
    widths = Counter(len(row) for line in lines if line and (row := _one(line, delimiter, quote)) is not None)
    width = max(widths, key=lambda one: (widths[one], one)) if widths else 0
    at = 0
    while at < len(lines):
        row, taken = _one(lines[at], delimiter, quote) if lines[at] else [], 1
        if row is None:
            row, taken = _spanning(lines, at, delimiter, quote, width)
        if row is None:
            stray.append(at + 1)
            row, taken = _forgiven(lines[at], delimiter, quote), 1
        rows.append(row)
        numbers.append(at + 1)
        at += taken
    first = ", ".join(map(str, stray[:5]))
    listing = f"{plural(len(stray), 'line')} (first: {first})"
    message = f"Quotation marks don't pair up on {listing}; those inside cells were read as text."
    return rows, numbers, (Issue("stray_quote", "warning", message, row=stray[0] if stray else None),)


def _forgiven(line: str, delimiter: str, quote: str) -> list[str]:
    """The cells of a line with stray quotation marks: one ends a cell only before a delimiter or the line's end."""
    cells: list[str] = []
    closed = re.compile(rf"{quote} *(?={re.escape(delimiter)}|$)")
    at = 0
    while True:
        start = at + len(line[at:]) - len(line[at:].lstrip(" "))
        end = closed.search(line, start + 1) if line.startswith(quote, start) else None
        if end is not None:
            cells.append(line[start + 1 : end.start()].replace(quote * 2, quote))
            at = end.end()
        else:
            stop = line.find(delimiter, at)
            cells.append(line[at:] if stop < 0 else line[at:stop])
            at = len(line) if stop < 0 else stop
        if at >= len(line):
            return cells
        at += 1
        if at == len(line):
            return [*cells, ""]


def _one(text: str, delimiter: str, quote: str) -> list[str] | None:
    """The one record that the text is, None where it is none or more."""
    stream = io.StringIO(text, newline="")
    try:
        records = list(csv.reader(stream, delimiter=delimiter, quotechar=quote, strict=True, skipinitialspace=True))
    except csv.Error:
        return None
    return records[0] if len(records) == 1 else None


def _spanning(lines: list[str], at: int, delimiter: str, quote: str, width: int) -> tuple[list[str] | None, int]:
    """The record of the usual width that this line and the next few are together, and how many they are."""
    text = lines[at]
    for count, line in enumerate(lines[at + 1 : at + _JOINED], start=2):
        text = f"{text}\n{line}"
        row = _one(text, delimiter, quote)
        if row is not None and len(row) == width:
            return row, count
    return None, 1
