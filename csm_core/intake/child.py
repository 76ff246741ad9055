"""The process in which files are parsed, limited in memory and time: `python -m csm_core.intake.child FOLDER`.

A parser may abort, hang or eat all memory on a file made for that; here this ends a child, never the server.
FOLDER holds job.json (task, name, path, mapping) and takes the result; progress goes to standard output.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from csm_core.errors import BadMapping, CsmError
from csm_core.intake.mapping import MappingFile
from csm_core.intake.source import Source
from csm_core.intake.wire import write_error, write_ingested, write_inspection, write_streamed
from csm_core.intake.work import ingest_source, inspect_source, stream_source

# From this size on a file is not held in memory whole where that can be helped.
LARGE = 48 << 20
MEMORY_BYTES = 3 << 30
CPU_SECONDS = 150


def main(folder: Path) -> int:
    """Do the job in `folder` within the limits; 0, or 1 with the error in the result."""
    _limit(resource.RLIMIT_AS, MEMORY_BYTES)
    _limit(resource.RLIMIT_CPU, CPU_SECONDS)
    _limit(resource.RLIMIT_CORE, 0)
    return run(folder)


def run(folder: Path) -> int:
    """The job without limits of its own."""
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    source = Source(job["name"], Path(job["path"]))
    try:
        mapping = MappingFile.parse(job["mapping"]) if job["mapping"] else None
        if job["task"] == "inspect":
            write_inspection(folder, inspect_source(source, mapping, _say))
        else:
            _ingest(folder, source, mapping)
    except CsmError as error:
        write_error(folder, "mapping" if isinstance(error, BadMapping) else "unreadable", str(error))
        return 1
    except MemoryError:
        write_error(folder, "memory", "")
        return 1
    return 0


def _ingest(folder: Path, source: Source, mapping: MappingFile | None) -> None:
    """Block by block where the file is large and regular, else whole."""
    if isinstance(source.content, Path) and source.content.stat().st_size >= LARGE:
        streamed = stream_source(source, mapping, _say, folder)
        if streamed is not None:
            write_streamed(folder, *streamed)
            return
    write_ingested(folder, ingest_source(source, mapping, _say))


def _say(stage: str, share: float) -> None:
    sys.stdout.write(json.dumps([stage, share]) + "\n")
    sys.stdout.flush()


def _limit(what: int, most: int) -> None:
    """Lower a limit; one that is already lower stays."""
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
