"""Retention beyond the data: what was seen, what a model says, and how it did on data that it was not shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.metrics.customers.first_spells import as_seen_at_the_end
from csm_core.metrics.customers.renewals_seen import by_term, renewal_risks, renewals_seen
from csm_core.metrics.customers.survival_curves import was_lost
from csm_core.metrics.estimates.arrays import floats
from csm_core.metrics.framework.context import Context
from csm_core.metrics.lifetime_value.calc.valued import segments_of
from csm_core.periods import add_months
from csm_core.stats.arrays import FloatArray
from csm_core.stats.intervals import Interval
from csm_core.stats.renewal_forecast import RenewalForecast, forecast_renewals
from csm_core.stats.survival import kaplan_meier, risk_table

_KEPT = ("segment", "account_id", "account_name", "started_on", "seen_until", "lost", "entered", "renewed")


@dataclass(frozen=True, slots=True)
class TermForecast:
    """One segment and billing term of so many months.

    `rows` are its accounts, `model` is fitted to them. `held` are those who were there when the hold-out began and
    have come up for renewal since: made_then and due (renewals), kept (0 or 1), and `expected`, the chance to be kept
    by `model_then`, fitted to what was known when the hold-out began.
    """

    segment: str | None
    months: float
    rows: pa.Table
    model: RenewalForecast
    held: pa.Table
    model_then: RenewalForecast


def term_forecasts(context: Context) -> Iterator[TermForecast]:
    """The forecast of each segment and billing term, as of the scope's end."""
    context = as_seen_at_the_end(context)
    months_back = context.whole("holdout_months")
    before = add_months(context.as_of + timedelta(days=1), -months_back) - timedelta(days=1)
    then = renewals_seen(context.with_scope(replace(context.scope, as_of=before)))
    earlier = {
        (segment, months): term_rows for segment, rows in segments_of(then) for months, term_rows in by_term(rows)
    }
    for segment, rows in segments_of(renewals_seen(context)):
        for months, term_rows in by_term(rows):
            earlier_rows = earlier.get((segment, months), then.slice(0, 0))
            model_then = forecast_renewals(*renewal_risks(earlier_rows))
            held = _held(term_rows, earlier_rows, months_back / months, model_then)
            model = forecast_renewals(*renewal_risks(term_rows))
            yield TermForecast(segment, months, term_rows.select(_KEPT), model, held, model_then)


def observed(rows: pa.Table, renewals: FloatArray) -> list[Interval]:
    """Kaplan-Meier by renewal: the share that made it, with who came into view late at risk from then on."""
    lost = was_lost(rows)
    duration, entry = floats(rows, "renewed") + lost, floats(rows, "entered")
    # Who was not seen at any renewal says nothing of them.
    use = (duration > entry) | (entry == 0.0)
    curve = kaplan_meier(duration[use], lost[use], entry=entry[use])
    at_risk = risk_table(duration[use], lost[use], entry=entry[use], times=renewals).at_risk
    return [
        Interval(float(value), float(low), float(high), float(n))
        if n or not renewal
        else Interval(None, None, None, 0)
        for renewal, value, low, high, n in zip(renewals, *curve.at(renewals), at_risk, strict=True)
    ]


def furthest(rows: pa.Table) -> int:
    """The last renewal that anybody was seen at."""
    return int((floats(rows, "renewed") + was_lost(rows)).max())


def _held(rows: pa.Table, then: pa.Table, terms: float, model: RenewalForecast) -> pa.Table:
    there = then.filter(pc.invert(then.column("lost"))).select(["account_id", "renewed", "wait"])
    there = there.rename_columns(["account_id", "made_then", "wait_then"])
    joined = rows.select(_KEPT).join(there, "account_id", join_type="inner").sort_by("account_id")
    due = np.floor(terms - floats(joined, "wait_then") + 1e-9) + 1.0
    joined = joined.append_column("due", pa.array(due, pa.float64())).filter(pa.array(due >= 1.0))
    made, due = floats(joined, "made_then"), floats(joined, "due")
    kept = floats(joined, "renewed") >= made + due
    joined = joined.append_column("kept", pa.array(kept.astype(np.float64), pa.float64()))
    expected = pa.array(model.kept(made, due), pa.float64(), from_pandas=True)
    return joined.append_column("expected", expected).drop_columns(["wait_then"])
