"""The components of the health score: what each one looks at, and which values are good."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """Whether more of a component is healthier."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Component:
    """One input of the health score, as of a date t, with the rule that turns its value into 0 to 100.

    `points` are (value, score) pairs in rising order of value: the score is linear between them and flat
    beyond the first and the last. `weight` is the default, a whole number from 0 to 100. `window_days` is how
    far back from t rows are looked at, None where the state at t alone counts. `reads` names the
    facts that it needs; without them the component is missing for every account.
    """

    id: str
    name: str
    meaning: str
    unit: str
    direction: Direction
    points: tuple[tuple[float, float], ...]
    weight: int
    window_days: int | None
    reads: tuple[str, ...]


COMPONENTS: tuple[Component, ...] = (
    Component(
        id="usage_trend",
        name="Usage trend",
        meaning="Days with use in the last 28 days, divided by those in the 28 days before; for a new customer, "
        "as shares of its days",
        unit="ratio",
        direction=Direction.UP,
        points=((0.5, 0.0), (1.0, 75.0), (1.25, 100.0)),
        weight=20,
        window_days=56,
        reads=("user_days",),
    ),
    Component(
        id="usage_frequency",
        name="Usage frequency",
        meaning="Days on which anyone used the product in the last 28 days; for new customers, scaled up to 28",
        unit="days",
        direction=Direction.UP,
        points=((0.0, 0.0), (20.0, 100.0)),
        weight=15,
        window_days=28,
        reads=("user_days",),
    ),
    Component(
        id="licence_utilisation",
        name="Licence utilisation",
        meaning="Different people active in the last 28 days, divided by the seats bought: the quantities of "
        "what is paid for, or the CRM's seats without any",
        unit="ratio",
        direction=Direction.UP,
        points=((0.2, 0.0), (0.8, 100.0)),
        weight=15,
        window_days=28,
        reads=("user_days", "account_intervals", "account_list"),
    ),
    Component(
        id="feature_breadth",
        name="Feature breadth",
        meaning="Features used in the last 28 days, divided by those that the account used in the last 365 days",
        unit="ratio",
        direction=Direction.UP,
        points=((0.0, 0.0), (0.6, 100.0)),
        weight=10,
        window_days=365,
        reads=("user_days",),
    ),
    Component(
        id="nps",
        name="Likelihood to recommend",
        meaning="Mean answer to the recommendation question (0 to 10) in the last 180 days",
        unit="answer 0-10",
        direction=Direction.UP,
        points=((0.0, 0.0), (10.0, 100.0)),
        weight=10,
        window_days=180,
        reads=("answers",),
    ),
    Component(
        id="escalations_open",
        name="Open escalations",
        meaning="Escalations open on the day",
        unit="escalations",
        direction=Direction.DOWN,
        points=((0.0, 100.0), (2.0, 0.0)),
        weight=10,
        window_days=None,
        reads=("tickets",),
    ),
    Component(
        id="csat",
        name="Satisfaction",
        meaning="Share of satisfied answers in the last 90 days",
        unit="share",
        direction=Direction.UP,
        points=((0.5, 0.0), (0.95, 100.0)),
        weight=5,
        window_days=90,
        reads=("answers",),
    ),
    Component(
        id="ticket_rate",
        name="Tickets",
        meaning="Tickets opened in the last 28 days",
        unit="tickets",
        direction=Direction.DOWN,
        points=((0.0, 100.0), (5.0, 0.0)),
        weight=5,
        window_days=28,
        reads=("tickets",),
    ),
    Component(
        id="payment",
        name="Payment on time",
        meaning="Share of the invoices due 7 to 180 days ago that were paid within 7 days; "
        "invoices fully credited or of 0 were never due",
        unit="share",
        direction=Direction.UP,
        points=((0.5, 0.0), (1.0, 100.0)),
        weight=5,
        window_days=180,
        reads=("bills",),
    ),
    Component(
        id="outcomes",
        name="Outcomes",
        meaning="Mean attainment of the agreed outcomes in the last 180 days",
        unit="ratio",
        direction=Direction.UP,
        points=((0.5, 0.0), (1.0, 100.0)),
        weight=5,
        window_days=180,
        reads=("attainments",),
    ),
    Component(
        id="ces",
        name="Ease",
        meaning="Share of easy answers in the last 180 days",
        unit="share",
        direction=Direction.UP,
        points=((0.5, 0.0), (0.95, 100.0)),
        weight=0,
        window_days=180,
        reads=("answers",),
    ),
    Component(
        id="renewal",
        name="Time to renewal",
        meaning="Days until the next renewal, 0 on its day",
        unit="days",
        direction=Direction.UP,
        points=((0.0, 0.0), (180.0, 100.0)),
        weight=0,
        window_days=None,
        reads=("account_list",),
    ),
    Component(
        id="tenure",
        name="Tenure",
        meaning="Months since the account became a customer",
        unit="months",
        direction=Direction.UP,
        points=((0.0, 0.0), (24.0, 100.0)),
        weight=0,
        window_days=None,
        reads=("account_list", "account_intervals"),
    ),
)
