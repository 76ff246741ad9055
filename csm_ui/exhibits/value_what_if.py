"""What a new customer would be worth at another churn, price or margin: sliders, and the value as it builds up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate

import streamlit as st

from csm_core import registry
from csm_core.metrics.compare.headline import headline
from csm_core.stats.clv import constant_churn_lifetime, monthly_rate
from csm_core.units import Unit, write_percent, write_value
from csm_ui.exhibits.ask import answer
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.show import heading
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.part import part
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_STEP = 0.05  # percentage points of churn


@dataclass(frozen=True, slots=True)
class _Terms:
    """What a customer pays a month, the share of customers lost in one, the margin, and what the future is worth."""

    paid: float
    churn: float
    margin: float
    rate: float
    months: int

    @property
    def value(self) -> float:
        """Over the horizon, discounted; the first payment is made at once."""
        return self.paid * self.margin * constant_churn_lifetime(self.churn, self.rate, self.months)

    @property
    def course(self) -> list[float]:
        """The value reached by the end of each month."""
        ratio = (1.0 - self.churn) / (1.0 + self.rate)
        return list(accumulate(self.paid * self.margin * ratio**month for month in range(self.months)))


def value_what_if(view: View) -> None:
    """Moving a slider draws this panel alone."""
    if {"clv", "arpa"} <= set(registry()):
        part(view, _panel)


def _panel(view: View) -> None:
    with st.container(border=True), guarded("the what-if of lifetime value"):
        heading("What if churn, price or margin changed?")
        now = _now(view)
        if now is None:
            st.caption("Needs customers that pay, and a year in which some were lost.")
            return
        changed = _sliders(view, now)
        currency = view.resolved.currency
        difference = changed.value - now.value
        moved = write_value(difference, Unit.MONEY, currency, signed=True) if changed != now else None
        label = f"Value of a new customer over {now.months} months"
        st.metric(label, plain(write_value(changed.value, Unit.MONEY, currency)), delta=moved and plain(moved),
                  delta_description="against today" if moved else None, delta_color="blue",
                  chart_data=changed.course, chart_type="area")  # fmt: skip
        value, paid = (write_value(one, Unit.MONEY, currency) for one in (now.value, now.paid))
        lost, kept = write_value(now.churn, Unit.RATE), write_percent(now.margin)
        st.caption(
            plain(
                f"Today {value}: {paid} a month, {lost} lost each month over the last year, {kept} margin. At "
                "constant churn, so rougher than the model above."
            )
        )


def _now(view: View) -> _Terms | None:
    scope = replace(view.scope, split=None)
    simple = replace(with_choices(Cell("clv")), variant="simple", scope=scope)
    result = answer(view, simple)
    worth = headline(result, "clv")
    paid = headline(answer(view, replace(with_choices(Cell("arpa")), scope=scope)))
    margin = float(result.settings.get("margin", 1.0))
    if worth is None or not worth.value or paid is None or not paid.value or not margin:
        return None
    # Its value is what is paid times the margin over the churn.
    churn = min(paid.value * margin / worth.value, 1.0)
    rate = monthly_rate(float(result.settings["discount_rate_year"]))
    return _Terms(paid.value, churn, margin, rate, int(result.settings["horizon_months"]))


def _sliders(view: View, now: _Terms) -> _Terms:
    with st.grid(3, min_column_width=230):
        lost = 100 * now.churn
        churn = st.slider("Churn a month, %", 0.0, max(2.0, 3 * lost), lost, _STEP, key=view.key("value.churn"))
        price = st.slider("Price, %", -30, 50, 0, format="%+d %%", key=view.key("value.price"))
        margin = st.slider("Margin, %", 0, 100, round(100 * now.margin), key=view.key("value.margin"))
    if (churn, price, margin) == (lost, 0, round(100 * now.margin)):
        return now
    return replace(now, churn=churn / 100, paid=now.paid * (1 + price / 100), margin=margin / 100)
