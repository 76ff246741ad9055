"""Answers as JSON, with all that it takes to show them another day, and back."""

from __future__ import annotations

import pyarrow as pa

from csm_core.notebook.answered import Answered
from csm_core.notebook.cell import Cell
from csm_core.notebook.content_json import content_json, content_of
from csm_core.notebook.fields import BadField, Fields
from csm_core.notebook.result_json import Json, headline_json, headline_of, result_json, result_of

_ANNOTATIONS = pa.schema([("date", pa.date32()), ("text", pa.string()), ("cohort", pa.string())])


def answered_json(answer: Answered) -> Json:
    """An answer, its cell with it: all that it takes to show it another day."""
    return {
        "cell": content_json(answer.cell),
        "result": result_json(answer.result),
        "before": None if answer.before is None else headline_json(answer.before),
        "annotations": [
            [row["date"].isoformat(), row["text"], row["cohort"]] for row in answer.annotations.to_pylist()
        ],
        "names": dict(answer.names),
    }


def answered_of(fields: Fields) -> Answered:
    """What `answered_json` wrote.

    Raises
    ------
    BadField
        When it is something else.
    """
    cell = content_of(fields.given.get("cell"))
    if not isinstance(cell, Cell):
        raise BadField("the frozen numbers don't say of what they are")
    before = fields.maybe_inner("before")
    names = fields.maybe_inner("names")
    return Answered(
        cell,
        result_of(fields.inner("result")),
        None if before is None else headline_of(before),
        _annotations(fields.values("annotations")),
        tuple((account, str(name)) for account, name in (names.given if names else {}).items()),
    )


def _annotations(given: list[object]) -> pa.Table:
    rows = []
    for one in given:
        if not isinstance(one, list) or len(one) != 3:
            raise BadField("a dated note is no list of day, text and cohort")
        told = Fields(dict(zip(("date", "text", "cohort"), one, strict=True)))
        rows.append({"date": told.maybe_day("date"), "text": told.text("text"), "cohort": told.maybe_text("cohort")})
    return pa.Table.from_pylist(rows, schema=_ANNOTATIONS)
