"""The same facts as periods, versions, monthly snapshots, movements and a finance sheet give equal figures."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import groupby

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.metrics.framework.registry import registry
from csm_core.metrics.money.revenue_settings import RECURRING
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.soundness.loads import loaded

# The first month is one at zero for all, so that every export tells that nobody was there before.
MONTHS = [date(2022 + index // 12, index % 12 + 1, 1) for index in range(11, 26)]
SCOPE = Scope(start=MONTHS[1], end=date(2024, 2, 1), as_of=date(2024, 1, 31), currency="EUR")
SHAPES = ("periods", "versions", "snapshots", "movements", "finance")
# Begun and ended inside months a line has its own days, that a figure of one month tells nothing of.
OF_STATES = [
    *(("mrr", None), ("mrr_movements", "net"), ("net_revenue_retention", "cohort"), ("arpa", "mrr")),
    *(("gross_revenue_retention", "cohort"), ("logo_churn_rate", "default"), ("logo_retention_rate", None)),
    *(("revenue_churn_rate", None), ("quick_ratio", None), ("mrr_concentration", None), ("cohort_retention", None)),
]
# Why some can't be the same: what they tell stands in subscriptions alone.
_REASONS, _TRIALS = "churn_reasons", "trial_conversion_rate"
OF_MONEY = [
    (metric.id, variant.name)
    for metric in registry().values()
    for variant in metric.variants
    if any(set(RECURRING) & set(source.accepted) for source in metric.inputs) and metric.id not in (_REASONS, _TRIALS)
]


@dataclass(frozen=True)
class Stay:
    """One account's MRR from a day to the day before another; None: still."""

    account: str
    begins: date
    ends: date | None
    mrr: int


@cache
def stays(inside_months: bool) -> tuple[Stay, ...]:
    """Accounts that begin, change, leave and come back; on the 1st alone, or on any day, over some month's last."""
    chance, rows = random.Random(16), []
    for index in range(14):
        month, runs = chance.randint(1, 7), []
        while month < 14:
            until = month + chance.choice((1, 2, 5, 12))
            runs.append((month, until, chance.choice((20, 50, 100))))
            month = until + chance.choice((0, 0, 1, 4))
        day = chance.randint(2, 28) if inside_months else 1
        for first, last, mrr in runs:
            ends = MONTHS[last].replace(day=day) if last < len(MONTHS) - 1 else None
            rows.append(Stay(f"a{index:02d}", MONTHS[first].replace(day=day), ends, mrr))
    return tuple(rows)


def at_close(account: str, month: date, inside_months: bool) -> int:
    """What the account pays on the month's last day."""
    day = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    items = [one for one in stays(inside_months) if one.account == account]
    return sum(one.mrr for one in items if one.begins <= day and (one.ends is None or day < one.ends))


def moves(inside_months: bool) -> Iterator[tuple[str, date, int]]:
    """account, day, change: a switch on one day is one change."""
    changes = sorted(
        (one.account, day, change)
        for one in stays(inside_months)
        for day, change in ((one.begins, one.mrr), (one.ends, -one.mrr))
        if day is not None and day <= date(2024, 1, 31)
    )
    for (account, day), many in groupby(changes, key=lambda change: change[:2]):
        change = sum(one[2] for one in many)
        if change:
            yield account, day, change


def text_of(shape: str, inside_months: bool) -> str:
    """The export of one shape. The account `zz` is only there to be told at zero from the first month on."""
    actual, months = stays(inside_months), MONTHS[:-1]
    accounts = sorted({one.account for one in actual})
    if shape in ("periods", "versions"):
        names = "start_date,end_date" if shape == "periods" else "valid_from,valid_to"
        lines = [f"subscription_id,account_id,{names},mrr,currency", f"s-zz,zz,{months[0]},,0,EUR"]
        lines += [f"s-{one.account},{one.account},{one.begins},{one.ends or ''},{one.mrr},EUR" for one in actual]
    elif shape == "movements":
        lines = ["account_id,movement_date,mrr_delta,movement_type,currency", f"zz,{months[0]},0,new,EUR"]
        seen = set()
        for account, day, change in moves(inside_months):
            lines.append(f"{account},{day},{change},{'change' if account in seen else 'new'},EUR")
            seen.add(account)
    else:
        paid = [(account, [at_close(account, month, inside_months) for month in months]) for account in accounts]
        paid.append(("zz", [0] * len(months)))
        if shape == "finance":
            lines = ["account_id,currency," + ",".join(f"{month:%Y-%m}" for month in months)]
            lines += [f"{account},EUR," + ",".join(map(str, amounts)) for account, amounts in paid]
        else:
            lines = ["account_id,month,mrr,currency", f"zz,{months[0]},0,EUR"]
            lines += [
                f"{account},{month},{mrr},EUR"
                for account, amounts in paid
                for month, mrr in zip(months, amounts, strict=True)
                if mrr
            ]
    return "\n".join(lines) + "\n"


KINDS: Mapping[str, dict[str, object]] = {
    "periods": {"kind": "subscriptions", "options": {"end_date": "exclusive"}},
    "versions": {"kind": "subscription_versions", "options": {"end_date": "exclusive"}},
    "snapshots": {"kind": "mrr_snapshots"},
    "movements": {"kind": "mrr_movements"},
    "finance": {"kind": "finance_months"},
}


@cache
def books(shape: str, inside_months: bool) -> Workspace:
    return loaded([("book.csv", text_of(shape, inside_months))]).workspace


def figures(shape: str, inside_months: bool, metric_id: str, variant: str | None) -> dict[tuple[object, ...], object]:
    keys = ("period", "segment", "measure", "series", "age", "account_id")
    rows = ask(books(shape, inside_months), metric_id, SCOPE, variant).rows()
    return {tuple(row[key] for key in keys): (row["value"], row["low"], row["high"]) for row in rows}


@pytest.mark.parametrize(("metric_id", "variant"), OF_MONEY)
def test_every_metric_of_money_says_the_same_of_the_same_facts(metric_id: str, variant: str) -> None:
    by_name = {shape: figures(shape, False, metric_id, variant) for shape in SHAPES}
    for shape in SHAPES[1:]:
        assert by_name[shape].keys() == by_name["periods"].keys(), shape
        for key, row in by_name[shape].items():
            assert row == pytest.approx(by_name["periods"][key], nan_ok=True), (shape, key)


@pytest.mark.parametrize(("metric_id", "variant"), OF_STATES)
def test_states_at_month_ends_are_the_same_whatever_the_day_inside_the_month(
    metric_id: str, variant: str | None
) -> None:
    by_name = {shape: figures(shape, True, metric_id, variant) for shape in SHAPES}
    for shape in SHAPES[1:]:
        assert by_name[shape].keys() == by_name["periods"].keys(), shape
        for key, row in by_name[shape].items():
            assert row == pytest.approx(by_name["periods"][key], nan_ok=True), (shape, key)
