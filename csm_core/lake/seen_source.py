"""What a workspace holds of a lake's table already: of which files, and how their moments are read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from csm_core.engines.spark_source import LakeFile, OpenTable
from csm_core.engines.spark_use import MomentReading
from csm_core.lake.decided_use import DecidedUse
from csm_core.store.load import Load
from csm_core.store.workspace import Cursor, Workspace

_KEY = "lake "
_LISTINGS_SQL = """
select distinct l.file, n.value from meta.loads l join meta.notes n on n.key = $key || l.content_hash
where l.superseded_by is null order by l.file, n.value
"""


@dataclass(frozen=True, slots=True)
class SeenSource:
    """One load of a lake's table. `files` and `version`: what it was made of; `months` and `reading`: as its rows
    showed."""

    load: Load
    files: frozenset[LakeFile]
    version: str
    months: tuple[int, ...]
    reading: dict[str, object]

    def is_read_as(self, reading: MomentReading) -> bool:
        """Whether its moments would be kept the same way under another reading."""
        return self.reading == _plain(reading)


def source_mark(source: OpenTable) -> str:
    """What says which rows a table had: 64 hex digits of its files with sizes and times, and of its version."""
    content = [source.table.name, [asdict(file) for file in source.files], source.version]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def seen_sources(workspace: Workspace, name: str, mapping: str) -> list[SeenSource]:
    """The loads in force of a table under a mapping, as far as what they were made of is noted."""
    seen = []
    for load in workspace.loads():
        if load.superseded_by is None and load.file == name and load.table == "events" and load.mapping == mapping:
            noted = workspace.note(_KEY + load.content_hash)
            if noted is not None:
                content = json.loads(noted)
                files = frozenset(LakeFile(**one) for one in content["files"])
                seen.append(SeenSource(load, files, content["version"], tuple(content["months"]), content["reading"]))
    return seen


def listings(workspace: Workspace) -> list[tuple[str, str]]:
    """Each table of a lake in force, and the Spark SQL that lists its rows."""
    rows = workspace.recall(_LISTINGS_SQL, {"key": _KEY}).to_pylist()
    return list({row["file"]: json.loads(row["value"])["listing"] for row in rows}.items())


def note_source(cursor: Cursor, mark: str, source: OpenTable, decided: DecidedUse) -> None:
    """Note what a load is made of, with its rows."""
    content = {
        "listing": source.table.listing,
        "files": [asdict(file) for file in source.files],
        "version": source.version,
    }
    text = json.dumps(content | {"months": list(decided.months), "reading": _plain(decided.reading)})
    cursor.execute("insert or replace into meta.notes values ($key, $text)", {"key": _KEY + mark, "text": text})


def _plain(reading: MomentReading) -> dict[str, object]:
    return {name: str(part) if name in ("first", "after") else part for name, part in asdict(reading).items()}
