"""When a line of a subscription ends: by its date, else with the term that was paid for when it was cancelled."""

from __future__ import annotations

from collections.abc import Collection

from csm_core.facts.framework.fact import Day
from csm_core.facts.matching.resolved import resolved
from csm_core.midnights import days_sql

OPEN = "date '9999-12-31'"

# Months in one billing interval. 52 weeks and 365 days a year: a weekly price is worth 52/12 of itself a month.
MONTHS = """(case lower(billing_interval)
    when 'day' then 12.0 / 365 when 'daily' then 12.0 / 365
    when 'week' then 12.0 / 52 when 'weekly' then 12.0 / 52
    when 'month' then 1.0 when 'monthly' then 1.0
    when 'quarter' then 3.0 when 'quarterly' then 3.0
    when 'half-year' then 6.0 when 'semiannual' then 6.0
    when 'year' then 12.0 when 'yearly' then 12.0 when 'annual' then 12.0 when 'annually' then 12.0
    end * coalesce(billing_interval_count, 1))"""
_DAYS = """(case lower(billing_interval) when 'day' then 1 when 'daily' then 1 when 'week' then 7 when 'weekly' then 7
    end * coalesce(billing_interval_count, 1))"""

# Whole months from `term_from` on until the day of the cancellation is reached.
_ELAPSED = """(12 * (year(cancelled_on) - year(term_from)) + month(cancelled_on) - month(term_from)
    + case when day(cancelled_on) > day(term_from) then 1 else 0 end)"""

# A line that renews by itself goes on past its end, unless a later one of the same customer and product follows.
GOES_ON = """(coalesce(remarks, '') like '%renews%' and not coalesce(last_start >= end_date, false))"""


def lines_sql(day: Day, filled: Collection[str]) -> str:
    """SQL of the rows of subscriptions by account, each with when it ends.

    `last_start`: the latest start of its customer and product. `paid_to`: the first day that is not paid for any
    more, null where the line has ended and nothing says when. `ended_by`: 'term' where a line that was cancelled and
    has no end is paid until its term is over, 'cancellation' where no term is known; null for all others.
    """
    rows = resolved("live.subscriptions", "t.* exclude (account_id)", "account_id", filled=filled)
    return f"""
select * exclude (cancelled_on, term_from, term_months, term_days, month_index, next_term_on), {
        _PAID_TO.format(end_on=day.of("end_date"), status_on=day.of("status_at"), term_on=day.of("term_end"))
    } as paid_to,
    case when {GOES_ON} or end_date is not null or (lower(status) = 'unpaid' and status_at is not null)
            or cancelled_on is null then null
        when next_term_on is not null then 'term' else 'cancellation' end as ended_by
from (
    select *, case
        -- The end of a term that is told; of a trial, which is then all that there was.
        when cancelled_on <= term_from then term_from
        when term_days is not null
            then term_from + cast(ceil({days_sql("term_from", "cancelled_on")} / term_days) * term_days as integer)
        when month_index is not null then {_IN_MONTH}
        end as next_term_on
    from (
        select *, case when term_days is null then cast(year(term_from) * 12 + month(term_from) - 1
            + ceil({_ELAPSED} / term_months) * term_months as bigint) end as month_index
        from (
            select *, max(start_date) over (partition by account_id, product) as last_start,
                {day.of(_CANCELLED)} as cancelled_on, {day.of(_TERM_FROM)} as term_from,
                {MONTHS} as term_months, {_DAYS} as term_days
            from ({rows})
        )
    )
)"""


# A line that was not ended by a date, but cancelled. What has expired or churned was over on the day of its status.
_CANCELLED = """case when end_date is null then coalesce(cancel_requested_at,
    case when lower(status) in ('canceled', 'cancelled') then status_at end) end"""
_TERM_FROM = "coalesce(term_end, greatest(start_date, coalesce(trial_converted_at, trial_end, start_date)))"
_FIRST_OF_MONTH = "make_date(month_index // 12, month_index % 12 + 1, 1)"
_IN_MONTH = f"{_FIRST_OF_MONTH} + cast(least(day(term_from), day(last_day({_FIRST_OF_MONTH}))) - 1 as integer)"
_PAID_TO = f"""(case
    when {GOES_ON} then {OPEN}
    when end_date is not null then {{end_on}}
    when lower(status) = 'unpaid' and status_at is not null then {{status_on}}
    when cancelled_on is not null then coalesce(next_term_on, cancelled_on)
    when lower(status) in ('canceled', 'cancelled', 'ended', 'expired', 'churned')
        then coalesce({{term_on}}, {{status_on}})
    else {OPEN}
    end)"""
