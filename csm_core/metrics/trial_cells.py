"""Trials counted: decided and paid, decided and not, open."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.metrics.context import Answer, Context
from csm_core.metrics.gaps import with_gaps
from csm_core.metrics.shares import CLUSTERED, share_cells

# Decided: every trial of a start that is old enough, or that has ended. Young ones are open even where they have
# become paid already: who converts fast would otherwise count before who does not.
_TRIALS = {
    "by_start": """
tried as (
    select account_id, started_on, ends_on, converted_on, started_on as placed_on,
        started_on + $within_days::integer <= $as_of::date as is_decided,
        coalesce(converted_on <= started_on + $within_days::integer, false) as is_paid
    from trials
)""",
    "by_end": """
tried as (
    select account_id, started_on, ends_on, converted_on, ends_on as placed_on, ends_on <= $as_of::date as is_decided,
        coalesce(converted_on <= greatest(ends_on, started_on + $within_days::integer), false) as is_paid
    from trials where ends_on is not null
)""",
}
_ROWS_SQL = """
, placed as (
    select p.period, m.segment, t.account_id, n.account_name, t.started_on, t.ends_on, t.converted_on, t.is_decided,
        t.is_paid
    from periods p
    join tried t on p.period <= t.placed_on and t.placed_on < p.period_end
    join members m on m.account_id = t.account_id and m.valid_from <= t.placed_on and t.placed_on < m.valid_to
    join account_names n on n.account_id = t.account_id
    where p.shown
)
select *, cast(case when is_decided then is_paid else not is_decided end as double) as part,
    cast(case when is_decided then 1 end as double) as whole,
    case when is_decided then 'rate' else 'open' end as measure
from placed order by period, segment, measure, part desc, started_on, account_id
"""
_CELLS_SQL = f"""
select period, segment, 'rate' as measure, {CLUSTERED},
    case when sum(n) = 0 then 'No trial of this period is decided yet.' end as note
from (
    select period, segment, count(*) filter (where is_decided and is_paid) as hits,
        count(*) filter (where is_decided) as n
    from placed group by period, segment, account_id
) group by period, segment order by period, segment
"""
_OPEN_SQL = """
select period, segment, 'open' as measure, cast(count(*) filter (where not is_decided) as double) as value,
    count(*) filter (where not is_decided) as n
from placed group by period, segment order by period, segment
"""
_BEFORE = _ROWS_SQL[: _ROWS_SQL.index("select *,")]
_NONE = {"by_start": "No trial began in this period.", "by_end": "No trial ended in this period."}


def trial_answer(context: Context) -> Answer:
    """Rate and open trials of each shown period."""
    reason = _NONE[context.variant.name]
    rate = share_cells(_asked(context, _BEFORE + _CELLS_SQL), context, reason)
    rate = rate.filter(pc.equal(rate.column("measure"), "rate"))
    left = with_gaps(_asked(context, _BEFORE + _OPEN_SQL), context, reason)
    left = left.filter(pc.equal(left.column("measure"), "open"))
    return Answer(pa.concat_tables([rate, left]))


def trial_rows(context: Context) -> pa.Table:
    """One row a trial: `part` and `whole` of the decided, 1 for each that is open."""
    return _asked(context, _ROWS_SQL).drop_columns(["is_decided", "is_paid"])


def _asked(context: Context, rest_sql: str) -> pa.Table:
    return context.table(
        "with " + _TRIALS[context.variant.name].strip() + rest_sql, within_days=context.whole("within_days")
    )
