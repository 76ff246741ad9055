"""How each figure of a replay comes from the rows behind it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from csm_core.metrics.estimates.arrays import floats
from csm_core.metrics.estimates.value_of import ratio_of_parts, total
from csm_core.metrics.framework.declare import Variant
from csm_core.scoring.replay_tables import in_worst_tenth
from csm_core.stats.auc_of_scores import auc_value


def backtest_value(rows: pa.Table, variant: Variant) -> float | None:
    """The value of the one cell that the rows belong to, by its measure."""
    if rows.num_rows == 0:
        return None
    measure = rows.column("measure")[0].as_py()
    if measure in ("auc", "lift"):
        return _of_scores(measure, rows, "score")
    if measure in ("auc_change", "lift_change"):
        now, base = (_of_scores(measure.removesuffix("_change"), rows, name) for name in ("score", "base_score"))
        return None if now is None or base is None else now - base
    if measure in ("caught_change", "caught_mrr_change"):
        now, base, whole = (total(rows, name) for name in ("part", "base_part", "whole"))
        return (now - base) / whole if now is not None and base is not None and whole else None
    if measure == "lead_days":
        return float(np.median(floats(rows, "amount")))
    if rows.column("whole").null_count < rows.num_rows:
        return ratio_of_parts(rows, variant)
    return total(rows, "amount")


def _of_scores(measure: str, rows: pa.Table, column: str) -> float | None:
    tenths: NDArray[np.uint16] = np.round(floats(rows, column) * 10).astype(np.uint16)
    churned = rows.column("churned").to_numpy()
    if measure == "auc":
        return auc_value(tenths, churned)
    return 10 * float(in_worst_tenth(tenths, np.flatnonzero(churned)).mean()) if churned.any() else None
