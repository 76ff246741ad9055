"""trials: who tried from when to when, and the first day paid for after it."""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact


def _sql(day: Day) -> str:
    return f"""
with tried as (
    select account_id, product, {day.of("coalesce(trial_start, start_date)")} as started_on,
        max({day.of("trial_end")}) as ends_on
    from {{facts}}.subscription_lines
    where account_id is not null
        and (trial_start is not null or trial_end is not null or trial_converted_at is not null
            or lower(status) = 'trialing')
    group by account_id, product, {day.of("coalesce(trial_start, start_date)")}
),
-- Some tools end the trial's line and begin another one: what counts is that the same product is paid for.
paid as (
    select t.account_id, t.product, t.started_on, min(i.valid_from) as converted_on
    from tried t
    join {{facts}}.account_intervals i on i.account_id = t.account_id and i.product is not distinct from t.product
        and i.valid_from >= t.started_on
    where i.amount > 0
    group by t.account_id, t.product, t.started_on
)
-- Several products tried from the same day on are one trial.
select t.account_id, t.started_on, max(t.ends_on) as ends_on, min(p.converted_on) as converted_on
from tried t
left join paid p on p.account_id = t.account_id and p.product is not distinct from t.product
    and p.started_on = t.started_on
group by t.account_id, t.started_on
"""


FACT = Fact(
    name="trials",
    one_row_per="account and first day of a trial",
    reads=("subscriptions",),
    columns=(
        ("account_id", "varchar"),
        ("started_on", "date"),
        ("ends_on", "date"),
        ("converted_on", "date"),
    ),
    key=("account_id", "started_on"),
    sql=_sql,
    after=("subscription_lines", "account_intervals"),
)
