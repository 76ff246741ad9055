"""The what-if of lifetime value: it begins with today's figure, and each slider moves it as its formula says."""

import pytest

from csm_core import Workspace, ask
from csm_core.metrics.compare.headline import headline
from csm_core.units import Unit, write_value
from csm_ui.widgets.plain import plain
from tests.pages.conftest import Open, assert_sound

LABEL = "Value of a new customer over 60 months"


def worth(app: object) -> str:
    return next(metric.value for metric in app.metric if metric.label == LABEL)  # type: ignore[attr-defined]


def test_today_is_the_value_within_the_horizon_and_a_price_or_margin_scales_it(
    demo: Workspace, open_page: Open
) -> None:
    app = open_page("lifetime_value", demo)
    today = headline(ask(demo, "clv", variant="simple"), "within_horizon")
    assert today is not None
    assert today.value is not None
    assert worth(app) == plain(write_value(today.value, Unit.MONEY, "EUR"))
    app.slider(key="value.price").set_value(10)
    app.slider(key="value.margin").set_value(80).run()
    assert_sound(app)
    assert worth(app) == plain(write_value(1.1 * 0.8 * today.value, Unit.MONEY, "EUR"))


def test_nobody_lost_is_worth_every_discounted_month(demo: Workspace, open_page: Open) -> None:
    app = open_page("lifetime_value", demo)
    paid = headline(ask(demo, "arpa"))
    assert paid is not None
    assert paid.value is not None
    app.slider(key="value.churn").set_value(0.0).run()
    # Sixty payments, the first at once, at 10 % a year: a geometric series.
    months = sum(1.1 ** (-month / 12) for month in range(60))
    shown = float(worth(app).replace("\N{WORD JOINER}", "").partition("\N{NO-BREAK SPACE}")[0].replace(",", ""))
    assert shown == pytest.approx(paid.value * months, abs=1)
