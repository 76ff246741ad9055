"""Subject: a customer or a person, with everything by which rows and texts speak of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from csm_core.errors import BadValue
from csm_core.facts.build import built_facts
from csm_core.store.workspace import Workspace
from csm_core.tables.catalogue import TABLES

# Columns of canonical tables that hold the address, the name or an id of a person.
PERSONAL = ("contact_email", "user_id", "contact_id", "owner", "author")
# Shorter ids, or plain numbers, stand in texts for other things as well; there they count only by themselves.
_SHORTEST = 5
_CUSTOMERS_SQL = """
select account_id, external_id, account_name from canonical.accounts
where lower(account_id) = $who or lower(trim(account_name)) = $who"""
_BY_ROWS_SQL = " union ".join(
    f"select account_id, account_name from canonical.{name} "
    "where lower(account_id) = $who or (account_id is null and lower(trim(account_name)) = $who)"
    for name, table in TABLES.items()
    if name != "accounts" and table.column("account_id") and table.column("account_name")
)
# By what else a row of another file finds the account.
_WAYS_SQL = "select kind, key from facts.identities where lower(account_id) = any($ids::varchar[])"
_WAYS = {"id": "ids", "name": "names", "email": "people", "user": "people", "domain": "domains"}
_PERSON_SQL = """
select contact_email, user_id, contact_id from canonical.contacts
where lower(contact_email) = $who or lower(user_id) = $who or lower(contact_id) = $who"""
_SEEN_SQL = " union all ".join(
    f"(select 1 from canonical.{name} where lower({column}) = $who limit 1)"
    for name, table in TABLES.items()
    for column in PERSONAL
    if table.column(column)
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Texts in lower case, as they are compared.

    `is_customer`: a whole account, its people included; else one person. `ids` are those of the account in whatever
    tool, `people` the addresses and ids of persons, `domains` those whose addresses lead to the account.
    """

    name: str
    is_customer: bool
    ids: frozenset[str]
    names: frozenset[str]
    people: frozenset[str]
    domains: frozenset[str]

    def without(self, stand_in: str) -> Callable[[str], str]:
        """A text with `stand_in` in the place of the subject, wherever one of its texts stands as a word."""
        texts = self.ids | self.names | self.people
        whole = frozenset(texts)
        words = [text for text in texts if text in self.names or "@" in text or _is_telling(text)]
        parts = [re.escape(text) for text in sorted(words, key=len, reverse=True)]
        parts += [rf"[\w.+-]+@{re.escape(domain)}" for domain in sorted(self.domains)]
        pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(parts)})(?![^\W_])", re.IGNORECASE) if parts else None

        def replaced(text: str) -> str:
            if text.strip().lower() in whole:
                return stand_in
            return pattern.sub(stand_in, text) if pattern else text

        return replaced


def subject_of(workspace: Workspace, who: str) -> Subject:
    """The customer of that id or name, else the person of that address or id.

    Raises
    ------
    BadValue
        When nothing is known of them.
    FactsUnbuildable
        When it can't be worked out which rows belong to whom.
    """
    asked = {"who": who.strip().lower()}
    rows = workspace.query(_CUSTOMERS_SQL, asked).to_pylist() + workspace.query(_BY_ROWS_SQL, asked).to_pylist()
    if rows:
        texts = {"ids": _texts(rows, ("account_id", "external_id")), "names": _texts(rows, ("account_name",))}
        texts |= {"people": set(), "domains": set()}
        built_facts(workspace)
        # An account that no list has goes by its name.
        ids = sorted(texts["ids"] | texts["names"])
        for row in workspace.query(_WAYS_SQL, {"ids": ids}).to_pylist():
            if row["kind"] in _WAYS:
                texts[_WAYS[row["kind"]]].add(str(row["key"]).strip().lower())
        return Subject(who.strip(), True, **{name: frozenset(values) for name, values in texts.items()})
    people = workspace.query(_PERSON_SQL, asked).to_pylist()
    if not asked["who"] or not (people or workspace.query(_SEEN_SQL, asked).num_rows):
        raise BadValue(
            f"Nobody in this workspace is called '{who.strip()}'. Give a customer's id or name, or a person's e-mail "
            "address or id, such as ann@acme.example."
        )
    texts_of = frozenset(_texts(people, ("contact_email", "user_id", "contact_id")) | {asked["who"]})
    return Subject(who.strip(), False, frozenset(), frozenset(), texts_of, frozenset())


def _texts(rows: Iterable[dict[str, object]], columns: Collection[str]) -> set[str]:
    return {str(row[name]).strip().lower() for row in rows for name in columns if row.get(name)}


def _is_telling(text: str) -> bool:
    return len(text) >= _SHORTEST and not text.isdecimal()
