"""Dated notes that people write in the app: kept beside the data, which they don't change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from csm_core.codec import Codec, Record
from csm_core.errors import BadValue
from csm_core.store.documents import Documents, UnreadableText
from csm_core.store.workspace import Workspace

KIND = "annotation"
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
    """Every note that was written in the app, the oldest first; `unreadable_annotations` has the others."""
    return annotation_documents(workspace).readable()


def unreadable_annotations(workspace: Workspace) -> list[UnreadableText]:
    """The notes that can't be read; each keeps its day and its words in its name."""
    return annotation_documents(workspace).unreadable()


def annotate(workspace: Workspace, annotation: Annotation, at: datetime) -> Annotation:
    """Keep a note; when this has returned, it survives a crash. `at` is the time of the save.

    Raises
    ------
    BadValue
        When its text is empty or too long.
    """
    text = " ".join(annotation.text.split())
    if not text or len(text) > _LONGEST:
        raise BadValue.of("the note", annotation.text, f"1 to {_LONGEST} characters")
    kept = Annotation(annotation.day, text, annotation.metric, annotation.cohort)
    annotation_documents(workspace).put(kept.key, kept, at)
    return kept


def remove_annotation(workspace: Workspace, key: str) -> None:
    """Take the note of that key away, readable or not; one that is not there is no error."""
    annotation_documents(workspace).remove(key)


def annotations_stamp(workspace: Workspace) -> str:
    """Changes whenever a note is written or taken away."""
    return repr(annotation_documents(workspace).texts.stamp())


class _Record(Record, frozen=True):
    date: date
    text: str
    metric: str | None = None
    cohort: str | None = None


_CODEC: Codec[Annotation, _Record] = Codec(
    record=_Record,
    version=1,
    write=lambda note: _Record(date=note.day, text=note.text, metric=note.metric, cohort=note.cohort),
    read=lambda record: Annotation(record.date, record.text, record.metric, record.cohort),
)


def annotation_documents(workspace: Workspace) -> Documents[Annotation]:
    """Every annotation that was written in a workspace."""
    return Documents(workspace, KIND, _CODEC)
