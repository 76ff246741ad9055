"""What each customer of a cohort has brought by each age: from invoices, or from MRR and the months so far."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.metrics.cohort_ages import cohort_ages_parameters, cohort_ages_sql
from csm_core.metrics.cohort_starts import BY_BILL, BY_PAYMENT
from csm_core.metrics.columns import floats
from csm_core.metrics.context import Context
from csm_core.metrics.first_spells import days
from csm_core.metrics.tenure import elapsed_months
from csm_core.store import Parameter

# Whoever has money without an exchange rate is left out: counted without it, it would pass for one who paid less.
_BILLED = """
, priced as (
    select b.account_id, b.billed_on, b.amount * r.rate as amount
    from every_amount b left join final_rates r on r.currency = b.currency
)
select a.period, a.segment, a.age, a.account_id, n.account_name, a.observed, coalesce(sum(p.amount), 0) as part
from aged a
left join priced p on p.account_id = a.account_id and p.billed_on < a.age_until
left join account_names n on n.account_id = a.account_id
where a.account_id not in (select account_id from priced where amount is null)
group by all order by a.period, a.segment, a.age, a.account_id
"""
_SUBSCRIBED = """
, priced as (
    select l.account_id, l.valid_from, l.valid_to, cast(l.amount as double) * r.rate as mrr
    from ledger l left join final_rates r on r.currency = l.currency where l.amount > 0
)
select a.period, a.segment, a.age, a.account_id, n.account_name, a.observed, p.mrr, p.valid_from,
    least(p.valid_to, a.age_until, $as_of::date + 1) as valid_to
from aged a
join priced p on p.account_id = a.account_id and p.valid_from < least(a.age_until, $as_of::date + 1)
left join account_names n on n.account_id = a.account_id
where a.account_id not in (select account_id from priced where mrr is null)
order by a.period, a.segment, a.age, a.account_id, p.valid_from, p.valid_to, p.mrr
"""
_CELL = ["period", "segment", "age", "account_id", "account_name", "observed"]


def money_cohorts_sql(context: Context) -> str:
    """SQL whose last tables are `late`, `cohorts`, `final_rates` and `aged`."""
    return "with " + ",".join((BY_BILL if context.variant.name == "billed" else BY_PAYMENT, cohort_ages_sql(context)))


def money_parameters(context: Context) -> dict[str, Parameter]:
    """The parameters that this SQL names."""
    return {"fx_fixed": True, **cohort_ages_parameters(context)}


def cohort_money(context: Context) -> pa.Table:
    """Rows of period, segment, series (null, or 'average' over all observed), age, account_id, account_name,
    observed, part (what came in up to the end of the age) and whole (1)."""
    cohorts_sql, parameters = money_cohorts_sql(context), money_parameters(context)
    if context.variant.name == "billed":
        parts = context.table(cohorts_sql + _BILLED, **parameters)
    else:
        parts = _earned(context.table(cohorts_sql + _SUBSCRIBED, **parameters))
    one = pa.array([1.0] * parts.num_rows, pa.float64())
    own = parts.append_column("whole", one).append_column("series", pa.nulls(parts.num_rows, pa.string()))
    pooled = own.filter(pc.fill_null(own.column("observed"), False))
    for name, value in (("period", pa.nulls(pooled.num_rows, pa.date32())),
                        ("series", pa.array(["average"] * pooled.num_rows, pa.string()))):  # fmt: skip
        pooled = pooled.set_column(pooled.column_names.index(name), name, value)
    return pa.concat_tables([own, pooled])


def _earned(stretches: pa.Table) -> pa.Table:
    """MRR × months so far, to the day, summed over an account's stretches."""
    months = elapsed_months(days(stretches, "valid_from"), days(stretches, "valid_to"))
    amounts = stretches.select(_CELL).append_column("part", pa.array(months * floats(stretches, "mrr"), pa.float64()))
    summed = amounts.group_by(_CELL, use_threads=False).aggregate([("part", "sum")])
    return summed.rename_columns([*_CELL, "part"] if summed.column_names[0] == "period" else ["part", *_CELL])
