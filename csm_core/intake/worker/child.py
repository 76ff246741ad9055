"""The process in which a file is parsed, limited in memory and time: a fork of `csm_core.intake.worker.child`.

A parser may abort, hang or eat all memory on a file made for that; here this ends a child, never the app.
A job's folder holds job.json (task, name, path, mapping) and takes the result; progress goes to standard output.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import sys
import threading
from importlib import import_module
from pathlib import Path

from csm_core.errors import BadMapping, CsmError
from csm_core.intake.columns.by_values import SeenValues
from csm_core.intake.dialects.recognise import known_dialects
from csm_core.intake.mapping import MappingFile
from csm_core.intake.read.source import Source
from csm_core.intake.stream.parquet_rows import has_many_cells
from csm_core.intake.worker.fork_server import serve
from csm_core.intake.worker.wire import write_error, write_ingested, write_inspection, write_streamed
from csm_core.intake.worker.work import ingest_source, inspect_source, stream_inspection, stream_source

# Of address space: some 300 MB of it belong to the libraries and are hardly used.
_LEAST_MEMORY, _MOST_MEMORY = 1_200 << 20, 3 << 30
_MOST_SECONDS = 1_500


def main(folder: Path) -> int:
    """Do the job in `folder` within the limits; 0, or 1 with the error in the result."""
    threading.Thread(target=_end_with_parent, args=(folder,), name="parent", daemon=True).start()
    size = Path(json.loads((folder / "job.json").read_text(encoding="utf-8"))["path"]).stat().st_size
    for what, most in limits(size).items():
        _limit(what, most, grace=5 if what == resource.RLIMIT_CPU else 0)
    return run(folder)


def limits(size: int) -> dict[int, int]:
    """Bytes of address space, seconds of work and bytes of a core dump that reading `size` bytes may take.

    A small file has no right to much: what is made to stop a computer is small."""
    return {
        resource.RLIMIT_AS: min(_LEAST_MEMORY + 20 * size, _MOST_MEMORY),
        resource.RLIMIT_CPU: min(8 + 5 * (size >> 20), _MOST_SECONDS),
        resource.RLIMIT_CORE: 0,
    }


def _end_with_parent(folder: Path) -> None:
    """Wait for the end of standard input, which comes when the parent is no more: nobody wants the rows then."""
    while os.read(0, 1):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def run(folder: Path) -> int:
    """The job without limits of its own."""
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    source = Source(job["name"], Path(job["path"]))
    try:
        mapping = MappingFile.parse(job["mapping"]) if job["mapping"] else None
        seen = {name: frozenset(values) for name, values in job.get("seen", {}).items()}
        if job["task"] == "inspect":
            streamed = stream_inspection(source, mapping, _say, folder, seen) if _is_large(source) else None
            write_inspection(folder, streamed or inspect_source(source, mapping, _say, seen))
        else:
            _ingest(folder, source, mapping, seen)
    except CsmError as error:
        write_error(folder, "mapping" if isinstance(error, BadMapping) else "unreadable", str(error))
        return 1
    except MemoryError:
        write_error(folder, "memory", "")
        return 1
    return 0


def _ingest(folder: Path, source: Source, mapping: MappingFile | None, seen: SeenValues) -> None:
    """Block by block where the file is large and regular, else whole."""
    if _is_large(source):
        streamed = stream_source(source, mapping, _say, folder, seen)
        if streamed is not None:
            write_streamed(folder, *streamed)
            return
    write_ingested(folder, ingest_source(source, mapping, _say, seen))


def _is_large(source: Source) -> bool:
    return source.is_large or (isinstance(source.content, Path) and has_many_cells(source.content))


def _say(stage: str, share: float) -> None:
    sys.stdout.write(json.dumps([stage, share]) + "\n")
    sys.stdout.flush()


def _limit(what: int, most: int, grace: int = 0) -> None:
    """Lower a limit; one that is already lower stays. With `grace` a signal that says why comes before the end."""
    _, hard = resource.getrlimit(what)
    last = most + grace if hard == resource.RLIM_INFINITY else min(most + grace, hard)
    resource.setrlimit(what, (min(most, last), last))


def import_all() -> None:
    """Import also what is otherwise imported when a job first asks for it."""
    import_module("pyarrow.acero")  # with which tables are filtered and joined
    import_module("scipy.optimize")  # with which headers are assigned to columns
    known_dialects()


if __name__ == "__main__":
    import_all()
    serve(main)
