"""A clean table and the polluted files made of it, after the kinds of pollution that the Pollock benchmark names.

Vitagliano, Hameed, Jiang, Reisener, Wu, Naumann: Pollock: A Data Loading Benchmark. PVLDB 16(8), 2023. The files are
our own: a table of customers, polluted at the level of the file, of the table, and of each row and column.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Row = tuple[str, ...]
HEADER: Row = ("Account ID", "Name", "Start date", "MRR", "Owner", "Comment")
_COMMENTS = ("Fine", 'Says "good"', "Slow, but fine", "two\nlines", "renewed in May", "")
ROWS: tuple[Row, ...] = tuple(
    (f"A-{n:03}", f"Firm {n}", f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}", f"{n * 7}.50", "Ann Ash", _COMMENTS[n % 6])
    for n in range(1, 31)
)


@dataclass(frozen=True, slots=True)
class Polluted:
    """A file, and what stands in it: header and records. `damaged`: records that the pollution itself broke, so
    that setting them aside is right."""

    name: str
    content: bytes
    header: Row = HEADER
    records: tuple[Row, ...] = ROWS
    damaged: tuple[Row, ...] = ()


def polluted() -> Iterator[Polluted]:
    """Every file of the benchmark, the clean one first."""
    yield Polluted("clean", text().encode())
    yield from _of_the_file()
    yield from _of_the_table()
    for number in range(len(ROWS)):
        for column in range(len(HEADER)):
            yield from _of_a_row(number, column)


def text(
    rows: Sequence[Row] = (HEADER, *ROWS),
    delimiter: str = ",",
    newline: str = "\r\n",
    quote: str = '"',
    every: bool = False,
    escape: str | None = None,
) -> str:
    """The rows as text of this dialect, by RFC 4180 unless told otherwise."""
    stream = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if every else csv.QUOTE_MINIMAL
    writer = csv.writer(
        stream,
        delimiter=delimiter,
        lineterminator=newline,
        quotechar=quote,
        quoting=quoting,
        escapechar=escape,
        doublequote=escape is None,
    )
    writer.writerows(rows)
    return stream.getvalue()


def _of_the_file() -> Iterator[Polluted]:
    whole = text()
    yield Polluted("no_newline_at_the_end", whole.removesuffix("\r\n").encode())
    yield Polluted("blank_lines_at_the_end", (whole + "\r\n\r\n").encode())
    yield Polluted("blank_lines_at_the_start", ("\r\n\r\n" + whole).encode())
    for name, newline in (("lf", "\n"), ("cr", "\r")):
        # A carriage return ends a line here, so the cell of two lines is left out.
        rows = tuple(row for row in ROWS if "\n" not in row[5])
        yield Polluted(f"newline_{name}", text((HEADER, *rows), newline=newline).encode(), records=rows)
    for name, delimiter in {"semicolon": ";", "tab": "\t", "pipe": "|", "caret": "^", "tilde": "~"}.items():
        yield Polluted(f"delimiter_{name}", text(delimiter=delimiter).encode())
    lines = text(every=True).split('","')
    yield Polluted("delimiter_comma_and_space", '", "'.join(lines).encode())
    yield Polluted("every_cell_quoted", text(every=True).encode())
    yield Polluted("single_quotes", text(quote="'", every=True).encode())
    yield Polluted("backslash_escapes", text(escape="\\").encode())
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        yield Polluted(f"encoding_{encoding}", whole.encode(encoding))
    accented = tuple((*row[:4], "Zoë Müller", row[5]) for row in ROWS)
    for encoding in ("latin-1", "cp1252"):
        yield Polluted(f"encoding_{encoding}", text((HEADER, *accented)).encode(encoding), records=accented)


def _of_the_table() -> Iterator[Polluted]:
    whole = text()
    for lines in (1, 3, 10):
        preamble = "".join(f"Line {n} about this export\r\n" for n in range(lines))
        yield Polluted(f"preamble_of_{lines}", (preamble + "\r\n" + whole).encode())
    yield Polluted("preamble_with_commas", ("Export, by Ann Ash, of June\r\n\r\n" + whole).encode())
    yield Polluted("footnote", (whole + "\r\nConfidential. Do not pass on.\r\n").encode())
    yield Polluted("footnote_and_total", (whole + "Total,,,3255.00,,\r\n").encode())
    yield Polluted("no_header", text(ROWS).encode(), header=())
    yield Polluted("header_alone", text((HEADER,)).encode(), records=())
    yield Polluted("empty", b"", header=(), records=())
    again = (HEADER, *ROWS[:15], HEADER, *ROWS[15:])
    yield Polluted("header_repeated", text(again).encode())
    groups = ("Customer", "", "Contract", "", "People", "")
    yield Polluted("groups_over_the_header", text((groups, HEADER, *ROWS)).encode())
    units = ("text", "text", "date", "EUR", "text", "text")
    yield Polluted("units_below_the_header", text((HEADER, units, *ROWS)).encode())
    spaced = whole.replace("\r\nA-", "\r\n\r\nA-")
    yield Polluted("blank_line_before_each_row", spaced.encode())
    wide = tuple((*row, "") for row in (HEADER, *ROWS))
    yield Polluted("blank_column_at_the_end", text(wide).encode())
    twice = ("Account ID", "Name", "Start date", "MRR", "Name", "Comment")
    yield Polluted("equal_headers", text((twice, *ROWS)).encode(), header=(*twice[:4], "Name (2)", "Comment"))
    nameless = ("Account ID", "Name", "Start date", "MRR", "", "Comment")
    yield Polluted("blank_header", text((nameless, *ROWS)).encode(), header=(*nameless[:4], "Column 5", "Comment"))
    second = text((("Owner", "Team"), ("Ann Ash", "North")))
    yield Polluted("second_table_below", (whole + "\r\n" + second).encode(), damaged=(("Ann Ash", "North"),))


def _of_a_row(number: int, column: int) -> Iterator[Polluted]:
    """One cell of one row: its delimiter missing or doubled, a quotation mark too many, a tab for the comma."""
    before, row, after = ROWS[:number], ROWS[number], ROWS[number + 1 :]
    cells = [text((("", cell),)).removeprefix(",").removesuffix("\r\n") for cell in row]
    broken: dict[str, str] = {"extra_delimiter": ",".join((*cells[:column], "", *cells[column:]))}
    if column:
        left, right = ",".join(cells[:column]), ",".join(cells[column:])
        broken["missing_delimiter"] = left + right
        broken["other_delimiter"] = f"{left};{right}"
    broken["stray_quote"] = ",".join((*cells[:column], '"' + cells[column], *cells[column + 1 :]))
    for kind, line in broken.items():
        whole = text((HEADER, *before)) + line + "\r\n" + text(after)
        name = f"{kind}_row_{number + 1}_column_{column + 1}"
        yield Polluted(name, whole.encode(), records=(*before, *after), damaged=(row,))
