"""What marks a row of a table as one of its own, and not as a sum of others: told by the table's first rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.cells.letters import Letters
from csm_core.intake.cells.shapes import shape
from csm_core.intake.layout.figures import groups_by_dots
from csm_core.intake.layout.total_words import says_total

Row = Sequence[str | None]
SAMPLE = 200
_MOST_FIGURES = 40
_ANY_DIGIT = r"\d"


@dataclass(frozen=True, slots=True)
class RowMarks:
    """`figures`: column → whether dots part thousands in it. `patterns`: column → what a row of its own has there.

    `usual` and `always`: columns that most rows, or nearly all, fill.
    """

    figures: dict[int, bool]
    patterns: dict[int, str]
    usual: tuple[int, ...]
    always: tuple[int, ...]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> RowMarks:
        """By the first rows below the headers, `SAMPLE` of them or all, those apart that are called totals."""
        sample = [row for row in rows[:SAMPLE] if not says_total(row)] or rows[:SAMPLE]
        columns = list(zip(*sample, strict=True))
        shapes = [Counter(shape(cell) for cell in column) for column in columns]
        numeric = [j for j in range(len(columns)) if _share(shapes[j], "number") >= 0.6]
        figures = {j: groups_by_dots(columns[j]) for j in numeric[:_MOST_FIGURES]}
        causes: dict[int, str] = {}
        for j, column in enumerate(columns):
            if j not in figures and shapes[j]["blank"] <= 0.4 * len(column):
                pattern = _pattern(column, shapes[j])
                if pattern is not None:
                    causes[j] = pattern
        filled = [len(column) - shapes[j]["blank"] for j, column in enumerate(columns)]
        usual = tuple(j for j, count in enumerate(filled) if count >= 0.6 * len(sample))
        always = tuple(j for j, count in enumerate(filled) if count >= 0.9 * len(sample) - 1)
        return cls(figures, causes, usual, always)

    def may_be_sums(self, columns: Sequence[pa.Array]) -> npt.NDArray[np.bool_]:
        """Mask of the rows without a mark of their own: no date, no id as the others have."""
        free = np.ones(len(columns[0]) if columns else 0, dtype=np.bool_)
        for j, pattern in sorted(self.patterns.items(), key=lambda mark: mark[1] != _ANY_DIGIT):
            if not free.any():
                break
            if pattern == _ANY_DIGIT and Letters.of(columns[j]).all_begin_with_digits():
                return np.zeros_like(free)
            is_own = pc.fill_null(pc.match_substring_regex(columns[j], pattern), False)
            free &= ~_mask(is_own)
        return free

    def emptier(self, cells: Sequence[pa.Array], columns: Sequence[int]) -> npt.NDArray[np.bool_]:
        """Mask of the rows that leave a good part of these columns blank."""
        blanks = np.zeros(len(cells[0]) if cells else 0, dtype=np.int64)
        for j in columns:
            if cells[j].null_count:
                blanks += _mask(pc.is_null(cells[j]))
        return np.asarray((blanks >= 1) & (blanks >= 0.2 * len(columns)), dtype=np.bool_)

    def have_figures(self, cells: Sequence[pa.Array]) -> npt.NDArray[np.bool_]:
        """Mask of the rows with some figure."""
        filled = np.zeros(len(cells[0]) if cells else 0, dtype=np.bool_)
        for j in self.figures:
            filled |= _mask(pc.is_valid(cells[j]))
        return filled


def _mask(values: pa.Array) -> npt.NDArray[np.bool_]:
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _share(shapes: Counter[str], wanted: str) -> float:
    filled = shapes.total() - shapes["blank"]
    return shapes[wanted] / filled if filled >= 2 else 0.0


def _pattern(column: Sequence[str | None], shapes: Counter[str]) -> str | None:
    """An expression for what this column's cells have in common and a total's have not; None where there is none."""
    if _share(shapes, "date") >= 0.6:
        return _ANY_DIGIT
    if _share(shapes, "email") >= 0.6:
        return "@"
    patterns = Counter(_shaped(cell) for cell in column if cell)
    pattern, count = patterns.most_common(1)[0] if patterns else ("", 0)
    return f"^{pattern}$" if r"\d" in pattern and count >= max(2, 0.6 * patterns.total()) else None


def _shaped(cell: str) -> str:
    """'A-001' as an expression for texts of letters, a dash and digits."""
    runs = re.findall(r"[^\W\d_]+|\d+|.", cell.strip()[:60], re.DOTALL)
    return "".join(r"\d+" if run[0].isdecimal() else r"\pL+" if run[0].isalpha() else re.escape(run) for run in runs)
