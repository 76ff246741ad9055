"""Which components of the health score the loaded data can fill at all, and what would fill the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from csm_core.metrics.framework.context import Context
from csm_core.metrics.health.components.matrix import health_matrix
from csm_core.scope import Scope
from csm_core.scoring.components import COMPONENTS, Component
from csm_core.text.plural import plural

# What a component is made of first, as facts or as the question that was asked → what to load.
_FILES = {
    "user_days": "events",
    "nps": "NPS answers",
    "csat": "satisfaction (CSAT) answers",
    "tickets": "tickets",
    "bills": "invoices",
    "attainments": "outcomes",
}


def fillable(context: Context) -> tuple[bool, ...]:
    """For each of COMPONENTS, whether any customer has a value on the last day of the data, whatever the scope shows.

    Asked once for each state of the data. Where nobody is a customer on that day, nothing can be said: all of them.
    """
    scope = Scope(timezone=context.scope.timezone, roll_up=context.scope.roll_up).resolved(context.span)
    whole = replace(context, scope=scope, statements=[])

    def read() -> tuple[bool, ...]:
        matrix = health_matrix(whole, [whole.as_of])
        if not matrix.account_ids:
            return (True,) * len(COMPONENTS)
        return tuple(bool(np.isfinite(matrix.raw[:, index]).any()) for index in range(len(COMPONENTS)))

    return context.workspace.state.get(("fillable", context.facts, context.ledger), read)


def unfilled(context: Context) -> tuple[Component, ...]:
    """The components with a default weight that no customer has data for."""
    pairs = zip(COMPONENTS, fillable(context), strict=True)
    return tuple(component for component, is_filled in pairs if component.weight and not is_filled)


def unfilled_note(context: Context) -> tuple[str, ...]:
    """From how many components the score is made, and what would add the others; nothing where all are there."""
    without = unfilled(context)
    weighed = [component for component in COMPONENTS if component.weight]
    if not without:
        return ()
    share = sum(component.weight for component in without)
    names = ", ".join(component.name.lower() for component in without)
    if len(without) == len(weighed):
        return (f"No account can be scored yet: load {_next_files(context, without)}.",)
    counted = f"{len(weighed) - len(without)} of {plural(len(weighed), 'component')}"
    cure = f"To add them, load {_next_files(context, without)}."
    return (f"Scored from {counted}; not yet: {names} ({share} % of the default weight). {cure}",)


def _next_files(context: Context, without: tuple[Component, ...]) -> str:
    # Events that are there and find no account are cured by the people who cause them.
    has_events = "events" in context.workspace.row_counts()
    files = dict.fromkeys(_FILES.get(component.id) or _FILES[component.reads[0]] for component in without)
    named = ["contacts" if file == "events" and has_events else file for file in files]
    return f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]
