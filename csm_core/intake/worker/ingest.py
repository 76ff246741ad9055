"""The way in: a file is inspected or taken in by a limited child process, and only data comes back."""

from __future__ import annotations

import json
import signal
from pathlib import Path

from csm_core.errors import BadMapping, UnreadableFile
from csm_core.intake.columns.by_values import NOTHING_KNOWN, SeenValues
from csm_core.intake.kept_folder import KeptFolder
from csm_core.intake.mapping import MappingFile
from csm_core.intake.read.source import Source
from csm_core.intake.worker.fork_server import ForkServer
from csm_core.intake.worker.stall import StallWatch
from csm_core.intake.worker.wire import read_error, read_ingested, read_inspection, why_whole
from csm_core.intake.worker.work import Ingested, InspectedTable, Inspection, Progress

_PATIENCE_SECONDS = 60.0
_SMALLER = "Split it into smaller files or export fewer columns; in a workbook, delete cells far away from the table."
_AGAIN = "Nothing is wrong with the file. Try again when the machine is less busy."
_SERVER = ForkServer("csm_core.intake.worker.child")


def prepare() -> None:
    """Start beforehand what the first file would wait for, about a second, and return at once."""
    _SERVER.start()


def inspect(source: Source, mapping: MappingFile | None = None, seen: SeenValues = NOTHING_KNOWN) -> Inspection:
    """What is in the file, with a proposal for each table. Raises UnreadableFile.

    `seen`: canonical column → values of it that are known already, by which columns can be told."""
    folder = KeptFolder("intake")
    _run(folder.path, "inspect", source, mapping, None, seen)
    return read_inspection(folder.path)


def ingest(
    source: Source,
    mapping: MappingFile | None = None,
    progress: Progress | None = None,
    seen: SeenValues = NOTHING_KNOWN,
) -> Ingested:
    """The file's rows, typed, under the mapping or, where it says nothing, under the proposal.

    `progress` is called with a stage and its share done (0–1); `seen` as in `inspect`. Raises UnreadableFile
    (also when the child crashed, ran out of memory or time) and BadMapping.
    """
    folder = KeptFolder("intake")
    _run(folder.path, "ingest", source, mapping, progress, seen)
    return read_ingested(folder)


def _run(
    folder: Path, task: str, source: Source, mapping: MappingFile | None, progress: Progress | None, seen: SeenValues
) -> None:
    path = source.content
    if isinstance(path, bytes):
        (folder / "content").write_bytes(path)
        path = folder / "content"
    _check_readable(source.name, path)
    job = {
        "task": task,
        "name": source.name,
        "path": str(path.resolve()),
        "mapping": mapping.serialise() if mapping else None,
        "seen": {name: sorted(values) for name, values in seen.items()},
    }
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
    try:
        code, has_stalled = _child(folder, progress)
    except EOFError as error:
        raise UnreadableFile.because(
            source.name, "The process that reads files was stopped from outside.", _AGAIN
        ) from error
    if code == 0:
        return
    raise _error(source.name, folder, code, has_stalled)


def _check_readable(name: str, path: Path) -> None:
    if not path.is_file():
        raise UnreadableFile.because(name, "There is no such file.", "Check the path.")
    try:
        path.open("rb").close()
    except PermissionError as error:
        raise UnreadableFile.because(
            name, "You have no permission to read it.", "Change the permissions, or copy it."
        ) from error
    except OSError as error:
        reason = f"It can't be opened ({error.strerror})."
        raise UnreadableFile.because(name, reason, "Copy it to another place and try again.") from error


def _child(folder: Path, progress: Progress | None) -> tuple[int, bool]:
    """Exit code of the child and whether it was ended because it stood still."""
    with _SERVER.fork(folder) as child, StallWatch(child, _PATIENCE_SECONDS) as watch:
        for line in child.lines():
            if progress is not None:
                stage, share = json.loads(line)
                progress(stage, share)
        code = child.end()
    return code, watch.has_stalled


def _error(name: str, folder: Path, code: int, has_stalled: bool) -> UnreadableFile | BadMapping:
    kind, message = read_error(folder) or ("", "")
    if kind == "mapping":
        return BadMapping(message)
    if kind == "unreadable":
        return UnreadableFile(message)
    if has_stalled:
        reason = f"Reading it stalled for {_PATIENCE_SECONDS:.0f} seconds: this machine is busy."
        return UnreadableFile.because(name, reason, _AGAIN)
    if code == -signal.SIGXCPU:
        return UnreadableFile.because(name, "Reading it took far more work than a file of its size should.", _SMALLER)
    if kind == "memory" or "MemoryError" in _last_words(folder) or "allocation" in _last_words(folder):
        why = why_whole(folder)
        if why:
            reason = f"It is too large to be read as a whole, which it has to be because {why}."
            return UnreadableFile.because(name, reason, f"Correct the line, or: {_SMALLER}")
        return UnreadableFile.because(name, "Reading it needs more memory than one file may use.", _SMALLER)
    reason = "Reading it failed: the file is damaged, or made to break readers. Nothing was loaded."
    return UnreadableFile.because(name, reason, "Open it where it comes from, save it again and try that.")


def _last_words(folder: Path) -> str:
    return (folder / "stderr").read_text(encoding="utf-8", errors="replace")[-4000:]


__all__ = ["Ingested", "InspectedTable", "Inspection", "ingest", "inspect", "prepare"]
