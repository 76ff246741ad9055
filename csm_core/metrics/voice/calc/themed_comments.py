"""Comments with their themes, and the cells that they make: sizes, scores, trend, and who speaks of what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.satisfaction import EASY_FROM, SATISFIED_FROM
from csm_core.metrics.framework.context import Context
from csm_core.stats.clustered_share import share_by_account
from csm_core.stats.intervals import Interval
from csm_core.stats.moments import Moments
from csm_core.stats.scale_mean import scale_mean_bounds
from csm_core.stats.themes import Themes, find_themes

# No theme: no word in common with any other comment.
NONE = "(nothing in common)"
_LONGEST_QUOTE = 160

Comment = Mapping[str, object]

_COMMENTS = Query(f"""
    select a.period, a.segment, p.shown, a.account_id, n.account_name, a.respondent, a.responded_on, a.score,
        a.survey_type as survey, trim(a.comment) as comment,
        coalesce(a.scale_low, case a.survey_type when 'nps' then 0 else 1 end) as low_end,
        coalesce(a.scale_high, case a.survey_type when 'csat' then 5 when 'ces' then 7 else 10 end) as high_end,
        case a.survey_type when 'nps' then score >= 9 when 'csat' then score >= {SATISFIED_FROM}
            when 'ces' then score >= {EASY_FROM} end as is_happy,
        case a.survey_type when 'nps' then score <= 6 when 'csat' then score < {SATISFIED_FROM}
            when 'ces' then score < {EASY_FROM} end as is_unhappy
    from answers a join periods p on p.period = a.period left join account_names n on n.account_id = a.account_id
    where trim(a.comment) <> '' and a.score is not null
    order by a.responded_on, a.comment, a.respondent, a.answer_id""")


@dataclass(frozen=True, slots=True, eq=False)
class ThemedCell:
    """One cell: its keys, the comments that are in it, those that it is a share of (places), and the one to quote."""

    period: object
    segment: object
    measure: str
    series: str
    members: tuple[int, ...]
    places: tuple[int, ...]
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
            indices = [index for index, row in enumerate(self.comments) if row["segment"] == segment and row["shown"]]
            yield from self._shares("share", None, segment, indices)
            yield from self._shares("among_happy", None, segment, self._where(indices, "is_happy"))
            yield from self._shares("among_unhappy", None, segment, self._where(indices, "is_unhappy"))
            yield from self._shares("score", None, segment, indices)
            for period in sorted({self.comments[index]["period"] for index in indices}, key=str):
                now = [index for index in indices if self.comments[index]["period"] == period]
                yield from self._shares("trend", period, segment, now)

    def answer_rows(self) -> Iterator[dict[str, object]]:
        """The rows of the answer: value, interval, n and a typical comment as the note."""
        for cell in self.cells():
            row: dict[str, object] = {
                "period": cell.period,
                "segment": cell.segment,
                "measure": cell.measure,
                "series": cell.series,
            }
            if cell.measure == "score":
                if not cell.members:
                    continue
                mean = self._mean(cell.members)
            else:
                whose = [self.comments[index]["account_id"] for index in cell.places]
                mean = share_by_account([index in set(cell.members) for index in cell.places], whose)
            row |= {"value": mean.value, "low": mean.low, "high": mean.high, "n": int(mean.n)}
            if cell.measure == "share" and cell.quote is not None:
                row["note"] = f"Typical: “{_shortened(str(self.comments[cell.quote]['comment']))}”"
            yield row

    def _mean(self, members: Sequence[int]) -> Interval:
        rows = [self.comments[index] for index in members]
        names: dict[object, int] = {}
        account_codes = [
            names.setdefault(row["account_id"] or (index,), len(names)) for index, row in enumerate(rows)
        ]
        score, low, high = (
            np.array([row[name] for row in rows], dtype=np.float64) for name in ("score", "low_end", "high_end")
        )
        scores, counts = np.bincount(account_codes, weights=score), np.bincount(account_codes)
        bounds = scale_mean_bounds(Moments.of(scores, counts), [score.var()], [low.min()], [high.max()])
        return Interval(float(score.mean()), float(bounds[0][0]), float(bounds[1][0]), score.size)

    def _where(self, places: Sequence[int], name: str) -> list[int]:
        return [index for index in places if self.comments[index][name]]

    def _shares(self, measure: str, period: object, segment: object, places: Sequence[int]) -> Iterator[ThemedCell]:
        if not places:
            return
        inside = self.themes.member[np.array(places)]
        for theme, label in enumerate(self.themes.labels):
            members = tuple(index for index, is_in in zip(places, inside[:, theme], strict=True) if is_in)
            quote = max(members, key=lambda index: (self.themes.closeness[index, theme], -index)) if members else None
            yield ThemedCell(period, segment, measure, label, members, tuple(places), quote)
        without = tuple(index for index, is_in in zip(places, inside.any(axis=1), strict=True) if not is_in)
        if without:
            yield ThemedCell(period, segment, measure, NONE, without, tuple(places), None)


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1].rstrip() + "…"
