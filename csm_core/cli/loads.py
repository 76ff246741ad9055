"""What is loaded and how one load is taken back, from the command line: also where no figure can be computed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from csm_core.engines.duckdb import is_database
from csm_core.errors import BadValue
from csm_core.store.load import Load
from csm_core.store.workspace import Workspace
from csm_core.text.plural import plural


def add_commands_for_loads(add_parser: Callable[..., argparse.ArgumentParser]) -> None:
    """Add `loads WORKSPACE` and `undo WORKSPACE LOAD`; their `run` gives the exit code."""
    loads = add_parser("loads", help="what is loaded into a workspace")
    loads.add_argument("workspace", metavar="WORKSPACE")
    loads.add_argument("--json", action="store_true")
    loads.set_defaults(run=_show)
    undo = add_parser("undo", help="take one load back")
    undo.add_argument("workspace", metavar="WORKSPACE")
    undo.add_argument("load", metavar="LOAD", help="its number, which 'loads' tells")
    undo.set_defaults(run=_undo)


def existing_workspace(path: Path) -> Workspace:
    """The workspace in a file that is there. Raises BadValue where there is none, and WorkspaceUnusable."""
    if not (path.is_file() and is_database(path)):
        raise BadValue.of("WORKSPACE", path, "a workspace file (make one with 'load' or 'demo')")
    return Workspace.open(path)


def _show(chosen: argparse.Namespace) -> int:
    loads = existing_workspace(Path(chosen.workspace)).loads()
    if chosen.json:
        print(json.dumps({"loads": [asdict(load) for load in loads]}, ensure_ascii=False, default=str))
    else:
        print("\n".join(_words(load) for load in loads) or "Nothing is loaded.")
    return 0


def _undo(chosen: argparse.Namespace) -> int:
    workspace = existing_workspace(Path(chosen.workspace))
    load = next((load for load in workspace.loads() if str(load.load_id) == chosen.load), None)
    if load is None:
        raise BadValue.of("LOAD", chosen.load, "the number of a load; 'loads WORKSPACE' lists them")
    workspace.undo(load.load_id)
    print(f"{load.file} is taken back: {plural(load.rows_kept, 'row')} of {load.table}.")
    return 0


def _words(load: Load) -> str:
    name = load.file if load.sheet is None else f"{load.file} · {load.sheet}"
    replaced = "" if load.superseded_by is None else f", replaced by {load.superseded_by}"
    rows = f"{plural(load.rows_kept, 'row')} kept, {load.rows_in_trouble:,} set aside"
    rows += f", {load.rows_unanswered:,} without an answer" if load.rows_unanswered else ""
    return f"{load.load_id}  {name}: {load.kind}, {rows}, {load.loaded_at:%Y-%m-%d %H:%M}{replaced}"
