"""Close a month, open it again, and keep what was closed before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from csm_core.closing.counted import Counted, counted_figures, relevant
from csm_core.codec import BadRecord, Codec, Record
from csm_core.errors import BadValue
from csm_core.facts.build import definitions
from csm_core.metrics.asking.counting_rules import PRESENT_RULE
from csm_core.metrics.framework.declare import Value
from csm_core.periods import Grain, add_months
from csm_core.scope import Scope, Span
from csm_core.store.documents import Documents, UnreadableText
from csm_core.store.workspace import Workspace

KIND = "closing"


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
    UnreadableDocument
        When it was closed before, and what was kept then can't be read.
    NotAllowed
        When the workspace is for reading.
    """
    asked = _of_month(scope, month)
    if span.last < add_months(month, 1) - timedelta(days=1):
        raise BadValue.of(
            "a month to close", f"{month:%B %Y}", f"a month that is complete; the data ends on {span.last}"
        )
    closing = closing_of(workspace, month)
    settings = relevant(settings)
    figures = tuple(counted_figures(workspace, asked, settings))
    if not any(figure.value is not None for figure in figures):
        raise BadValue.of("a month to close", f"{month:%B %Y}", "a month with figures in it")
    earlier = (*closing.before, (closing.closed_at.isoformat(), closing.fingerprint)) if closing else ()
    made = Closing(month, at, workspace.fingerprint, definitions(), asked, dict(settings), figures, None, earlier)
    closing_documents(workspace).put(month.isoformat(), made, at)
    return made


def reopen_month(workspace: Workspace, month: date, at: datetime) -> None:
    """Take back that a month is closed; what it said is kept, with the time.

    Raises
    ------
    UnreadableDocument
        When what was kept can't be read.
    """
    closing = closing_of(workspace, month)
    if closing is not None and closing.reopened_at is None:
        closing_documents(workspace).put(month.isoformat(), replace(closing, reopened_at=at), at)


def closing_of(workspace: Workspace, month: date) -> Closing | None:
    """The last closing of a month, reopened or not; None where there was none.

    Raises
    ------
    UnreadableDocument
        When what was kept can't be read.
    """
    document = closing_documents(workspace).get(month.isoformat())
    return document.required() if document else None


def closed_months(workspace: Workspace) -> list[Closing]:
    """Every month that is closed, in order, but for those of `unreadable_months`."""
    return [closing for closing in closing_documents(workspace).readable() if closing.reopened_at is None]


def unreadable_months(workspace: Workspace) -> list[UnreadableText]:
    """The months that were closed, and of which nobody can tell what they said, named by their first day (ISO)."""
    return closing_documents(workspace).unreadable()


def _of_month(scope: Scope, month: date) -> Scope:
    """As of the month's last day: what happens later is no change of it."""
    end = add_months(month, 1)
    return Scope(
        start=month,
        end=end,
        grain=Grain.MONTH,
        as_of=end - timedelta(days=1),
        currency=scope.currency,
        timezone=scope.timezone,
        roll_up=scope.roll_up,
    )


class _Figure(Record, frozen=True):
    figure: tuple[str, str | None, str | None]
    value: float | None
    accounts: dict[str, tuple[str | None, float, float]]
    definition: str | None = None


class _Record(Record, frozen=True):
    month: date
    closed_at: datetime
    fingerprint: str
    definitions: str
    scope: tuple[tuple[str, str], ...]
    settings: dict[str, Value]
    figures: tuple[_Figure, ...]
    reopened_at: datetime | None = None
    before: tuple[tuple[str, str], ...] = ()
    rule: int = 0  # closings of the time when rules had no numbers say none


def _written(closing: Closing) -> _Record:
    return _Record(
        month=closing.month,
        closed_at=closing.closed_at,
        fingerprint=closing.fingerprint,
        definitions=closing.definitions,
        scope=closing.scope.to_query(),
        settings=dict(closing.settings),
        figures=tuple(
            _Figure(figure=one.key, value=one.value, accounts=dict(one.accounts), definition=one.definition)
            for one in closing.figures
        ),
        reopened_at=closing.reopened_at,
        before=closing.before,
        rule=closing.rule,
    )


def _read(record: _Record) -> Closing:
    scope, dropped = Scope.from_query(record.scope)
    if dropped:
        raise BadRecord(dropped[0])
    return Closing(
        record.month,
        record.closed_at,
        record.fingerprint,
        record.definitions,
        scope,
        record.settings,
        tuple(Counted(*one.figure, one.value, one.accounts, one.definition) for one in record.figures),
        record.reopened_at,
        record.before,
        record.rule,
    )


_CODEC: Codec[Closing, _Record] = Codec(record=_Record, version=1, write=_written, read=_read)


def closing_documents(workspace: Workspace) -> Documents[Closing]:
    """Every month that was closed in a workspace."""
    return Documents(workspace, KIND, _CODEC)
