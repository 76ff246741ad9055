"""movement_balances: movements of MRR as stretches of a balance, from what an account began with."""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact, of_accounts
from csm_core.facts.matching.resolved import resolved
from csm_core.facts.revenue.line_ends import OPEN
from csm_core.facts.revenue.unnamed_currency import named_currency

_OPENINGS = """
-- What the account list says an account began with, where movements tell only what came after. An account whose
-- movements say so themselves needs none; without any movements, an account list has no MRR.
begun as (
    select account_id from told_moves
    where mrr_after is not null or coalesce(lower(movement_type), '') like 'new%' group by account_id
),
billed_in as (
    select case when count(distinct upper(currency)) = 1 then max(currency) end as currency, count(*) as moves
    from told_moves
),
openings as (
    select a.account_id, max(a.initial_mrr) as mrr, min(coalesce(a.start_date, a.created_at)) as opened_at,
        max(a.end_date) as closed_at, max(b.currency) as currency
    from live.accounts a cross join billed_in b left join begun n on n.account_id = a.account_id
    where a.initial_mrr is not null and b.moves > 0 and n.account_id is null
    group by a.account_id having min(coalesce(a.start_date, a.created_at)) is not null
),
all_moves as (
    select m.account_id, m.movement_date, m.mrr_delta, m.mrr_after, m.currency, m.movement_type,
        -- One balance for the account: the list does not say of which product it was.
        case when o.account_id is null then m.product end as product, m.row_order
    from told_moves m left join openings o on o.account_id = m.account_id
    union all
    select account_id, opened_at, mrr, null, currency, 'new', null, -1000000000 from openings
    union all
    select account_id, closed_at, null, 0, currency, 'churn', null, 1000000000
    from openings where closed_at is not null
),"""


def _sql(day: Day) -> str:
    columns = (
        f"t.movement_date, t.mrr_delta, t.mrr_after, {named_currency('t.currency')} as currency, "
        "t.movement_type, t.product, t.remarks, "
        "case when t.remarks like '%newest_first%' then -t.source_row else t.source_row end as row_order"
    )
    rows = resolved("live.mrr_movements", columns, "account_id")
    order = "partition by account_id, product, currency order by movement_date, row_order"
    return f"""
with told_moves as ({rows}),{_OPENINGS}
moves as (
    select *, {day.of("movement_date")} as moved_on,
        coalesce(mrr_after, sum(mrr_delta) over ({order} rows unbounded preceding)) as amount,
        min(movement_date) over () as first_move,
        row_number() over ({order}) as place
    from all_moves
),
last_of_day as (
    select * from (
        select *, row_number() over (
            partition by account_id, product, currency, moved_on order by place desc) as from_last
        from moves)
    where from_last = 1
)
select account_id, product, currency, moved_on as valid_from,
    coalesce(lead(moved_on) over (partition by account_id, product, currency order by moved_on), {OPEN}) as valid_to,
    amount, date_trunc('month', first_move) = date_trunc('month', movement_date)
        and coalesce(lower(movement_type), '') not like 'new%' as truncated
from last_of_day
"""


FACT = Fact(
    name="movement_balances",
    one_row_per="account, product, currency and day of movements",
    reads=("mrr_movements", "accounts"),
    columns=(
        ("account_id", "varchar"),
        ("product", "varchar"),
        ("currency", "varchar"),
        ("valid_from", "date"),
        ("valid_to", "date"),
        ("amount", "double"),
        ("truncated", "boolean"),
    ),
    key=("account_id", "product", "currency", "valid_from"),
    sql=_sql,
    rolled_up=of_accounts("movement_balances"),
    after=("identities", "used_currencies"),
    needs=("mrr_movements",),
)
