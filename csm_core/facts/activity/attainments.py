"""attainments: what customers set out to reach and what they reached, by local day.

`share` is how much of the target was reached: actual over target, or target over actual where less is better. It is
null where no such share is one: over nothing, and where what is divided by lies below zero, as then the better result
has the smaller share.
"""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact
from csm_core.facts.matching.resolved import resolved


def _sql(day: Day) -> str:
    rows = resolved("live.outcomes", "t.measure, t.date, t.actual, t.target, t.less_is_better", "account_id")
    return f"""
select account_id, measure, {day.of('"date"')} as measured_on, actual, target,
    coalesce(less_is_better, false) as less_is_better,
    case when coalesce(less_is_better, false) then case when actual > 0 and target >= 0 then target / actual end
        when target > 0 then actual / target end as share
from ({rows})
"""


FACT = Fact(
    name="attainments",
    one_row_per="account, measure and day",
    reads=("outcomes",),
    columns=(
        ("account_id", "varchar"),
        ("measure", "varchar"),
        ("measured_on", "date"),
        ("actual", "double"),
        ("target", "double"),
        ("less_is_better", "boolean"),
        ("share", "double"),
    ),
    key=("account_id", "measure", "measured_on"),
    sql=_sql,
    after=("identities",),
)
