"""account_intervals: the ledger. One row an account, product and stretch of constant state, before any setting."""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact
from csm_core.facts.revenue.line_ends import GOES_ON, MONTHS
from csm_core.facts.revenue.unnamed_currency import named_currency

# A discount is a share, whatever its file wrote; more than the whole leaves nothing.
_DISCOUNT = "least(1, coalesce(discount, 0))"

_PAUSED = "coalesce(paused_at, case when lower(status) = 'paused' then status_at end)"


def _subscriptions(day: Day) -> str:
    return f"""
priced as (
    select account_id, subscription_id, product, plan, currency,
        lower(status) as status,
        {day.of("greatest(start_date, coalesce(trial_converted_at, trial_end, start_date))")} as paid_from,
        paid_to,
        coalesce(cast(mrr as double), cast(amount as double) * coalesce(quantity, 1) / {MONTHS}) as amount,
        {_DISCOUNT} as discount,
        {day.of("discount_end")} as discount_to,
        coalesce(is_metered, false) as is_metered,
        {day.of("cancel_requested_at")} as requested_on,
        {day.of(_PAUSED)} as paused_on,
        -- A return before the pause belongs to an earlier pause.
        case when resumed_at >= {_PAUSED} then {day.of("resumed_at")} end as resumed_on,
        quantity, {day.of(f"coalesce(term_end, case when {GOES_ON} then end_date end)")} as term_end,
        {MONTHS} as billing_months
    from {{facts}}.subscription_lines
    where coalesce(is_recurring, true)
        and coalesce(lower(status), '') not in ('incomplete', 'incomplete_expired')
        -- A trial without an end can't have become paid yet; any other trial is paid from its end on, and one
        -- that ended with it has no paid stretch at all.
        and not (coalesce(lower(status), '') = 'trialing' and trial_end is null)
        -- Tools end the line some seconds after the trial that it ended with.
        and not coalesce(trial_converted_at is null and cast(end_date as date) <= cast(trial_end as date), false)
        and coalesce(cast(mrr as double), cast(amount as double)) is not null
),
stretches as (
    select *, paid_from as valid_from, least(paid_to, coalesce(paused_on, paid_to)) as valid_to,
        false as is_paused
    from priced
    union all
    select *, greatest(paid_from, paused_on), least(paid_to, coalesce(resumed_on, paid_to)), true
    from priced where paused_on is not null
    union all
    select *, greatest(paid_from, resumed_on), paid_to, false
    from priced where paused_on is not null and resumed_on is not null
)"""


def _sql(day: Day) -> str:
    return f"""
with {_subscriptions(day)},
gathered as (
    select account_id, subscription_id, product, plan, currency, valid_from, valid_to, amount, discount,
        discount_to, is_metered, is_paused, requested_on, false as truncated, quantity, term_end, billing_months,
        1 as source
    from stretches
    union all
    select account_id, null, product, plan, currency, valid_from, valid_to, amount, 0, null, false, false, null,
        truncated, null, null, null, 3
    from {{facts}}.snapshot_months
    union all
    select account_id, null, product, null, currency, valid_from, valid_to, amount, 0, null, false, false, null,
        truncated, null, null, null, 2
    from {{facts}}.movement_balances
),
-- Several revenue exports of one account tell of the same money: the most exact one speaks, they never add up.
chosen as (
    select * from (select *, min(source) over (partition by account_id) as best from gathered)
    where source = best
),
numbered as (
    select *, row_number() over (
        order by account_id, subscription_id, product, currency, valid_from, valid_to, amount, plan, quantity,
            term_end, discount, discount_to, is_metered, is_paused, requested_on, billing_months) as interval_id
    from chosen where account_id is not null and valid_from < valid_to
)
select interval_id, account_id, subscription_id, product, plan, {named_currency("currency")} as currency, valid_from,
    valid_to, cast(amount as decimal(18, 4)) as amount, cast(discount as double) as discount, discount_to, is_metered,
    is_paused, requested_on, truncated, quantity, term_end, billing_months
from numbered
"""


def _rolled_up(day: Day) -> str:
    """Each account's own money under its group's name: which export speaks is chosen account by account."""
    del day
    return """
select i.* replace (coalesce(g.group_id, i.account_id) as account_id)
from {plain}.account_intervals i left join {plain}.account_groups g on g.account_id = i.account_id
"""


FACT = Fact(
    name="account_intervals",
    one_row_per="account, subscription, product and stretch of constant state",
    reads=("subscriptions", "mrr_snapshots", "mrr_movements"),
    columns=(
        ("interval_id", "bigint"),
        ("account_id", "varchar"),
        ("subscription_id", "varchar"),
        ("product", "varchar"),
        ("plan", "varchar"),
        ("currency", "varchar"),
        ("valid_from", "date"),
        ("valid_to", "date"),
        ("amount", "decimal(18,4)"),
        ("discount", "double"),
        ("discount_to", "date"),
        ("is_metered", "boolean"),
        ("is_paused", "boolean"),
        ("requested_on", "date"),
        ("truncated", "boolean"),
        ("quantity", "double"),
        ("term_end", "date"),
        ("billing_months", "double"),
    ),
    key=("interval_id",),
    sql=_sql,
    rolled_up=_rolled_up,
    after=("subscription_lines", "snapshot_months", "movement_balances", "used_currencies"),
)
