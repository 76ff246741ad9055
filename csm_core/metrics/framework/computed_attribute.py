"""ComputedAttribute: an attribute of accounts that metrics compute, made when a question first names it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from csm_core.scope import Scope
from csm_core.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ComputedAttribute:
    """`build` brings the attribute's table beside a schema of facts up to date: (workspace, schema, scope)."""

    name: str
    build: Callable[[Workspace, str, Scope], None]
