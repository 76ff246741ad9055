"""Lifetime value of contracts that come up for renewal: the shifted-beta-geometric model, a billing term each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from csm_core.metrics.customers.first_spells import unknown_starts
from csm_core.metrics.customers.renewals_seen import renewals_seen, term_name
from csm_core.metrics.estimates.arrays import floats
from csm_core.metrics.framework.context import Context
from csm_core.metrics.lifetime_value.calc.contract_value import (
    SHORT,
    fit_terms,
    new_customer,
    residuals,
    why_unfitted,
)
from csm_core.metrics.lifetime_value.calc.valued import (
    Cell,
    Modelled,
    Valued,
    account_cells,
    behind,
    cell,
    segments_of,
    terms_of,
)
from csm_core.result import Parameter
from csm_core.stats.clv import ClvTerms
from csm_core.stats.likelihood import NotFitted
from csm_core.stats.sbg import SbgFit
from csm_core.text.plural import plural

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
    what = (
        f"Value of a new customer over {terms.horizon_months} months at {terms.discount_rate_year:.0%} a year, its "
        "first payment made at once; for an account, what it is still expected to pay from its next renewal on."
    )
    notes = [what]
    for term, fit in sorted(fits.items()):
        if isinstance(fit, NotFitted):
            notes.append(f"Contracts by the {term_name(term)} are left out: {fit.reason}.")
        elif fit.note is not None:
            notes.append(f"Contracts by the {term_name(term)}: {fit.note}.")
    return tuple(notes)
