"""Net Promoter Score: of each person the last answer of the month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from tests.recomputed.company import Company
from tests.recomputed.exports import Answer


def nps(
    company: Company, answers: Sequence[Answer], split: str, first: date, closing: date
) -> dict[str, tuple[float, int]]:
    """Segment → promoters less detractors in a hundred, and how many people answered."""
    last: dict[str, Answer] = {}
    for answer in sorted(answers, key=lambda one: one.at):
        if answer.kind == "nps" and first <= answer.at.date() <= closing:
            last[answer.person] = answer
    scores: dict[str, list[int]] = defaultdict(list)
    for answer in last.values():
        scores[company.segment(answer.account, split, opening_of(first))].append(answer.score)
    return {
        segment: (100 * sum((score >= 9) - (score <= 6) for score in given) / len(given), len(given))
        for segment, given in scores.items()
    }


def opening_of(first: date) -> date:
    return date.fromordinal(first.toordinal() - 1)
