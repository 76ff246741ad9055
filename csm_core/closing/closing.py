"""Close a month, open it again, and keep what was closed before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from csm_core.closing.counted import Counted, counted_figures, relevant
from csm_core.errors import BadValue
from csm_core.facts.build import definitions
from csm_core.metrics.asking.counting_rules import PRESENT_RULE
from csm_core.metrics.framework.declare import Value
from csm_core.periods import Grain, add_months
from csm_core.scope import Scope, Span
from csm_core.store.documents import Saved
from csm_core.store.workspace import Workspace

KIND = "closing"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Closing:
    """The figures of a month as they were when it was closed, and what they rested on.

    `rule` is the number of the counting rule that held. `reopened_at` is None while the month is closed. `before` are
    the times of earlier closings of the same month, with the data that each was made on.
    """

    month: date
    closed_at: datetime
    fingerprint: str
    definitions: str
    scope: Scope
    settings: Mapping[str, Value]
    figures: tuple[Counted, ...]
    reopened_at: datetime | None = None
    before: tuple[tuple[str, str], ...] = ()
    rule: int = PRESENT_RULE


def close_month(
    workspace: Workspace, scope: Scope, span: Span, month: date, settings: Mapping[str, Value], at: datetime
) -> Closing:
    """Keep the figures of a month, for all accounts; when this has returned, they survive a crash.

    Parameters
    ----------
    scope
        Gives currency, time zone and what counts as a customer; its dates, filters and split play no part.
    month
        Its first day.
    settings
        The reader's present ones.

    Raises
    ------
    BadValue
        When the month is not over in the data, or nothing is known of it.
    NotAllowed
        When the workspace is for reading.
    """
    asked = _of_month(scope, month)
    if span.last < add_months(month, 1) - timedelta(days=1):
        raise BadValue.of("a month to close", f"{month:%B %Y}", f"a month that is over; the data ends on {span.last}")
    settings = relevant(settings)
    figures = tuple(counted_figures(workspace, asked, settings))
    if not any(figure.value is not None for figure in figures):
        raise BadValue.of("a month to close", f"{month:%B %Y}", "a month with figures in it")
    known = closing_of(workspace, month)
    earlier = (*known.before, (known.closed_at.isoformat(), known.fingerprint)) if known else ()
    made = Closing(month, at, workspace.fingerprint, definitions(), asked, dict(settings), figures, None, earlier)
    _put(workspace, made, at)
    return made


def reopen_month(workspace: Workspace, month: date, at: datetime) -> None:
    """Take back that a month is closed; what it said is kept, with the time."""
    known = closing_of(workspace, month)
    if known is not None and known.reopened_at is None:
        text = _told(known) | {"reopened_at": at.isoformat()}
        Saved(workspace, KIND).put(month.isoformat(), json.dumps(text), at)


def closing_of(workspace: Workspace, month: date) -> Closing | None:
    """The last closing of a month, reopened or not; None where there was none, or it can't be read."""
    document = Saved(workspace, KIND).get(month.isoformat())
    return _read(document.text) if document else None


def closed_months(workspace: Workspace) -> list[Closing]:
    """Every month that is closed, in order."""
    found = [_read(document.text) for document in Saved(workspace, KIND).all()]
    return [closing for closing in found if closing is not None and closing.reopened_at is None]


def _of_month(scope: Scope, month: date) -> Scope:
    """As of the month's last day: what happens later is no change of it."""
    end = add_months(month, 1)
    return Scope(
        start=month, end=end, grain=Grain.MONTH, as_of=end - timedelta(days=1), currency=scope.currency,
        timezone=scope.timezone, roll_up=scope.roll_up,
    )  # fmt: skip


def _put(workspace: Workspace, closing: Closing, at: datetime) -> None:
    Saved(workspace, KIND).put(closing.month.isoformat(), json.dumps(_told(closing)), at)


def _told(closing: Closing) -> dict[str, object]:
    return {
        "version": _VERSION,
        "month": closing.month.isoformat(),
        "closed_at": closing.closed_at.isoformat(),
        "fingerprint": closing.fingerprint,
        "definitions": closing.definitions,
        "scope": closing.scope.to_query(),
        "settings": dict(closing.settings),
        "figures": [
            {
                "figure": figure.key,
                "value": figure.value,
                "definition": figure.definition,
                "accounts": {k: list(v) for k, v in figure.accounts.items()},
            }
            for figure in closing.figures
        ],
        "reopened_at": closing.reopened_at.isoformat() if closing.reopened_at else None,
        "before": closing.before,
        "rule": closing.rule,
    }


def _read(text: str) -> Closing | None:
    try:
        told = json.loads(text)
        if told["version"] != _VERSION:
            return None
        figures = tuple(
            _figure(one["figure"], one["value"], one["accounts"], one.get("definition")) for one in told["figures"]
        )
        return Closing(
            date.fromisoformat(told["month"]),
            datetime.fromisoformat(told["closed_at"]),
            told["fingerprint"],
            told["definitions"],
            Scope.from_query([(name, value) for name, value in told["scope"]])[0],
            told["settings"],
            figures,
            datetime.fromisoformat(told["reopened_at"]) if told["reopened_at"] else None,
            tuple((one[0], one[1]) for one in told["before"]),
            told.get("rule", 0),
        )
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def _figure(
    key: tuple[str, str | None, str | None],
    value: float | None,
    accounts: Mapping[str, tuple[str | None, float, float]],
    definition: str | None,
) -> Counted:
    told = {account: (name, part, whole) for account, (name, part, whole) in accounts.items()}
    metric, measure, series = key
    return Counted(metric, measure, series, value, told, definition)
