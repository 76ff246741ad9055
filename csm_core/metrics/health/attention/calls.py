"""Calls that were made from the list of whom to call, and which of those customers stayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from csm_core.codec import Codec
from csm_core.errors import BadValue
from csm_core.metrics.asking.ask import context_of, missing_tables
from csm_core.metrics.framework.declare import Value
from csm_core.metrics.framework.registry import metric_named
from csm_core.metrics.health.components.matrix import health_matrix
from csm_core.metrics.health.components.settings import health_scores
from csm_core.scope import Scope
from csm_core.scoring.weights import UNKNOWN
from csm_core.store.documents import Documents, UnreadableText
from csm_core.store.workspace import Workspace

KIND = "call"
LONGEST_NOTE = 2000
STAYED, LEFT, TOO_EARLY = "still a customer", "left since", "the data ends before the call"
_LIST = "attention_list"


@dataclass(frozen=True, slots=True)
class Call:
    """One entry ticked off: who was called on which day, what came of it in the caller's words, and what the list
    said then (the reasons, the score and MRR; None where it was not known). `at_stake` is MRR times what the score
    lacked to 100, in calls that earlier versions kept; None since."""

    account_id: str
    account_name: str
    called_on: date
    note: str
    reasons: tuple[str, ...]
    score: float | None
    mrr: float | None
    at_stake: float | None

    @property
    def name(self) -> str:
        """Under which name it is kept: one call an account and day."""
        return f"{self.called_on.isoformat()} {self.account_id}"


@dataclass(frozen=True, slots=True)
class CallMade:
    """A call, and what became of the customer by the data's last day; `score` and `mrr` are today's."""

    call: Call
    outcome: str
    score: float | None
    mrr: float | None


def save_call(workspace: Workspace, call: Call, saved_at: datetime) -> None:
    """Keep a call; a second one of the same account and day takes the place of the first.

    Raises
    ------
    BadValue
        When the note is too long.
    """
    if len(call.note) > LONGEST_NOTE:
        raise BadValue.of("the note", f"{len(call.note)} letters", f"at most {LONGEST_NOTE}")
    call_documents(workspace).put(call.name, call, saved_at)


def remove_call(workspace: Workspace, name: str) -> None:
    """Take a call back; one that is not there is no error."""
    call_documents(workspace).remove(name)


def saved_calls(workspace: Workspace) -> tuple[Call, ...]:
    """Every call of a workspace, the latest first; `unreadable_calls` has the others."""
    return tuple(
        sorted(call_documents(workspace).readable(), key=lambda call: (call.called_on, call.account_id), reverse=True)
    )


def unreadable_calls(workspace: Workspace) -> list[UnreadableText]:
    """The calls that can't be read; each keeps its day and account in its name."""
    return call_documents(workspace).unreadable()


def calls_made(
    workspace: Workspace, scope: Scope, settings: Mapping[str, Value] | None = None
) -> tuple[CallMade, ...]:
    """The saved calls with what became of each customer by the as-of day, whatever the scope's filters.

    A customer is whoever the health score counts as one on that day. Calls after it say that it is too early.
    """
    calls = saved_calls(workspace)
    if not calls or missing_tables(workspace, metric_named(_LIST)):
        return tuple(CallMade(call, TOO_EARLY, None, None) for call in calls)
    context = context_of(workspace, _LIST, replace(scope, filters=(), split=None), None, settings)
    matrix = health_matrix(context, [context.as_of])
    scores = health_scores(context, matrix).scores
    here = {account: row for row, account in enumerate(matrix.account_ids)}
    log = []
    for call in calls:
        row = here.get(call.account_id)
        outcome = TOO_EARLY if call.called_on > context.as_of else STAYED if row is not None else LEFT
        score = None if row is None or scores[row] == UNKNOWN else int(scores[row]) / 10
        mrr = None if row is None or np.isnan(matrix.mrr[row]) else float(matrix.mrr[row])
        log.append(CallMade(call, outcome, score, mrr))
    return tuple(log)


_CODEC = Codec.of(Call, version=1)


def call_documents(workspace: Workspace) -> Documents[Call]:
    """Every call that was logged in a workspace."""
    return Documents(workspace, KIND, _CODEC)
