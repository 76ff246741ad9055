"""What changed for the accounts in a campaign more than for the others: effect, placebo, pre-trend and the course."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from csm_core.metrics.customers.campaign_measures import CHURN, MEASURES
from csm_core.metrics.framework.context import Context
from csm_core.metrics.outcomes.calc.campaign_panel import Campaign, Followed, begun_campaigns, followed_accounts
from csm_core.stats.intervals import Interval, mean_t, wilson
from csm_core.stats.two_groups import difference_of_means, difference_of_shares

# Measures that are the mean of one side; the others are the difference of both.
ONE_SIDE = {"in_campaign": True, "others": False}
_BEFORE = {"placebo": "a change between the halves of the time before", "pre_trend": "another trend"}
_NO_PAST = "Everyone was a customer when it began, so churn has no earlier period to compare."
_NO_SPREAD = "No interval: one account on a side, or all changes equal."
_ALONE = "Both sides need accounts with values before and after: {} in the campaign, {} outside it."


@dataclass(frozen=True, slots=True)
class Compared:
    """One cell: its keys, and the account amounts that it is made of, with the accounts."""

    segment: str | None
    measure: str
    age: int | None
    amounts: tuple[tuple[Followed, float], ...]
    is_churn: bool = False
    most: float = inf

    @property
    def interval(self) -> Interval:
        """The difference of the sides' means, or the mean of one side."""
        if self.measure in ONE_SIDE:
            amounts = np.array([amount for _, amount in self.amounts])
            if self.is_churn:
                return wilson(float(amounts.sum()), amounts.size)
            spread = float(amounts.std(ddof=1)) if amounts.size > 1 else 0.0
            least = 0.0 if bool(np.all(amounts >= 0)) else -inf
            mean = float(amounts.mean()) if amounts.size else 0.0
            return mean_t(mean, spread, amounts.size, ends=(least, self.most))
        inside, beside = self._side(True), self._side(False)
        if self.is_churn:
            return difference_of_shares(sum(inside), len(inside), sum(beside), len(beside))
        return difference_of_means(inside, beside)

    def _side(self, is_in: bool) -> list[float]:
        return [amount for account, amount in self.amounts if account.in_campaign is is_in]

    @property
    def row(self) -> dict[str, object]:
        """The row of the answer."""
        interval = self.interval
        keys: dict[str, object] = {
            "segment": self.segment,
            "measure": self.measure,
            "age": self.age,
            "n": int(interval.n),
        }
        if interval.value is None and self.is_churn and self.measure in _BEFORE:
            return keys | {"note": _NO_PAST}
        if interval.value is None:
            return keys | {"note": _ALONE.format(len(self._side(True)), len(self._side(False)))}
        note = _NO_SPREAD if interval.low is None else None
        return keys | {"value": interval.value, "low": interval.low, "high": interval.high, "note": note}


def chosen_campaign(context: Context) -> tuple[Campaign | None, str, tuple[Campaign, ...]]:
    """The campaign asked for by id or name, else the latest one with accounts; else None and why; and all of them."""
    begun = begun_campaigns(context)
    wanted = context.text("campaign").strip().lower()
    usable = [
        campaign
        for campaign in begun
        if (campaign.accounts and not wanted) or wanted in (campaign.campaign_id.lower(), campaign.name.lower())
    ]
    if usable:
        return usable[0], "", tuple(begun)
    campaign_ids = ", ".join(campaign.campaign_id for campaign in begun)
    return None, f"No such campaign has started with accounts in it. Started: {campaign_ids or 'none'}.", tuple(begun)


def compared_cells(context: Context, campaign: Campaign) -> list[Compared]:
    """Every cell of the answer, segment by segment."""
    aligned = context.with_scope(context.scope.from_whole_period())
    is_churn = context.text("of") == CHURN
    accounts = followed_accounts(aligned, campaign, context.text("of"))
    most = MEASURES[context.text("of")].most
    if context.text("scale") == "share" and not is_churn:
        most = inf
        accounts = [scaled for account in accounts if (scaled := _as_shares(account)) is not None]
    segments = sorted({account.segment for account in accounts}, key=str)
    return [
        replace(cell, is_churn=is_churn, most=most)
        for segment in segments
        for cell in _cells(segment, [account for account in accounts if account.segment == segment], is_churn)
    ]


def reading(cells: Sequence[Compared], drawn_by_lot: bool) -> list[str]:
    """What the comparison can carry: cause only where accounts were drawn by lot and ran alike before."""
    sentences = []
    for cell in cells:
        interval, where = cell.interval, f" in {cell.segment}" if cell.segment is not None else ""
        if (
            cell.measure not in _BEFORE
            or interval.low is None
            or interval.high is None
            or interval.low <= 0 <= interval.high
        ):
            continue
        sentences.append(
            f"The two sides{where} already differed before the campaign ({_BEFORE[cell.measure]}): the effect "
            "includes that difference."
        )
    if drawn_by_lot:
        return [
            *sentences,
            "Accounts were assigned at random: a difference beyond its interval is due to the campaign.",
        ]
    chosen = "Accounts were not assigned at random, so this is an association. Struggling accounts tend to recover "
    return [*sentences, chosen + "by themselves, and keen ones would have grown anyway."]


def _as_shares(account: Followed) -> Followed | None:
    """Its values as shares of its own mean before; None where that is nothing."""
    usual = account.mean([age for age in account.values if age < 0])
    if usual is None or usual <= 0:
        return None
    return replace(account, values={age: value / usual for age, value in account.values.items()})


def _cells(segment: str | None, accounts: Sequence[Followed], is_churn: bool) -> Iterator[Compared]:
    ages = sorted({age for account in accounts for age in account.values})
    before, after = [age for age in ages if age < 0], [age for age in ages if age >= 0]
    half = len(before) // 2
    # Of those who leave, more and more are gone: how many were in the end is what the campaign changed.
    yield _changes(segment, "effect", None, accounts, before, after[-1:] if is_churn else after)
    yield _changes(segment, "placebo", None, accounts, before[:half], before[half:])
    slopes = [(account, slope) for account in accounts if (slope := _slope(account, before)) is not None]
    yield Compared(segment, "pre_trend", None, tuple(slopes))
    for age in ages:
        yield _changes(segment, "gap", age, accounts, before, [age])
    for measure, is_in in ONE_SIDE.items():
        for age in ages:
            members = [account for account in accounts if account.in_campaign is is_in and age in account.values]
            if members:
                yield Compared(segment, measure, age, tuple((account, account.values[age]) for account in members))


def _changes(
    segment: str | None,
    measure: str,
    age: int | None,
    accounts: Sequence[Followed],
    before: Sequence[int],
    after: Sequence[int],
) -> Compared:
    changes = [(account, change) for account in accounts if (change := account.change(before, after)) is not None]
    return Compared(segment, measure, age, tuple(changes))


def _slope(account: Followed, ages: Sequence[int]) -> float | None:
    """The account's own step a period before the campaign, by least squares; None with fewer than two periods."""
    known_ages = [age for age in ages if age in account.values]
    if len(known_ages) < 2:
        return None
    x = np.array(known_ages, dtype=np.float64)
    y = np.array([account.values[age] for age in known_ages])
    x = x - x.mean()
    return float((x * y).sum() / (x * x).sum())
