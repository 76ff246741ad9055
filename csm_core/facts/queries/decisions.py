"""What a person said about a match: this key is that account's, or it is not the account's that it led to.

Decisions are no raw data. They stay when loads come and go, so that next month's export is matched in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass

from csm_core.errors import BadValue
from csm_core.store.workspace import Workspace

# What a decision can be about; a name stands for all its spellings, by what `spellings` leaves of it.
KINDS = ("id", "user", "email", "domain", "name")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; `account_id` is None where a match was taken back."""

    kind: str
    key: str
    account_id: str | None


def decisions(workspace: Workspace) -> list[Decision]:
    """Every decision, by kind and key."""
    rows = workspace.query("select kind, key, account_id from meta.matches order by kind, key").to_pylist()
    return [Decision(**row) for row in rows]


def decide_match(workspace: Workspace, decided: list[Decision]) -> None:
    """Remember decisions, in place of what was said of the same keys before; all of them, or none.

    Raises
    ------
    BadValue
        For a kind of key that there is not.
    """
    for one in decided:
        if one.kind not in KINDS:
            raise BadValue.of("the kind of a match", one.kind, ", ".join(KINDS))
    with workspace.writing() as cursor:
        for one in decided:
            cursor.execute(
                "insert or replace into meta.matches (kind, key, account_id) values ($kind, $key, $account_id)",
                {"kind": one.kind, "key": one.key, "account_id": one.account_id},
            )


def forget_decision(workspace: Workspace, kind: str, key: str) -> None:
    """Let the data speak again of a key."""
    with workspace.writing() as cursor:
        cursor.execute("delete from meta.matches where kind = $kind and key = $key", {"kind": kind, "key": key})
