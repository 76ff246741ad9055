"""Take a snapshot: a new file with the cells of a notebook, their numbers, and the facts that they rest on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.facts.build import FACTS, built_facts
from csm_core.facts.framework.fact import Fact
from csm_core.facts.live_views import make_live_views
from csm_core.facts.queries.written_annotations import KIND as NOTES
from csm_core.facts.scoped.dated import DATED
from csm_core.facts.scoped.query import Query
from csm_core.metrics.asking.ask import context_of
from csm_core.metrics.compare.benchmarks import KIND as BENCHMARKS
from csm_core.metrics.framework.registry import metric_named
from csm_core.metrics.health.components.judgements import judged_band
from csm_core.notebook.cell import Cell
from csm_core.notebook.document import notebook_text
from csm_core.notebook.notebook import Entry, Frozen, Notebook
from csm_core.snapshot.disclosure import Disclosure
from csm_core.snapshot.shared import NOTEBOOK, TERMS, Shared
from csm_core.snapshot.terms import Terms
from csm_core.store.saved import Saved
from csm_core.store.saved_calendar import KeptCalendar
from csm_core.store.workspace import Workspace

_MEMBERS = Query("select distinct account_id from members")
# Small ones that many answers read, whatever they are about.
_ALWAYS = (
    "account_list",
    "account_groups",
    "account_attributes",
    "derived_attributes",
    "recorded_days",
    "used_currencies",
    "exchange_rates",
    "ledger_gaps",
)
# How much of the work is done once the facts are there; the rest is asking the cells.
_COPIED = 0.3
# Read as they are in the files, not through a fact.
_RAW = ("annotations", "goals", "overrides")


class _Cursor(Protocol):
    """As much of the store's cursor as is needed to write."""

    def execute(self, query: str, parameters: Mapping[str, object] = ...) -> object: ...
    def register(self, view_name: str, python_object: object) -> object: ...
    def unregister(self, view_name: str) -> object: ...


def take_snapshot(
    workspace: Workspace,
    notebook: Notebook,
    terms: Terms,
    disclosure: Disclosure,
    path: Path,
    tell: Callable[[float], None] = lambda _: None,
) -> None:
    """Write the snapshot of a notebook whose cells each have a Scope of their own; `tell` hears how much of it is
    done, 0 to 1.

    The numbers that it keeps are asked of the new file, never of the workspace: what did not leave can't be in them.

    Raises
    ------
    CsmError
        When a cell can't be asked.
    """
    cells = [entry.content for entry in notebook.entries if isinstance(entry.content, Cell)]
    target = Workspace.open(path)
    try:
        _copy(workspace, target, cells, terms, disclosure)
        at = terms.made_at
        with target.writing() as cursor:
            cursor.execute("insert into meta.notes values ($key, $text)", {"key": TERMS, "text": terms.text()})
        shared = Shared.of(target)
        entries = []
        for number, entry in enumerate(notebook.entries, start=1):
            tell(_COPIED + (1 - _COPIED) * (number - 1) / len(notebook.entries))
            entries.append(_kept(entry, shared, disclosure, terms))
        Saved(target, NOTEBOOK).put(terms.title, notebook_text(replace(notebook, entries=tuple(entries))), at)
    finally:
        target.close()


def _kept(entry: Entry, shared: Shared, disclosure: Disclosure, terms: Terms) -> Entry:
    """The entry with its numbers; what was said on other data stays with the workspace."""
    if not isinstance(entry.content, Cell):
        return replace(entry, seen=None, frozen=None)
    cell = replace(entry.content, account=disclosure.account(entry.content.account))
    return replace(entry, content=cell, frozen=Frozen(shared.asked(cell), terms.made_at), seen=None)


def _copy(source: Workspace, target: Workspace, cells: Sequence[Cell], terms: Terms, disclosure: Disclosure) -> None:
    schema = built_facts(source, terms.scope.timezone, terms.scope.roll_up)
    tables = {name for cell in cells for needed in metric_named(cell.metric).inputs for name in needed.accepted}
    who = _accounts(source, cells)
    as_of = max((_last(cell, terms) for cell in cells), default=terms.span.last)
    with target.writing(rows=True) as cursor:
        for fact in FACTS:
            rows = source.query(f"select * from {schema}.{fact.name}")
            if fact.name not in _ALWAYS and not tables & _read(fact):
                rows = rows.slice(0, 0)
            if who is not None and "account_id" in rows.column_names:
                rows = rows.filter(pc.is_in(rows.column("account_id"), who))
            rows = _rows_until(rows, [day for dated, day in DATED.values() if dated.name == fact.name], as_of)
            cursor.register("leaving", disclosure.of_fact(fact.name, rows))
            columns = ", ".join(f'cast("{name}" as {type_}) as "{name}"' for name, type_ in fact.columns)
            cursor.execute(f"create or replace table facts.{fact.name} as select {columns} from leaving")
            cursor.unregister("leaving")
        for number, (table, kept) in enumerate(source.row_counts().items(), start=1):
            _load(cursor, number, table, kept, terms)
            if table in _RAW:
                _raw(source, cursor, number, table, who, disclosure)
    KeptCalendar.of(source).keep(target, terms.made_at)
    for kind in (NOTES, BENCHMARKS):
        for document in Saved(source, kind).all():
            Saved(target, kind).put(document.name, document.text, document.saved_at)
    make_live_views(target)


def _rows_until(rows: pa.Table, days: Sequence[str], as_of: date) -> pa.Table:
    """The rows of which something had happened by a day."""
    if not days:
        return rows
    first = pc.min_element_wise(*(rows.column(day) for day in days))
    return rows.filter(pc.fill_null(pc.less_equal(first, pa.scalar(as_of, first.type)), True))


def _read(fact: Fact) -> set[str]:
    """The canonical tables that a fact is made of, itself or through the facts before it."""
    facts_by_name = {one.name: one for one in FACTS}
    reads = set(fact.reads)
    return reads or {table for name in fact.after for table in _read(facts_by_name[name])}


def _last(cell: Cell, terms: Terms) -> date:
    scope = cell.scope or terms.scope
    return scope.as_of or terms.span.last


def _accounts(source: Workspace, cells: Iterable[Cell]) -> pa.Array | None:
    """The accounts that the filters of some cell let through; None where one has no filter."""
    accounts: set[str] = set()
    for cell in cells:
        if cell.scope is None or not cell.scope.filters:
            return None
        context = context_of(source, cell.metric, cell.scope, cell.variant, dict(cell.settings))
        accounts |= set(context.table(_MEMBERS).column(0).to_pylist())
    return pa.array(sorted(accounts), pa.string())


def _load(cursor: _Cursor, number: int, table: str, rows: int, terms: Terms) -> None:
    """That there is such a table, and up to which day; neither the names of files nor of their columns."""
    payload = json.dumps({"options": {"as_of": terms.span.last.isoformat()}})
    cursor.execute(
        'insert into meta.loads (load_id, file, kind, "table", content_hash, mapping, rows_in, rows_kept, '
        "rows_quarantined, loaded_at, report) values ($place, '', $table, $table, $hash, $mapping, $rows, $rows, 0, "
        "$at, '{}')",
        {
            "place": number,
            "table": table,
            "hash": terms.fingerprint,
            "mapping": payload,
            "rows": rows,
            "at": terms.made_at,
        },
    )


def _judged(rows: pa.Table) -> pa.Table:
    """The judgements with the band that their words name in place of the words, which may say anything."""
    pairs = zip(rows.column("band").to_pylist(), rows.column("sentiment").to_pylist(), strict=True)
    bands = [judged_band(sentiment if band is None else band) for band, sentiment in pairs]
    words = pa.array(["unread" if band is None else band.word for band in bands], pa.string())
    return rows.set_column(rows.schema.get_field_index("band"), "band", words)


def _raw(
    source: Workspace, cursor: _Cursor, number: int, table: str, who: pa.Array | None, disclosure: Disclosure
) -> None:
    rows = source.query(f"select * from live.{table}")
    if who is not None and "account_id" in rows.column_names:
        rows = rows.filter(pc.is_in(rows.column("account_id"), who))
    if table == "overrides":
        rows = disclosure.of_fact(table, _judged(rows))
    load_id = pa.array([number] * rows.num_rows, pa.int64())
    cursor.register("leaving", rows.set_column(rows.schema.get_field_index("load_id"), "load_id", load_id))
    names = ", ".join(f'"{name}"' for name in rows.column_names)
    cursor.execute(f"insert into canonical.{table} ({names}) select {names} from leaving")
    cursor.unregister("leaving")
