"""What is loaded and how one load is taken back, from the command line: also where no figure can be computed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from csm_core.engines.duckdb import is_database
from csm_core.errors import BadValue, FileMissing
from csm_core.store.load import Load
from csm_core.store.workspace import Workspace
from csm_core.text.plural import plural


def existing_workspace(path: Path) -> Workspace:
    """The workspace in a file that is there. Raises FileMissing or BadValue where there is none, and
    WorkspaceUnusable."""
    if not path.is_file():
        raise FileMissing.workspace(path)
    if not is_database(path):
        raise BadValue.of("WORKSPACE", path, "a workspace file, made with 'csm load' or 'csm demo'")
    return Workspace.open(path)


def show_loads(chosen: argparse.Namespace) -> int:
    """List the loads of a workspace; the exit code."""
    loads = existing_workspace(Path(chosen.workspace)).loads()
    if chosen.json:
        print(json.dumps({"loads": [asdict(load) for load in loads]}, ensure_ascii=False, default=str))
    else:
        print("\n".join(_words(load) for load in loads) or "Nothing is loaded.")
    return 0


def undo_load(chosen: argparse.Namespace) -> int:
    """Take one load of a workspace back; the exit code."""
    workspace = existing_workspace(Path(chosen.workspace))
    load = next((load for load in workspace.loads() if str(load.load_id) == chosen.load), None)
    if load is None:
        raise BadValue(f"LOAD: {_none_of_that_number(chosen.load, workspace.loads(), chosen.workspace)}")
    workspace.undo(load.load_id)
    print(f"{load.file} undone: {plural(load.rows_kept, 'row')} of {load.table}.")
    return 0


def _none_of_that_number(given: str, loads: Sequence[Load], workspace: str) -> str:
    if not loads:
        return f"there is nothing to undo: {workspace} has no loads."
    numbers = [load.load_id for load in loads]
    several = f"Its loads are {min(numbers)} to {max(numbers)}"
    range_words = several if len(numbers) > 1 else f"Its only load is {numbers[0]}"
    return f"{workspace} has no load '{given}'. {range_words}; 'csm loads {workspace}' lists them."


def _words(load: Load) -> str:
    name = load.file if load.sheet is None else f"{load.file} · {load.sheet}"
    replaced = "" if load.superseded_by is None else f", replaced by {load.superseded_by}"
    rows = f"{plural(load.rows_kept, 'row')} kept, {load.rows_in_trouble:,} quarantined"
    rows += f", {load.rows_unanswered:,} without an answer" if load.rows_unanswered else ""
    return f"{load.load_id}  {name}: {load.kind}, {rows}, {load.loaded_at:%Y-%m-%d %H:%M}{replaced}"
