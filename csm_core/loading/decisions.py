"""What a person says of loads: of which source they are, of which day a list is, what becomes of who is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from csm_core.errors import BadValue
from csm_core.intake.options import Missing
from csm_core.store.load import Load
from csm_core.store.workspace import Workspace


def sources_of(loads: Sequence[Load], table: str) -> tuple[str, ...]:
    """The names of the sources that a table has, the oldest first; of loads in force alone."""
    names = [load.origin for load in loads if load.table == table and load.superseded_by is None]
    return tuple(dict.fromkeys(name for name in names if name is not None))


def say_source(workspace: Workspace, load_id: int, origin: str) -> None:
    """Name the source that a load is an export of: a known one of its table joins them, a new one parts it.

    Raises
    ------
    BadValue
        When the name is empty.
    """
    if not origin.strip():
        raise BadValue.of("source", origin, "a name")
    with workspace.writing() as cursor:
        cursor.execute(
            "update meta.loads set origin = $origin, origin_said = true where load_id = $load_id",
            {"origin": origin.strip(), "load_id": load_id},
        )


def say_list(workspace: Workspace, load_id: int, listed_on: date | None, missing: Missing | None) -> None:
    """Say of which day a list is, and what becomes of who is missing from it; None where nothing is said."""
    with workspace.writing() as cursor:
        cursor.execute(
            "update meta.loads set listed_on = $listed_on, missing = $missing where load_id = $load_id",
            {"listed_on": listed_on, "missing": missing, "load_id": load_id},
        )


def own_source(load: Load, loads: Sequence[Load]) -> str:
    """A name that no source of the load's table has yet, for a source of its own."""
    taken = sources_of(loads, load.table)
    base, number = load.file.rsplit("/", 1)[-1], 1
    name = base
    while name in taken:
        number += 1
        name = f"{base} ({number})"
    return name
