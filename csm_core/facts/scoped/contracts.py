"""The scoped inputs of contracts and what they cost: terms, deals, cancellations, trials, costs."""

from __future__ import annotations

from csm_core.facts.revenue import cancellations, costs, opportunities, trials
from csm_core.facts.revenue.unnamed_currency import stated_currency
from csm_core.facts.scoped.scoped_input import Basis, ScopedInput

_TERMS = """
        with told as (
            select account_id, subscription_id, product, term_end, cast(billing_months as integer) as months,
                min(valid_from) as first_on, max(valid_to) as last_to
            from intervals where term_end is not null
            group by account_id, subscription_id, product, term_end, cast(billing_months as integer)
        ),
        last_day as (select max(last_on) as day from {facts}.recorded_days),
        kinds as (
            select coalesce(10 * count(*) filter (
                where t.term_end > least(t.last_to, d.day) + cast(31 * t.months + 3 as integer)
            ) <= count(*), true) as is_billing
            from told t cross join last_day d where t.months >= 1
        ),
        lines as (
            select t.account_id, t.subscription_id, t.product, t.term_end, t.first_on,
                case when k.is_billing and t.months >= 1 then t.months end as months,
                -- A term that ends on a month's last day may have begun on a later day of a longer month.
                case when t.term_end = last_day(t.term_end) then greatest(day(t.term_end), day(t.first_on))
                    else day(t.term_end) end as monthday,
                year(t.term_end) * 12 + month(t.term_end) - 1 as month_index,
                12 * (year(t.term_end) - year(t.first_on)) + month(t.term_end) - month(t.first_on) as lasted
            from told t cross join kinds k
        ),
        earlier as (
            select account_id, subscription_id, product, term_end, first_on, months, monthday,
                unnest(range(1, lasted // months + 1)) * -months + month_index as month_index
            from lines where months is not null
        ),
        stepped as (
            select account_id, subscription_id, product, term_end, first_on, months, monthday,
                make_date(month_index // 12, month_index % 12 + 1, 1) as month_on
            from earlier
        )
        select account_id, subscription_id, product, term_end, term_end as ends_on, months from lines
        union all
        select account_id, subscription_id, product, term_end,
            month_on + cast(least(monthday, day(last_day(month_on))) - 1 as integer), months
        from stepped where month_on + cast(least(monthday, day(last_day(month_on))) - 1 as integer) > first_on
        union all
        select account_id, null, null, null, renewal_on, null from account_list where renewal_on is not null"""


def _terms(basis: Basis) -> str:
    """When terms of lines end.

    `months` is a term's length where billing tells it. The first four name the lines, as their intervals do; without
    a `term_end` it is the renewal date of the whole account.

    Billing tools overwrite the end of a term at each renewal: the earlier ends follow from the billing interval,
    back to the line's first day. Other exports tell the end of a contract that is billed in parts. Which it is
    shows in the file: where one in ten lines is bound for longer than its present billing interval, ends are those
    of contracts, and only what is told counts.
    """
    return _TERMS.format(facts=basis.facts)


INPUTS = (
    ScopedInput(
        name="line_terms",
        one_row_per="end of a term of a line, and renewal date of an account",
        columns=(
            ("account_id", "varchar"),
            ("subscription_id", "varchar"),
            ("product", "varchar"),
            ("term_end", "date"),
            ("ends_on", "date"),
            ("months", "integer"),
        ),
        sql=_terms,
    ),
    ScopedInput(
        name="contract_terms",
        one_row_per="account and day on which terms of it end",
        columns=(("account_id", "varchar"), ("ends_on", "date"), ("months", "integer")),
        sql=lambda basis: (
            """
            select account_id, ends_on, case when count(*) = count(months) then max(months) end as months
            from line_terms group by account_id, ends_on"""
        ),
    ),
    # What the quantities of all lines tell of, whatever the filters: where each is 1, a line is no seat.
    ScopedInput(
        name="quantity_record",
        one_row_per="workspace: how many lines have a quantity, and one other than 1",
        columns=(("lines", "bigint"), ("other_than_one", "bigint")),
        sql=lambda basis: (
            """
            select count(*) as lines, count(case when quantity <> 1 then 1 end) as other_than_one
            from intervals where quantity > 0 and not is_metered"""
        ),
    ),
    ScopedInput(
        name="renewal_deals",
        one_row_per="renewal among the deals, whatever the filters",
        columns=opportunities.FACT.columns,
        sql=lambda basis: (
            f"""
            select * replace ({stated_currency("currency")} as currency) from {basis.facts}.opportunities
            where is_renewal"""
        ),
    ),
    ScopedInput(
        name="cancellations",
        one_row_per=f"{cancellations.FACT.one_row_per}, whatever the filters",
        columns=(("account_id", "varchar"), ("ended_on", "date"), ("reason", "varchar"), ("requested_on", "date")),
        sql=lambda basis: (
            f"""
            select account_id, ended_on, reason,
                case when requested_on <= $as_of then requested_on end as requested_on
            from {basis.facts}.cancellations where ended_on <= $as_of or requested_on <= $as_of"""
        ),
    ),
    ScopedInput(
        name="trials",
        one_row_per=f"{trials.FACT.one_row_per}, whatever the filters",
        columns=trials.FACT.columns,
        sql=lambda basis: (
            f"""
            select account_id, started_on, ends_on,
                case when converted_on <= $as_of then converted_on end as converted_on
            from {basis.facts}.trials where started_on <= $as_of"""
        ),
    ),
    ScopedInput(
        name="costs",
        one_row_per=costs.FACT.one_row_per,
        columns=costs.FACT.columns,
        sql=lambda basis: (
            f"""
            select * replace ({stated_currency("currency")} as currency) from {basis.facts}.costs
            where month_on <= $as_of"""
        ),
    ),
)
