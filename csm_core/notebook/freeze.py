"""Freeze a cell: keep its numbers, so that they are the same another day."""

from __future__ import annotations

from datetime import datetime

from csm_core.errors import BadValue
from csm_core.notebook.answered import Answered
from csm_core.notebook.notebook import Frozen

MOST_ROWS = 20_000


def freeze(answer: Answered, at: datetime) -> Frozen:
    """The numbers as they are; `at` is given from outside.

    Raises
    ------
    BadValue
        When there are more rows than a notebook should hold.
    """
    rows = answer.result.table.num_rows
    if rows > MOST_ROWS:
        raise BadValue.of("a frozen cell", f"{rows:,} rows", f"at most {MOST_ROWS:,}; narrow it down with a filter")
    return Frozen(answer, at)
