"""The readable form of a notebook: JSON with a version, checked when it is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from csm_core.codec import BadRecord, Codec, Record, Unreadable, plain, record_of
from csm_core.errors import BadNotebook
from csm_core.notebook.answered_record import AnsweredRecord, answered_of, answered_record
from csm_core.notebook.cell import Cell
from csm_core.notebook.content_record import content_json, content_of, unreadable
from csm_core.notebook.notebook import Entry, Frozen, Notebook, Seen

FORMAT = "csm-notebook"


def notebook_text(notebook: Notebook) -> str:
    """The notebook as indented JSON: `notebook_of` gives an equal one back."""
    return NOTEBOOKS.encode(notebook)


def notebook_of(text: str, name: str | None = None) -> Notebook:
    """The notebook that a text holds; an entry that can't be read stands in it as Unreadable.

    Parameters
    ----------
    name
        Instead of the name in the text.

    Raises
    ------
    BadNotebook
        When the text is no notebook at all, or a newer version wrote it.
    """
    notebook = NOTEBOOKS.decode(text)
    if isinstance(notebook, Unreadable):
        raise BadNotebook.because(f"{notebook.reason}.")
    return notebook if name is None else replace(notebook, name=name)


class _SeenRecord(Record, frozen=True):
    finding: str
    digest: str
    fingerprint: str
    at: datetime
    value: float | None = None
    period: date | None = None
    rule: int = 0  # rules had no numbers at first: what was kept then rests on none


class _FrozenRecord(AnsweredRecord, frozen=True, kw_only=True):
    at: datetime
    rule: int = 0


class _EntryRecord(Record, frozen=True):
    """What stands in an entry beside its content."""

    id: str | None = None
    seen: _SeenRecord | None = None
    frozen: _FrozenRecord | None = None


class _NotebookRecord(Record, frozen=True):
    format: str
    name: str
    next_id: int
    entries: list[object]


def _written(notebook: Notebook) -> _NotebookRecord:
    entries: list[object] = [_entry_json(entry) for entry in notebook.entries]
    return _NotebookRecord(format=FORMAT, name=notebook.name, next_id=notebook.next_id, entries=entries)


def _read(record: _NotebookRecord) -> Notebook:
    if record.format != FORMAT:
        raise BadRecord("it is not a CSM Notebook file.")
    entries = tuple(_entry(one, number) for number, one in enumerate(record.entries, start=1))
    ids = [int(entry.id) for entry in entries if entry.id.isdecimal()]
    if len({entry.id for entry in entries}) < len(entries):
        raise BadRecord("two of its cells share an id")
    return Notebook(record.name, entries, max([record.next_id, *(taken + 1 for taken in ids)]))


def _entry_json(entry: Entry) -> dict[str, object]:
    seen, frozen = entry.seen, entry.frozen
    beside = _EntryRecord(
        id=entry.id,
        seen=None if seen is None else _SeenRecord(**{name: getattr(seen, name) for name in _SEEN}),
        frozen=None if frozen is None else _frozen_record(frozen),
    )
    content = content_json(entry.content)
    return {"id": entry.id} | content | plain(beside)


def _frozen_record(frozen: Frozen) -> _FrozenRecord:
    answer = answered_record(frozen.answer)
    fields = {name: getattr(answer, name) for name in AnsweredRecord.__struct_fields__}
    return _FrozenRecord(at=frozen.at, rule=frozen.rule, **fields)


def _entry(given: object, number: int) -> Entry:
    named = given.get("id") if isinstance(given, dict) else None
    entry_id = named if isinstance(named, str) else f"lost {number}"
    content = content_of(given)
    if not isinstance(content, Cell):
        return Entry(entry_id, content)
    try:
        beside = record_of(given, _EntryRecord)
        seen, frozen = beside.seen, beside.frozen
        return Entry(
            entry_id,
            content,
            None if frozen is None else Frozen(answered_of(frozen), frozen.at, frozen.rule),
            None if seen is None else Seen(**{name: getattr(seen, name) for name in _SEEN}),
        )
    except BadRecord as error:
        return Entry(entry_id, unreadable(given, str(error)))


_SEEN = _SeenRecord.__struct_fields__
NOTEBOOKS: Codec[Notebook, _NotebookRecord] = Codec(
    record=_NotebookRecord, version=1, write=_written, read=_read, is_indented=True
)
