"""What comes up for renewal after the last day, what is known of it, and how like terms came out of late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pyarrow as pa

from csm_core.metrics.context import Context
from csm_core.metrics.registry import metric_named
from csm_core.metrics.renewals import RENEWALS, renewal_parameters
from csm_core.periods import add_months

# Notice is given when every line that stands has asked to be ended; of terms that are over, on their last day.
_CASES = (
    "with "
    + RENEWALS
    + """,
chosen as (
    select account_id, ends_on, state, back_on, least(eve, $as_of::date) as stood_on from due
    where (ends_on > $as_of::date and ends_on <= $until::date)
        or (ends_on > $since::date and ends_on <= $as_of::date and state <> 'open')
),
notices as (
    select c.account_id, c.ends_on, max(i.requested_on) as notice_on
    from chosen c
    join intervals i on i.account_id = c.account_id and i.valid_from <= c.stood_on and c.stood_on < i.valid_to
    where i.amount > 0 and not i.is_metered
    group by c.account_id, c.ends_on
    having count(*) = count(*) filter (where i.requested_on <= least(c.ends_on, $as_of::date))
),
priced as (
    select c.account_id, c.ends_on,
        sum(case when s.valid_from <= c.stood_on and c.stood_on < s.valid_to then s.amount * r.rate end) as due,
        sum(case when s.valid_from <= c.back_on and c.back_on < s.valid_to then s.amount * r.rate end) as after
    from chosen c
    join served s on s.account_id = c.account_id
    join rates r on r.instant = $end_instant and r.currency = s.currency
    group by c.account_id, c.ends_on
)
select m.segment, c.account_id, a.account_name, c.ends_on, t.notice_on, c.ends_on > $as_of::date as is_ahead,
    cast(p.due as double) as due,
    cast(case when c.state = 'renewed' then least(coalesce(p.after, 0), p.due) else 0 end as double) as kept
from chosen c
join priced p on p.account_id = c.account_id and p.ends_on = c.ends_on
join members m on m.account_id = c.account_id and m.valid_from <= $as_of and $as_of < m.valid_to
join account_names a on a.account_id = c.account_id
left join notices t on t.account_id = c.account_id and t.ends_on = c.ends_on
where p.due > 0
order by m.segment, c.ends_on, p.due desc, c.account_id
"""
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
    chosen = health.variant(None, context.workspace.row_counts())
    asked = Context.of(context.workspace, health, chosen, health.read_settings({}), context.scope, context.span)
    table: pa.Table = health.compute(asked).table
    if "account_id" not in table.column_names:
        return {}
    pairs = zip(table.column("account_id").to_pylist(), table.column("value").to_pylist(), strict=True)
    return {account: value for account, value in pairs if value is not None}
