"""Lifetime value of contracts that come up for renewal: the shifted-beta-geometric model, a billing term each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from math import ceil

import numpy as np
import pyarrow as pa

from csm_core.metrics.customers.first_spells import unknown_starts
from csm_core.metrics.customers.renewals_seen import by_term, renewal_risks, renewals_seen, term_name
from csm_core.metrics.estimates.arrays import floats
from csm_core.metrics.framework.context import Context
from csm_core.metrics.lifetime_value.calc.valued import (
    Cell,
    Modelled,
    Valued,
    account_cells,
    behind,
    cell,
    number,
    segments_of,
    terms_in,
    terms_of,
)
from csm_core.result import Parameter
from csm_core.stats.arrays import FloatArray
from csm_core.stats.clv import ClvTerms
from csm_core.stats.intervals import Interval
from csm_core.stats.likelihood import NotFitted
from csm_core.stats.product_interval import positive_mean, product_interval, weighted_sum_interval
from csm_core.stats.sbg import SbgFit, fit_sbg
from csm_core.stats.sbg_lifetime import sbg_lifetime, sbg_quantity_interval
from csm_core.text.plural import plural
from csm_core.units import write_percent

_FORCED = {"month": 1, "quarter": 3, "year": 12}


def contract_clv(context: Context) -> Modelled:
    """Customers at their renewals, from the first spell of each account, fitted apart by billing term."""
    rows = renewals_seen(context, _FORCED.get(context.text("term")))
    several = context.scope.split is not None
    values = {
        segment: _valued(segment_rows, terms_of(context), several) for segment, segment_rows in segments_of(rows)
    }
    returned = sum(rows.column("returned").to_pylist())
    again = (f"Left and came back, with only the first stay in the model: {plural(returned, 'account')}.",)
    return Modelled(values, (*unknown_starts(context), *(again if returned else ())))


def _valued(rows: pa.Table, terms: ClvTerms, several: bool) -> Valued | NotFitted:
    fits = fit_terms(rows)
    usable = {term: fit for term, fit in fits.items() if isinstance(fit, SbgFit)}
    value = new_customer(rows, usable, terms)
    if value.value is None:
        return why_unfitted(rows, fits)
    paying = rows.filter(rows.column("mrr").is_valid())
    left = residuals(paying, usable, terms)
    cells: list[Cell] = [
        cell("clv", value),
        *account_cells(paying, *left, f"Its billing term can't be fitted: {SHORT}."),
    ]
    fitted = floats(paying, "term_months")
    alpha, beta = (
        np.array([getattr(usable[t], name) if t in usable else np.nan for t in fitted]) for name in ("alpha", "beta")
    )
    parts = [behind(rows, "clv", "sbg", terms), behind(paying, "account", "sbg", terms, alpha=alpha, beta=beta)]
    segment = rows.column("segment")[0].as_py() if several else None
    return Valued(
        cells,
        pa.concat_tables(parts, promote_options="default"),
        fitted_parameters(usable, segment),
        _notes(fits, terms),
    )


def fitted_parameters(usable: Mapping[float, SbgFit], segment: str | None) -> tuple[Parameter, ...]:
    """The fitted parameters; of several terms the one with most renewals has the plain names."""
    parameters = []
    for rank, (term, fit) in enumerate(sorted(usable.items(), key=lambda pair: (-pair[1].n, pair[0]))):
        of = "".join(f" · {part}" for part in (segment, term_name(term) if rank else None) if part is not None)
        parameters += [Parameter(p.name + of, p.value, p.low, p.high) for p in fit.parameters()]
        parameters.append(Parameter("log_likelihood" + of, fit.log_likelihood))
    return tuple(parameters)


def _notes(fits: Mapping[float, SbgFit | NotFitted], terms: ClvTerms) -> tuple[str, ...]:
    rate = write_percent(terms.discount_rate_year)
    what = (
        f"Value of a new customer over {terms.horizon_months} months at {rate} a year, "
        "its first payment made at once; for an account, what it is still expected to pay from its next renewal on."
    )
    notes = [what]
    for term, fit in sorted(fits.items()):
        if isinstance(fit, NotFitted):
            notes.append(f"Contracts by the {term_name(term)} are left out: {fit.reason}.")
        elif fit.note is not None:
            notes.append(f"Contracts by the {term_name(term)}: {fit.note}.")
    return tuple(notes)


SHORT = "too few of its renewals were seen"
# What customers on terms that can't be fitted may pay of all MRR, so that the others can still speak for all.
MOST_UNFITTED = 0.05


def fit_terms(rows: pa.Table) -> dict[float, SbgFit | NotFitted]:
    """One fit a billing term, by its months, over rows with term_months, entered, renewed and lost."""
    return {months: fit_sbg(*renewal_risks(term_rows)) for months, term_rows in by_term(rows)}


def new_customer(rows: pa.Table, fits: Mapping[float, SbgFit], terms: ClvTerms) -> Interval:
    """What a customer like the present ones is worth on the day it begins: MRR now × months paid for × margin.

    The terms are weighed by the MRR on them. None where nobody pays on a fitted term, or where too much is paid on
    others: customers by the month would be taken for all where those by the year, who pay most, never left.
    """
    term, mrr = floats(rows, "term_months"), floats(rows, "mrr")
    use = np.isfinite(mrr) & np.isin(term, list(fits))
    money = positive_mean(mrr[use])
    if money.value is None or unfitted_share(rows, fits) > MOST_UNFITTED:
        return Interval(None, None, None, 0)
    shares = {months: float(mrr[use & (term == months)].sum() / mrr[use].sum()) for months in sorted(fits)}
    months_paid = weighted_sum_interval(
        [_months_paid(fits[months], months, terms) for months in shares], list(shares.values()), rows.num_rows
    )
    interval = product_interval([money, months_paid], rows.num_rows)
    value, low, high = (
        None if v is None else v * terms.margin for v in (interval.value, interval.low, interval.high)
    )
    return Interval(value, low, high, rows.num_rows)


def unfitted_share(rows: pa.Table, fits: Collection[float]) -> float:
    """The share of all MRR that is paid on terms without a fit; NaN where nobody pays."""
    term, mrr = floats(rows, "term_months"), floats(rows, "mrr")
    paid = np.isfinite(mrr)
    whole = float(mrr[paid].sum())
    return float(mrr[paid & ~np.isin(term, list(fits))].sum()) / whole if whole else float("nan")


def why_unfitted(rows: pa.Table, fits: Mapping[float, SbgFit | NotFitted]) -> NotFitted:
    """Why these fits have no value of a new customer, or can't speak for all."""
    usable = [months for months, fit in fits.items() if isinstance(fit, SbgFit)]
    failed = {months: fit.reason for months, fit in sorted(fits.items()) if isinstance(fit, NotFitted)}
    if not usable:
        return NotFitted("; ".join(sorted(set(failed.values()))))
    share = unfitted_share(rows, usable)
    if not share < 1:
        return NotFitted("no customer at the end pays on a term that can be fitted, so there is no MRR to value")
    reasons = "; ".join(f"by the {term_name(months)} {reason}" for months, reason in failed.items())
    return NotFitted(
        f"{write_percent(share)} of the MRR is on contracts with other terms than those fitted ({reasons})"
    )


def residuals(
    paying: pa.Table, fits: Mapping[float, SbgFit], terms: ClvTerms
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Value, low and high of what each present account will still pay, NaN on a term without a fit."""
    term, renewed, wait = (floats(paying, name) for name in ("term_months", "renewed", "wait"))
    worth = floats(paying, "mrr") * terms.margin
    bounds = [np.full(term.size, np.nan) for _ in range(3)]
    for months, fit in fits.items():
        ahead = _renewals_ahead(wait, months, terms)
        for count in np.unique(ahead[term == months]):
            use = (term == months) & (ahead == count)
            kinds, index = np.unique(renewed[use], return_inverse=True)
            now = _discounted(wait[use], months, terms) * months * worth[use]

            paid = partial(_renewals_paid, renewed=kinds, periods=int(count), rate=_rate(months, terms))
            for bound, values in zip(bounds, sbg_quantity_interval(fit, paid), strict=True):
                bound[use] = values[index] * now
    value, low, high = bounds
    return value, low, high


def contract_value(rows: pa.Table) -> float | None:
    """The value of a cell from its rows: an account's from the fit it carries, a segment's by fitting again."""
    terms = terms_in(rows)
    if rows.column("measure")[0].as_py() != "account":
        fits = {months: fit for months, fit in fit_terms(rows).items() if isinstance(fit, SbgFit)}
        return new_customer(rows, fits, terms).value
    if rows.column("alpha")[0].as_py() is None:
        return None
    months, renewed = number(rows, "term_months"), number(rows, "renewed")
    wait = floats(rows, "wait")[:1]
    periods = int(_renewals_ahead(wait, months, terms)[0])
    paid = sbg_lifetime(number(rows, "alpha"), number(rows, "beta"), renewed, periods, _rate(months, terms))
    return float(paid * _discounted(wait, months, terms)[0] * months * number(rows, "mrr") * terms.margin)


def _renewals_paid(alpha: FloatArray, beta: FloatArray, renewed: FloatArray, periods: int, rate: float) -> FloatArray:
    return sbg_lifetime(alpha, beta, renewed, periods, rate)


def _months_paid(fit: SbgFit, months: float, terms: ClvTerms) -> Interval:
    """Discounted months that a new customer pays for: its first term at once, then one at each renewal."""
    later = ceil(terms.horizon_months / months) - 1

    def paid(alpha: FloatArray, beta: FloatArray) -> FloatArray:
        renewals = sbg_lifetime(alpha, beta, 0.0, later, _rate(months, terms), wait=1.0)
        return np.asarray(months * (1.0 + renewals), dtype=np.float64)

    value, low, high = sbg_quantity_interval(fit, paid)
    return Interval(float(value), float(low), float(high), fit.n)


def _renewals_ahead(wait: FloatArray, months: float, terms: ClvTerms) -> FloatArray:
    """How many renewals fall within the horizon."""
    return np.asarray(np.maximum(np.floor(terms.horizon_months / months - wait + 1e-9) + 1.0, 0.0), dtype=np.float64)


def _rate(months: float, terms: ClvTerms) -> float:
    """The discount rate of one term."""
    return float((1.0 + terms.discount_rate_year) ** (months / 12.0) - 1.0)


def _discounted(wait: FloatArray, months: float, terms: ClvTerms) -> FloatArray:
    """What a payment at the next renewal is worth today."""
    return np.asarray((1.0 + _rate(months, terms)) ** -wait, dtype=np.float64)
