"""Which known export a file is, by its headers."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache

from csm_core.intake import dialects
from csm_core.intake.dialects.declare import Dialect
from csm_core.intake.mapping import INTERVAL_ENDS
from csm_core.intake.values.wide_months import month_headers
from csm_core.tables.catalogue import KINDS, TABLES

SURE = 0.75


@cache
def known_dialects() -> tuple[Dialect, ...]:
    """Every DIALECT or DIALECTS declared in a module of `dialects`, in the modules' alphabetical order."""
    matching: list[Dialect] = []
    for module in sorted(pkgutil.iter_modules(dialects.__path__), key=lambda one: one.name):
        matching.extend(getattr(importlib.import_module(f"{dialects.__name__}.{module.name}"), "DIALECTS", ()))
    return tuple(matching)


def recognise(headers: Sequence[str]) -> tuple[Dialect, float] | None:
    """The best-matching known export and the confidence in it, None where no one is sure enough."""
    scored = [(dialect.match(headers), len(dialect.signature), dialect) for dialect in known_dialects()]
    confidence, _, best = max(scored, key=lambda one: one[:2], default=(0.0, 0, None))
    return (best, round(confidence, 2)) if best is not None and confidence >= SURE else None


def whole_export(headers: Sequence[str]) -> tuple[Dialect, float] | None:
    """The known export, unless the file lacks what its rows need: then it is another export of the same tool.

    The customer may come from another column than the tool's own, and revenue from a column a month.
    """
    recognised = recognise(headers)
    if recognised is None:
        return None
    dialect = recognised[0]
    there = {INTERVAL_ENDS.get(name, name) for name in (*dialect.mapped(headers), *dialect.constants)}
    if dialect.kind in ("mrr_snapshots", "finance_months") and month_headers(tuple(headers)):
        return recognised
    groups = [group for group in TABLES[KINDS[dialect.kind]].required if "account_id" not in group]
    is_whole = all(any(there.issuperset(choice.split("+")) for choice in group) for group in groups)
    return recognised if is_whole else None
