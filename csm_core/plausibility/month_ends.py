"""What each account paid a month at the end of each month, as the ledger has it before any setting."""

from __future__ import annotations

# One row an account and month (counted from year 0) that it pays in at its last day, in the running month at the last
# recorded day. Money in its own currency: jumps and gaps show in any.
MONTH_ENDS = """
last_day_of_all as (select max(last_on) as last_on from facts.recorded_days),
edges as (
    select account_id, amount, valid_from, valid_to,
        extract(year from valid_from) * 12 + extract(month from valid_from) - 1 as from_index,
        least(extract(year from valid_to) * 12 + extract(month from valid_to),
            extract(year from last_on) * 12 + extract(month from last_on)) - 1 as to_index
    from facts.account_intervals, last_day_of_all where amount > 0 and not is_paused
),
paid_months as (
    select e.*, m.month_index, make_date(m.month_index // 12, m.month_index % 12 + 1, 1) as month
    from edges e, unnest(generate_series(cast(e.from_index as bigint), cast(e.to_index as bigint))) as m(month_index)
),
month_ends as (
    select account_id, month_index, month, sum(amount) as mrr
    from paid_months, last_day_of_all
    where least(last_day(month), last_on) >= valid_from and least(last_day(month), last_on) < valid_to
    group by account_id, month_index, month
)"""
