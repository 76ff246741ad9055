"""Where no account is at risk: why that may say little, and who has the lowest scores all the same."""

from __future__ import annotations

import numpy as np

from csm_core.metrics.health.attention.at_risk import AtRisk
from csm_core.metrics.health.components.fillable import unfilled
from csm_core.metrics.health.what_if.what_if import WhatIf
from csm_core.scoring.bands import Band
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.weights import UNKNOWN
from csm_core.text.plural import agreeing

_MOST = 3


def lowest_scores(what_if: WhatIf) -> tuple[AtRisk, ...]:
    """The accounts with the lowest scores, whatever their band."""
    today, matrix = what_if.now.today, what_if.matrix
    scored = np.flatnonzero(today.scores != UNKNOWN)
    lowest = scored[np.argsort(today.scores[scored], kind="stable")[:_MOST]]
    return tuple(
        AtRisk(
            account_id=matrix.account_ids[row],
            account_name=matrix.account_names[row],
            band=Band(int(today.bands[row])).word,
            score=int(today.scores[row]) / 10,
            mrr=None if np.isnan(matrix.mrr[row]) else float(matrix.mrr[row]),
            owner=None,
            segment=None,
            renews_on=None,
            reason="One of the lowest scores, above the limit of risk.",
            why="",
        )
        for row in lowest.tolist()
    )


def no_risk_words(what_if: WhatIf, better: str | None) -> str:
    """Why nobody is at risk, and that this is no all-clear where little is known; `better` are weights on offer."""
    if not (what_if.now.today.scores != UNKNOWN).any():
        return "No account can be scored yet."
    text = f"No account scores below {what_if.now.choice.cutoffs.red_below}."
    lacking = unfilled(what_if.context)
    if lacking:
        weighed = sum(1 for one in COMPONENTS if one.weight)
        filled = weighed - len(lacking)
        text += (
            f" That is no all-clear: the limits are made for {weighed} components, and only {filled} "
            f"{agreeing(filled, 'have')} data. Set the limit by the calls that your team can make"
            f"{f', or try the {better}' if better else ''}."
        )
    return text
