"""What parts the cells of a text: the sign, or signs, under which its lines are even."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence

from csm_core.intake.cells.shapes import is_value
from csm_core.intake.layout.grid import usual_width
from csm_core.intake.read.csv_records import quotation_mark

PARTED = "\x1f"  # what ASCII has between cells
DELIMITERS = (",", ";", "\t", "|", PARTED, "^", "~", ":")
_SAMPLE_CHARACTERS = 200_000
_LINES = 200
_NO_DELIMITER = r"(?<=\d):(?=\d\d)|:(?=//)"
_SIGNS = r"(?<=\w)[^\w\s\"'()\[\]{}%$€£&+@.-]+[ ]?(?=\w)|(?<=\w)\t\t+(?=\w)"


def likely_delimiter(text: str) -> str:
    """The delimiter under which the first lines have the same number of cells and a line of headers."""
    sample = text[:_SAMPLE_CHARACTERS]
    if len(text) > len(sample) and "\n" in sample:
        sample = sample[: sample.rindex("\n")]
    scores = {one: evenness(_records(sample, one)) for one in DELIMITERS}
    if scores[":"]:
        # The colons of times and addresses part no cells, unless nothing else does.
        scores[":"] = max(0.1 * scores[":"], evenness(_records(re.sub(_NO_DELIMITER, " ", sample), ":")))
    return max(DELIMITERS, key=lambda delimiter: scores[delimiter])


def delimiter_of_signs(text: str) -> str | None:
    """Two or three signs that together part cells ('||', '|~|', ', '), where all lines show the same; else None."""
    lines = [line for line in re.split(r"\r\n|\n|\r", text[:_SAMPLE_CHARACTERS])[:_LINES] if line.strip()]
    runs = re.findall(_SIGNS, lines[0]) if len(lines) > 1 else []
    if PARTED in text or len(set(runs)) != 1 or len(runs[0]) < 2:
        return None
    signs: str = runs[0]
    single = signs.strip(" ")
    if '"' in text or lines[0].startswith(signs) or lines[0].endswith(signs):
        return None
    if len(single) == 1 and all(line.count(single) == len(runs) for line in lines):
        return None  # a blank that only follows the delimiter, everywhere or now and then
    even = sum(line.count(signs) == len(runs) for line in lines)
    return signs if even >= 0.9 * len(lines) else None


def widths(text: str, delimiter: str) -> list[int]:
    """How many cells each line has that is not blank."""
    return [len(row) for row in _records(text, delimiter) if any(cell.strip() for cell in row)]


def evenness(rows: Iterable[Sequence[str]]) -> float:
    """Evenness of the widths, with a bonus where some first line reads like headers of that width."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return 0.0
    width = usual_width(filled)
    if width < 2:
        return 0.0
    even = sum(len(row) == width for row in filled) / len(filled)
    first = next((row for row in filled if len(row) >= width), filled[0])
    headed = len(first) == width and not any(is_value(cell) for cell in first if cell.strip())
    return even**2 * math.log2(width) * (1.0 if headed else 0.6)


def _records(text: str, delimiter: str) -> list[list[str]]:
    try:
        stream = io.StringIO(text, newline="")
        quote = quotation_mark(text, delimiter)
        return list(csv.reader(stream, delimiter=delimiter, quotechar=quote, skipinitialspace=True))
    except csv.Error:
        return [line.split(delimiter) for line in text.splitlines()]
