"""Movements of MRR that stand beside the balance before and after: what the three prove of each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from csm_core.intake.batch import Issue
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.propose.differences import Figures, figures_of, is_proven, money, texts_of
from csm_core.intake.values.fits import fits
from csm_core.intake.values.month_figures import has_monthly_balances
from csm_core.intake.vocabulary.headers import spoken
from csm_core.intake.vocabulary.readings import readings
from csm_core.tables.catalogue import TABLES
from csm_core.text.plural import plural

_BEFORE = re.compile(
    r"\b(previous|prev|prior|old|before|starting|opening|beginning|vorher|bisher\w*|alte?[rs]?|ancien(ne)?|avant"
    r"|precedente?|anterior|antes|vorige?|oude?)\b"
)
_AFTER = re.compile(
    r"\b(current|new|after|ending|closing|resulting|nachher|neue?[rs]?|nouveau|nouvelle|apres|nuev[oa]|despues"
    r"|nov[oa]|depois|nieuwe?)\b"
)
_MONEY = frozenset({"mrr", "amount", "revenue", "recurring"})


@dataclass(frozen=True, slots=True)
class _Columns:
    before: str
    after: str
    change: str | None


def with_balances(
    raw: RawTable, mapping: FileMapping, samples: Mapping[str, Sequence[str]]
) -> tuple[FileMapping, tuple[Issue, ...]]:
    """The mapping of movements with the balance after each as what counts, and what is to be said of it.

    `balances_proven`: each change is the balance after it less the one before, or the balances of each customer go on
    from one another. `balances_assumed`: they do not agree with the changes. `opening_untold`: customers who paid
    before their first change. Unchanged where no two columns are the balances.
    """
    mapping = _as_movements(raw, mapping, samples)
    columns = _columns(mapping, samples)
    if columns is None:
        return mapping, ()
    before, after = figures_of(raw, columns.before), figures_of(raw, columns.after)
    change = None if columns.change is None else figures_of(raw, columns.change)
    customers = texts_of(raw, mapping.columns.get("account_id") or mapping.columns["account_name"])
    headers = tuple(one for one in (columns.before, columns.after, columns.change) if one is not None)
    opened = _opened(columns, _untold(customers, before, after))
    links, go_on = _links(customers, before, after)
    if change is not None and not is_proven(after, change, before, money):
        return mapping, (_doubted(columns, headers),)
    if not go_on or (change is None and not links):
        # Several lines of one customer: their changes add up, their balances do not.
        return mapping, () if change is None else (_proven(columns, headers), *opened)
    rest = {name: one for name, one in mapping.columns.items() if one not in headers}
    return replace(mapping, columns={**rest, "mrr_after": columns.after}), (_proven(columns, headers), *opened)


def _as_movements(raw: RawTable, mapping: FileMapping, samples: Mapping[str, Sequence[str]]) -> FileMapping:
    """The mapping of balances by day as one of movements, where each goes on from the one before and most days are of
    one customer alone: a list of what changed, of which who is not in it stays as he was."""
    is_list = has_monthly_balances(raw.headers)
    if mapping.kind != "mrr_snapshots" or is_list or not {"month", "mrr"} <= set(mapping.columns):
        return mapping
    taken = mapping.columns
    before = [one for one in samples if _BEFORE.search(spoken(one)) and _is_money(one, samples[one])]
    days = texts_of(raw, taken["month"])
    if len(before) != 1 or taken["mrr"] in before or 2 * len(set(days)) <= len(days):
        return mapping
    customers = texts_of(raw, taken.get("account_id") or taken["account_name"])
    links, go_on = _links(customers, figures_of(raw, before[0]), figures_of(raw, taken["mrr"]))
    if not links or not go_on:
        return mapping
    names = {"month": "movement_date", "mrr": "mrr_after"}
    return replace(mapping, kind="mrr_movements", columns={names.get(one, one): two for one, two in taken.items()})


def _columns(mapping: FileMapping, samples: Mapping[str, Sequence[str]]) -> _Columns | None:
    if mapping.kind != "mrr_movements":
        return None
    change, balance = mapping.columns.get("mrr_delta"), mapping.columns.get("mrr_after")
    balances = [one for one in samples if one != change and _is_money(one, samples[one])]
    before = [one for one in balances if _BEFORE.search(spoken(one))]
    after = [one for one in balances if (one == balance or _AFTER.search(spoken(one))) and one not in before]
    return _Columns(before[0], after[0], change) if len(before) == len(after) == 1 else None


def _is_money(header: str, values: Sequence[str]) -> bool:
    column = TABLES["mrr_movements"].column("mrr_after")
    is_said = any(one.concepts & _MONEY and "date" not in one.concepts for one in readings(header))
    return is_said and column is not None and bool(values) and fits(column, values) >= 1


def _links(customers: Sequence[str | None], before: Figures, after: Figures) -> tuple[int, bool]:
    """How many balances before a change are that after another change of the customer; and whether all are, but his
    first one and those after he had left."""
    balances: dict[str | None, Counter[object]] = {}
    returns: Counter[str | None] = Counter()
    for customer, one in zip(customers, after, strict=True):
        balances.setdefault(customer, Counter())[one] += 1
        returns[customer] += not one
    opened: Counter[str | None] = Counter()
    links = 0
    for customer, one in zip(customers, before, strict=True):
        if one and balances[customer][one] > 0:
            balances[customer][one] -= 1
            links += 1
        else:
            opened[customer] += 1
    return links, all(count <= 1 + returns[customer] for customer, count in opened.items())


def _untold(customers: Sequence[str | None], before: Figures, after: Figures) -> int:
    """Customers of whom a balance before a change is that after none: what they paid before the file begins."""
    stated = set(zip(customers, after, strict=True))
    pairs = zip(customers, before, strict=True)
    return len({customer for customer, one in pairs if one and (customer, one) not in stated})


def _proven(columns: _Columns, headers: tuple[str, ...]) -> Issue:
    why = (
        f"'{columns.before}' goes on from '{columns.after}' of the change before, customer by customer"
        if columns.change is None
        else f"'{columns.change}' is '{columns.after}' less '{columns.before}' in every row"
    )
    return Issue("balances_proven", "info", f"MRR movements: {why}.", None, columns.after, None, None, headers)


def _doubted(columns: _Columns, headers: tuple[str, ...]) -> Issue:
    message = (
        f"'{columns.change}' is not '{columns.after}' less '{columns.before}' in every row; '{columns.change}' was "
        "used. Please check."
    )
    return Issue("balances_assumed", "warning", message, None, columns.change, None, "mrr_delta", headers)


def _opened(columns: _Columns, customers: int) -> tuple[Issue, ...]:
    if not customers:
        return ()
    message = (
        f"{plural(customers, 'customer')} already paid before the first change in the file ('{columns.before}'): "
        "MRR before it is too low, and the first change is counted as new. Load the earlier changes to fix this."
    )
    return (Issue("opening_untold", "warning", message, headers=(columns.before,)),)
