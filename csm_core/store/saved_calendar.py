"""The calendar of a workspace: on which day its weeks begin, and in which month its years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from csm_core.codec import Codec
from csm_core.periods import Month, Weekday
from csm_core.store.documents import Documents
from csm_core.store.workspace import Workspace

KIND = "calendar"
_NAME = "calendar"


@dataclass(frozen=True, slots=True)
class KeptCalendar:
    """What everybody who opens the workspace sees unless a link or a notebook says otherwise."""

    week_start: Weekday
    fiscal_start: Month

    @classmethod
    def of(cls, workspace: Workspace) -> KeptCalendar:
        """The calendar that was kept in the workspace; the plain one where none was.

        Raises
        ------
        UnreadableDocument
            When one was kept that can't be read: no period can be told without it.
        """
        document = calendar_documents(workspace).get(_NAME)
        return cls(Weekday.MONDAY, Month.JANUARY) if document is None else document.required()

    def keep(self, workspace: Workspace, saved_at: datetime) -> None:
        """Keep it in the workspace, in place of what was kept before."""
        calendar_documents(workspace).put(_NAME, self, saved_at)


_CODEC = Codec.of(KeptCalendar, version=1)


def calendar_documents(workspace: Workspace) -> Documents[KeptCalendar]:
    """The calendar of a workspace, where one was kept."""
    return Documents(workspace, KIND, _CODEC)
