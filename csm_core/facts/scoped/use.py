"""Inputs of use over windows of days: whole and unlabelled, as a window that ends in a period reaches back into
others."""

from __future__ import annotations

from csm_core.facts.activity import active_days
from csm_core.facts.scoped.scoped_input import ScopedInput

INPUTS = (
    ScopedInput(
        name="active_days",
        one_row_per=f"{active_days.FACT.one_row_per}, whatever the filters",
        columns=active_days.FACT.columns,
        sql=lambda basis: (
            f"""
            select account_id, user_id, used_on, grain, case when next_on <= $as_of then next_on end as next_on
            from {basis.facts}.active_days where used_on <= $as_of"""
        ),
    ),
    ScopedInput(
        name="feature_days",
        one_row_per="account, user and day of the use of the feature asked for, whatever the filters",
        columns=active_days.FACT.columns,
        sql=lambda basis: (
            f"""
            select account_id, user_id, used_on, grain,
                lead(used_on) over (partition by account_id, user_id order by used_on) as next_on
            from (
                select account_id, user_id, used_on, max(grain) as grain from {basis.facts}.user_days
                where feature = $feature and used_on <= $as_of group by account_id, user_id, used_on
            )"""
        ),
    ),
    # Totals of weeks and months among the use, whatever the filters: no figure of days can be had from them.
    ScopedInput(
        name="coarse_use",
        one_row_per="grain of usage totals that are not of days",
        columns=(("grain", "varchar"), ("accounts", "bigint"), ("days", "date[]")),
        sql=lambda basis: (
            f"""
            select grain, count(distinct account_id) as accounts, list(distinct used_on order by used_on) as days
            from {basis.facts}.active_days
            where grain is not null and used_on <= $as_of group by grain"""
        ),
    ),
)
