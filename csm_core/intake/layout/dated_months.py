"""Months whose year stands in the line above them: 'Oct' below '2024' is 'Oct 2024'."""

from __future__ import annotations

import re
from collections.abc import Sequence

from csm_core.intake.vocabulary.month_names import month_number

_YEAR = re.compile(r"^(?:FY ?)?((?:19|20)\d{2})(?:\.0)?$")
_LEAST = 2


def dated_month(year: str | None, month: str | None) -> str | None:
    """The month with its year, None where one of them is none."""
    match = _YEAR.match((year or "").strip())
    if match is None or month is None or month_number(month.strip()) is None:
        return None
    return f"{month.strip()} {match[1]}"


def dated_months(cells: Sequence[str | None], above: Sequence[str | None]) -> list[str | None]:
    """The header cells, bare months with the year that stands over them or to the left of that; as they are where
    fewer than two are such."""
    dated: list[str | None] = []
    year: str | None = None
    for index, cell in enumerate(cells):
        over = above[index] if index < len(above) else None
        year = over if over is not None and over.strip() else year
        dated.append(dated_month(year, cell))
    if sum(one is not None for one in dated) < _LEAST:
        return list(cells)
    return [new or cell for new, cell in zip(dated, cells, strict=True)]
