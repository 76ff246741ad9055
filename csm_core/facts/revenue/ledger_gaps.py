"""ledger_gaps: what the revenue exports leave open, and for how many accounts: said beside every figure of money."""

from __future__ import annotations

from collections.abc import Collection

from csm_core.facts.framework.fact import Day, Fact, of_accounts, of_all
from csm_core.facts.matching.resolved import resolved

_UNOPENED = """
-- An account's first day of movements on which all presuppose a balance that nobody told.
first_days as (select account_id, min(movement_date) as first_at from moves group by account_id),
unopened as (
    select f.account_id from first_days f
    join moves m on m.account_id = f.account_id and m.movement_date = f.first_at
    left join live.accounts a on a.account_id = f.account_id and a.initial_mrr is not null
    where a.account_id is null group by f.account_id
    having count(*) = count(case when m.remarks like '%presupposes%' and m.mrr_after is null then 1 end)
)"""


_UNDATED = """select 'unpaid_without_date', account_id, null from lines
    where lower(status) = 'unpaid' and end_date is null and status_at is null
    union all
    select 'paused_without_date', account_id, null from lines
    where lower(status) = 'paused' and paused_at is null and status_at is null
"""


def _cancelled(day: Day) -> str:
    """Lines whose end is taken from their cancellation; who cancelled in the trial had nothing to end."""
    return f"""select 'cancelled_by_' || ended_by, account_id, {day.of("coalesce(cancel_requested_at, status_at)")}
    from lines where ended_by is not null and paid_to > {day.of("start_date")} and coalesce(is_recurring, true)
    union all
    select 'cancelled_on', account_id, {day.of("end_date")} from lines where remarks like '%cancelled_on%'"""


def _lines_causes(day: Day) -> str:
    """What the lines of subscriptions leave open."""
    return f"""
    select case when remarks like '%renews%' then 'renewed' else 'called_active' end as cause, account_id,
        {day.of("end_date")} as since
    from lines where (remarks like '%renews%' or remarks like '%called_active%')
        and not coalesce(last_start >= end_date, false)
    union all
    select 'interval_unknown', account_id, null from lines
    where mrr is null and amount is not null and billing_interval is null and coalesce(is_recurring, true)
    union all
    select 'ended_without_date', account_id, null from lines
    where lower(status) in ('canceled', 'cancelled', 'ended', 'expired', 'churned') and end_date is null
        and cancel_requested_at is null and term_end is null and status_at is null
    union all
    {_cancelled(day)}
    union all
    select 'last_day', account_id, null from lines where remarks like '%last_day%'
    union all
    select 'missing_from_list', l.account_id, null from lines l
    join live.listed_subscriptions m on m.load_id = l.load_id and m.source_row = l.source_row and m.ended_by_list
    union all
    {_UNDATED}"""


_TOLD_TWICE = """
    select 'told_twice' as cause, account_id, cast(null as date) as since from told
    group by account_id having count(*) > 1"""


def _trimmed(day: Day, filled: Collection[str]) -> str:
    """Each export that is there, and what several of them tell of one account."""
    ctes, tellers, causes = [], [], []
    if "subscriptions" in filled:
        ctes.append("lines as (select * from {facts}.subscription_lines)")
        tellers.append("select distinct account_id, 'subscriptions' as source from lines")
        causes.append(_lines_causes(day))
    if "mrr_snapshots" in filled:
        tellers.append("select distinct account_id, 'snapshots' as source from {facts}.snapshot_months")
    if "mrr_movements" in filled:
        columns = "t.movement_date, t.mrr_after, t.remarks"
        ctes += [f"moves as ({resolved('live.mrr_movements', columns, 'account_id')})", _UNOPENED]
        tellers.append("select distinct account_id, 'movements' as source from moves")
        causes.append("select 'unopened' as cause, account_id, cast(null as date) as since from unopened")
    if len(tellers) > 1:
        ctes.append(f"told as ({' union all '.join(tellers)})")
        causes.append(_TOLD_TWICE)
    ctes.append(f"causes as ({' union all '.join(causes) or _NO_CAUSE})")
    return f"""
with {", ".join(ctes)}
select cause, since, count(distinct account_id) as accounts, count(*) as lines
from causes where account_id is not null group by cause, since
"""


_NO_CAUSE = "select null as cause, null as account_id, cast(null as date) as since where false"


FACT = Fact(
    name="ledger_gaps",
    one_row_per="thing that is left open, and day since which",
    reads=("subscriptions", "mrr_snapshots", "mrr_movements", "accounts"),
    columns=(("cause", "varchar"), ("since", "date"), ("accounts", "bigint"), ("lines", "bigint")),
    key=("cause", "since"),
    sql=of_all(_trimmed),
    trimmed=_trimmed,
    rolled_up=of_accounts("ledger_gaps"),
    after=("identities", "subscription_lines", "snapshot_months"),
    needs=("subscriptions", "mrr_snapshots", "mrr_movements"),
)
