"""Intervals of billing that stand in two columns: how many, and of what ('12' and 'month')."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from csm_core.intake.mapping import FileMapping
from csm_core.intake.vocabulary.headers import spoken
from csm_core.intake.vocabulary.interval_words import interval_of

_OF_INTERVALS = frozenset({"interval", "period", "cycle", "frequency", "term", "plan", "billing"}) | frozenset(
    {"intervall", "periode", "turnus", "zyklus", "intervalle", "periodo", "ciclo"}
)
# What the two may have been taken for one by one.
_MISTAKEN = ("billing_interval", "plan", "product")
_TELLING = _OF_INTERVALS - {"plan", "billing"}


def with_interval_pair(
    mapping: FileMapping, headers: Sequence[str], samples: Mapping[str, Sequence[str]]
) -> FileMapping:
    """Subscriptions with the unit as their interval and the number beside it as its count, where just one column of
    numbers is named as the units are."""
    names = {*mapping.columns, *mapping.constants}
    if mapping.kind != "subscriptions" or "billing_interval_count" in names:
        return mapping
    beside = {name: header for name, header in mapping.columns.items() if name not in _MISTAKEN}
    free = [header for header in headers if header not in beside.values() and samples.get(header)]
    units = [header for header in free if _names_interval(header) and _are(samples[header], _is_unit)]
    numbers = [header for header in free if _names_interval(header) and _are(samples[header], _is_number)]
    pairs = [(unit, number) for unit in units for number in numbers if _words(unit) & _words(number) & _OF_INTERVALS]
    if len(pairs) != 1:
        return mapping
    ((unit, number),) = pairs
    pair = {"billing_interval": unit, "billing_interval_count": number}
    rest = {name: header for name, header in mapping.columns.items() if header not in (unit, number)}
    return replace(mapping, columns={**rest, **pair})


def _words(header: str) -> set[str]:
    return set(spoken(header).split())


def _names_interval(header: str) -> bool:
    return bool(_words(header) & _TELLING)


def _are(values: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return all(holds(value.strip()) for value in values)


def _is_unit(text: str) -> bool:
    interval = None if re.search(r"\d", text) else interval_of(text)
    return interval is not None and interval.recurs


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\d{1,3}", text) is not None
