"""Restated: how a closed month's figures differ today, by which accounts, and why."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from csm_core.closing.closing import Closing
from csm_core.closing.counted import Counted, counted_figures, relevant
from csm_core.facts.build import definitions
from csm_core.metrics.asking.counting_rules import rules_since
from csm_core.metrics.framework.declare import Value
from csm_core.stats.contribution import contribution
from csm_core.store.workspace import Workspace

ACCOUNTS = pa.schema(
    [
        ("account_id", pa.string()),
        ("account_name", pa.string()),
        ("part_then", pa.float64()),
        ("whole_then", pa.float64()),
        ("part", pa.float64()),
        ("whole", pa.float64()),
        ("contribution", pa.float64()),
    ]
)
# Sums of the same amounts may differ in their last digits.
_EXACT = 1e-9


@dataclass(frozen=True, slots=True)
class Restated:
    """One figure of a closed month that is another today.

    `accounts` has one row an account that is counted differently, the largest contribution first; the contributions
    add up to `difference` (None where either figure is missing). `is_redefined` where the metric's own definition is
    another than then; under other settings nobody can tell, and it is not said.
    """

    month: date
    metric: str
    measure: str | None
    series: str | None
    then: float | None
    now: float | None
    difference: float | None
    accounts: pa.Table
    is_redefined: bool = False


def restated(workspace: Workspace, closing: Closing, settings: Mapping[str, Value]) -> list[Restated]:
    """The figures of a closed month that differ today, under the reader's present settings.

    A sum's difference is the sum of its accounts' differences; that of a ratio the sum of their `contribution`s.
    """
    is_same_question = relevant(settings) == dict(closing.settings)
    today = {figure.key: figure for figure in counted_figures(workspace, closing.scope, settings)}
    changes = []
    for then in closing.figures:
        now = today.get(then.key, Counted(*then.key, None, {}))
        if not _same(then.value, now.value):
            marks = {then.definition, now.definition} - {None}
            changes.append(_between(closing.month, then, now, is_same_question and len(marks) > 1))
    return changes


def causes(workspace: Workspace, closing: Closing, settings: Mapping[str, Value]) -> list[str]:
    """What is not as it was when the month was closed, in sentences."""
    sentences = []
    if closing.fingerprint != workspace.fingerprint:
        sentences.append(f"The data changed: then {closing.fingerprint}, now {workspace.fingerprint}.")
    if closing.definitions != definitions():
        sentences.append("The definitions changed with a newer version of this app.")
    metrics = dict.fromkeys(figure.metric for figure in closing.figures)
    sentences += dict.fromkeys(rule for metric in metrics for rule in rules_since(closing.rule, metric))
    settings = relevant(settings)
    for name in sorted({*closing.settings, *settings}):
        then, now = closing.settings.get(name), settings.get(name)
        if then != now:
            words = ["the default" if value is None else str(value) for value in (then, now)]
            sentences.append(f"The setting {name.replace('_', ' ')} was {words[0]} and is {words[1]}.")
    return sentences


def _same(then: float | None, now: float | None) -> bool:
    if then is None or now is None:
        return then is now
    return math.isclose(then, now, rel_tol=_EXACT, abs_tol=_EXACT)


def _between(month: date, then: Counted, now: Counted, is_redefined: bool) -> Restated:
    is_known = then.value is not None and now.value is not None
    whole = math.fsum(one[2] for one in now.accounts.values())
    rows = []
    for account in {**then.accounts, **now.accounts}:
        name, part_then, whole_then = then.accounts.get(account, (None, 0.0, 0.0))
        name_now, part, whole_now = now.accounts.get(account, (None, 0.0, 0.0))
        if (part_then, whole_then) == (part, whole_now):
            continue
        gives = part - part_then
        if now.is_ratio and then.value is not None:
            gives = now.scale * contribution(gives, whole_now - whole_then, then.value / now.scale, whole)
        rows.append((account, name_now or name, part_then, whole_then, part, whole_now, gives if is_known else None))
    rows.sort(key=lambda row: (-abs(row[6]) if row[6] is not None else 0.0, row[0]))
    accounts = pa.Table.from_pylist([dict(zip(ACCOUNTS.names, row, strict=True)) for row in rows], ACCOUNTS)
    difference = now.value - then.value if then.value is not None and now.value is not None else None
    return Restated(month, *then.key, then.value, now.value, difference, accounts, is_redefined)
