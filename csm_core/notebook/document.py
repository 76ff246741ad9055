"""The readable form of a notebook: JSON with a version, checked when it is read."""

from __future__ import annotations

import json

from csm_core.errors import BadNotebook
from csm_core.notebook.answered_json import answered_json, answered_of
from csm_core.notebook.cell import Cell, Unreadable
from csm_core.notebook.content_json import content_json, content_of
from csm_core.notebook.fields import BadField, Fields
from csm_core.notebook.notebook import Entry, Frozen, Notebook, Seen
from csm_core.notebook.result_json import Json

FORMAT = "csm-notebook"
VERSION = 1


def notebook_text(notebook: Notebook) -> str:
    """The notebook as indented JSON: `notebook_of` gives an equal one back."""
    document: Json = {
        "format": FORMAT,
        "version": VERSION,
        "name": notebook.name,
        "next_id": notebook.next_id,
        "entries": [_entry_json(entry) for entry in notebook.entries],
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)


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
    try:
        document = Fields.of(json.loads(text), "the text")
        if document.text("format") != FORMAT:
            raise BadNotebook.because("it is no notebook of this program.")
        if document.whole("version") > VERSION:
            raise BadNotebook.because("a newer version of this program wrote it; use that one.")
        entries = tuple(_entry(one, place) for place, one in enumerate(document.values("entries"), start=1))
        next_id = document.whole("next_id")
        given = document.text("name") if name is None else name
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, BadField) else "it is no JSON"
        raise BadNotebook.because(f"{reason}.") from error
    ids = [int(entry.id) for entry in entries if entry.id.isdigit()]
    if len({entry.id for entry in entries}) < len(entries):
        raise BadNotebook.because("two of its cells share an id.")
    return Notebook(given, entries, max([next_id, *(known + 1 for known in ids)]))


def _entry_json(entry: Entry) -> Json:
    written: Json = {"id": entry.id, **content_json(entry.content)}
    if entry.seen is not None:
        seen = entry.seen
        written["seen"] = {
            "finding": seen.finding,
            "value": seen.value,
            "period": None if seen.period is None else seen.period.isoformat(),
            "digest": seen.digest,
            "fingerprint": seen.fingerprint,
            "at": seen.at.isoformat(),
            "rule": seen.rule,
        }
    if entry.frozen is not None:
        kept = {"at": entry.frozen.at.isoformat(), "rule": entry.frozen.rule}
        written["frozen"] = kept | answered_json(entry.frozen.answer)
    return written


def _entry(given: object, place: int) -> Entry:
    if not isinstance(given, dict):
        return Entry(f"lost {place}", content_of(given))
    own = {name: value for name, value in given.items() if name not in ("id", "seen", "frozen")}
    entry_id = given["id"] if isinstance(given.get("id"), str) else f"lost {place}"
    content = content_of(own)
    fields = Fields(given)
    try:
        if not isinstance(content, Cell):
            return Entry(entry_id, content)
        seen, frozen = fields.maybe_inner("seen"), fields.maybe_inner("frozen")
        kept = None if frozen is None else Frozen(answered_of(frozen), frozen.moment("at"), _rule(frozen))
        return Entry(entry_id, content, kept, None if seen is None else _seen(seen))
    except BadField as error:
        return Entry(entry_id, Unreadable(json.dumps(given), f"This cell can't be read: {error}.", content.note))


def _seen(fields: Fields) -> Seen:
    return Seen(
        fields.text("finding"),
        fields.maybe_number("value"),
        fields.maybe_day("period"),
        fields.text("digest"),
        fields.text("fingerprint"),
        fields.moment("at"),
        _rule(fields),
    )


def _rule(fields: Fields) -> int:
    """Rules had no numbers at first: what was kept then rests on none."""
    return fields.whole("rule") if "rule" in fields.given else 0
