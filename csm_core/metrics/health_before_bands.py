"""What became of the renewals of one health band: the share renewed, and how many and how much by outcome."""

from __future__ import annotations

import math
from collections.abc import Iterator

from csm_core.metrics.health_before_cases import Row
from csm_core.metrics.renewal_outcomes_seen import CHURNED, OUTCOMES, RENEWED, UNKNOWN_MONEY
from csm_core.stats.intervals import wilson

RENEWED_SHARE, MRR_OF = "renewed", "mrr "
WITH_MONEY = tuple(outcome for outcome in OUTCOMES if outcome != UNKNOWN_MONEY)
_UNDECIDED = "None of these renewals is decided yet."
_NO_MONEY = "Nothing is known of the money of these renewals."


def cells_of_band(where: Row, cases: list[Row]) -> Iterator[Row]:
    """One band's cells: `where` names segment and series, `cases` are those of `renewals_with_health` in it."""
    decided = [case["outcome"] in RENEWED for case in cases if case["outcome"] in (*RENEWED, CHURNED)]
    share = wilson(sum(decided), len(decided))
    note = None if decided else _UNDECIDED
    yield where | {"measure": RENEWED_SHARE, "value": share.value, "low": share.low, "high": share.high} | {
        "n": len(decided), "note": note}  # fmt: skip
    is_known = any(case["mrr"] is not None for case in cases)
    for outcome in OUTCOMES:
        own = [case for case in cases if case["outcome"] == outcome]
        if own or outcome in WITH_MONEY:
            yield where | {"measure": outcome, "value": float(len(own)), "n": len(own)}
    for outcome in WITH_MONEY:
        own = [case for case in cases if case["outcome"] == outcome]
        money = math.fsum(case["mrr"] for case in own if case["mrr"] is not None)
        yield where | {"measure": MRR_OF + outcome, "value": money if is_known else None, "n": len(own)} | {
            "note": None if is_known else _NO_MONEY}  # fmt: skip
