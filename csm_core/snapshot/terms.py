"""Terms: what a snapshot says of itself, written into it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from csm_core.errors import SnapshotGone
from csm_core.scope import Scope, Span

VERSION = 1


@dataclass(frozen=True, slots=True)
class Terms:
    """Who may see what until when.

    `fingerprint` is that of the data it was made from, `definitions` a digest of how its facts are made; `scope` is
    what its cells look at in common, with a time zone and a way to count groups that can't be changed any more.
    `splits` are the attributes to split by.
    """

    title: str
    made_at: datetime
    expires_at: datetime
    fingerprint: str
    definitions: str
    scope: Scope
    span: Span
    splits: tuple[str, ...]
    names: bool
    comments: bool

    def text(self) -> str:
        """The terms as JSON; `read` gives equal ones back."""
        return json.dumps(
            {
                "version": VERSION,
                "title": self.title,
                "made_at": self.made_at.isoformat(),
                "expires_at": self.expires_at.isoformat(),
                "fingerprint": self.fingerprint,
                "definitions": self.definitions,
                "scope": self.scope.to_query(),
                "span": [self.span.first.isoformat(), self.span.last.isoformat(), self.span.currency],
                "splits": list(self.splits),
                "names": self.names,
                "comments": self.comments,
            }
        )

    @classmethod
    def read(cls, text: str | None) -> Terms:
        """The terms that a text holds.

        Raises
        ------
        SnapshotGone
            When it holds none, or those of another version.
        """
        try:
            told = json.loads(text or "")
            if told["version"] != VERSION:
                raise SnapshotGone.of_another_version()
            first, last, currency = told["span"]
            return cls(
                told["title"],
                datetime.fromisoformat(told["made_at"]),
                datetime.fromisoformat(told["expires_at"]),
                told["fingerprint"],
                told["definitions"],
                Scope.from_query([(name, value) for name, value in told["scope"]])[0],
                Span(date.fromisoformat(first), date.fromisoformat(last), currency),
                tuple(told["splits"]),
                told["names"],
                told["comments"],
            )
        except (ValueError, KeyError, TypeError) as error:
            raise SnapshotGone.damaged() from error
