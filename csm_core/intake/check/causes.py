"""Why rows were quarantined, cause by cause: how many, and the first of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.text.plural import agreeing, plural

Cause = tuple[str, str | None]
NOT_ANSWERED = "not_answered"
_LEVELS: Mapping[str, Literal["info", "error"]] = {"missing_column": "error", NOT_ANSWERED: "info"}


@dataclass
class Causes:
    """`counts`: rows by code and column. `first`: of each the row, value and message of the one highest up."""

    counts: dict[Cause, int] = field(default_factory=dict)
    first: dict[Cause, tuple[int, str | None, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, bad: pa.Table) -> Causes:
        """The causes of quarantined rows (QUARANTINE_SCHEMA)."""
        causes = cls()
        causes.add(bad)
        return causes

    def add(self, bad: pa.Table) -> None:
        """Count further rows in."""
        if not bad.num_rows:
            return
        groups = bad.group_by(["code", "column"]).aggregate([("source_row", "count"), ("source_row", "min")])
        for group in groups.to_pylist():
            cause = (group["code"], group["column"])
            same = pc.fill_null(pc.equal(bad["column"], cause[1]), False)
            same = pc.is_null(bad["column"]) if cause[1] is None else same
            first = bad.filter(pc.and_(pc.equal(bad["code"], cause[0]), same)).slice(0, 1).to_pylist()[0]
            self.counts[cause] = self.counts.get(cause, 0) + group["source_row_count"]
            example = (first["source_row"], first["value"], first["message"])
            self.first[cause] = min(self.first.get(cause, example), example, key=lambda one: one[0])

    @property
    def unanswered(self) -> int:
        """Rows that hold no answer: no fault of theirs."""
        return sum(count for (code, _), count in self.counts.items() if code == NOT_ANSWERED)


def quarantine_issues(causes: Causes) -> list[Issue]:
    """One issue a cause, from the top of the file down."""
    issues = []
    for cause, (row, value, message) in sorted(causes.first.items(), key=lambda one: one[1][0]):
        count = causes.counts[cause]
        sentence = f"{plural(count, 'row')} {agreeing(count, 'were')} quarantined"
        if cause[0] == NOT_ANSWERED:
            sentence = f"{plural(count, 'row')} {agreeing(count, 'have')} no answer"
        level: Literal["info", "warning", "error"] = _LEVELS.get(cause[0], "warning")
        issues.append(Issue(cause[0], level, f"{sentence}: {message}", row, cause[1], value and value[:200]))
    return issues
