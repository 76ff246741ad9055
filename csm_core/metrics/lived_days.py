"""On which days each account was a customer."""

from __future__ import annotations

# Stretches of days that do not overlap, whatever the products: account_id, live_from, live_to (the first day after).
# A pause, or a gap within the grace, is a day as a customer.
LIVED = """stretches as (
    select account_id, valid_from, valid_to, max(valid_to) over (partition by account_id
        order by valid_from, valid_to rows between unbounded preceding and 1 preceding) as lived_until
    from (select distinct account_id, valid_from, valid_to from ledger where amount > 0 or is_held)
),
lived as (
    select account_id, greatest(valid_from, coalesce(lived_until, valid_from)) as live_from, valid_to as live_to
    from stretches where lived_until is null or valid_to > lived_until
)"""
