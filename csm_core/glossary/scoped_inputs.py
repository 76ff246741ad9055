"""docs/scoped-inputs.md: every scoped input with its columns, the facts that it rests on and what it depends on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields

from csm_core.engines.sql_names import sql_names
from csm_core.facts.revenue.ledger import LedgerRules, ledger_statement
from csm_core.facts.scoped.catalogue import SCOPED_INPUTS
from csm_core.facts.scoped.scoped_input import Basis, ScopedInput
from csm_core.facts.scoped.statement import input_selects
from csm_core.scope import Scope

_INTRODUCTION = """\
# Scoped inputs

<!-- Written by `make docs` from the declarations in csm_core/facts/scoped/. Edit those, not this file. -->

The tables that metric SQL reads, by name. A scoped input is a fact as one question sees it: up to the as-of day and,
where it says so, in the filters, with the period and the segment of each row. Every input depends on the time zone,
on whether whole customer groups are counted (`roll_up`), and on what is loaded.

"Reads" names other scoped inputs, "facts" the tables of `facts.` below all of them (`csm_core/facts/`), and "depends
on" the settings and parts of the scope that change its rows.
"""
_LEDGER = "facts.ledger"
# The most that an input may read: every clause of the scope is there.
_BASIS = Basis(Scope(split="Plan", filters=(("Region", ("EMEA",)),)), "facts", _LEDGER, LedgerRules(metered="mean3"))
# Parameter → what it comes from, in the order in which it is told.
_SOURCES = {
    "as_of": "as-of day",
    "period_start": "periods",
    "instants": "periods",
    "currency": "currency",
    "fx_fixed": "`fx`",
    "s_attribute": "split",
    "f0_attribute": "filters",
    "feature": "`feature`",
}


def scoped_inputs_markdown() -> str:
    """The whole page."""
    return "\n".join([_INTRODUCTION, *(_section(one) for one in SCOPED_INPUTS.values())])


def _section(scoped: ScopedInput) -> str:
    text = scoped.sql(_BASIS)
    direct = sql_names(text).tables & SCOPED_INPUTS.keys()
    names = [sql_names(one) for one in input_selects([scoped.name], _BASIS).values()]
    tables = {table for one in names for table in one.tables} - SCOPED_INPUTS.keys()
    columns = ", ".join(f"`{name}` {type_}" for name, type_ in scoped.columns)
    lines = [f"## {scoped.name}\n", f"One row per {scoped.one_row_per}.\n", f"- columns: {columns}"]
    if direct:
        lines.append(f"- reads: {', '.join(f'[{name}](#{name})' for name in sorted(direct))}")
    if tables:
        lines.append(f"- facts: {', '.join(_facts(tables))}")
    depends = _depends(tables, {name for one in names for name in one.parameters})
    if depends:
        lines.append(f"- depends on: {', '.join(depends)}")
    return "\n".join(lines) + "\n"


def _facts(tables: Collection[str]) -> list[str]:
    behind = sql_names(ledger_statement("facts", LedgerRules()).sql).tables if _LEDGER in tables else frozenset()
    return [f"`{table.removeprefix('facts.')}`" for table in sorted({*tables, *behind} - {_LEDGER})]


def _depends(tables: Collection[str], parameters: Collection[str]) -> list[str]:
    sources = [source for name, source in _SOURCES.items() if name in parameters]
    rules = [f"`{rule.name}`" for rule in fields(LedgerRules)] if _LEDGER in tables else []
    return list(dict.fromkeys([*sources, *rules]))
