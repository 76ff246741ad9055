"""Disclosure: which columns of the facts leave with a snapshot, and in what form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

import pyarrow as pa
import pyarrow.compute as pc

# What every text column of a fact is. A column that is in none of these leaves with no snapshot: a test asks for it.
ACCOUNTS = ("account_id", "group_id", "parent_id", "parent_account_id", "topmost_id", "member_id")
NAMES = ("account_name", "member_name")
PERSONS = ("user_id", "respondent", "addressee")
# Ids of single rows: only that they differ matters.
MARKS = ("response_id", "session_id", "ticket_id", "invoice_id", "opportunity_id", "subscription_id")
COMMENTS = ("comment", "subject")
# Words of a person, by fact, where the same column of another one holds no more than a choice from a list.
COMMENTS_OF = {"overrides": ("reason",)}
OWNERS = ("owner", "author")
PLAIN = (
    *("product", "plan", "currency", "survey_type", "touchpoint", "feature", "priority", "channel", "ticket_status"),
    *("measure", "campaign_id", "name", "category", "purpose", "outcome", "stage", "cause", "source", "attribute"),
    *("value", "told", "reason", "band", "invoice_revenue", "basis", "scale", "grain"),
)
# Other facts are made of these, with addresses, names and reasons as they were written; no metric reads them.
NEVER = (
    *("sightings", "spellings", "identities", "matches"),
    *("subscription_lines", "snapshot_months", "movement_balances"),
)
ATTRIBUTES = ("account_attributes", "derived_attributes")


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What a snapshot tells beside its numbers.

    Persons and the ids of single rows always go under names that mean nothing; accounts too, unless `names`.
    `attributes` are those that a reader may split by. `salt` is random, made for one snapshot and kept nowhere: with
    it gone, nobody can try whether a name belongs to an account.
    """

    names: bool
    comments: bool
    attributes: tuple[str, ...]
    salt: bytes

    def of_fact(self, fact: str, rows: pa.Table) -> pa.Table:
        """The rows of a fact as they leave."""
        if fact in NEVER:
            return rows.slice(0, 0)
        if fact in ATTRIBUTES:
            rows = rows.filter(pc.is_in(rows.column("attribute"), pa.array(self.attributes, pa.string())))
        for index, field in enumerate(rows.schema):
            if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
                rows = rows.set_column(index, field, self._text(fact, field.name, rows.column(index)))
        return rows

    def account(self, account_id: str | None) -> str | None:
        """The id under which an account leaves."""
        return account_id if self.names or account_id is None else f"a{self._mark(account_id)}"

    def _text(self, fact: str, name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
        is_comment = name in COMMENTS or name in COMMENTS_OF.get(fact, ())
        is_name = name in (*ACCOUNTS, *NAMES, *OWNERS)
        if (self.comments and is_comment) or (self.names and is_name) or (name in PLAIN and not is_comment):
            return column
        if name in ACCOUNTS:
            return _replaced(column, lambda text: f"a{self._mark(text)}")
        if name in (*PERSONS, *MARKS):
            return _replaced(column, lambda text: f"p{self._mark(text)}")
        if name in NAMES:
            return _replaced(column, lambda text: f"Account {self._mark(text)[:6].upper()}")
        return pa.chunked_array([pa.nulls(len(column), column.type)])

    def _mark(self, text: str) -> str:
        return blake2b(text.encode(), key=self.salt, digest_size=6).hexdigest()


def _replaced(column: pa.ChunkedArray, new: Callable[[str], str]) -> pa.ChunkedArray:
    # Each different text once: a million events have few users.
    encoded = column.combine_chunks().dictionary_encode()
    made = pa.array([new(text) for text in encoded.dictionary.to_pylist()], column.type)
    return pa.chunked_array([made.take(encoded.indices)])
