"""What to know of the scales that answers to the question of recommending were asked on."""

from __future__ import annotations

from csm_core.facts.answers import OFF_SCALE
from csm_core.metrics.answer_windows import window_notes
from csm_core.metrics.context import Context
from csm_core.plural import plural

_SCALES = """
select survey_type, scale_low as low, scale_high as high, count(*) as n from answers
where score is not null and survey_type in ('nps', $off) and period in (select period from periods where shown)
group by all order by all
"""


def nps_scales(context: Context) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What to know of answers from 1 to 10, and which are left out as they were asked on another scale."""
    rows = context.table(_SCALES, off=OFF_SCALE).to_pylist()
    warning = "Nobody could answer 0 there, so the score is not comparable with others."
    from_one = sum(row["n"] for row in rows if row["survey_type"] == "nps" and row["low"] == 1)
    off = (row for row in rows if row["survey_type"] != "nps")
    said = (f"On a scale from 1: {plural(from_one, 'answer')}. {warning}",) if from_one else ()
    left_out = tuple(
        f"Asked from {row['low']:g} to {row['high']:g}, where there is no NPS: {plural(row['n'], 'answer')}."
        for row in off
    )
    return (*window_notes(context), *said), left_out
