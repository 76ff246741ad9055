"""What a new customer is worth, as of a day: the headline of lifetime value alone, for what is set against it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.metrics.customers.renewals_seen import renewals_by_day
from csm_core.metrics.framework.context import Context
from csm_core.metrics.lifetime_value.calc.constant_churn import constant_churn_value, simple_clv_by_day
from csm_core.metrics.lifetime_value.calc.contracts import (
    contract_value,
    fit_terms,
    new_customer,
    why_unfitted,
)
from csm_core.metrics.lifetime_value.calc.valued import Valued, behind, segments_of, terms_of
from csm_core.stats.clv import ClvTerms
from csm_core.stats.intervals import Interval
from csm_core.stats.likelihood import NotFitted
from csm_core.stats.sbg import SbgFit

_ENDLESS = "Nobody was lost, so the simple lifetime value has no limit."


@dataclass(frozen=True, slots=True)
class NewValue:
    """The value with its interval (None with a `note`), the rows that it is made of, and which model gave it."""

    value: Interval
    rows: pa.Table
    method: str
    note: str | None


def new_values(context: Context, days: Collection[date]) -> Mapping[date, Mapping[str | None, NewValue]]:
    """Each segment's, as of each of these days: by the variant's model, or where that fits none of them by the simple
    one. All have one model: what a segment brings for ever can't stand beside what another brings within a horizon.
    """
    values: dict[date, Mapping[str | None, NewValue]] = {}
    if context.variant.name != "simple":
        terms = terms_of(context)
        modelled = {day: _by_contracts(rows, terms) for day, rows in renewals_by_day(context, days).items()}
        values = {
            day: worths
            for day, worths in modelled.items()
            if any(worth.value.value is not None for worth in worths.values())
        }
    if others := set(days) - values.keys():
        for day, simple in simple_clv_by_day(context, others).items():
            values[day] = {segment: _simple(valued) for segment, valued in simple.by_segment.items()}
    return values


def _by_contracts(renewals: pa.Table, terms: ClvTerms) -> dict[str | None, NewValue]:
    values = {}
    for segment, rows in segments_of(renewals):
        fits = fit_terms(rows)
        value = new_customer(rows, {months: fit for months, fit in fits.items() if isinstance(fit, SbgFit)}, terms)
        if value.value is not None:
            values[segment] = NewValue(value, behind(rows, "clv", "sbg", terms), "sbg", None)
        else:
            values[segment] = _none("sbg", why_unfitted(rows, fits))
    return values


def new_value_of(rows: pa.Table) -> float | None:
    """The value from its rows, by the model that they name."""
    if rows.num_rows == 0:
        return None
    return contract_value(rows) if rows.column("method")[0].as_py() == "sbg" else constant_churn_value(rows)


def _simple(valued: Valued | NotFitted) -> NewValue:
    if isinstance(valued, NotFitted):
        return _none("simple", valued)
    cell = next(cell for cell in valued.cells if cell["measure"] == "clv")
    value, low, high = (None if cell[name] is None else float(str(cell[name])) for name in ("value", "low", "high"))
    rows = valued.rows.filter(pc.equal(valued.rows.column("measure"), "clv"))
    interval = Interval(value, low, high, float(str(cell["n"])))
    return NewValue(interval, rows, "simple", None if value is not None else _ENDLESS)


def _none(method: str, why: NotFitted) -> NewValue:
    return NewValue(Interval(None, None, None, 0), pa.table({}), method, f"No lifetime value: {why.reason}.")
