"""Terms: what a snapshot says of itself, written into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from csm_core.codec import BadRecord, Codec, Record, Unreadable
from csm_core.errors import SnapshotGone
from csm_core.scope import Scope, Span


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
        return _CODEC.encode(self)

    @classmethod
    def read(cls, text: str | None) -> Terms:
        """The terms that a text holds.

        Raises
        ------
        SnapshotGone
            When it holds none, or those of another version.
        """
        terms = _CODEC.decode(text or "")
        if isinstance(terms, Unreadable):
            raise SnapshotGone.of_another_version() if terms.is_newer else SnapshotGone.damaged()
        return terms


class _Record(Record, frozen=True):
    title: str
    made_at: datetime
    expires_at: datetime
    fingerprint: str
    definitions: str
    scope: tuple[tuple[str, str], ...]
    span: tuple[date, date, str | None]
    splits: tuple[str, ...]
    names: bool
    comments: bool


def _written(terms: Terms) -> _Record:
    return _Record(
        title=terms.title,
        made_at=terms.made_at,
        expires_at=terms.expires_at,
        fingerprint=terms.fingerprint,
        definitions=terms.definitions,
        scope=terms.scope.to_query(),
        span=(terms.span.first, terms.span.last, terms.span.currency),
        splits=terms.splits,
        names=terms.names,
        comments=terms.comments,
    )


def _read(record: _Record) -> Terms:
    scope, dropped = Scope.from_query(record.scope)
    if dropped:
        raise BadRecord(dropped[0])
    return Terms(
        record.title,
        record.made_at,
        record.expires_at,
        record.fingerprint,
        record.definitions,
        scope,
        Span(*record.span),
        record.splits,
        record.names,
        record.comments,
    )


_CODEC: Codec[Terms, _Record] = Codec(record=_Record, version=1, write=_written, read=_read)
