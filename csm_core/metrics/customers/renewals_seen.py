"""Which renewals each account made, came into view after, or was lost at: first spells counted in billing terms."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.first_spells import FIRST_SPELLS, days, tables_by_day
from csm_core.metrics.customers.tenure import elapsed_months
from csm_core.metrics.estimates.arrays import floats
from csm_core.metrics.framework.context import Context
from csm_core.stats.arrays import FloatArray
from csm_core.stats.sbg import renewal_counts

_CTES = {
    **FIRST_SPELLS,
    "paying": """
    select account_id, instant - 1 as day, sum(mrr) as mrr from states_as_known
    where instant = any($instants::date[]) group by account_id, instant having sum(mrr) > 0""",
}
_SPELLS = Query(
    """
    select f.day, f.segment, f.account_id, f.account_name, f.started_on, f.first_paid_on, f.seen_until, f.lost,
        f.billing_months, cast(case when not f.lost then p.mrr end as double) as mrr,
        f.lost and p.mrr is not null as returned
    from followed f left join paying p on p.day = f.day and p.account_id = f.account_id
    where not f.start_is_unknown order by f.day, f.segment, f.account_id""",
    _CTES,
)
_NAMES = {1: "month", 3: "quarter", 6: "half-year", 12: "year"}


def renewals_seen(context: Context, forced_months: int | None = None) -> pa.Table:
    """As of the question's day: see `renewals_by_day`. `forced_months`: every account's term in months."""
    return _with_renewals(_spells(context, [context.as_of])[context.as_of], forced_months)


def renewals_by_day(context: Context, as_of: Collection[date]) -> Mapping[date, pa.Table]:
    """For each of these days, as it could be known on it, one row an account whose start is known, by segment:
    account_id, account_name, started_on, first_paid_on, seen_until, lost, billing_months, mrr (then, null for who was
    lost), returned, term_months, entered, renewed, wait."""
    return {day: _with_renewals(spells, None) for day, spells in _spells(context, as_of).items()}


def _spells(context: Context, as_of: Collection[date]) -> Mapping[date, pa.Table]:
    # The rates of each day's end, whatever the question's: what a customer pays is compared with nothing later.
    instants = [day + timedelta(days=1) for day in sorted(as_of)]
    return tables_by_day(context.table(_SPELLS, days=sorted(as_of), instants=instants, fx_fixed=False), as_of)


def by_term(rows: pa.Table) -> Iterator[tuple[float, pa.Table]]:
    """Each billing term in months, with its rows."""
    column = rows.column("term_months")
    for months in np.unique(floats(rows, "term_months")).tolist():
        yield months, rows.filter(pc.equal(column, months))


def renewal_risks(rows: pa.Table) -> tuple[FloatArray, FloatArray]:
    """Customers lost, and at risk, at renewal 1, 2, … of one term; who came into view later is at risk from then."""
    entered, renewed = floats(rows, "entered"), floats(rows, "renewed")
    lost = np.asarray(rows.column("lost").to_numpy(zero_copy_only=False), dtype=np.bool_)
    # At each renewal: who was lost at it, who made it as the last one seen, who came into view after it.
    events = np.concatenate([renewed[lost] + 1.0, renewed[~lost], entered])
    kind = np.repeat(np.arange(3), (int(lost.sum()), int((~lost).sum()), rows.num_rows))
    seen = events >= 1.0
    counts = [(kind[seen] == each).astype(np.float64) for each in range(3)]
    return renewal_counts(events[seen].astype(np.int64), *counts)


def term_name(months: float) -> str:
    """A billing term in words."""
    return _NAMES.get(int(months), f"{months:g} months")


def _with_renewals(rows: pa.Table, forced: int | None) -> pa.Table:
    """With the term in months, and for each account the renewals it came into view after (`entered`), those it
    made (`renewed`) and how far off the next one is, in terms (`wait`)."""
    # Snapshots and movements tell no term: they are counted by the month.
    billed = np.nan_to_num(floats(rows, "billing_months"), nan=1.0)
    term = np.full(rows.num_rows, float(forced)) if forced else np.maximum(np.round(billed), 1.0)
    started, came, until = (days(rows, name) for name in ("started_on", "first_paid_on", "seen_until"))
    lost = np.asarray(rows.column("lost").to_numpy(zero_copy_only=False), dtype=np.bool_)
    age = elapsed_months(started, until) / term
    entered = np.floor(elapsed_months(started, came) / term)
    made = np.where(lost, np.maximum(np.ceil(age) - 1.0, entered), np.floor(age))
    wait = np.where(lost, np.nan, made + 1.0 - age)
    for name, values in {"term_months": term, "entered": entered, "renewed": made, "wait": wait}.items():
        rows = rows.append_column(name, pa.array(values, pa.float64(), from_pandas=True))
    return rows
