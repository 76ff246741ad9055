"""What an account paid for from each day on which that changed, as SQL: its main plan, and all of its products."""

from __future__ import annotations

from csm_core.facts.revenue.line_ends import OPEN

# CTEs plan_points and product_points: account_id, value and valid_from.
HELD_SQL = f"""
held as (
    select account_id, product, plan, amount, valid_from, valid_to
    from {{facts}}.account_intervals where amount > 0
),
held_changed as (
    select account_id, valid_from from held
    union
    select account_id, valid_to from held where valid_to < {OPEN}
),
held_then as (
    select c.account_id, c.valid_from, h.plan, h.product, h.amount
    from held_changed c
    join held h on h.account_id = c.account_id and h.valid_from <= c.valid_from and c.valid_from < h.valid_to
),
plan_points as (
    select account_id, plan as value, valid_from from (
        select *, row_number() over (partition by account_id, valid_from order by amount desc, plan) as place
        from held_then where plan is not null)
    where place = 1
),
had as (
    select account_id, valid_from, list_sort(list(distinct product)) as products
    from held_then where product is not null group by account_id, valid_from
),
-- Of many only how many, or every combination would be a segment of its own.
product_points as (
    select account_id, case when len(products) <= 3 then array_to_string(products, ' + ')
        else len(products) || ' products' end as value, valid_from from had
)"""
