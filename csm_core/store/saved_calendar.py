"""The calendar of a workspace: on which day its weeks begin, and in which month its years."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from csm_core.periods import Month, Weekday
from csm_core.store.documents import Saved
from csm_core.store.workspace import Workspace

KIND = "calendar"
_NAME = "calendar"


@dataclass(frozen=True, slots=True)
class KeptCalendar:
    """What everybody who opens the workspace sees unless a link or a notebook says otherwise."""

    week_start: Weekday = Weekday.MONDAY
    fiscal_start: Month = Month.JANUARY

    @classmethod
    def of(cls, workspace: Workspace) -> KeptCalendar:
        """The calendar that was kept in the workspace; the plain one where none was."""
        document = Saved(workspace, KIND).get(_NAME)
        if document is None:
            return cls()
        told = json.loads(document.text)
        return cls(Weekday(told["week_start"]), Month(told["fiscal_start"]))

    def keep(self, workspace: Workspace, saved_at: datetime) -> None:
        """Keep it in the workspace, in place of what was kept before."""
        text = json.dumps({"week_start": self.week_start, "fiscal_start": self.fiscal_start})
        Saved(workspace, KIND).put(_NAME, text, saved_at)
