"""Who was lost, and why they said they left."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pyarrow as pa

from csm_core.metrics.context import Answer, Context
from csm_core.metrics.gaps import with_gaps
from csm_core.metrics.moved_revenue import MOVED, NOBODY_PAID
from csm_core.metrics.reason_groups import NONE_GIVEN, grouped_reasons, ranked
from csm_core.result import SCHEMA

# The reason belongs to this loss when the line that bears it ended, or was called off, in the same period.
_LOST = (
    MOVED
    + """,
told as (
    select v.period, v.account_id, c.reason, c.ended_on, row_number() over (partition by v.period, v.account_id
        order by c.ended_on desc, c.requested_on desc nulls last, c.reason) as place
    from moved v
    join spans s on s.period = v.period
    join cancellations c on c.account_id = v.account_id
        and ((s.start_instant <= c.ended_on and c.ended_on < s.end_instant)
            or (s.start_instant <= c.requested_on and c.requested_on < s.end_instant))
    where v.movement = 'churn'
)
select v.period, v.segment, v.account_id, n.account_name, t.reason, t.ended_on, cast(-v.amount as double) as mrr
from moved v
join account_names n on n.account_id = v.account_id
left join told t on t.period = v.period and t.account_id = v.account_id and t.place = 1
where v.movement = 'churn'
order by v.period, v.segment, mrr desc, v.account_id
"""
)
# All reasons ever given, whoever gave them: so a reason has one name whatever one looks at.
_GIVEN_EVER = "select reason from cancellations order by reason"
_BASE = MOVED + " select distinct period, segment from standing order by period, segment"
_CELLS = pa.schema([SCHEMA.field(name) for name in ("period", "segment", "measure", "series", "value", "n")])


def lost_answer(context: Context) -> Answer:
    """Accounts and MRR lost by reason; zero where a period with customers has none of it."""
    given, groups = _given(context)
    series = [*ranked(groups[reason] for reason in given), NONE_GIVEN]
    sums: dict[tuple[object, ...], list[float]] = {}
    for row in lost_rows(context).to_pylist():
        sums.setdefault((row["period"], row["segment"], row["measure"], row["series"]), []).append(row["amount"])
    cells = [
        {"period": base["period"], "segment": base["segment"], "measure": measure, "series": name}
        | {"value": math.fsum(found), "n": len(found)}
        for base in context.table(_BASE).to_pylist()
        for measure in ("accounts", "mrr")
        for name in series
        for found in [sums.get((base["period"], base["segment"], measure, name), [])]
    ]
    note = "No reason was ever given: map cancel_reason to see them."
    table = with_gaps(pa.Table.from_pylist(cells, _CELLS), context, NOBODY_PAID)
    return Answer(table, notes=(note,) if len(series) == 1 else ())


def lost_rows(context: Context) -> pa.Table:
    """For each measure one row a lost account, with its reason as it was given and the group that it is in."""
    _, groups = _given(context)
    rows = context.table(_LOST)
    named = [groups.get(reason, NONE_GIVEN) for reason in rows.column("reason").to_pylist()]
    rows = rows.append_column("series", pa.array(named, pa.string()))
    amounts = {"accounts": pa.repeat(pa.scalar(1.0), rows.num_rows), "mrr": rows.column("mrr")}
    return pa.concat_tables(
        [
            rows.append_column("amount", amount).append_column("measure", pa.repeat(pa.scalar(name), rows.num_rows))
            for name, amount in amounts.items()
        ]
    )


def _given(context: Context) -> tuple[list[str], Mapping[str, str]]:
    """Every reason as it was given, and the group of each."""
    given = context.table(_GIVEN_EVER).column("reason").to_pylist()
    return given, grouped_reasons(given, context.whole("named"))
