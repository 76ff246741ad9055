"""Platforms: where the program runs, said before anything is imported that would fail elsewhere."""

from __future__ import annotations

import sys
from importlib.util import find_spec

# Files are read in forks with limits of their own, and folders are locked.
_NEEDED = ("fcntl", "resource")


def exit_where_unsupported() -> None:
    """Say so and end the process with code 2 where the system lacks what reading files takes, as Windows does."""
    if any(find_spec(name) is None for name in _NEEDED):
        sys.stderr.write(
            "CSM Notebook runs on Linux and macOS. On Windows, run it in WSL or Docker: see README.md, 'Windows'.\n"
        )
        sys.exit(2)
