"""Erase a customer or a person: from rows, quarantine, reports of loads, saved texts and decisions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from csm_core.facts.build import build_facts_in
from csm_core.privacy.json_texts import in_json
from csm_core.privacy.rows_about import about_sql, about_values
from csm_core.privacy.subject import PERSONAL, Subject
from csm_core.store.workspace import Cursor, Workspace
from csm_core.tables.catalogue import TABLES

# What a person wrote, or others of them; of an erased person it goes whole, for names may stand in it in any form.
_WORDS = ("comment", "subject", "reason", "sentiment")
_NUMBER = "erased"
# What was an address stays one, at a domain of its own: by it the rows of the person still find their account.
_STAND_IN = (
    "case when lower({column}) = any($people::varchar[]) then $stand_in "
    "|| case when {column} like '%@%' then '@' || $stand_in || '.invalid' else '' end else {column} end"
)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: rows by table (quarantine, attributes and saved texts among them)."""

    rows: dict[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.rows.values())


def erase(workspace: Workspace, subject: Subject) -> Erased:
    """Erase a subject in one transaction, with facts built anew. Nothing that is kept leads back to them.

    Of a customer all rows go. Of a person the rows stay, with a number in place of who it was, so that counts of
    people, answers and tickets hold; what they wrote goes. In saved texts the number stands for either.

    Raises
    ------
    NotAllowed
        When this is a view for reading.
    FactsUnbuildable
        When facts can't be built of what is left: nothing is erased.
    """
    with workspace.writing(rows=True) as cursor:
        stand_in = _next_stand_in(cursor)
        rows = {table: _of_table(cursor, table, subject, stand_in) for table in TABLES}
        if subject.is_customer:
            ids = {"ids": sorted(subject.ids)}
            rows["attributes"] = _run(
                cursor, "delete from canonical.attributes where lower(account_id) = any($ids::varchar[])", ids
            )
            cursor.execute(
                "update canonical.accounts set parent_account_id = null "
                "where lower(parent_account_id) = any($ids::varchar[])",
                ids,
            )
        without = subject.without(stand_in)
        rows["quarantine"] = _quarantine(cursor, without)
        rows["saved"] = _texts(cursor, without)
        keys = {"keys": sorted(subject.ids | subject.names | subject.people | subject.domains)}
        cursor.execute(
            "delete from meta.matches where lower(key) = any($keys::varchar[]) "
            "or lower(account_id) = any($keys::varchar[])",
            keys,
        )
        _mark_loads(cursor, stand_in)
        build_facts_in(cursor, workspace)
    return Erased({name: count for name, count in rows.items() if count})


def _next_stand_in(cursor: Cursor) -> str:
    """'erased-3' for the third that is erased here: it says nothing of whom it stands for."""
    row = cursor.execute("select cast(value as bigint) from meta.notes where key = 'erased'").fetchone()
    number = 1 if row is None else int(row[0]) + 1
    cursor.execute("insert or replace into meta.notes values ('erased', $number)", {"number": str(number)})
    return f"{_NUMBER}-{number}"


def _of_table(cursor: Cursor, table: str, subject: Subject, stand_in: str) -> int:
    condition_sql = about_sql(table, subject)
    if condition_sql is None:
        return 0
    values = about_values(condition_sql, subject)
    if subject.is_customer:
        return _run(cursor, f"delete from canonical.{table} where {condition_sql}", values)
    declared = TABLES[table]
    changes_sql = ", ".join(
        (
            *(f"{column} = {_STAND_IN.format(column=column)}" for column in PERSONAL if declared.column(column)),
            *(f"{column} = null" for column in _WORDS if declared.column(column)),
        )
    )
    return _run(
        cursor,
        f"update canonical.{table} set {changes_sql} where {condition_sql}",
        {**values, "stand_in": stand_in},
    )


def _quarantine(cursor: Cursor, without: Callable[[str], str]) -> int:
    """Delete the quarantined rows in which the subject stands; how many."""
    rows = cursor.execute("select rowid, raw, coalesce(value, '') from meta.quarantine").fetchall()
    about = [row for row, raw, value in rows if in_json(raw, without) != raw or without(value) != value]
    cursor.execute("delete from meta.quarantine where rowid = any($about::bigint[])", {"about": about})
    return len(about)


def _texts(cursor: Cursor, without: Callable[[str], str]) -> int:
    """Put the stand-in into saved texts and into what was noted of loads; in how many saved texts."""
    changed = 0
    for kind, name, text in cursor.execute("select kind, name, text from meta.saved").fetchall():
        to_be, title = in_json(text, without), without(name)
        if (to_be, title) != (text, name):
            changed += 1
            cursor.execute(
                "update meta.saved set text = $text, name = $title where kind = $kind and name = $name",
                {"text": to_be, "title": title, "kind": kind, "name": name},
            )
    for load_id, report, file in cursor.execute("select load_id, report, file from meta.loads").fetchall():
        cursor.execute(
            "update meta.loads set report = $report, file = $file where load_id = $load_id",
            {"report": in_json(report, without), "file": without(file), "load_id": load_id},
        )
    return changed


def _mark_loads(cursor: Cursor, stand_in: str) -> None:
    """The loads are not those of the files any more: links and closed months must not take them for it."""
    for load_id, content_hash in cursor.execute("select load_id, content_hash from meta.loads").fetchall():
        digest = hashlib.sha256(f"{content_hash} without {stand_in}".encode()).hexdigest()
        cursor.execute(
            "update meta.loads set content_hash = $digest where load_id = $load_id",
            {"digest": digest, "load_id": load_id},
        )


def _run(cursor: Cursor, statement_sql: str, values: Mapping[str, object]) -> int:
    """Run a statement that deletes or updates; how many rows it concerned."""
    row = cursor.execute(statement_sql, values).fetchone()
    return int(row[0]) if row else 0
