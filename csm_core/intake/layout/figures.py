"""The figures in cells, roughly: good enough to see whether a row sums up others, before anything is decided."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.cells.distinct import Distinct

Floats = npt.NDArray[np.float64]
_LONGEST = 60
_DOTTED = re.compile(r"^\D*\d{1,3}(\.\d{3})+\D*$")


def plain_figure(text: str | None, dots_group: bool = False) -> float | None:
    """The number in a text whatever stands around it; None where there is none.

    `dots_group`: dots part thousands.
    """
    if text is None or len(text) > _LONGEST:
        return None
    stripped = text.strip()
    plain = re.sub(r"[^\d.,-]", "", stripped)
    if not re.search(r"\d", plain):
        return None
    if re.search(r",\d{1,2}$", plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif dots_group:
        plain = plain.replace(".", "")
    try:
        figure = float(plain.replace(",", ""))
    except ValueError:
        return None
    return -figure if stripped.startswith("(") and figure > 0 else figure


def groups_by_dots(cells: Iterable[str | None]) -> bool:
    """Whether every dot in these cells parts thousands ('1.234', '12.345.678')."""
    dotted = [cell for cell in cells if cell and len(cell) <= _LONGEST and "." in cell and "," not in cell]
    return bool(dotted) and all(_DOTTED.match(cell) for cell in dotted)


def figures(column: pa.Array, dots_group: bool = False) -> Floats:
    """The figure of each cell, NaN where it has none."""
    plain = r"^-?\d{1,18}$" if dots_group else r"^-?\d{1,18}(\.\d{1,18})?$"
    if pc.all(pc.match_substring_regex(column, plain), min_count=0).as_py():
        values = pc.cast(column, pa.float64())
    else:
        distinct = Distinct.of(column)
        values = distinct.parse(lambda text: plain_figure(text, dots_group), pa.float64())
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.float64)
