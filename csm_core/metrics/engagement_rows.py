"""The rows behind the engagement score: each account's score, and what each component gives to it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csm_core.metrics.context import Context
from csm_core.metrics.engagement import Engagement, engagement
from csm_core.scoring.engagement import ENGAGEMENT
from csm_core.scoring.normalise import MISSING
from csm_core.scoring.weights import UNKNOWN


def engagement_rows(context: Context) -> pa.Table:
    """A row for each account and period with its score; of the last period one for each component beside it."""
    starts = {min(period.last_day, context.as_of): period.start for period in context.periods}
    if not starts:
        return pa.Table.from_pylist([], _SCHEMA)
    found = engagement(context, sorted(starts))
    rows: list[dict[str, object]] = []
    for row, day in enumerate(found.matrix.days):
        own = _account(found, row) | {"period": starts[day]}
        rows.append(own | {"measure": "mean"})
        if day == max(starts):
            rows += [own | _component(found, row, place) for place in range(len(ENGAGEMENT))]
    table = pa.Table.from_pylist(rows, _SCHEMA)
    order = ("measure", "period", "segment", "account_id", "place")
    return table.sort_by([(name, "ascending") for name in order])


def _account(found: Engagement, row: int) -> dict[str, object]:
    tenths = int(found.scores[row])
    return {
        "segment": found.matrix.segments[row],
        "account_id": found.matrix.account_ids[row],
        "account_name": found.matrix.account_names[row],
        "score": None if tenths == UNKNOWN else tenths / 10,
        "known": int((found.points[row, np.array(found.weights) > 0] != MISSING).sum()),
    }


def _component(found: Engagement, row: int, place: int) -> dict[str, object]:
    raw, points, part = float(found.raw[row, place]), int(found.points[row, place]), int(found.parts[row, place])
    return {
        "measure": "account",
        "place": place,
        "component": ENGAGEMENT[place].name,
        "raw_value": None if np.isnan(raw) else raw,
        "points": None if points == MISSING else points / 10,
        "weight": found.weights[place],
        "contribution": None if part == MISSING else part / 10,
    }


_FLOATS = ("score", "raw_value", "points", "contribution")
_SCHEMA = pa.schema(
    [
        ("period", pa.date32()),
        *((name, pa.string()) for name in ("measure", "segment", "account_id", "account_name", "component")),
        *((name, pa.int64()) for name in ("place", "known", "weight")),
        *((name, pa.float64()) for name in _FLOATS),
    ]
)
