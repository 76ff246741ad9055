"""The attributes that a Scope names, as the data calls them."""

from __future__ import annotations

from dataclasses import replace

from csm_core.errors import UnknownName
from csm_core.facts.queries.attributes import attribute_values
from csm_core.intake.vocabulary.headers import compact
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace


def with_attribute_names(workspace: Workspace, scope: Scope) -> Scope:
    """The scope with its split and filters called as the data calls them: case and signs don't matter.

    Raises
    ------
    UnknownName
        For an attribute that no account has: everything would be '(not set)'.
    """
    if not scope.split and not scope.filters:
        return scope
    names = tuple(attribute_values(workspace))
    by_sound = {compact(name): name for name in reversed(names)}

    def full_name(name: str) -> str:
        if name in names:
            return name
        if compact(name) not in by_sound:
            raise UnknownName.of("attribute", name, names)
        return by_sound[compact(name)]

    filters = tuple((full_name(name), values) for name, values in scope.filters)
    return replace(scope, split=full_name(scope.split) if scope.split else scope.split, filters=filters)
