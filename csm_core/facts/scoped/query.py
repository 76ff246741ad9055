"""Query: a SELECT over scoped inputs, with named common table expressions (CTEs) before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import dedent, indent

from csm_core.engines.sql_names import sql_names
from csm_core.facts.scoped.catalogue import SCOPED_INPUTS


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A SELECT that reads scoped inputs and `ctes`: SELECTs by name, each of which may read the inputs, those before
    it and, where it is recursive, itself. Values are named parameters.

    `inputs` are the scoped inputs that are read, and `needed` the CTEs, in their order: one that nothing reads is not
    part of the statement.

    Raises
    ------
    ValueError
        When a text is no SELECT, reads what is neither an input nor an earlier CTE, or is called as an input is.
    """

    select: str
    ctes: Mapping[str, str] = field(default_factory=dict)
    needed: Mapping[str, str] = field(init=False)
    inputs: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        earlier: set[str] = set()
        for name, text in self.ctes.items():
            if name in SCOPED_INPUTS:
                raise ValueError(f"the CTE '{name}' is called as a scoped input is")
            _check(text, {*earlier, name})
            earlier.add(name)
        _check(self.select, earlier)
        names = set(sql_names(self.select).tables)
        for name in reversed(tuple(self.ctes)):
            if name in names:
                names |= sql_names(self.ctes[name]).tables
        object.__setattr__(self, "needed", {name: text for name, text in self.ctes.items() if name in names})
        object.__setattr__(self, "inputs", frozenset(names & SCOPED_INPUTS.keys()))


def joined_sql(ctes: Mapping[str, str], select: str) -> str:
    """One statement: the CTEs behind 'with', then the SELECT."""
    if not ctes:
        return _trimmed(select)
    is_recursive = any(name in sql_names(text).tables for name, text in ctes.items())
    ctes_sql = ",\n".join(f"{name} as (\n{indent(_trimmed(text), '    ')}\n)" for name, text in ctes.items())
    return f"with {'recursive ' if is_recursive else ''}{ctes_sql}\n{_trimmed(select)}"


def _trimmed(text: str) -> str:
    """Without the margin that all lines share; a first line right behind the quotes has none."""
    first, *rest = text.strip("\n").rstrip().splitlines()
    if first[:1].isspace() or not rest:
        return dedent("\n".join([first, *rest])).strip()
    return "\n".join([first, indent(dedent("\n".join(rest)), "    ")])


def _check(text: str, ctes: set[str]) -> None:
    if text.split(maxsplit=1)[:1] == ["with"]:
        raise ValueError(f"what stands behind 'with' is a CTE of the query: {text}")
    unknown = sql_names(text).tables - ctes - SCOPED_INPUTS.keys()
    if unknown:
        raise ValueError(f"neither scoped inputs nor earlier CTEs: {', '.join(sorted(unknown))}\n{text}")
