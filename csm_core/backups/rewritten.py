"""A workspace file written anew: what was deleted from it is in none of its bytes any more."""

from __future__ import annotations

from pathlib import Path

from csm_core.engines.file_trouble import cause_in_file
from csm_core.engines.workspace_unusable import WorkspaceUnusable
from csm_core.store.witness import Witness
from csm_core.store.workspace import Cursor, Workspace
from csm_core.store.workspace_file import delete_workspace, log_of
from csm_core.tables.catalogue import TABLES

_TABLES = (
    *("meta.loads", "meta.quarantine", "meta.saved", "meta.matches", "meta.notes", "canonical.attributes"),
    *(f"canonical.{name}" for name in TABLES),
)
_ROWS_AT_ONCE = 500_000
# So that the next load gets a number that none has had.
_NUMBERS_SQL = "select max(nextval('meta.load_ids')) from range((select coalesce(max(load_id), 0) from meta.loads))"


def rewrite(path: Path) -> None:
    """Write all rows and documents of a workspace into a new file, and put that in its place.

    Whoever has it open opens it anew with the next question; facts are built again then.

    Raises
    ------
    WorkspaceUnusable
        When there is no room or no right to write: the former file stays.
    """
    unfinished = path.with_name(f"{path.name}.part")
    delete_workspace(unfinished)
    source = Workspace.open(path)
    target = Workspace.open(unfinished)
    try:
        with source.alone():
            with target.writing(rows=True) as cursor:
                for name in _TABLES:
                    _copy(source, cursor, name)
                cursor.execute(_NUMBERS_SQL)
            target.close()
            source.close()
            unfinished.replace(path)
            log_of(path).unlink(missing_ok=True)
            Witness(path).forget()
    except OSError as error:
        raise cause_in_file(error, path) or WorkspaceUnusable.of_disk(path.name) from error
    finally:
        delete_workspace(unfinished)


def _copy(source: Workspace, cursor: Cursor, name: str) -> None:
    last = source.query(f"select max(rowid) as last from {name}").to_pylist()[0]["last"]
    # The new file has a format of its own, and no facts yet.
    kept_sql = "and key not in ('facts', 'format')" if name == "meta.notes" else ""
    for first in range(0, -1 if last is None else last + 1, _ROWS_AT_ONCE):
        rows = source.query(
            f"select * from {name} where rowid >= $first and rowid < $past {kept_sql}",
            {"first": first, "past": first + _ROWS_AT_ONCE},
        )
        columns = ", ".join(f'"{column}"' for column in rows.column_names)
        cursor.register("incoming", rows)
        cursor.execute(f"insert into {name} ({columns}) select {columns} from incoming")
        cursor.unregister("incoming")
