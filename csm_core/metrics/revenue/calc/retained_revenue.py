"""What became of the MRR of the customers of some months ago: the sums behind net and gross revenue retention."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.renewal_worth import TERMS, WORTH
from csm_core.metrics.customers.renewals import GRACE, SERVED
from csm_core.metrics.estimates.account_ratio import concentrated, ratio_cells
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import Setting
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.metrics.money.revenue_steps import EVENT_STEPS, HOMES, MOVEMENTS
from csm_core.periods import add_months_to_close
from csm_core.stats.ratio_interval import Kind
from csm_core.text.plural import plural

RETENTION_SETTINGS: tuple[Setting, ...] = (
    Setting("lookback_months", "How many months back the customers are taken from", 12, (1, 60), "months"),
    *REVENUE_SETTINGS,
    Setting(
        "renewal_grace_days",
        "renewal_base: who pays again within so many days after the term has renewed, as in the renewal rate",
        GRACE.default,
        GRACE.allowed,
        GRACE.unit,
    ),
)

# What each account paid at the start of a look-back, in the rates of its end, and the segment that it was in.
_OPENING = {
    "spans": """
    select unnest($span_period::date[]) as period, unnest($span_start::date[]) as start_instant,
        unnest($span_end::date[]) as end_instant""",
    "opening": """
    select s.period, s.start_instant, s.end_instant, a.account_id,
        sum(cast(a.amount * r.rate as decimal(18, 4))) as mrr_then
    from spans s
    join account_states a on a.instant = s.start_instant
    join rates r on r.instant = s.end_instant and r.currency = a.currency
    group by s.period, s.start_instant, s.end_instant, a.account_id
    having sum(cast(a.amount * r.rate as decimal(18, 4))) > 0""",
}

_COHORT = {
    "closing": """
    select s.period, a.account_id, sum(a.mrr) as mrr_now
    from spans s join account_states a on a.instant = s.end_instant group by s.period, a.account_id""",
    "kept": """
    select o.period, o.start_instant, o.end_instant, o.account_id, o.mrr_then, coalesce(c.mrr_now, 0) as net,
        least(coalesce(c.mrr_now, 0), o.mrr_then) as gross
    from opening o left join closing c on c.period = o.period and c.account_id = o.account_id""",
}

# The MRR of the lines whose term ended in the look-back, and what followed them; without terms not decided yet, so
# that who renews each month counts by the last one that is.
_DUE = {
    **SERVED,
    "cases": """
    select s.period as case_on, s.end_instant as rate_on, o.account_id, min(t.ends_on) as first_on,
        max(t.ends_on) as ends_on
    from spans s
    join opening o on o.period = s.period
    join contract_terms t on t.account_id = o.account_id and s.start_instant <= t.ends_on
        and t.ends_on < s.end_instant and t.ends_on + greatest($grace_days::integer, 1) <= $as_of::date
    group by s.period, s.end_instant, o.account_id""",
    **TERMS,
    **WORTH,
    "kept": """
    select o.period, o.start_instant, o.end_instant, o.account_id, w.mrr_due as mrr_then, w.mrr_after as net,
        least(w.mrr_after, w.mrr_due) as gross
    from opening o join worth w on w.case_on = o.period and w.account_id = o.account_id
    where w.mrr_due > 0 and w.mrr_after is not null""",
}

# Every change of the look-back. A pause costs while it lasts; coming back from it gives back what it had cost.
_MOVED = {
    **EVENT_STEPS,
    **MOVEMENTS,
    **HOMES,
    "moved": """
    select period, account_id, sum(case when movement in ('new', 'entered') then 0 else amount end) as net,
        sum(case when movement in ('churn', 'contraction') then amount else 0 end)
            + least(0, sum(case when movement in ('paused', 'resumed') then amount else 0 end)) as gross
    from movements group by period, account_id""",
    "kept": """
    select s.period, s.start_instant, s.end_instant, coalesce(o.account_id, v.account_id) as account_id,
        coalesce(o.mrr_then, 0) as mrr_then, coalesce(o.mrr_then, 0) + coalesce(v.net, 0) as net,
        coalesce(o.mrr_then, 0) + coalesce(v.gross, 0) as gross
    from opening o
    full join moved v on v.period = o.period and v.account_id = o.account_id
    join spans s on s.period = coalesce(o.period, v.period)""",
}

_KEPT = {"cohort": _COHORT, "movement_sum": _MOVED, "renewal_base": _DUE}
# Who paid nothing at the start moves in the segment that it came into.
_AT_START = """m.account_id = k.account_id and m.valid_from < k.start_instant and k.start_instant <= m.valid_to"""
_SEGMENTS = {
    "cohort": "join members m on " + _AT_START,
    "movement_sum": "join homes m on m.period = k.period and m.account_id = k.account_id",
    "renewal_base": "join members m on " + _AT_START,
}
_PART = {"net": "k.net", "gross": "k.gross"}


def retention_answer(context: Context, kept: Literal["net", "gross"]) -> Answer:
    """Kept revenue over the revenue of the start, for each shown period."""
    months = context.whole("lookback_months")
    reason = f"No paying customers {plural(months, 'month')} before the end of this period."
    if context.variant.name == "renewal_base":
        reason = _no_renewals(context, months)
    kind = Kind.SHARE if kept == "gross" else Kind.CHANGE
    cells = ratio_cells(retention_rows(context, kept), reason, kind, concentrated)
    return Answer(with_gaps(cells, context, reason))


def retention_rows(context: Context, kept: Literal["net", "gross"]) -> pa.Table:
    """One row an account: `whole` it paid at the start of the look-back, `part` that counts as kept."""
    variant = context.variant.name
    spans = _spans(context)
    rows_sql = f"""
        select k.period, m.segment, k.account_id, n.account_name, cast({_PART[kept]} as double) as part,
            cast(k.mrr_then as double) as whole
        from kept k
        {_SEGMENTS[variant]}
        join account_names n on n.account_id = k.account_id
        where k.mrr_then <> 0 or {_PART[kept]} <> 0
        order by k.period, m.segment, whole desc, part desc, k.account_id"""
    # Every term counts, also one of a month.
    terms = {"grace_days": context.whole("renewal_grace_days"), "shortest_months": 1}
    return context.table(
        Query(rows_sql, _OPENING | _KEPT[variant]),
        span_period=[period for period, _, _ in spans],
        span_start=[start for _, start, _ in spans],
        span_end=[end for _, _, end in spans],
        instants=[start for _, start, _ in spans],
        **(terms if variant == "renewal_base" else {}),
    )


def _spans(context: Context) -> list[tuple[date, date, date]]:
    """Each shown period with the instants from which and to which it looks."""
    months = context.whole("lookback_months")
    ends = [(period.start, min(period.end, context.as_of + timedelta(days=1))) for period in context.periods]
    return [(period, add_months_to_close(end, -months), end) for period, end in ends]


def _no_renewals(context: Context, months: int) -> str:
    terms = context.table(Query("select count(*) as terms from contract_terms")).to_pylist()[0]["terms"]
    if terms:
        return f"No decided renewals of paying customers in these {months} months."
    return "No known contract terms. Load subscriptions with term_end, or accounts with renewal_date."
