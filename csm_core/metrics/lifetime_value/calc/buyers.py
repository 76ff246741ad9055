"""Lifetime value of customers who buy without a contract: BG/NBD for how often, gamma-gamma for how much."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.estimates.arrays import floats
from csm_core.metrics.framework.context import Context
from csm_core.metrics.lifetime_value.calc.purchases import OCCASIONS, end_of, unusable_bills
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
from csm_core.stats.bgnbd import BgNbdFit, fit_bgnbd
from csm_core.stats.bgnbd_future import BgNbdParameters
from csm_core.stats.clv import (
    Buyers,
    ClvTerms,
    discounted_purchases,
    mean_purchase_clv,
    purchase_clv,
    purchase_clv_bounds,
)
from csm_core.stats.gamma_gamma import GammaGammaFit, expected_spend, fit_gamma_gamma
from csm_core.stats.likelihood import NotFitted
from csm_core.units import write_percent

# Repeat purchases x; weeks from the first to the last (t_x) and to the end (t_end); spend of the repeat purchases,
# as in the papers.
_CTES = {
    **OCCASIONS,
    "histories": """
    select account_id, first_on, count(*) - 1 as x, cast(max(billed_on) - first_on as double) / 7 as t_x,
        cast($as_of::date - first_on as double) / 7 as t_end, avg(amount) filter (where place > 1) as mean_spend
    from placed group by account_id, first_on""",
}
_HISTORIES = Query(
    """
    select m.segment, h.account_id, n.account_name, h.first_on, h.x, h.t_x, h.t_end, h.mean_spend
    from histories h
    join members m on m.account_id = h.account_id and m.valid_from <= h.first_on and h.first_on < m.valid_to
    left join account_names n on n.account_id = h.account_id
    order by m.segment, h.account_id""",
    _CTES,
)
# Above it, who buys often also spends more (or less) a time, and the two models can't be multiplied in good faith.
_CORRELATED = 0.3


def buyer_clv(context: Context) -> Modelled:
    """Purchases of the next months × expected spend × margin, discounted; a mean over all customers so far."""
    rows = context.table(_HISTORIES, **end_of(context))
    several = context.scope.split is not None
    values = {
        segment: _valued(segment_rows, terms_of(context), several) for segment, segment_rows in segments_of(rows)
    }
    return Modelled(values, unusable_bills(context))


def buyer_value(rows: pa.Table) -> float | None:
    """The value of a cell from its rows: an account's from the fits it carries, a segment's by fitting again."""
    terms, buyers = terms_in(rows), _buyers(rows)
    if rows.column("measure")[0].as_py() != "account":
        fits = _fits(buyers)
        return None if isinstance(fits, NotFitted) else mean_purchase_clv(fits[1], fits[0], buyers, terms).value
    r, alpha, a, b, p, q, v = (number(rows, name) for name in _NAMES)
    bought = discounted_purchases(BgNbdParameters(r, alpha, a, b), buyers.x, buyers.t_x, buyers.T, terms)
    return float((bought * expected_spend(p, q, v, buyers.x, buyers.mean_spend))[0] * terms.margin)


_NAMES = ("r", "alpha", "a", "b", "p", "q", "v")


def _valued(rows: pa.Table, terms: ClvTerms, several: bool) -> Valued | NotFitted:
    buyers = _buyers(rows)
    fits = _fits(buyers)
    if isinstance(fits, NotFitted):
        return fits
    buying, spend = fits
    mean = mean_purchase_clv(spend, buying, buyers, terms)
    if mean.value is None:
        return NotFitted("the spend of customers varies so much that it has no mean (q is not above 1)")
    low, high = purchase_clv_bounds(spend, buying, buyers, terms)
    cells: list[Cell] = [
        cell("clv", mean),
        *account_cells(rows, purchase_clv(spend, buying, buyers, terms), low, high),
    ]
    fitted = {p.name: p.value for p in (*buying.parameters(), *spend.parameters())}
    parts = [behind(rows, "clv", "bgnbd_gg", terms), behind(rows, "account", "bgnbd_gg", terms, **fitted)]
    of = f" · {rows.column('segment')[0].as_py()}" if several else ""
    parameters = [Parameter(p.name + of, p.value, p.low, p.high) for p in (*buying.parameters(), *spend.parameters())]
    parameters += [
        Parameter("log_likelihood" + of, buying.log_likelihood),
        Parameter("log_likelihood_spend" + of, spend.log_likelihood),
    ]
    table = pa.concat_tables(parts, promote_options="default")
    return Valued(cells, table, tuple(parameters), _notes(buying, spend, terms))


def _fits(buyers: Buyers) -> tuple[BgNbdFit, GammaGammaFit] | NotFitted:
    buying = fit_bgnbd(buyers.x, buyers.t_x, buyers.T)
    if isinstance(buying, NotFitted):
        return buying
    spend = fit_gamma_gamma(buyers.x, buyers.mean_spend)
    return spend if isinstance(spend, NotFitted) else (buying, spend)


def _buyers(rows: pa.Table) -> Buyers:
    x, t_x, age = (floats(rows, name) for name in ("x", "t_x", "t_end"))
    # A customer without repeat purchase has no spend of its own, and the model asks for none.
    spend = np.where(x > 0, floats(rows, "mean_spend"), 0.0)
    return Buyers(x, t_x, age, spend, np.ones(x.size))


def _notes(buying: BgNbdFit, spend: GammaGammaFit, terms: ClvTerms) -> tuple[str, ...]:
    what = (
        f"Expected over the next {terms.horizon_months} months at {write_percent(terms.discount_rate_year)} a year, "
        f"from {buying.n:g} customers of whom {buying.repeat_buyers:g} bought again; time in weeks."
    )
    notes = [what]
    if spend.correlation is not None and abs(spend.correlation) > _CORRELATED:
        notes.append(
            f"Frequency and spend are correlated ({spend.correlation:.2f}), but the model takes them as "
            "independent: values of frequent buyers are off."
        )
    return tuple(notes)
