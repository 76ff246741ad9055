"""A bar on standard error while something takes long, where a person is there to see it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from csm_core.loading.load_files import Progress


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """What is told stage and share done (0–1), and draws them; None where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(file=sys.stderr, force_terminal=True), transient=True) as bar:
        task = bar.add_task("Reading", total=1.0)
        yield lambda stage, share: bar.update(task, description=stage, completed=share)
