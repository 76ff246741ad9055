"""The engagement of each account as of chosen days: components, points and score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from csm_core.metrics.context import Context
from csm_core.metrics.declare import Setting
from csm_core.metrics.health_matrix import HealthMatrix, health_matrix
from csm_core.metrics.minutes_spent import spent_sql
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.engagement import ENGAGEMENT
from csm_core.scoring.normalise import Thresholds, normalise
from csm_core.scoring.weights import SETTING, MissingRule, check_weights, contributions, score

ENGAGEMENT_SETTINGS: tuple[Setting, ...] = (
    *(
        Setting(f"{SETTING}{component.id}", f"Weight of: {component.name}", component.weight, (0, 100), "")
        for component in ENGAGEMENT
    ),
    Setting(
        "missing",
        "A component without data: weigh what is there, count it as 50, or as 0",
        "reweight",
        ("reweight", "neutral", "worst"),
        "",
    ),
)

_MINUTES = """
, days as (select unnest($days::date[]) as t),
first_use as (select min(used_on) as first_on from active_days)
select d.t, s.account_id, sum(s.minutes) / 4.0 / nullif(count(distinct s.user_id), 0) as minutes
from days d cross join first_use f
join spent s on s.used_on <= d.t and s.used_on > d.t - 28
where f.first_on <= d.t - 27 and s.account_id is not null and s.user_id is not null
group by d.t, s.account_id
"""


@dataclass(frozen=True, slots=True)
class Engagement:
    """One row an account and day, in the order of `matrix`. `raw` is rows × ENGAGEMENT, NaN where nothing is known;
    `points`, `parts` and `scores` are whole tenths, MISSING or UNKNOWN where there are none."""

    matrix: HealthMatrix
    raw: npt.NDArray[np.float64]
    points: npt.NDArray[np.uint16]
    parts: npt.NDArray[np.uint16]
    scores: npt.NDArray[np.uint16]
    weights: tuple[int, ...]


def engagement(context: Context, days: Sequence[date]) -> Engagement:
    """Engagement as of each of `days`, of the accounts that were customers then.

    Raises
    ------
    BadValue
        When all weights are zero.
    """
    weights = check_weights(
        [context.whole(SETTING + component.id) for component in ENGAGEMENT],
        [component.name for component in ENGAGEMENT],
    )
    missing = MissingRule(context.text("missing"))
    matrix = health_matrix(context, days)
    found = context.table("with " + spent_sql(context) + _MINUTES, days=list(days))
    minutes = {(row["t"], row["account_id"]): row["minutes"] for row in found.to_pylist()}
    keys = zip(matrix.days, matrix.account_ids, strict=True)
    time = np.array([minutes.get(key, np.nan) for key in keys], dtype=np.float64)
    places = {component.id: place for place, component in enumerate(COMPONENTS)}
    columns = [time if c.id == "time" else matrix.raw[:, places[c.id]] for c in ENGAGEMENT]
    raw = np.column_stack(columns)
    points = np.column_stack([normalise(raw[:, k], Thresholds(c.points)) for k, c in enumerate(ENGAGEMENT)])
    parts, scores = contributions(points, weights, missing), score(points, weights, missing)
    return Engagement(matrix, raw, points, parts, scores, weights)
