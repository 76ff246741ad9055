"""Would the health score have warned: replayed over past days against who was really lost."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from csm_core.metrics.customers.line_history import todays_lines
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    OwnUnit,
    Refused,
    Setting,
    Shape,
    Variant,
)
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.health.components.judgements import judgements
from csm_core.metrics.health.components.settings import BASE, BASE_SETTINGS, HEALTH_SETTINGS, health_choice
from csm_core.metrics.health.components.tool_scores import tool_comparisons
from csm_core.metrics.health.replay.cells import ROWS, cells_of, cells_of_change, rows_of
from csm_core.metrics.health.replay.history import component_aucs, health_history, history_tenths
from csm_core.metrics.health.replay.values import backtest_value
from csm_core.metrics.money.revenue_settings import RECURRING
from csm_core.result import SCHEMA, complete_columns
from csm_core.scoring.bands import BY_SCORE
from csm_core.scoring.compare import Comparison, compare
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.replay import Replay, replay
from csm_core.scoring.verdict import verdict
from csm_core.units import Unit

_COLUMNS = ("segment", "measure", "series", "value", "low", "high", "n", "note")
_SCHEMA = pa.schema([SCHEMA.field(name) for name in _COLUMNS])


def backtest_answer(context: Context) -> Answer:
    """The cells of each segment's replay, and what to say of the whole."""
    cells: list[dict[str, object]] = []
    notes: list[str] = []
    for segment, now, base in _replays(context):
        change = _change(now, base, context)
        segment_cells = [*cells_of(now), *(cells_of_change(change) if change else ())]
        cells += [{"segment": segment} | cell for cell in segment_cells]
        if segment is None:
            notes += _notes(context, now, change)
    if not cells:
        return Answer(
            pa.table({"value": pa.array([None], pa.float64()), "note": [_nothing(context)]}), notes=tuple(notes)
        )
    return Answer(complete_columns(pa.Table.from_pylist(cells, _SCHEMA)), notes=tuple(notes))


def backtest_rows(context: Context) -> pa.Table:
    """One row a month-end and account, a loss, or an account that raised a false alarm, as the figure counts."""
    tables = [rows_of(segment, now, None if now is base else base) for segment, now, base in _replays(context)]
    return pa.concat_tables(tables) if tables else ROWS.empty_table()


def _replays(context: Context) -> Iterator[tuple[str | None, Replay, Replay]]:
    """For each segment the replay of the present settings, and that of the scenario to compare with."""
    history = health_history(context, context.whole("horizon_days"), context.whole("month_ends"))
    choice, base = health_choice(context), health_choice(context, BASE)
    tenths = history_tenths(context, history, choice.definitions)
    alone = component_aucs(context, history, choice.definitions)
    for index, segment in enumerate(history.segments):
        inside = history.values.segment == index
        if not inside.any():
            continue
        whole = bool(inside.all())
        segment_history = history if whole else history.of(inside)
        points = tenths if whole else tenths[inside]
        now = replay(segment_history, points, choice.weights, choice.missing, choice.cutoffs, alone if whole else ())
        # Normalisation is that of the present settings in both: the scenarios differ in weights, bands and gaps.
        then = now if base == choice else replay(segment_history, points, base.weights, base.missing, base.cutoffs)
        yield segment, now, then


def _change(now: Replay, base: Replay, context: Context) -> Comparison | None:
    return None if now is base else compare(base, now, context.scope.currency or "")


def _notes(context: Context, now: Replay, change: Comparison | None) -> Iterator[str]:
    yield verdict(now, context.scope.currency or "")
    if change is not None:
        yield change.sentence
    yield from now.out_of_order
    yield from now.warnings
    days = now.history.days
    yield (
        f"Replayed on {len(days)} month-ends from {days[0]} to {days[-1]}, each with the "
        f"{now.history.horizon_days} days after it."
    )
    yield from todays_lines(context)
    yield from (one.sentence for one in tool_comparisons(context, now))
    if now.unscored:
        yield f"{now.unscored} of the rows before a loss have no score: less than half of their weight was known."
    yield from judgements(context).note


def _nothing(context: Context) -> str:
    history = health_history(context, context.whole("horizon_days"), context.whole("month_ends"))
    if history.days:
        return "No customer in this scope on any past month-end."
    return (
        f"The data has no past month-end with {history.horizon_days} days after it. Load older data, "
        "or look fewer days ahead."
    )


_TENTHS = tuple(str(number) for number in range(1, 11))
_EVENT = ("event_name", "open")
_LIVED_ON = (("account_id", "B"), ("start_date", "2023-01-01"), ("mrr", "50"))
_LOST = (("account_id", "A"), ("start_date", "2023-01-01"), ("end_date", "2024-03-15"), ("mrr", "100"))
_USED = (
    (("account_id", "A"), ("user_id", "a"), _EVENT, ("event_at", "2023-06-01")),
    *((("account_id", "B"), ("user_id", "b"), _EVENT, ("event_at", f"2024-02-{day:02}")) for day in range(5, 25)),
)
METRIC = Metric(
    id="health_backtest",
    family="health",
    name="Health replay",
    question="Would the health score have warned of the customers who left?",
    definition=(
        "The score, with the weights and bands as they are set, worked out as of past ends of months from what was "
        "known then, and held to who was lost within the horizon after. Each loss counts once, in customers and MRR, "
        "however many month-ends lie before it: it is caught when it was at risk on at least one of them. A false "
        "alarm is a customer that was at risk and was not lost within the horizon. The AUC is the chance that of two "
        "month-ends the one before a loss has the lower score."
    ),
    formula="caught = losses at risk in the horizon before ÷ losses; AUC = P(score before a loss < another score)",
    inputs=(
        Input(RECURRING, ("account_id", "mrr"), ("invoices",)),
        Input(("events", "surveys", "tickets", "invoices", "outcomes"), ("account_id",)),
    ),
    unit=Unit.RATIO,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TABLE,
    measures=(
        *("auc", "lift", "caught", "caught_mrr", "lost", "lost_mrr", "false_alarms", "false_alarm_mrr", "lead_days"),
        *("green_and_lost", "churn_by_band", "churn_by_judgement", "churn_by_tenth"),
        *("auc_change", "lift_change", "caught_change", "caught_mrr_change", "false_alarms_change"),
    ),
    series=(*(band.word for band in BY_SCORE), *_TENTHS),
    interval=(
        "95 %, customers as the units: AUC on the logit scale (Obuchowski's, which with one row an account is "
        "DeLong's), shares by Wilson on the effective number; changes are paired"
    ),
    interval_holds_value=True,
    variants=(Variant("replay", "Ours", "Only what was known on each past day.", (0.0, 1.0), Unit.RATIO),),
    refused=(
        Refused(
            "Today's score applied to customers who left earlier",
            "It already knows: use and answers stop once a customer has left.",
        ),
        Refused(
            "Every month-end before a loss counted as a success",
            "Twelve warnings of one loss are one warning. Overlapping windows would make few losses look like many.",
        ),
        Refused(
            "Accuracy, the share of correct predictions",
            "If one in fifty leaves, predicting that nobody does is right 98 % of the time.",
        ),
    ),
    settings=(
        Setting("horizon_days", "Days after a month-end in which a loss counts", 90, (7, 730), "days"),
        Setting("month_ends", "Number of past month-ends, the latest whose horizon is over", 12, (1, 60), ""),
        *BASE_SETTINGS,
        *HEALTH_SETTINGS,
    ),
    compute=backtest_answer,
    rows=backtest_rows,
    value_of=backtest_value,
    references=(
        "Obuchowski (1997), Nonparametric analysis of clustered ROC curve data, Biometrics 53",
        "DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44",
        "Kaufman, Rosset, Perlich and Stitelman (2012), Leakage in data mining, ACM TKDD 6",
    ),
    examples=(
        Example(
            "One customer that no longer used the product is lost, one that does stays",
            (("subscriptions", (_LOST, _LIVED_ON)), ("events", _USED)),
            (("as_of", "2024-03-31"),),
            None,
            (
                ("horizon_days", 30),
                ("month_ends", 1),
                *((f"weight.{one.id}", int(one.id == "usage_frequency")) for one in COMPONENTS),
                *((f"base.weight.{one.id}", int(one.id == "usage_frequency")) for one in COMPONENTS),
            ),
            # On 29 February A had used it on no day of 28 (0 points), B on 20 (100). A was lost 15 days later.
            (
                (("measure", "lost"), ("value", 1.0)),
                (("measure", "lost_mrr"), ("value", 100.0)),
                (("measure", "caught"), ("value", 1.0)),
                (("measure", "lead_days"), ("value", 15.0)),
                (("measure", "false_alarms"), ("value", 0.0)),
                (("measure", "churn_by_band"), ("series", "at risk"), ("value", 1.0)),
                (("measure", "churn_by_band"), ("series", "healthy"), ("value", 0.0)),
                (("measure", "auc"), ("value", None)),
            ),
        ),
    ),
    own_units=(
        OwnUnit("lift", Unit.RATIO, (0.0, 10.0)),
        *(OwnUnit(name, Unit.RATE, (0.0, 1.0)) for name in ("caught", "caught_mrr")),
        *(OwnUnit(f"churn_by_{name}", Unit.RATE, (0.0, 1.0)) for name in ("band", "judgement", "tenth")),
        *(OwnUnit(name, Unit.COUNT, (0.0, None)) for name in ("lost", "false_alarms", "green_and_lost")),
        *(OwnUnit(name, Unit.MONEY, (0.0, None)) for name in ("lost_mrr", "false_alarm_mrr")),
        OwnUnit("lead_days", Unit.DAYS, (1.0, None)),
        OwnUnit("auc_change", Unit.RATIO, (-1.0, 1.0)),
        OwnUnit("lift_change", Unit.RATIO, (-10.0, 10.0)),
        *(OwnUnit(f"{name}_change", Unit.RATE, (-1.0, 1.0)) for name in ("caught", "caught_mrr")),
        OwnUnit("false_alarms_change", Unit.COUNT, (None, None)),
    ),
)
