"""one_sided_nps: NPS answers that are all low or all high, as when the question had another scale."""

from __future__ import annotations

from collections.abc import Iterator

from csm_core.plausibility.declare import Check
from csm_core.plausibility.doubt import Doubt
from csm_core.store.workspace import Workspace

_LEAST_LOW, _LEAST_HIGH = 5, 20
_SCORES_SQL = """
select count(*) as answers, min(score) as lowest, max(score) as highest from facts.answers
where survey_type = 'nps' and score is not null
"""


def _examine(workspace: Workspace, check: Check) -> Iterator[Doubt]:
    (row,) = workspace.query(_SCORES_SQL).to_pylist()
    if row["answers"] >= _LEAST_LOW and row["highest"] <= 6:
        message = f"None of {row['answers']} NPS answers is above {row['highest']:g}: all are detractors."
    elif row["answers"] >= _LEAST_HIGH and row["lowest"] >= 7:
        message = f"None of {row['answers']} NPS answers is below {row['lowest']:g}: there are no detractors."
    else:
        return
    cause = (
        "The scale may not be 0 to 10, or the export has only some of the answers. Check the kind of survey and "
        "its scale."
    )
    yield check.doubt("nps", message, cause, [row])


CHECK = Check("one_sided_nps", "Are all NPS answers low, or all high?", ("surveys",), _examine)
