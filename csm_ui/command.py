"""The command `csm`: `csm run` starts the app, everything else is the core's command line."""

from __future__ import annotations

import argparse
import errno
import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

from csm_core.platforms import exit_where_unsupported
from csm_ui.visitor.app_folder import APP_FOLDER

_USUAL_PORT, _LAST_PORT = 8501, 65535


def main() -> int:
    """Run the command line of this process; its exit code."""
    exit_where_unsupported()
    from csm_core.cli.arguments import Command
    from csm_core.cli.main import main as core

    run = Command("start the app and print its address", "run team.duckdb --port 8501", _add_arguments, _run)
    return core(sys.argv[1:], {"run": run})


def _add_arguments(command: argparse.ArgumentParser) -> None:
    from csm_core.cli.parser import number_from

    kept = "keep the data in this file; without it, each visitor's data lives until the tab is closed"
    command.add_argument("workspace", nargs="?", metavar="WORKSPACE", help=kept)
    port = number_from(1, _LAST_PORT, f"a port such as {_USUAL_PORT}, from 1 to {_LAST_PORT}")
    listens = f"where it listens on this computer, such as {_USUAL_PORT} (the default)"
    command.add_argument("--port", type=port, default=_USUAL_PORT, metavar="PORT", help=listens)


def _run(chosen: argparse.Namespace) -> NoReturn:
    """Serve the app until it is interrupted."""
    from csm_core.engines.duckdb import is_database
    from csm_core.errors import BadValue

    environment = dict(os.environ)
    if chosen.workspace:
        path = Path(chosen.workspace).absolute()
        if path.exists() and not is_database(path):
            remedy = "Name a workspace or a new file, such as team.duckdb; upload exports in the app."
            raise BadValue(f"WORKSPACE: '{path.name}' is not a workspace. {remedy}")
        environment["CSM_WORKSPACE"] = str(path)
    _check_port(chosen.port)
    # Installed, the app is no checkout that somebody edits: nothing is watched.
    command = [sys.executable, "-m", "streamlit", "run", str(APP_FOLDER / "asgi.py"), f"--server.port={chosen.port}"]
    # In place of this process: whoever stops it stops the app.
    os.execve(sys.executable, command, environment)  # noqa: S606 - our own app, and a number


def _check_port(port: int) -> None:
    """Raises BadValue where the app could not listen."""
    from csm_core.errors import BadValue

    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            reason = "is in use" if error.errno == errno.EADDRINUSE else f"can't be used ({error.strerror})"
            other = port + 1 if _USUAL_PORT <= port < _LAST_PORT else _USUAL_PORT
            raise BadValue(f"--port: port {port} {reason}. Choose another, such as --port {other}.") from error


if __name__ == "__main__":
    sys.exit(main())
