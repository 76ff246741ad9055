"""What the reader says about a file: its kind and which header holds which canonical column (MAP.json)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from csm_core.errors import BadMapping
from csm_core.intake.options import DateOrder, Decimal, EndDate, Grain, Options, options_of
from csm_core.tables.catalogue import KINDS, TABLES

__all__ = ["DateOrder", "Decimal", "EndDate", "FileMapping", "Grain", "MappingFile", "Options", "accepted_columns"]

_EMPTY: Mapping[str, str] = MappingProxyType({})
# What the ends of an interval are called in versions → in our table.
INTERVAL_ENDS = MappingProxyType({"valid_from": "start_date", "valid_to": "end_date"})
_FIELDS = ("kind", "sheet", "columns", "constants", "attributes", "options")


@dataclass(frozen=True, slots=True)
class FileMapping:
    """How one file or sheet becomes one canonical table.

    `columns`: canonical column → header. `constants`: canonical column → the text every row has.
    `attributes` (accounts only): attribute name → header.
    """

    kind: str
    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    constants: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    attributes: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    options: Options = field(default_factory=Options)

    @classmethod
    def from_json(cls, given: object, file: str) -> FileMapping:
        """Checked: unknown kinds, columns, options and values of the wrong shape raise BadMapping."""
        entry = _object(given, file, "an entry")
        for name in entry:
            if name not in _FIELDS:
                raise BadMapping.because(file, f"'{name}' is not one of {', '.join(_FIELDS)}.")
        kind = entry.get("kind")
        if not isinstance(kind, str) or kind not in KINDS:
            raise BadMapping.because(file, f"the kind {kind!r} is not one of {', '.join(KINDS)}.")
        sheet = entry.get("sheet")
        if sheet is not None and not isinstance(sheet, str):
            raise BadMapping.because(file, "'sheet' must be the name of a sheet, or null.")
        mapping = cls(
            kind,
            sheet,
            _texts(entry, "columns", file),
            _texts(entry, "constants", file),
            _texts(entry, "attributes", file),
            options_of(_object(entry.get("options") or {}, file, "'options'"), file),
        )
        mapping._check(file)
        return mapping

    def _check(self, file: str) -> None:
        table = TABLES[KINDS[self.kind]]
        for name in (*self.columns, *self.constants):
            if name not in accepted_columns(self.kind):
                accepted = ", ".join(accepted_columns(self.kind))
                raise BadMapping.because(file, f"'{name}' is not a column of {table.name}. Known: {accepted}.")
        if self.attributes and self.kind != "accounts":
            raise BadMapping.because(file, "only account files can have attributes.")

    def to_json(self) -> dict[str, object]:
        """The MAP.json entry; `from_json` gives the same mapping back."""
        return {
            "kind": self.kind,
            "sheet": self.sheet,
            "columns": dict(self.columns),
            "constants": dict(self.constants),
            "attributes": dict(self.attributes),
            "options": self.options.to_json(),
        }


@dataclass(frozen=True, slots=True)
class MappingFile:
    """Mappings by file name; one file may be mapped to several kinds."""

    files: Mapping[str, tuple[FileMapping, ...]]

    @classmethod
    def parse(cls, text: str, name: str = "MAP.json") -> MappingFile:
        """From the text of a MAP.json. Raises BadMapping that names the file and what is wrong."""
        try:
            given = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BadMapping.because(name, f"it is not valid JSON ({error}).") from error
        files: dict[str, tuple[FileMapping, ...]] = {}
        for file, entry in _object(given, name, "the whole").items():
            entries = entry if isinstance(entry, list) else [entry]
            files[file] = tuple(FileMapping.from_json(one, file) for one in entries)
        return cls(files)

    def serialise(self) -> str:
        """The text of a MAP.json; `parse` gives the same mappings back."""
        whole = {
            file: [one.to_json() for one in entries] if len(entries) != 1 else entries[0].to_json()
            for file, entries in self.files.items()
        }
        return json.dumps(whole, indent=2, ensure_ascii=False)

    def of(self, file: str, sheet: str | None = None) -> tuple[FileMapping, ...]:
        """The mappings meant for this file (its full name, a member's own name, or its archive's) and sheet."""
        parts = file.split("/")
        names = (file, parts[-1], parts[0])
        mappings = next((self.files[name] for name in names if name in self.files), ())
        return tuple(one for one in mappings if one.sheet is None or one.sheet == sheet)


def accepted_columns(kind: str) -> tuple[str, ...]:
    """Canonical columns that a file of this kind may name; versions also take valid_from and valid_to."""
    names = tuple(column.name for column in TABLES[KINDS[kind]].columns)
    return (*names, "valid_from", "valid_to") if kind == "subscription_versions" else names


def _object(given: object, file: str, what: str) -> dict[str, object]:
    if not isinstance(given, dict) or not all(isinstance(key, str) for key in given):
        raise BadMapping.because(file, f"{what} must be an object {{…}}.")
    return given


def _texts(entry: Mapping[str, object], name: str, file: str) -> Mapping[str, str]:
    entries = _object(entry.get(name) or {}, file, f"'{name}'")
    texts: dict[str, str] = {}
    for key, value in entries.items():
        if name == "constants" and isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise BadMapping.because(file, f"'{key}' in '{name}' must be text.")
        texts[key] = value
    return MappingProxyType(texts)
