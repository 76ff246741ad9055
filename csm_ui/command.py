"""The command `csm`: `csm run` starts the app, everything else is the core's command line."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from csm_core.platforms import exit_where_unsupported
from csm_ui.visitor.app_folder import APP_FOLDER


def main() -> int:
    """Run the command line of this process; its exit code."""
    exit_where_unsupported()
    from csm_core.cli.main import main as core

    arguments = sys.argv[1:]
    return _run(arguments[1:]) if arguments[:1] == ["run"] else core(arguments)


def _run(arguments: list[str]) -> int:
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
    environment = os.environ | ({"CSM_WORKSPACE": os.path.abspath(chosen.workspace)} if chosen.workspace else {})  # noqa: PTH100 - a path as text
    # Installed, the app is no checkout that somebody edits: nothing is watched.
    command = [sys.executable, "-m", "streamlit", "run", str(APP_FOLDER / "app.py"), f"--server.port={chosen.port}"]
    try:
        return subprocess.call(command, env=environment)  # noqa: S603 - our own app, with a number
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
