"""One cell or text as a record, and back."""

from __future__ import annotations

import json
from collections.abc import Callable

from csm_core.codec import BadRecord, Record, plain, record_of
from csm_core.metrics.framework.declare import Value, setting_name
from csm_core.notebook.cell import Cell, Content, Form, Text, Unreadable
from csm_core.notebook.result_record import Pairs, pairs_of, scope_of

_MOST_PERIODS = 1000


class CellRecord(Record, frozen=True, tag_field="kind", tag="cell"):
    """A question; `scope` None means what the reader is looking at."""

    metric: str
    variant: str | None = None
    settings: dict[str, Value] | None = None
    scope: Pairs | None = None
    last: int | None = None
    measure: str | None = None
    series: str | None = None
    label: str | None = None
    form: Form = Form.PICTURE
    account: str | None = None
    note: str = ""


class _TextRecord(Record, frozen=True, tag_field="kind", tag="text"):
    note: str


class _UnreadableRecord(Record, frozen=True, tag_field="kind", tag="unreadable"):
    """What is no object, and so has no room for a kind of its own."""

    kept: object = None


class _Kind(Record, frozen=True):
    kind: str


def content_json(content: Content) -> dict[str, object]:
    """One cell or text as a JSON object."""
    match content:
        case Text():
            return plain(_TextRecord(note=content.note))
        case Unreadable():
            kept = json.loads(content.kept)
            return kept if isinstance(kept, dict) else plain(_UnreadableRecord(kept=kept))
        case Cell():
            return plain(cell_record(content))


def content_of(given: object) -> Content:
    """What `content_json` wrote; Unreadable for anything else."""
    if not isinstance(given, dict):
        return unreadable(given, "it is not an object")
    try:
        kind = record_of(given, _Kind).kind
        if kind not in _READERS:
            raise BadRecord(f"'{kind}' is not a kind of cell that this version has")
        return _READERS[kind](given)
    except BadRecord as error:
        return unreadable(given, str(error))


def unreadable(given: object, reason: str) -> Unreadable:
    """What stands for JSON that can't be read: all of it is kept, and its note is still shown."""
    note = given.get("note") if isinstance(given, dict) else None
    reason = reason.removesuffix(".")
    return Unreadable(json.dumps(given), f"This cell can't be read: {reason}.", note if isinstance(note, str) else "")


def cell_record(cell: Cell) -> CellRecord:
    """The cell as it is written."""
    return CellRecord(
        metric=cell.metric,
        variant=cell.variant,
        settings=dict(cell.settings) or None,
        scope=None if cell.scope is None else pairs_of(cell.scope),
        last=cell.last,
        measure=cell.measure,
        series=cell.series,
        label=cell.label,
        form=cell.form,
        account=cell.account,
        note=cell.note,
    )


def cell_of(record: CellRecord) -> Cell:
    """The cell that a record is.

    Raises
    ------
    BadRecord
        When a part of its scope can't be used: the question would be another without it.
    """
    if record.last is not None and not 1 <= record.last <= _MOST_PERIODS:
        raise BadRecord(f"'last': {record.last} is not a number of periods from 1 to {_MOST_PERIODS}")
    return Cell(
        metric=record.metric,
        variant=record.variant,
        settings=tuple(sorted((setting_name(name), value) for name, value in (record.settings or {}).items())),
        scope=None if record.scope is None else scope_of(record.scope),
        measure=record.measure,
        series=record.series,
        label=record.label,
        note=record.note,
        form=record.form,
        account=record.account,
        last=record.last,
    )


_READERS: dict[str, Callable[[object], Content]] = {
    "cell": lambda given: cell_of(record_of(given, CellRecord)),
    "text": lambda given: Text(record_of(given, _TextRecord).note),
    "unreadable": lambda given: unreadable(record_of(given, _UnreadableRecord).kept, "it is not an object"),
}
