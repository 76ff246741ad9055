"""Which of a table's first lines holds the headers: words over values, as wide as the lines below usually are."""

from __future__ import annotations

from collections.abc import Sequence

from csm_core.intake.cells.shapes import is_value, shape, usual_shape
from csm_core.intake.vocabulary.headers import compact
from csm_core.intake.vocabulary.synonyms import SYNONYMS

Row = Sequence[str | None]
_USUAL = frozenset(compact(word) for words in SYNONYMS.values() for word in words)
_LOOKED_AT = 40
_RARE = 0.15  # lines wider than the others that no header is expected to cover


def header_line(rows: Sequence[Row]) -> tuple[int | None, int]:
    """Index of the header line (None: the table has none), and of the line that it or the first row stands on."""
    index = _lowered(rows, _wide_enough(rows))
    if not is_headless(rows, index):
        index = _words_over_text(rows, index)
        return index, index
    over = _words_above(rows, index)
    if over is not None:
        return over, over
    while index and _is_alike(rows[index - 1], rows[index:]):
        index -= 1
    return None, index


def count_known(row: Row) -> int:
    """How many cells are called as columns are usually called."""
    return sum(cell is not None and compact(cell) in _USUAL for cell in row)


def is_headless(rows: Sequence[Row], index: int) -> bool:
    """Whether the line looks like those below it."""
    return _is_alike(rows[index], rows[index + 1 :])


def continues(first: Row, second: Row) -> bool:
    """True when the second line only fills what a merged or spanning first line left open, all in words."""
    gaps = [j for j, cell in enumerate(first) if cell is None]
    filled = [j for j, cell in enumerate(second) if cell is not None]
    open_ended = {"response", "open-ended response"} & {str(second[j]).strip().casefold() for j in filled}
    fills = bool(gaps or open_ended) and bool(filled) and (set(gaps) <= set(filled)) and len(filled) < len(first)
    return fills and _is_words(second)


def _is_alike(row: Row, body: Sequence[Row]) -> bool:
    filled = [j for j, cell in enumerate(row) if cell is not None]
    alike = [j for j in filled if not body or shape(row[j]) == usual_shape(line[j] for line in body)]
    # The first of a month may head a column of figures, but not one of dates.
    alike = [j for j in alike if is_value(row[j]) or (body and shape(row[j]) == "date")]
    return bool(filled) and len(alike) >= max(1, len(filled) / 3)


def _wide_enough(rows: Sequence[Row]) -> int:
    """The first line that is as filled as lines below it usually are (one blank header is forgiven)."""
    filled = [_filled(row) for row in rows]
    for i in range(min(len(rows), _LOOKED_AT)):
        most = _usual_width(filled[i + 1 :], filled[i])
        if filled[i] >= (most if most < 4 else most - 1) and (filled[i] > 1 or len(rows[i]) == 1 or most <= 1):
            return i
    return 0


def _usual_width(below: Sequence[int], width: int) -> int:
    """The most that more than a few of the lines below have filled."""
    if not below:
        return width
    widest = sorted(below, reverse=True)
    return widest[min(int(_RARE * len(below)), len(below) - 1)]


def _lowered(rows: Sequence[Row], index: int) -> int:
    """The line of words within the next three, where the one at `index` holds values and the table's rows below too:
    a title with dates in it, or the numbers of the columns."""
    if _is_words(rows[index]):
        return index
    for i in range(index + 1, min(index + 4, len(rows) - 1)):
        row, below = rows[i], rows[i + 1 : i + 21]
        typed = [j for j in range(len(row)) if row[j] is not None and any(is_value(line[j]) for line in below)]
        if _is_words(row) and _filled(row) >= max(2, 0.5 * _median(below)) and typed and _distinct(row):
            return i
    return index


def _words_above(rows: Sequence[Row], index: int) -> int | None:
    """The nearest line of words over a line of values, where it covers half of what the lines below fill; of several
    that complete each other the first."""
    for i in range(index - 1, -1, -1):
        row = rows[i]
        covers = _filled(row) >= max(2, 0.5 * _median(rows[i + 1 : i + 21]))
        if _is_words(row) and covers and _distinct(row):
            while i and continues(rows[i - 1], rows[i]) and _filled(rows[i - 1]) > 1:
                i -= 1
            return i
        if _filled(row) < 2:
            return None
    return None


def _words_over_text(rows: Sequence[Row], index: int) -> int:
    """An earlier line as wide as most lines below, where the one at `index` is only wider, not more like headers."""
    for i in range(index):
        row = rows[i]
        wide = _filled(row) >= max(2, _median(rows[i + 1 : i + 21])) and 2 * _filled(row) > _filled(rows[index])
        if (
            wide
            and index - i > 1
            and _is_words(row)
            and _distinct(row)
            and count_known(row) >= count_known(rows[index])
        ):
            return i
    return index


def _filled(row: Row) -> int:
    return sum(cell is not None for cell in row)


def _is_words(row: Row) -> bool:
    return not any(is_value(cell) for cell in row)


def _distinct(row: Row) -> bool:
    texts = [compact(cell) for cell in row if cell is not None]
    return len(set(texts)) == len(texts)


def _median(rows: Sequence[Row]) -> int:
    filled = sorted(_filled(row) for row in rows)
    return filled[len(filled) // 2] if filled else 0
