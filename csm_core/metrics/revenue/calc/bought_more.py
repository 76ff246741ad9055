"""Who of the customers bought more of what they had, or something that they did not have: upsell and cross-sell."""

from __future__ import annotations

from typing import Literal

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.estimates.account_ratio import ratio_cells
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import Refused, Setting, Variant
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.money.moved_revenue import NOBODY_PAID
from csm_core.metrics.money.revenue_steps import NET_HOMES, PERIOD_SPANS
from csm_core.stats.ratio_interval import Kind
from csm_core.units import Unit

Bought = Literal["upsell", "cross_sell", "either"]

# Both ends in the rates of the period's end. A line without a product is of the one product that nobody named.
# Coming back from a pause, the product was there all along.
_CTES = {
    **PERIOD_SPANS,
    **NET_HOMES,
    "lines": """
    select s.period, l.account_id, coalesce(l.product, '') as product, l.is_held,
        case when l.instant = s.start_instant then cast(l.amount * r.rate as decimal(18, 4)) end as amount_start,
        case when l.instant = s.end_instant then cast(l.amount * r.rate as decimal(18, 4)) end as amount_end
    from spans s
    join ledger_lines l on l.instant in (s.start_instant, s.end_instant)
    join rates r on r.instant = s.end_instant and r.currency = l.currency""",
    "products": """
    select period, account_id, product, coalesce(sum(amount_start), 0) as mrr_start,
        coalesce(sum(amount_end), 0) as mrr_end,
        coalesce(bool_or(is_held and amount_start is not null), false) as held_start
    from lines group by period, account_id, product""",
    "bought": """
    select period, account_id, sum(mrr_start) as mrr_start, sum(mrr_end) as mrr_end,
        sum(case when mrr_start > 0 and not held_start and mrr_end > mrr_start then mrr_end - mrr_start end)
            as upsell,
        sum(case when mrr_start <= 0 and not held_start and mrr_end > 0 then mrr_end end) as cross_sell,
        count(*) filter (where mrr_end > 0) - count(*) filter (where mrr_start > 0 or held_start) as more_products
    from products group by period, account_id""",
    "counted": """
    select v.period, h.segment, v.account_id, b.upsell, b.more_products,
        case when $swaps or b.more_products > 0 then b.cross_sell end as cross_sell,
        v.mrr_start + v.rate_effect > 0 or (v.held_start and v.paid_before) as at_start,
        v.mrr_end > 0 or v.held_end as at_end
    from account_moves v
    join homes h on h.period = v.period and h.account_id = v.account_id
    left join bought b on b.period = v.period and b.account_id = v.account_id""",
}
_PRODUCTS = """
    select c.period, c.segment, c.account_id, n.account_name, cast(c.at_start and {extra} > 0 as integer) as part,
        1 as whole, cast(case when c.at_start then {extra} end as double) as extra_mrr
    from counted c join account_names n on n.account_id = c.account_id
    where c.at_start or ($all_customers and c.at_end)
    order by c.period, c.segment, part desc, extra_mrr desc nulls last, c.account_id"""
_EXTRA = {
    "upsell": "coalesce(c.upsell, 0)",
    "cross_sell": "coalesce(c.cross_sell, 0)",
    "either": "(coalesce(c.upsell, 0) + coalesce(c.cross_sell, 0))",
}
_BOUGHT = {bought: Query(_PRODUCTS.format(extra=_EXTRA[bought]), _CTES) for bought in _EXTRA}

_NAMED = Query("select count(distinct product) as products from intervals")
_NO_PRODUCTS = "Subscriptions have no products, so new ones can't be seen. Map product."
_ALL_ONE = "Subscriptions have no products: another product without more MRR is not seen. Map product."

BOUGHT_VARIANTS = (
    Variant("at_start", "Standard definition", "Over the customers of the period's start.", (0.0, 1.0), Unit.RATE),
    Variant(
        "all_customers",
        "Taught in articles",
        "Over all customers of the period, including new ones. They have had no time to buy again, so a good month "
        "of sales lowers the rate.",
        (0.0, 1.0),
        Unit.RATE,
    ),
)
BOUGHT_REFUSED = (
    Refused(
        "Extra sales over all sales",
        "It shows what share of sales goes to existing customers, not how many of them buy more.",
    ),
)
SWAPS = Setting("swaps", "A new product counts even if it replaced another", True, None, "")


def bought_answer(context: Context, bought: Bought) -> Answer:
    """The share of customers that bought, for each shown period."""
    is_named = bought == "upsell" or bool(context.table(_NAMED).to_pylist()[0]["products"])
    if bought == "cross_sell" and not is_named:
        return Answer(with_gaps(pa.table({}), context, _NO_PRODUCTS))
    cells = ratio_cells(bought_rows(context, bought), NOBODY_PAID, Kind.COUNTED)
    return Answer(with_gaps(cells, context, NOBODY_PAID), notes=() if is_named else (_ALL_ONE,))


def bought_rows(context: Context, bought: Bought) -> pa.Table:
    """One row a customer of the period: whether it bought (`part`, 0 or 1) and for how much more a month."""
    variant = context.variant.name
    return context.table(
        _BOUGHT[bought],
        swaps=context.settings.get("swaps", True) is True,
        all_customers=variant == "all_customers",
    )
