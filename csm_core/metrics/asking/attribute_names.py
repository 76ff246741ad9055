"""The attributes that a Scope names, and the values that it filters by, as the data calls them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from csm_core.errors import UnknownName
from csm_core.facts.queries.attributes import attribute_values, values_so_far
from csm_core.intake.vocabulary.headers import compact
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace


def with_attribute_names(workspace: Workspace, scope: Scope) -> Scope:
    """The scope with its split and filters called as the data calls them: case and signs don't matter.

    Raises
    ------
    UnknownName
        For an attribute that no account has: everything would be '(not set)'. For a value that none has or had:
        the answer would be that there are no customers.
    """
    if not scope.split and not scope.filters:
        return scope
    names = tuple(attribute_values(workspace))
    split = _as_written(scope.split, names, "attribute") if scope.split else None
    filters = []
    for given, values in scope.filters:
        name = _as_written(given, names, "attribute")
        offered = values_so_far(workspace, name)
        filters.append((name, tuple(_as_written(value, offered, f"value of {name}") for value in values)))
    return replace(scope, split=split, filters=tuple(filters))


def _as_written(given: str, names: Sequence[str], what: str) -> str:
    """The one of `names` that is meant, the same text before one that only sounds the same."""
    if given in names:
        return given
    by_sound = {compact(name): name for name in reversed(names)}
    if compact(given) not in by_sound:
        raise UnknownName.of(what, given, names)
    return by_sound[compact(given)]
