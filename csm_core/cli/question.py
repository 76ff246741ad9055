"""What the arguments of a command ask: the scope, the variant and the settings, each checked under its flag."""

from __future__ import annotations

import argparse
from dataclasses import replace

from csm_core.cli.flags import given_with
from csm_core.errors import BadValue, UnknownName
from csm_core.facts.queries.offered_currencies import offered_currencies
from csm_core.metrics.asking.attribute_names import with_attribute_names
from csm_core.metrics.framework.declare import Declaration, Value, setting_name
from csm_core.named_pairs import FILTER, filters_of
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace

_SCOPE = (
    "start", "to", "end", "grain", "split", "as_of", "compare", "currency", "timezone", "week_start", "fiscal_start",
)  # fmt: skip


def asked_scope(chosen: argparse.Namespace, workspace: Workspace) -> Scope:
    """The Scope that the arguments describe, with attributes and their values as the data calls them.

    Raises
    ------
    BadValue
        Where it can't be asked of this workspace: the order of its days, or an attribute, a value of one or a
        currency that nobody has.
    """
    example = "such as --start 2026-01-01 --to 2026-03-31"
    if chosen.start and chosen.to and chosen.to < chosen.start:
        raise BadValue(f"--to: '{chosen.to}' is before --start {chosen.start}. Expected the last day, {example}.")
    if chosen.start and chosen.end and chosen.end <= chosen.start:
        raise BadValue(f"--end: '{chosen.end}' is not after --start {chosen.start}. Name the last day, {example}.")
    scope, dropped = Scope.from_query(_scope_pairs(chosen))
    if dropped:
        raise BadValue(dropped[0])
    if not workspace.row_counts():
        return replace(scope, filters=filters_of(chosen.where))
    with given_with("--split", "Segment"):
        scope = with_attribute_names(workspace, scope)
    with given_with("--where", "Segment=Enterprise"):
        filtered = with_attribute_names(workspace, replace(scope, split=None, filters=filters_of(chosen.where)))
    if scope.currency:
        offered = offered_currencies(workspace)
        if offered and scope.currency not in offered:
            with given_with("--currency", offered[0]):
                raise UnknownName.currency(scope.currency, offered)
    return replace(scope, filters=filtered.filters)


def asked_overlay(chosen: argparse.Namespace, workspace: Workspace) -> list[tuple[str, str]]:
    """What was given of a Scope, filters and all, as names and values of an address.

    Raises
    ------
    BadValue
        As `asked_scope`.
    """
    scope = asked_scope(chosen, workspace)
    given = dict(_scope_pairs(chosen)) | ({"split": scope.split} if scope.split else {})
    return [*given.items(), *((FILTER + name, value) for name, values in scope.filters for value in values)]


def asked_variant(chosen: argparse.Namespace, metric: Declaration) -> str | None:
    """The variant that was named. Raises BadValue for one that the metric does not have."""
    with given_with("--variant", metric.variants[-1].name):
        return None if chosen.variant is None else metric.variant(chosen.variant).name


def asked_settings(chosen: argparse.Namespace, metric: Declaration) -> dict[str, Value]:
    """The settings that were given.

    Raises
    ------
    BadValue
        For one that the metric does not have, or a value that it does not take.
    """
    settings = {setting.name: setting for setting in metric.settings}
    given: dict[str, Value] = {}
    for pair in chosen.set:
        name, _, value = pair.partition("=")
        example = settings.get(setting_name(name), metric.settings[0])
        with given_with("--set", f"{example.name}={example.default}"):
            metric.read_settings({name: value})
        given[name] = value
    return given


def _scope_pairs(chosen: argparse.Namespace) -> list[tuple[str, str]]:
    return [(name, getattr(chosen, name)) for name in _SCOPE if getattr(chosen, name) is not None]
