"""Query: a SELECT over scoped inputs, with named common table expressions (CTEs) before it."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from textwrap import dedent, indent

from csm_core.engines.sql_names import sql_names
from csm_core.facts.scoped.catalogue import SCOPED_INPUTS


@dataclass(frozen=True, eq=False)
class Query:
    """A SELECT that reads scoped inputs and `ctes`: SELECTs by name, each of which may read the inputs, those before
    it and, where it is recursive, itself. Values are named parameters.

    The text is parsed when `inputs` or `needed` is first asked for, so that declaring hundreds of queries costs a
    start nothing.

    Raises
    ------
    ValueError
        By `inputs` and `needed`: when a text is not a SELECT, reads what is neither an input nor an earlier CTE, or
        has the name of an input.
    """

    select: str
    ctes: Mapping[str, str] = field(default_factory=dict)

    @property
    def inputs(self) -> frozenset[str]:
        """The scoped inputs that are read."""
        return frozenset(self._names & SCOPED_INPUTS.keys())

    @property
    def needed(self) -> Mapping[str, str]:
        """The CTEs in their order, without those that nothing reads."""
        names = self._names
        return {name: text for name, text in self.ctes.items() if name in names}

    @cached_property
    def _names(self) -> Set[str]:
        """Every table that the SELECT reads, itself or by its CTEs."""
        earlier: set[str] = set()
        for name, text in self.ctes.items():
            if name in SCOPED_INPUTS:
                raise ValueError(f"the CTE '{name}' has the name of a scoped input")
            _check(text, {*earlier, name})
            earlier.add(name)
        _check(self.select, earlier)
        names = set(sql_names(self.select).tables)
        for name in reversed(tuple(self.ctes)):
            if name in names:
                names |= sql_names(self.ctes[name]).tables
        return names


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
        raise ValueError(f"'with' belongs to the CTEs of the query: {text}")
    unknown = sql_names(text).tables - ctes - SCOPED_INPUTS.keys()
    if unknown:
        raise ValueError(f"neither scoped inputs nor earlier CTEs: {', '.join(sorted(unknown))}\n{text}")
