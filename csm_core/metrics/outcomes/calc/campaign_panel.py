"""Accounts in a campaign and others beside them, period by period before and after it began."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from csm_core.facts.scoped.query import Query
from csm_core.metrics.adoption.calc.one_feature import feature_of, feature_parameters
from csm_core.metrics.customers.campaign_measures import CHURN, HEALTH, MEASURES, OF_USE
from csm_core.metrics.customers.live_accounts import PAYING
from csm_core.metrics.framework.context import Context
from csm_core.metrics.health.components.past_scores import past_scores
from csm_core.units import Unit

# Nothing can be said of what an account pays in a currency that no rate leads from.
PRICED = """t.account_id not in (
    select l.account_id from ledger l where l.amount <> 0 and l.currency not in (select currency from rates)
)"""
# Who was a customer on the day of the start, and which periods lie how far from it.
_THERE = {
    **PAYING,
    "there": """
    select l.account_id, min(e.live_from) as live_from
    from stretches l join stretches e on e.account_id = l.account_id
    where l.live_from <= $started_on::date and $started_on::date < l.live_to group by l.account_id""",
    "near": "select unnest($starts::date[]) as period, unnest($ages::bigint[]) as age",
}
_BEGUN = Query("""
    select c.campaign_id, c.name, c.started_on, count(m.account_id) as accounts
    from campaigns c left join campaign_members m on m.campaign_id = c.campaign_id
    group by c.campaign_id, c.name, c.started_on order by c.started_on desc, c.campaign_id""")


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign that has begun."""

    campaign_id: str
    name: str
    started_on: date
    accounts: int


@dataclass(frozen=True, slots=True)
class Followed:
    """One account: on which side, and its values by age in periods; age 0 is the first whole period after the start,
    -1 the last one before it."""

    account_id: str
    account_name: str | None
    segment: str | None
    in_campaign: bool
    values: Mapping[int, float]

    def mean(self, ages: Sequence[int]) -> float | None:
        """The mean over those of the ages that are known; None where none is."""
        values = [self.values[age] for age in ages if age in self.values]
        return float(np.mean(values)) if values else None

    def change(self, before: Sequence[int], after: Sequence[int]) -> float | None:
        """Mean after minus mean before; None where either side is unknown."""
        first, last = self.mean(before), self.mean(after)
        return last - first if first is not None and last is not None else None


def begun_campaigns(context: Context) -> list[Campaign]:
    """The campaigns that have begun, the latest first."""
    rows = context.table(_BEGUN).to_pylist()
    return [
        Campaign(row["campaign_id"], row["name"] or row["campaign_id"], row["started_on"], row["accounts"])
        for row in rows
    ]


def followed_accounts(context: Context, campaign: Campaign, of: str) -> list[Followed]:
    """Customers on the day the campaign began, with their values in the whole, complete periods around that day.

    The period in which it began belongs to neither side, unless it began with it. An account's periods begin with
    the first whole one of its life; who leaves counts nothing from then on, since leaving is part of what happened.
    Of churn, nobody had left by the day of the start (age -1), and who is no customer at a period's end has.
    """
    ages = _ages(context, campaign.started_on)
    rows = context.table(
        _followed(context, of),
        campaign=campaign.campaign_id,
        started_on=campaign.started_on,
        ages=list(ages.values()),
        starts=list(ages),
        **(feature_parameters(context) if of in OF_USE else {}),
    )
    scores = past_scores(context, list(ages)) if of == HEALTH else {}
    values: dict[str, dict[int, float]] = {}
    first_rows: dict[str, dict[str, Any]] = {}
    for row in rows.to_pylist():
        first_rows[row["account_id"]] = row
        by_age = values.setdefault(row["account_id"], {-1: 0.0} if of == CHURN else {})
        value = scores.get((row["account_id"], row["period"]), row["value"])
        if value is not None and (of != CHURN or row["age"] >= 0):
            by_age[row["age"]] = value
    return [
        Followed(account, row["account_name"], row["segment"], row["in_campaign"], values[account])
        for account, row in first_rows.items()
    ]


def _ages(context: Context, started_on: date) -> dict[date, int]:
    """The starts of the periods within reach, with their ages."""
    whole = [period for period in context.all_periods if period.complete]
    before = [period for period in whole if period.end <= started_on][-context.whole("before_periods") :]
    after = [period for period in whole if period.start >= started_on][: context.whole("after_periods")]
    near = {period.start: index - len(before) for index, period in enumerate(before)}
    return near | {period.start: index for index, period in enumerate(after)}


def _followed(context: Context, of: str) -> Query:
    feature_sql = "and feature = $feature" if feature_of(context) else ""
    values_sql = MEASURES[of].values_sql.format(feature=feature_sql)
    record_sql = MEASURES[of].record_sql.format(feature=feature_sql)
    nothing_sql = MEASURES[of].nothing
    priced_sql = PRICED if MEASURES[of].unit is Unit.MONEY else "true"
    sides_sql = f"""
    select t.account_id, t.live_from, m.segment, n.account_name,
        t.account_id in (select account_id from campaign_members where campaign_id = $campaign
            and account_id is not null) as in_campaign
    from there t
    join members m on m.account_id = t.account_id and m.valid_from <= $started_on::date
        and $started_on::date < m.valid_to
    left join account_names n on n.account_id = t.account_id
    where {priced_sql}"""
    ctes = {**_THERE, **MEASURES[of].ctes, "sides": sides_sql, "told": values_sql, "record": record_sql}
    return Query(
        f"""
        select s.account_id, s.account_name, s.segment, s.in_campaign, b.period, b.age,
            cast(coalesce(t.value, {nothing_sql}) as double) as value
        from sides s cross join record r
        join near b on b.period >= s.live_from and b.period >= r.first_on
        left join told t on t.account_id = s.account_id and t.period = b.period
        order by s.account_id, b.age""",
        ctes,
    )
