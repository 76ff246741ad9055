"""The format of a workspace file, and the steps that bring an older file to it, in order."""

from __future__ import annotations

from collections.abc import Sequence

from csm_core.engines.workspace_unusable import WorkspaceUnusable

_FIRST = 1

# A change to a table of `meta` (a column, a new meaning of an old one) is a line here: the version that it makes, one
# more than the line before, and its statements. Each runs once a file, in order and in one transaction, and a new
# file runs all of them too. Columns of canonical tables need no line: what is declared and missing is added at each
# opening. From a version on, programs that know only earlier ones refuse the file.
MIGRATIONS: Sequence[tuple[int, tuple[str, ...]]] = (
    (
        2,
        # Of which source a load is and whether a person said so; the day that its list is of; what becomes of who is
        # missing from it.
        (
            "alter table meta.loads add column if not exists origin varchar",
            "alter table meta.loads add column if not exists origin_said boolean",
            "alter table meta.loads add column if not exists listed_on date",
            "alter table meta.loads add column if not exists missing varchar",
        ),
    ),
    (
        3,
        # Of the quarantined rows, those without an answer to a survey, of which nothing is wrong.
        (
            "alter table meta.loads add column if not exists rows_unanswered bigint",
            """update meta.loads set rows_unanswered = (
                select count(*) from meta.quarantine q
                where q.load_id = loads.load_id and q.code = 'not_answered')""",
        ),
    ),
    # Sums of what is saved: a program that does not keep them would make the file look damaged.
    (
        4,
        (
            """create table if not exists meta.seals (
                name varchar primary key, rows bigint, digest varchar, engine varchar)""",
        ),
    ),
)


def format_version(migrations: Sequence[tuple[int, tuple[str, ...]]] = MIGRATIONS) -> int:
    """The version that files have once all of `migrations` ran."""
    return max((version for version, _ in migrations), default=_FIRST)


def steps_from(
    stored: str | None, file: str, migrations: Sequence[tuple[int, tuple[str, ...]]] = MIGRATIONS
) -> tuple[str, ...]:
    """The statements that a file still needs.

    Parameters
    ----------
    stored
        The version that the file says of itself; None for a new file, which has the first version's tables.
    file
        The file's name, for the message.

    Raises
    ------
    WorkspaceUnusable
        When a newer version of this program made the file, or what it says is no version.
    """
    version = _FIRST if stored is None else int(stored) if stored.isascii() and stored.isdecimal() else None
    if version is None:
        raise WorkspaceUnusable.damaged(file)
    if version > format_version(migrations):
        raise WorkspaceUnusable.of_newer(file, version, format_version(migrations))
    ordered = sorted(migrations, key=lambda one: one[0])
    return tuple(statement for number, statements in ordered if number > version for statement in statements)
