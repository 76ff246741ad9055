"""One cell or text as JSON, and back."""

from __future__ import annotations

import json

from csm_core.notebook.cell import Cell, Content, Form, Text, Unreadable
from csm_core.notebook.fields import BadField, Fields
from csm_core.notebook.result_json import Json, scope_json, scope_of, settings_of

_MOST_PERIODS = 1000


def content_json(content: Content) -> Json:
    """One cell or text."""
    match content:
        case Text():
            return {"kind": "text", "note": content.note}
        case Unreadable():
            kept = json.loads(content.kept)
            return kept if isinstance(kept, dict) else {"kind": "unreadable", "kept": kept}
        case Cell():
            written: Json = {
                "kind": "cell",
                "metric": content.metric,
                "variant": content.variant,
                "settings": dict(content.settings),
                "scope": None if content.scope is None else scope_json(content.scope),
                "last": content.last,
                "measure": content.measure,
                "series": content.series,
                "label": content.label,
                "form": content.form.value,
                "account": content.account,
                "note": content.note,
            }
            return {name: value for name, value in written.items() if value not in (None, "", {}) or name == "metric"}


def content_of(given: object) -> Content:
    """What `content_json` wrote; Unreadable for anything else."""
    try:
        fields = Fields.of(given, "it")
        kind = fields.text("kind")
        if kind == "unreadable":
            given = fields.given.get("kept")
            raise BadField("it is no object")
        if kind == "text":
            return Text(fields.text("note"))
        if kind != "cell":
            raise BadField(f"'{kind}' is no kind of cell that this version has")
        return _cell(fields)
    except BadField as error:
        note = given.get("note", "") if isinstance(given, dict) else ""
        return Unreadable(
            json.dumps(given), f"This cell can't be read: {error}.", note if isinstance(note, str) else ""
        )


def _cell(fields: Fields) -> Cell:
    told = fields.maybe_text("form") or Form.PICTURE.value
    if told not in list(Form):
        raise BadField(f"'{told}' is no form that this version has")
    asked = fields.maybe_inner("scope")
    scope, dropped = (None, ()) if asked is None else scope_of(asked)
    if dropped:
        raise BadField(" ".join(dropped).removesuffix("."))
    last = fields.maybe_whole("last")
    if last is not None and not 1 <= last <= _MOST_PERIODS:
        raise BadField(f"'last' is no number of periods from 1 to {_MOST_PERIODS}")
    return Cell(
        metric=fields.text("metric"),
        variant=fields.maybe_text("variant"),
        settings=tuple(sorted(settings_of(fields).items())),
        scope=scope,
        measure=fields.maybe_text("measure"),
        series=fields.maybe_text("series"),
        label=fields.maybe_text("label"),
        note=fields.maybe_text("note") or "",
        form=Form(told),
        account=fields.maybe_text("account"),
        last=last,
    )
