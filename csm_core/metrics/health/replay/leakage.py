"""The leakage guard: which components must stay out of a replay, because they would know of what came after."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.context import Context
from csm_core.scoring.components import COMPONENTS, Component
from csm_core.scoring.history import Refusal

# Columns that say how it ended: an end, a cancellation and its reason, a final status, a renewal (not) made.
_OUTCOME = re.compile(
    r"\b(churn\w*|cancel\w*|terminat\w*|lost|loss|ended|end (date|day|on|at|reason)|"
    r"(left|closed) (on|at|date|reason)|expir\w*|offboard\w*|final|status|renewed|non ?renew\w*)\b"
)
# So many values that belong to customers who left, and to none who stayed, are no chance.
_FEWEST = 10
_PARTS = re.compile(r"[_\W]+|(?<=[a-z])(?=[A-Z])")


def restates_outcome(name: str) -> bool:
    """Whether a column of that name says who left, as an end date, a reason to cancel or a final status does."""
    return _OUTCOME.search(" ".join(_PARTS.split(name)).lower()) is not None


def refusals(
    context: Context,
    components: Sequence[Component],
    raw: npt.NDArray[np.float64],
    age_days: npt.NDArray[np.float64],
    lost: npt.NDArray[np.bool_],
) -> tuple[Refusal, ...]:
    """The components that may not be used in a replay, each with its reason.

    `raw` and `age_days` are rows × components as they were read for the replay, `lost` says of each row whether the
    customer was lost after it. A component is refused where its name restates the outcome, where a value rests on a
    row from after its day, where it is an uploaded number that no load dates or that is filled in for those alone who
    left, and where all that tells of it is a state that exports overwrite.
    """
    refused = []
    has_uploaded = len(components) > len(COMPONENTS)
    scored = set(context.table(_SCORED).column("name").to_pylist()) if has_uploaded else set()
    for index, component in enumerate(components):
        has_value = ~np.isnan(raw[:, index])
        uploaded = index >= len(COMPONENTS)
        if uploaded and component.name not in scored and restates_outcome(component.name):
            reason = "its name suggests that it records the outcome that the score has to predict."
        elif bool((age_days[:, index][has_value] < 0).any()):
            reason = "it uses rows from after the day that it is read on."
        elif uploaded and has_value.sum() >= _FEWEST and not (has_value & ~lost).any():
            reason = "only customers who left soon after have a value."
        elif not has_value.any() and len(raw):
            reason = _undated(context, component) if uploaded else _overwritten(context, component)
        else:
            continue
        if reason:
            refused.append(Refusal(component.name, reason))
    return tuple(refused)


# A risk that another tool gave on a day foresees; it does not tell how it ended.
_SCORED = Query("select distinct name from every_tool_score")
_COUNTS = Query("""
    select count(*) as stretches, count(number) as numbers from every_attribute where attribute = $attribute""")


def _undated(context: Context, component: Component) -> str:
    counts = context.table(_COUNTS, attribute=component.name).to_pylist()[0]
    if not counts["stretches"]:
        return "no account has an attribute of that name."
    if not counts["numbers"]:
        return "it is not a number."
    return (
        "it has no dated past values, so today's value may have been entered after the customer left. "
        "Reload it whenever it changes to build a history."
    )


_SEATS = Query("select 1 from account_list where seats_purchased is not null limit 1")
_ENDS = Query("""
    select 1 from account_list where renewal_on is not null
    union all select 1 from intervals where term_end is not null limit 1""")


def _overwritten(context: Context, component: Component) -> str:
    """Why a component of our own is unknown throughout, where a state without history would have told of it."""
    if component.id == "licence_utilisation" and context.table(_SEATS).num_rows:
        return "only today's seats are known. Load subscriptions with a quantity."
    if component.id == "renewal" and context.table(_ENDS).num_rows:
        return (
            "only the current end of term is known, and whoever renewed has a later one. Load "
            "subscriptions with their billing interval and end of term."
        )
    return ""
