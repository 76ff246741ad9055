"""What each renewal that was due came to: more, the same, less, nothing, or not decided yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from csm_core.metrics.customers.renewals import renewal_cases
from csm_core.metrics.framework.context import Context

GREW, FLAT, SHRANK, CHURNED = "grew", "flat", "shrank", "churned"
UNKNOWN_MONEY, UNDECIDED = "renewed, by how much is unknown", "undecided"
OUTCOMES = (GREW, FLAT, SHRANK, CHURNED, UNKNOWN_MONEY, UNDECIDED)
RENEWED = (GREW, FLAT, SHRANK, UNKNOWN_MONEY)
# Money is kept in ten-thousandths, and converted money is rounded to them.
_ROUNDING = 0.0005


def renewal_outcomes(context: Context) -> Iterator[dict[str, Any]]:
    """Each case of the renewal rate with its `outcome` (one of OUTCOMES), `mrr` (what was due; None where nothing
    is known of the money) and `mrr_after`.

    The context's settings are those of renewals, and `flat_within`: up to how many percent more or less is flat.
    """
    slack = context.number("flat_within") / 100
    for case in renewal_cases(context).to_pylist():
        due, after = case["mrr_due"] or None, case["after"]
        yield case | {"outcome": _outcome(case["state"], due, after, slack), "mrr": due, "mrr_after": after}


def _outcome(state: str, due: float | None, after: float | None, slack: float) -> str:
    if state != "renewed":
        return UNDECIDED if state == "open" else CHURNED
    if due is None or after is None:
        return UNKNOWN_MONEY
    if abs(after - due) <= due * slack + _ROUNDING:
        return FLAT
    return GREW if after > due else SHRANK
