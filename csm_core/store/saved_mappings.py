"""Mappings that were used before: a file with the same headers is mapped in the same way again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from csm_core.codec import Unreadable
from csm_core.errors import BadMapping
from csm_core.intake.mapping import FileMapping, MappingFile
from csm_core.intake.vocabulary.headers import compact
from csm_core.store.documents import Documents
from csm_core.store.workspace import Workspace
from csm_core.tables.catalogue import KINDS, TABLES
from csm_core.tables.table import Type

_KIND = "mapping"


@dataclass(frozen=True, slots=True)
class KeptMapping:
    """The mappings of a file of these headers as it was last loaded: from which file, and when."""

    file: str
    mappings: tuple[FileMapping, ...]
    kept_at: datetime


def keep_mapping(
    workspace: Workspace, headers: Sequence[str], file: str, mappings: Sequence[FileMapping], kept_at: datetime
) -> None:
    """Remember how a file of these headers was mapped, in place of what was remembered before."""
    # Next month's list is of another day, and may lack others.
    lasting = (replace(one, options=replace(one.options, list_date=None, missing=None)) for one in mappings)
    now = MappingFile({file: tuple(lasting)})
    documents, name = mapping_documents(workspace), _name(headers)
    document = documents.get(name)
    if document is not None and isinstance(document.value, Unreadable):
        documents.remove(name)  # `kept_mapping` told it before, and the file was mapped anew
    if document is None or document.value != now:
        documents.put(name, now, kept_at)


def kept_mapping(workspace: Workspace, headers: Sequence[str], sheet: str | None) -> KeptMapping | Unreadable | None:
    """What is remembered for a file of the same headers, in whatever order and spelling, or why it can't be used.

    None where nothing is, and where all rows were said to be of one day: the next list is of another.

    The mappings name the headers as they are written now. `sheet` is the sheet that they are to be used for.
    """
    document = mapping_documents(workspace).get(_name(headers))
    if document is None:
        return None
    if isinstance(document.value, Unreadable):
        return document.value
    (file, mappings), *_ = document.value.files.items()
    if any(map(_is_of_one_day, mappings)):
        return None
    return KeptMapping(file, tuple(_as_written(one, headers, sheet) for one in mappings), document.saved_at)


class _MapJson:
    """The text of a MAP.json, as it is given on the command line; it has no version."""

    def encode(self, value: MappingFile) -> str:
        return value.serialise()

    def decode(self, text: str) -> MappingFile | Unreadable:
        try:
            mapping = MappingFile.parse(text)
        except BadMapping as error:  # such as of a version that knows other columns
            return Unreadable(str(error).rstrip("."))
        return mapping if mapping.files else Unreadable("it names no file")


def mapping_documents(workspace: Workspace) -> Documents[MappingFile]:
    """Every mapping that a workspace remembers."""
    return Documents(workspace, _KIND, _MapJson())


def _is_of_one_day(mapping: FileMapping) -> bool:
    declared = TABLES[KINDS[mapping.kind]]
    columns = (declared.column(name) for name in mapping.constants)
    return any(column is not None and column.type is Type.MOMENT for column in columns)


def _as_written(mapping: FileMapping, headers: Sequence[str], sheet: str | None) -> FileMapping:
    now = {compact(header): header for header in reversed(headers)}
    columns = {name: now[compact(header)] for name, header in mapping.columns.items()}
    attributes = {name: now[compact(header)] for name, header in mapping.attributes.items()}
    return replace(mapping, sheet=sheet, columns=columns, attributes=attributes)


def _name(headers: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(sorted(compact(header) for header in headers)).encode()).hexdigest()
