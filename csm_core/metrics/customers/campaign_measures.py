"""What campaigns are compared by: the value of an account in a period, and what no row of it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf

from csm_core.metrics.customers.satisfaction import SATISFIED_FROM
from csm_core.metrics.money.revenue_steps import MOVEMENTS, NET_STEPS
from csm_core.units import Unit

_USE = """select period, account_id, {value} as value from user_days
    where account_id is not null {{feature}} group by period, account_id"""
_FIRST_USE = "select min(used_on) as first_on from user_days where true {feature}"
_TICKETS = """select period, account_id, count(*) as value from tickets where account_id is not null
    group by period, account_id"""
_PAID = """select p.period, s.account_id, sum(s.mrr) as value
    from periods p join account_states s on s.instant = p.period_instant group by p.period, s.account_id"""
_GROWN_CTES = {
    "spans": "select period, period as start_instant, period_instant as end_instant from periods",
    **NET_STEPS,
    **MOVEMENTS,
}
_GROWN = """select period, account_id, sum(amount) as value from movements where movement = 'expansion'
    group by period, account_id"""
# Who is a customer on the last day of a period is not lost in it.
_STAYING = """select distinct p.period, s.account_id, 0 as value
    from periods p join stretches s on s.live_from < p.period_instant and s.live_to >= p.period_instant"""
_LIKELIHOOD = """select period, account_id, avg(score order by score) as value from answers where score is not null
    and account_id is not null and survey_type = 'nps' group by period, account_id"""
_SATISFIED = f"""select period, account_id, avg(cast(score >= {SATISFIED_FROM} as integer)) as value from answers
    where score is not null and account_id is not null and survey_type = 'csat' group by period, account_id"""
# Scores are no rows of SQL: they are put in beside.
_SCORES = "select period, cast(null as varchar) as account_id, cast(null as double) as value from periods where false"
_FIRST_PAID = "select min(valid_from) as first_on from ledger"
_FIRST_ANSWER = "select min(responded_on) as first_on from answers where survey_type = '{kind}'"


@dataclass(frozen=True, slots=True)
class Measure:
    """`values_sql` gives period, account_id, value; `record_sql` the first day that anything of it was recorded.
    `ctes` stand before both. `nothing` is what an account without a row has: 0, 1, or null where it is not known.
    `most` is what no value can exceed."""

    values_sql: str
    record_sql: str
    unit: Unit
    nothing: str = "0"
    ctes: Mapping[str, str] = field(default_factory=dict)
    most: float = inf

    @property
    def is_known(self) -> bool:
        """Whether an account without a row has a value all the same."""
        return self.nothing != "null"


CHURN, HEALTH, EXPANSION = "churn", "health", "expansion"
# These count use, of one feature where one is asked for.
OF_USE = ("user_days", "active_days", "active_users", "events")
# Nothing in a period is a zero, but nobody's answer is no score of 0.
MEASURES: Mapping[str, Measure] = {
    "user_days": Measure(_USE.format(value="count(distinct (user_id, used_on))"), _FIRST_USE, Unit.RATIO),
    "active_days": Measure(_USE.format(value="count(distinct used_on)"), _FIRST_USE, Unit.RATIO),
    "active_users": Measure(_USE.format(value="count(distinct user_id)"), _FIRST_USE, Unit.RATIO),
    "events": Measure(_USE.format(value="sum(events)"), _FIRST_USE, Unit.RATIO),
    "tickets": Measure(_TICKETS, "select min(created_on) as first_on from tickets", Unit.RATIO),
    "mrr": Measure(_PAID, _FIRST_PAID, Unit.MONEY),
    EXPANSION: Measure(_GROWN, _FIRST_PAID, Unit.MONEY, ctes=_GROWN_CTES),
    CHURN: Measure(_STAYING, _FIRST_PAID, Unit.RATE, "1"),
    HEALTH: Measure(_SCORES, "select min(period) as first_on from periods", Unit.SCORE, "null", most=100),
    "csat": Measure(_SATISFIED, _FIRST_ANSWER.format(kind="csat"), Unit.RATE, "null", most=1),
    "likelihood": Measure(_LIKELIHOOD, _FIRST_ANSWER.format(kind="nps"), Unit.RATIO, "null", most=10),
}
