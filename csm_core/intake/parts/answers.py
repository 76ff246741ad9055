"""The table that a file's rows become once a person has answered what was asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from csm_core.intake.batch import Issue
from csm_core.intake.mapping import FileMapping
from csm_core.intake.parts.revenue import part_revenue
from csm_core.intake.parts.scores import part_scores

OF_A_DAY = frozenset({"list_date_asked", "answer_undated"})
OF_A_COLUMN = frozenset({"revenue_asked", "score_asked"})
Samples = Mapping[str, Sequence[str]]


def part_of_day(issue: Issue, main: FileMapping, day: date, samples: Samples) -> FileMapping | None:
    """The revenue or the scores that `issue` (one of OF_A_DAY) is about, as of the list's `day`.

    `samples`: header → its first values, of every column of the file. None where the day answers nothing.
    """
    free = _free(main, samples)
    # A list of a known day is one whose file is named by it.
    name = day.isoformat()
    if issue.code == "list_date_asked":
        answer = part_revenue(name, main, free, samples)
        return answer.mapping if answer is not None else None
    parts = part_scores(name, main, [one for one in free if one == issue.column], samples)
    return next((part.mapping for part in parts if part.mapping is not None), None)


def part_of_column(issue: Issue, main: FileMapping, header: str, samples: Samples) -> FileMapping | None:
    """The table that `header` makes, of the headers that `issue` (one of OF_A_COLUMN) has in doubt.

    None where more has to be known, such as the day of a list.
    """
    others = set(issue.headers) - {header}
    free = [one for one in _free(main, samples) if one not in others]
    if issue.code == "score_asked":
        parts = part_scores("", main, free, samples)
        return next((p.mapping for p in parts if p.mapping and p.mapping.columns.get("score") == header), None)
    part = part_revenue("", main, free, samples, is_ours=True)
    return part.mapping if part is not None else None


def _free(main: FileMapping, samples: Samples) -> list[str]:
    taken = set(main.columns.values())
    return [header for header in samples if header not in taken]
