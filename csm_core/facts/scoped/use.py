"""Inputs of use over windows of days: whole and unlabelled, as a window that ends in a period reaches back into
others."""

from __future__ import annotations


def use_inputs(facts: str) -> dict[str, str]:
    """The text of each input by its name: rows up to the as-of day, without period and segment."""
    return {
        "active_days": f"""
            select account_id, user_id, used_on, grain, case when next_on <= $as_of then next_on end as next_on
            from {facts}.active_days where used_on <= $as_of""",
        # The same days of the use of one feature, $feature.
        "feature_days": f"""
            select account_id, user_id, used_on, grain,
                lead(used_on) over (partition by account_id, user_id order by used_on) as next_on
            from (
                select account_id, user_id, used_on, max(grain) as grain from {facts}.user_days
                where feature = $feature and used_on <= $as_of group by account_id, user_id, used_on
            )""",
        # Totals of weeks and months among the use, whatever the filters: no figure of days can be had from them.
        "coarse_use": f"""
            select grain, count(distinct account_id) as accounts, list(distinct used_on) as days
            from {facts}.active_days
            where grain is not null and used_on <= $as_of group by grain""",
    }
