"""A folder for what is being read: it ends with whoever holds it, and what a killed process left is cleared later."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import threading
import weakref
from pathlib import Path
from typing import Literal, get_args

Purpose = Literal["intake", "passing"]
_PREFIX = "csm-"
# Locked by the process that the folder belongs to; the system lets go of it however that process ends.
_OWNER = "owner"
_DAY_SECONDS = 86_400.0
_swept = threading.Event()


class KeptFolder:
    """A folder of our own that is removed when nobody holds it any more."""

    def __init__(self, purpose: Purpose) -> None:
        """A new one. `purpose` is a word in its name."""
        if not _swept.is_set():
            _swept.set()
            sweep_leftovers()
        self.path = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{purpose}-"))
        # Locked before it has its name, so that no sweep takes a folder that is just being made for a leftover.
        unnamed = self.path / f".{_OWNER}"
        lock = os.open(unnamed, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        unnamed.rename(self.path / _OWNER)
        weakref.finalize(self, _remove, self.path, lock)


def sweep_leftovers() -> int:
    """Remove the folders of processes that are no more, whose rows nobody needs; how many there were."""
    removed = 0
    with tempfile.TemporaryFile() as moment:
        now = os.fstat(moment.fileno()).st_mtime
    ours = [f"{_PREFIX}{purpose}-" for purpose in get_args(Purpose)]
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if (
            folder.name.startswith(tuple(ours))
            and folder.is_dir()
            and not folder.is_symlink()
            and _is_left(folder, now)
        ):
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def _is_left(folder: Path, now: float) -> bool:
    """Whether the process that made the folder is gone. `now` is the file system's time."""
    try:
        lock = os.open(folder / _OWNER, os.O_RDWR)
    except FileNotFoundError:
        # Just being made, or by a version that left no mark: a day is more than any reading takes.
        return folder.exists() and folder.stat().st_mtime < now - _DAY_SECONDS
    except OSError:
        return False  # somebody else's
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(lock)
    return True


def _remove(path: Path, lock: int) -> None:
    shutil.rmtree(path, ignore_errors=True)
    os.close(lock)
