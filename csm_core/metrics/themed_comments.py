"""Comments with their themes, and the cells that they make: sizes, scores, trend, and who speaks of what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from csm_core.metrics.context import Context
from csm_core.metrics.satisfaction import EASY_FROM, SATISFIED_FROM
from csm_core.stats.intervals import mean_t, wilson
from csm_core.stats.themes import Themes, find_themes

# No theme: no word in common with any other comment.
NONE = "(nothing in common)"
_LONGEST_QUOTE = 160

Comment = Mapping[str, object]

_COMMENTS = f"""
select a.period, a.segment, p.shown, a.account_id, n.account_name, a.respondent, a.responded_on, a.score,
    coalesce(a.survey_type, 'nps') as survey, trim(a.comment) as comment,
    case coalesce(a.survey_type, 'nps') when 'nps' then score >= 9 when 'csat' then score >= {SATISFIED_FROM}
        when 'ces' then score >= {EASY_FROM} end as is_happy,
    case coalesce(a.survey_type, 'nps') when 'nps' then score <= 6 when 'csat' then score < {SATISFIED_FROM}
        when 'ces' then score < {EASY_FROM} end as is_unhappy
from answers a join periods p on p.period = a.period left join account_names n on n.account_id = a.account_id
where trim(a.comment) <> '' and a.score is not null
order by a.responded_on, a.comment, a.respondent, a.answer_id
"""


@dataclass(frozen=True, slots=True, eq=False)
class ThemedCell:
    """One cell: its keys, the comments that are in it (places), of how many, and the comment to quote."""

    period: object
    segment: object
    measure: str
    series: str
    members: tuple[int, ...]
    whole: int
    quote: int | None


@dataclass(frozen=True, slots=True, eq=False)
class ThemedComments:
    """The comments of one survey with their themes; fitted on all of them, so a narrower window moves no theme."""

    comments: Sequence[Comment]
    themes: Themes
    survey: str | None
    surveys: Mapping[str, int]

    @classmethod
    def of(cls, context: Context) -> ThemedComments:
        """Read and fit; the survey 'auto' is that with most comments."""
        every = context.table(_COMMENTS).to_pylist()
        counts = {kind: sum(row["survey"] == kind for row in every) for kind in ("nps", "csat", "ces")}
        wanted = context.text("survey")
        survey = wanted if wanted != "auto" else max(counts, key=lambda kind: counts[kind])
        comments = [row for row in every if row["survey"] == survey]
        themes = find_themes([str(row["comment"]) for row in comments], context.whole("themes"))
        return cls(comments, themes, survey if comments else None, counts)

    def cells(self) -> Iterator[ThemedCell]:
        """Every cell with a value; without segments the segment is null."""
        segments = sorted({row["segment"] for row in self.comments}, key=str)
        for segment in segments:
            mine = [place for place, row in enumerate(self.comments) if row["segment"] == segment and row["shown"]]
            yield from self._shares("share", None, segment, mine)
            yield from self._shares("among_happy", None, segment, self._where(mine, "is_happy"))
            yield from self._shares("among_unhappy", None, segment, self._where(mine, "is_unhappy"))
            yield from self._shares("score", None, segment, mine)
            for period in sorted({self.comments[place]["period"] for place in mine}, key=str):
                now = [place for place in mine if self.comments[place]["period"] == period]
                yield from self._shares("trend", period, segment, now)

    def answer_rows(self) -> Iterator[dict[str, object]]:
        """The rows of the answer: value, interval, n and a typical comment as the note."""
        for cell in self.cells():
            row: dict[str, object] = {
                "period": cell.period, "segment": cell.segment, "measure": cell.measure, "series": cell.series,
            }  # fmt: skip
            if cell.measure == "score":
                scores = np.array([self.comments[place]["score"] for place in cell.members], dtype=np.float64)
                if not scores.size:
                    continue
                spread = float(scores.std(ddof=1)) if scores.size > 1 else 0.0
                found = mean_t(float(scores.mean()), spread, scores.size)
            else:
                found = wilson(len(cell.members), cell.whole)
            row |= {"value": found.value, "low": found.low, "high": found.high, "n": int(found.n)}
            if cell.measure == "share" and cell.quote is not None:
                row["note"] = f"Typical: “{_shortened(str(self.comments[cell.quote]['comment']))}”"
            yield row

    def _where(self, places: Sequence[int], name: str) -> list[int]:
        return [place for place in places if self.comments[place][name]]

    def _shares(self, measure: str, period: object, segment: object, places: Sequence[int]) -> Iterator[ThemedCell]:
        if not places:
            return
        inside = self.themes.member[np.array(places)]
        for theme, label in enumerate(self.themes.labels):
            members = tuple(place for place, is_in in zip(places, inside[:, theme], strict=True) if is_in)
            quote = max(members, key=lambda place: (self.themes.closeness[place, theme], -place)) if members else None
            yield ThemedCell(period, segment, measure, label, members, len(places), quote)
        without = tuple(place for place, is_in in zip(places, inside.any(axis=1), strict=True) if not is_in)
        if without:
            yield ThemedCell(period, segment, measure, NONE, without, len(places), None)


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1].rstrip() + "…"
