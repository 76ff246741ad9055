"""Dated notes that people write in the app: kept beside the data, which they don't change."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from csm_core.errors import BadValue
from csm_core.store.documents import Saved
from csm_core.store.workspace import Workspace

KIND = "annotation"
_VERSION = 1
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Annotation:
    """What happened on a day; `metric` None: it belongs on every picture; `cohort`: the one cohort that it is for."""

    day: date
    text: str
    metric: str | None = None
    cohort: str | None = None

    @property
    def key(self) -> str:
        """The name that it is kept under: what is written twice is kept once."""
        return " · ".join([self.day.isoformat(), self.text, self.metric or "", self.cohort or ""])


def written_annotations(workspace: Workspace) -> list[Annotation]:
    """Every note that was written in the app, the oldest first. One that can't be read is passed over."""
    annotations = [_read(document.text) for document in Saved(workspace, KIND).all()]
    return [note for note in annotations if note is not None]


def annotate(workspace: Workspace, annotation: Annotation, at: datetime) -> Annotation:
    """Keep a note; when this has returned, it survives a crash. `at` is the time of the save.

    Raises
    ------
    BadValue
        When its text is empty or too long.
    """
    text = " ".join(annotation.text.split())
    if not text or len(text) > _LONGEST:
        raise BadValue.of("the note", annotation.text, f"1 to {_LONGEST} letters")
    kept = Annotation(annotation.day, text, annotation.metric, annotation.cohort)
    document = {"version": _VERSION, "date": kept.day.isoformat(), "text": text, "metric": kept.metric}
    document |= {"cohort": kept.cohort}
    Saved(workspace, KIND).put(kept.key, json.dumps(document, ensure_ascii=False), at)
    return kept


def remove_annotation(workspace: Workspace, annotation: Annotation) -> None:
    """Take a note away; one that is not there is no error."""
    Saved(workspace, KIND).remove(annotation.key)


def annotations_stamp(workspace: Workspace) -> str:
    """Changes whenever a note is written or taken away."""
    return repr(Saved(workspace, KIND).stamp())


def _read(text: str) -> Annotation | None:
    try:
        payload = json.loads(text)
        return Annotation(
            date.fromisoformat(payload["date"]), str(payload["text"]), payload.get("metric"), payload.get("cohort")
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
