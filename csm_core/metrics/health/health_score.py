"""Health score of each account."""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.declare import Direction, Example, Input, Metric, Refused, Shape, Variant
from csm_core.metrics.health_settings import HEALTH_SETTINGS
from csm_core.metrics.scored_accounts import scored_account_rows, scored_accounts
from csm_core.metrics.value_of import total
from csm_core.scoring.bands import Band
from csm_core.scoring.components import COMPONENTS
from csm_core.units import Unit


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    del variant
    known = rows.filter(rows.column("contribution").is_valid())
    return total(known, "contribution")


def _use(account: str, days: range) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(
        (("account_id", account), ("user_id", "u"), ("event_name", "open"), ("event_at", f"2024-03-{day:02}"))
        for day in days
    )


METRIC = Metric(
    id="health_score",
    family="health",
    name="Health score",
    question="How is each account doing, and what makes it so?",
    definition=(
        "A weighted mean, from 0 to 100, of what is known of an account on the last day of the scope: use, breadth, "
        "licences, answers to surveys, tickets, payments and more. Each component is turned into points from 0 to "
        "100; a component without data leaves the mean, and an account with less than half of the weight known is "
        "unknown, not at risk."
    ),
    formula="Σ weight × points ÷ Σ weight, over the components that are known",
    inputs=(
        Input(
            ("events", "surveys", "tickets", "invoices", "outcomes", "subscriptions", "mrr_snapshots",
             "mrr_movements"),
            ("account_id", "mrr"),
            ("invoices",),
        ),
    ),
    unit=Unit.SCORE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.ACCOUNTS,
    measures=(),
    series=tuple(band.word for band in Band),
    interval=None,
    interval_holds_value=True,
    variants=(
        Variant("weighted", "Ours", "Whole-number weights over normalised components.", (0.0, 100.0), Unit.SCORE),
    ),
    refused=(
        Refused(
            "Missing data counted as zero, or as full points",
            "An account would look ill, or well, because an export was not loaded.",
        ),
        Refused(
            "A score relative to whoever is in the file, unsaid",
            "An account's score would change because another one left. Ranks are a choice, never the default.",
        ),
    ),
    settings=HEALTH_SETTINGS,
    compute=scored_accounts,
    rows=scored_account_rows,
    value_of=_value_of,
    references=("Dawes (1979), The Robust Beauty of Improper Linear Models, American Psychologist 34(7)",),
    examples=(
        Example(
            "Ten days of use in four weeks, with nothing else known",
            (
                ("events", (*_use("A", range(1, 2)), *_use("A", range(19, 28)))),
                ("accounts", ((("account_id", "A"), ("start_date", "2023-01-01")),)),
            ),
            (("start", "2024-03-01"), ("end", "2024-04-01"), ("as_of", "2024-03-28")),
            None,
            tuple(
                (f"weight.{component.id}", int(component.id == "usage_frequency")) for component in COMPONENTS
            ),
            # 10 of 20 days are 50 points, and this component carries all the weight.
            ((("account_id", "A"), ("value", 50.0), ("n", 1)),),
        ),
    ),
)  # fmt: skip
