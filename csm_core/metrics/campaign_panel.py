"""Accounts in a campaign and others beside them, period by period before and after it began."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from csm_core.metrics.context import Context
from csm_core.metrics.live_accounts import PAYING
from csm_core.periods import period_start

# What is compared: the value of an account in a period, and the first day that anything of it was recorded.
_USE = (
    "select period, account_id, {} as value from user_days where account_id is not null group by period, account_id"
)
_FIRST_USE = "select min(used_on) as first_on from user_days"
_TICKETS = """select period, account_id, count(*) as value from tickets where account_id is not null
    group by period, account_id"""
_PAID = """select p.period, s.account_id, sum(s.mrr) as value
    from periods p join account_states s on s.instant = p.period_instant group by p.period, s.account_id"""
_LIKELIHOOD = """select period, account_id, avg(score) as value from answers where score is not null
    and account_id is not null and survey_type = 'nps' group by period, account_id"""
MEASURES: Mapping[str, tuple[str, str]] = {
    "user_days": (_USE.format("count(distinct (user_id, used_on))"), _FIRST_USE),
    "active_days": (_USE.format("count(distinct used_on)"), _FIRST_USE),
    "active_users": (_USE.format("count(distinct user_id)"), _FIRST_USE),
    "events": (_USE.format("sum(events)"), _FIRST_USE),
    "tickets": (_TICKETS, "select min(created_on) as first_on from tickets"),
    "mrr": (_PAID, "select min(valid_from) as first_on from ledger"),
    "likelihood": (_LIKELIHOOD, "select min(responded_on) as first_on from answers"),
}
# Nothing in a period is a zero, but nobody's answer is no score of 0.
ZEROS: Mapping[str, str] = {name: "t.value" if name == "likelihood" else "coalesce(t.value, 0)" for name in MEASURES}

_BEGUN = """
select c.campaign_id, c.name, c.started_on, count(m.account_id) as accounts
from campaigns c left join campaign_members m on m.campaign_id = c.campaign_id
group by c.campaign_id, c.name, c.started_on order by c.started_on desc, c.campaign_id
"""


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
        known = [self.values[age] for age in ages if age in self.values]
        return float(np.mean(known)) if known else None

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
    """
    ages = _ages(context, campaign.started_on)
    rows = context.table(
        _followed_sql(of),
        campaign=campaign.campaign_id,
        started_on=campaign.started_on,
        ages=list(ages.values()),
        starts=list(ages),
    )
    values: dict[str, dict[int, float]] = {}
    told: dict[str, dict[str, Any]] = {}
    for row in rows.to_pylist():
        told[row["account_id"]] = row
        mine = values.setdefault(row["account_id"], {})
        if row["value"] is not None:
            mine[row["age"]] = row["value"]
    return [
        Followed(account, row["account_name"], row["segment"], row["in_campaign"], values[account])
        for account, row in told.items()
    ]


def _ages(context: Context, started_on: date) -> dict[date, int]:
    """The starts of the periods within reach, with their ages."""
    grain = context.scope.grain
    whole = [
        period
        for period in context.all_periods
        if period.complete and period_start(period.start, grain) == period.start
        and period_start(period.end, grain) == period.end
    ]  # fmt: skip
    before = [period for period in whole if period.end <= started_on][-context.whole("before_periods") :]
    after = [period for period in whole if period.start >= started_on][: context.whole("after_periods")]
    near = {period.start: place - len(before) for place, period in enumerate(before)}
    return near | {period.start: place for place, period in enumerate(after)}


def _followed_sql(of: str) -> str:
    return f"""
with {PAYING},
there as (
    select l.account_id, min(e.live_from) as live_from
    from stretches l join stretches e on e.account_id = l.account_id
    where l.live_from <= $started_on::date and $started_on::date < l.live_to group by l.account_id
),
sides as (
    select t.account_id, t.live_from, m.segment, n.account_name,
        t.account_id in (select account_id from campaign_members where campaign_id = $campaign
            and account_id is not null) as in_campaign
    from there t
    join members m on m.account_id = t.account_id and m.valid_from <= $started_on::date
        and $started_on::date < m.valid_to
    left join account_names n on n.account_id = t.account_id
),
near as (select unnest($starts::date[]) as period, unnest($ages::bigint[]) as age),
told as ({MEASURES[of][0]}),
record as ({MEASURES[of][1]})
select s.account_id, s.account_name, s.segment, s.in_campaign, b.age, cast({ZEROS[of]} as double) as value
from sides s cross join record r
join near b on b.period >= s.live_from and b.period >= r.first_on
left join told t on t.account_id = s.account_id and t.period = b.period
order by s.account_id, b.age
"""
