"""The command `csm`: `csm run` starts the app, everything else is the core's command line."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import NoReturn

from csm_core.engines.duckdb import is_database
from csm_core.platforms import exit_where_unsupported
from csm_ui.visitor.app_folder import APP_FOLDER


def main() -> int:
    """Run the command line of this process; its exit code."""
    exit_where_unsupported()
    from csm_core.cli.main import main as core

    arguments = sys.argv[1:]
    if arguments[:1] == ["run"]:
        _run(arguments[1:])
    return core(arguments)


def _run(arguments: list[str]) -> NoReturn:
    """Serve the app until it is interrupted."""
    parser = argparse.ArgumentParser(
        prog="csm run",
        description="Start the app and print its address.",
        epilog="Example:\n  csm run team.duckdb --port 8501",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("workspace", nargs="?", metavar="WORKSPACE", help="keep the data in this file")
    parser.add_argument("--port", type=int, default=8501, help="where it listens on this computer (8501)")
    chosen = parser.parse_args(arguments)
    environment = dict(os.environ)
    if chosen.workspace:
        path = Path(chosen.workspace).absolute()
        if path.exists() and not is_database(path):
            parser.exit(
                2, f"{path.name} is not a workspace. Name a workspace or a new file; upload exports in the app.\n"
            )
        environment["CSM_WORKSPACE"] = str(path)
    # Installed, the app is no checkout that somebody edits: nothing is watched.
    command = [sys.executable, "-m", "streamlit", "run", str(APP_FOLDER / "asgi.py"), f"--server.port={chosen.port}"]
    # In place of this process: whoever stops it stops the app.
    os.execve(sys.executable, command, environment)  # noqa: S606 - our own app, and a number


if __name__ == "__main__":
    sys.exit(main())
