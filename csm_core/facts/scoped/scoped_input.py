"""ScopedInput: a table that metric SQL reads by name, declared with its columns and what one row is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from csm_core.facts.revenue.ledger import LedgerRules
from csm_core.scope import Scope


@dataclass(frozen=True, slots=True)
class Basis:
    """What the text of an input depends on, beside bound parameters: the question's scope, where the facts and the
    ledger stand (names of our own making), and the ledger's rules. `kept`: inputs that stand in a table already."""

    scope: Scope
    facts: str
    ledger: str
    rules: LedgerRules
    kept: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScopedInput:
    """One scoped input. `sql` gives its SELECT, which reads facts, the ledger and other inputs; `columns` are
    (name, SQL type), in their order."""

    name: str
    one_row_per: str
    columns: tuple[tuple[str, str], ...]
    sql: Callable[[Basis], str]
