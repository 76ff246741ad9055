"""What comes up for renewal after the last day, what is known of it, and how like terms came out of late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.renewal_worth import WORTH
from csm_core.metrics.customers.renewals import RENEWALS, renewal_parameters
from csm_core.metrics.framework.context import Context
from csm_core.metrics.framework.registry import metric_named
from csm_core.periods import add_months

# Who has asked to leave, and of whom an end is known, is in the calendar without a term that comes up: none may be
# known, or it is too short to count. Notice is given when every line due that stands has asked to be ended; of terms
# that are over, on their last day.
_CTES = {
    **RENEWALS,
    "noticed": """
    select distinct i.account_id, i.subscription_id, i.product, i.term_end, i.valid_to
    from intervals i
    where i.requested_on <= $as_of and $as_of < i.valid_to and i.valid_to <= $until::date and i.amount > 0
        and not i.is_metered and not exists (
            select 1 from line_terms t
            where t.account_id = i.account_id and t.subscription_id is not distinct from i.subscription_id
                and t.product is not distinct from i.product and t.term_end = i.term_end
                and $as_of::date < t.ends_on and t.ends_on <= $until::date
                and coalesce(t.months, $shortest_months) >= $shortest_months
        )""",
    "terms": """
    select account_id, subscription_id, product, term_end, ends_on, months, term_end is not null as is_line,
        cast(null as date) as noticed_to
    from line_terms
    union all
    select account_id, subscription_id, product, term_end, valid_to, null, true, valid_to from noticed""",
    "chosen": """
    select account_id, ends_on, state from due
    where (ends_on > $as_of::date and ends_on <= $until::date)
        or (ends_on > $since::date and ends_on <= $as_of::date and state <> 'open')
    union
    select account_id, valid_to, 'open' from noticed""",
    "cases": """
    select ends_on as case_on, account_id, ends_on as first_on, ends_on, $end_instant::date as rate_on,
        max(state) as state
    from chosen group by account_id, ends_on""",
    **WORTH,
}
_CASES = Query(
    """
    select m.segment, c.account_id, a.account_name, c.ends_on, w.notice_on, c.ends_on > $as_of::date as is_ahead,
        cast(case when c.ends_on > $as_of::date then w.mrr_now else w.mrr_due end as double) as due,
        cast(case when c.state = 'renewed' then least(coalesce(w.mrr_after, 0),
        w.mrr_due) else 0 end as double) as kept
    from cases c
    join worth w on w.account_id = c.account_id and w.case_on = c.case_on
    join members m on m.account_id = c.account_id and m.valid_from < least(c.ends_on, $as_of::date + 1)
        and least(c.ends_on, $as_of::date + 1) <= m.valid_to
    join account_names a on a.account_id = c.account_id
    where case when c.ends_on > $as_of::date then w.mrr_now else w.mrr_due end > 0
    order by m.segment, c.ends_on, due desc, c.account_id""",
    _CTES,
)


def upcoming_renewals(context: Context) -> list[dict[str, object]]:
    """One row an account and end of a term: segment, account_id, account_name, ends_on, notice_on (null where no
    notice is given), is_ahead (else it is one of the decided of late), due (MRR), kept (of it, for the decided).

    `context` is as seen at the scope's end.
    """
    end = context.as_of + timedelta(days=1)
    rows: list[dict[str, object]] = context.table(
        _CASES,
        until=add_months(context.as_of, context.whole("horizon_months")),
        since=add_months(context.as_of, -context.whole("history_months")),
        end_instant=end,
        instants=[end],
        **renewal_parameters(context),
    ).to_pylist()
    return rows


def health_of_accounts(context: Context) -> Mapping[str, float]:
    """The usual health score of each account of whom enough is known, on the last day."""
    health = metric_named("health_score")
    table: pa.Table = health.compute(context.of_metric(health, health.read_settings({}))).table
    if "account_id" not in table.column_names:
        return {}
    pairs = zip(table.column("account_id").to_pylist(), table.column("value").to_pylist(), strict=True)
    return {account: value for account, value in pairs if value is not None}
