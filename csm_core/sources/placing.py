"""To which source a load belongs: by what its rows share with those that are there, then by its columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from csm_core.intake.cells.date_in_name import stem
from csm_core.intake.vocabulary.headers import compact
from csm_core.sources.row_keys import ROW_KEYS, cell_sql

# Of the keys that two loads share, so many tell of the same thing where both are exports of one source …
_SAME_COLUMNS, _OTHER_COLUMNS = 0.5, 0.8
# … and rows without an id are only told again where most of the smaller file is.
_MOST = 0.5
_CLOSE = 0.6


# Rows of an answer, each a sequence of values.
Ask = Callable[[str, Mapping[str, Sequence[int] | int | str]], Sequence[Sequence[object]]]


@dataclass(frozen=True, slots=True)
class Export:
    """One load as far as it tells where it comes from. `columns`: the file's headers, compared without signs."""

    load_id: int
    file: str
    sheet: str | None
    kind: str
    table: str
    tool: str | None
    content_hash: str
    columns: frozenset[str]
    origin: str | None
    is_stated: bool

    def is_same_form(self, other: Export) -> bool:
        """Whether both are the same recognised export, or none, with the same headers."""
        return (self.kind, self.tool, self.columns) == (other.kind, other.tool, other.columns)

    def is_close_form(self, other: Export) -> bool:
        """Whether their headers differ so little that one may be a later export of the other."""
        if self.kind != other.kind or not self.columns or not other.columns:
            return self.is_same_form(other)
        shared = len(self.columns & other.columns)
        return shared / len(self.columns | other.columns) >= _CLOSE

    @property
    def stem(self) -> str:
        """The file's name without dates and numbers; sheets of one workbook are lists of their own."""
        return f"{stem(self.file)}|{stem(self.sheet) if self.sheet else ''}"


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many keys two sources share, and at how many of them both tell of the same thing.

    `smaller`: keys of the one that has fewer. `example`: a shared key that is another thing in each.
    """

    shared: int
    agreeing: int
    smaller: int
    example: str | None

    def is_same(self, table: str, is_same_form: bool) -> bool:
        """Whether what is shared says that these are two exports of one source."""
        if not self.shared:
            return False
        needed = _SAME_COLUMNS if is_same_form else _OTHER_COLUMNS
        whole = ROW_KEYS[table].id is not None or self.shared >= _MOST * self.smaller
        return whole and self.agreeing >= needed * self.shared


def exports(ask: Ask, table: str) -> list[Export]:
    """The loads of a table that are in force, the oldest first."""
    rows = ask(
        'select load_id, file, sheet, kind, "table", source, content_hash, report, origin, '
        'coalesce(origin_said, false) from meta.loads where "table" = $table '
        "and (superseded_by is null or origin is null) order by load_id",
        {"table": table},
    )
    return [_export(row) for row in rows]


def origin_of(ask: Ask, load_id: int, table: str) -> str:
    """The source of a load that is in the workspace already, with its rows: a known one, or a new name."""
    every = exports(ask, table)
    export = next(one for one in every if one.load_id == load_id)
    by_origin: dict[str, list[Export]] = {}
    for one in every:
        if one.origin is not None and one is not export:
            by_origin.setdefault(one.origin, []).append(one)
    again, others = _same_source(ask, export, by_origin)
    return (
        again
        or _same_form(export, {name: by_origin[name] for name in by_origin if name not in others})
        or _new_name(export, by_origin)
    )


def overlap(ask: Ask, table: str, ones: Sequence[int], others: Sequence[int]) -> Overlap:
    """What the rows of some loads share with those of others."""
    key = ROW_KEYS[table]
    names = [f"k{index}" for index in range(len(key.parts))]
    keys_sql = ", ".join(f"{part} as {name}" for part, name in zip(key.parts, names, strict=True))
    wanted_sql = ", ".join(("", *(f'{cell_sql(name)} as "{name}"' for name in key.compared)))
    equal_sql = " and ".join(f"m.{name} is not distinct from o.{name}" for name in names)
    agree_sql = " and ".join(f"coalesce(m.{name} = o.{name}, true)" for name in key.compared) or "true"
    named_sql = ", ".join(names)
    grouped_sql = ", ".join(f"m.{name}" for name in names)
    (row,) = ask(
        f"""
        with mine as (
            select distinct {keys_sql}{wanted_sql} from canonical.{table} t
            where load_id = any($ones) and {key.is_named}),
        theirs as (
            select distinct {keys_sql}{wanted_sql} from canonical.{table} t
            where load_id = any($others) and {key.is_named}),
        pairs as (
            select m.k0 as name, {grouped_sql}, max(cast({agree_sql} as integer)) as agrees
            from mine m join theirs o on {equal_sql} group by {grouped_sql})
        select (select count(*) from pairs) as shared, (select coalesce(sum(agrees), 0) from pairs) as agreeing,
            (select least(a.n, b.n) from (select count(*) as n from (select distinct {named_sql} from mine)) a,
                (select count(*) as n from (select distinct {named_sql} from theirs)) b) as smaller,
            (select min(cast(name as varchar)) from pairs where agrees = 0) as example
        """,
        {"ones": list(ones), "others": list(others)},
    )
    shared, agreeing, smaller, example = row
    return Overlap(int(str(shared)), int(str(agreeing)), int(str(smaller)), None if example is None else str(example))


def _same_source(ask: Ask, export: Export, exports: Mapping[str, Sequence[Export]]) -> tuple[str | None, set[str]]:
    """The source of which these rows are told again, the one that shares most of them; and those that have the same
    ids for other things."""
    again: list[tuple[int, bool, str]] = []
    others: set[str] = set()
    for origin, members in exports.items():
        if any((one.content_hash, one.sheet) == (export.content_hash, export.sheet) for one in members):
            return origin, others
        if export.table not in ROW_KEYS:
            continue
        shared = overlap(ask, export.table, [export.load_id], [one.load_id for one in members])
        is_same_form = any(export.is_same_form(one) for one in members)
        if shared.is_same(export.table, is_same_form):
            again.append((shared.agreeing, is_same_form, origin))
        elif shared.shared:
            others.add(origin)
    return (max(again)[2] if again else None), others


def _same_form(export: Export, exports: Mapping[str, Sequence[Export]]) -> str | None:
    """A source of the same headers, or of nearly the same where the name or the tool is the same too."""
    for is_alike in (_is_next, _is_changed, _is_sister):
        for origin, members in exports.items():
            if any(is_alike(export, one) for one in members):
                return origin
    return None


def _is_next(export: Export, other: Export) -> bool:
    return export.is_same_form(other) and export.stem == other.stem


def _is_changed(export: Export, other: Export) -> bool:
    is_same_tool = export.tool is not None and export.tool == other.tool and export.table != "subscriptions"
    return export.is_close_form(other) and (export.stem == other.stem or is_same_tool)


def _is_sister(export: Export, other: Export) -> bool:
    # Two lists of subscriptions that share nobody may be those of two places: neither is the other's next one.
    return export.is_same_form(other) and export.table != "subscriptions"


def _new_name(export: Export, exports: Mapping[str, Sequence[Export]]) -> str:
    """The tool's name where the export is a known one, else the file's."""
    base = export.tool or (export.file.rsplit("/", 1)[-1] + (f" · {export.sheet}" if export.sheet else ""))
    name, number = base, 1
    while name in exports:
        number += 1
        name = f"{base} ({number})"
    return name


def _export(row: Sequence[object]) -> Export:
    load_id, file, sheet, kind, table, tool, content_hash, report, origin, is_stated = row
    payload = json.loads(str(report)) if report else {}
    columns = frozenset(compact(column["header"]) for column in payload.get("columns", ()))
    return Export(
        int(str(load_id)),
        str(file),
        None if sheet is None else str(sheet),
        str(kind),
        str(table),
        None if tool is None else str(tool),
        str(content_hash),
        columns,
        None if origin is None else str(origin),
        bool(is_stated),
    )
