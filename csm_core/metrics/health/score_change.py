"""Why the health score moved from one end of a period to the other."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csm_core.metrics.customers.line_history import todays_lines
from csm_core.metrics.estimates.value_of import sum_of_amounts
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Refused,
    Shape,
    Variant,
)
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.health.change.score_moves import (
    CAME,
    DATA,
    END,
    LEFT,
    MOVE_SETTINGS,
    START,
    STEPS,
    ScoreMoves,
    score_moves,
)
from csm_core.metrics.health.components.settings import HEALTH_SETTINGS
from csm_core.metrics.health.health_score import METRIC as HEALTH_SCORE
from csm_core.result import SCHEMA
from csm_core.scoring.components import COMPONENTS
from csm_core.units import Unit

_NOT_BOTH = "No account has a score on both days, so the change can't be explained."
_COLUMNS = ("period", "segment", "measure", "series", "value", "n", "note")
_SCHEMA = pa.schema([SCHEMA.field(name) for name in _COLUMNS])
_ROWS = pa.schema(
    [
        *(SCHEMA.field(name) for name in ("period", "segment", "measure", "series", "account_id")),
        ("account_name", pa.string()),
        ("component", pa.string()),
        ("own", pa.float64()),
        ("amount", pa.float64()),
    ]
)


def score_bridge(context: Context) -> Answer:
    """Start, reasons and end by period and segment, and the part of each component in what the data did."""
    matrix, moves = score_moves(context)
    names = [component.name for component in matrix.components]
    cells = [cell for each in moves if each.scored_before or each.scored_after for cell in _cells(each, names)]
    reason = "No account has a score on either day."
    return Answer(with_gaps(pa.Table.from_pylist(cells, _SCHEMA), context, reason), notes=todays_lines(context))


def _cells(moves: ScoreMoves, names: list[str]) -> list[dict[str, object]]:
    shared = {"period": moves.period.start, "segment": moves.segment}
    counts = {START: moves.scored_before, END: moves.scored_after}
    cells: list[dict[str, object]] = []
    for index, step in enumerate(STEPS):
        is_step = moves.step == index
        n = counts.get(step, int(is_step.sum()) if step in (CAME, LEFT) else moves.stayed)
        is_known = n > 0 if step in counts else moves.stayed > 0
        cell = {"measure": "score", "series": step, "n": n}
        cells.append(shared | cell | _value(float(moves.amount[is_step].sum()) if is_known else None, step))
    data = moves.step == STEPS.index(DATA)
    for index, name in enumerate(names):
        value = float(moves.amount[data & (moves.component == index)].sum()) if moves.stayed else None
        cell = {"measure": "component", "series": name, "n": moves.stayed}
        cells.append(shared | cell | _value(value, DATA))
    return cells


def _value(value: float | None, step: str) -> dict[str, object]:
    if value is not None:
        return {"value": value, "note": None}
    nobody = {START: "No account had a score at the start.", END: "No account has a score at the end."}
    return {"value": None, "note": nobody.get(step, _NOT_BOTH)}


def score_bridge_rows(context: Context) -> pa.Table:
    """One row an account and reason: `own` is what it moved of that account's score (its score, for start and end,
    and for accounts with a score on one day alone), `amount` what it moved of the portfolio's."""
    matrix, moves = score_moves(context)
    names, ids = np.array(matrix.account_names, dtype=object), np.array(matrix.account_ids, dtype=object)
    steps, parts = (
        np.array(STEPS, dtype=object),
        np.array([*(one.name for one in matrix.components), None], dtype=object),
    )
    tables = [_ROWS.empty_table()]
    for each in moves:
        component = parts[each.component]
        columns = {
            "measure": np.full(len(each.step), "score", dtype=object),
            "series": steps[each.step],
            "account_id": ids[each.row],
            "account_name": names[each.row],
            "component": component,
            "own": each.score,
            "amount": each.amount,
        }
        whole = _table(each, columns)
        data = each.component >= 0
        detail = {name: values[data] for name, values in columns.items()}
        detail |= {"measure": np.full(int(data.sum()), "component", dtype=object), "series": component[data]}
        tables += [whole, _table(each, detail)]
    return pa.concat_tables(tables)


def _table(moves: ScoreMoves, columns: dict[str, np.ndarray[tuple[int], np.dtype[np.generic]]]) -> pa.Table:
    count = len(columns["own"])
    keys = {"period": [moves.period.start] * count, "segment": [moves.segment] * count}
    whole = keys | columns
    return pa.table(whole, schema=_ROWS)


_NAMES = tuple(component.name for component in COMPONENTS)


def _days(month: int, days: range) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(
        (("account_id", "A"), ("user_id", "u"), ("event_name", "open"), ("event_at", f"2024-{month:02}-{day:02}"))
        for day in days
    )


def _weight_one(component: str) -> tuple[tuple[str, int], ...]:
    return tuple((f"weight.{each.id}", int(each.id == component)) for each in COMPONENTS)


METRIC = Metric(
    id="score_change",
    family="health",
    name="Score change",
    question="Why did the health score move?",
    definition=(
        "From the mean score on the last day before a period to that on its last day, by reason. Data: a component "
        "known on both days changed (by component). Missing inputs: a component became known or unknown. Weights "
        "and definition: the score itself was changed in between (say what was different with 'then'). Accounts "
        "gained and lost: the accounts in the mean changed. Causes that changed together share their joint effect "
        "evenly (Shapley value), whatever their order. The parts of an account "
        "are whole tenths of a point and add up exactly to the change of its score; those of the portfolio are "
        "their means, and add up to the change of the mean to rounding of doubles."
    ),
    formula=(
        "end − start = Σ parts of the accounts with a score on both days ÷ their number "
        "+ Σ (score − mean of those) ÷ n over accounts that came − the same over accounts that left"
    ),
    inputs=HEALTH_SCORE.inputs,
    unit=Unit.POINTS,
    direction=Direction.NEITHER,
    additive=False,
    shape=Shape.BRIDGE,
    measures=("score", "component"),
    series=(*STEPS, *_NAMES),
    interval=None,
    interval_holds_value=True,
    variants=(Variant("evenly", "Ours", "Every order of the causes counts the same.", (None, None), Unit.POINTS),),
    refused=(
        Refused(
            "One cause after another, in an arbitrary order",
            "The joint effect of two causes goes to the first one; another order gives another answer.",
        ),
        Refused(
            "Only accounts present on both days, called the portfolio",
            "The mean rises when the unhealthiest accounts leave. That is shown as a reason of its own.",
        ),
    ),
    settings=(*MOVE_SETTINGS, *HEALTH_SETTINGS),
    compute=score_bridge,
    rows=score_bridge_rows,
    value_of=sum_of_amounts,
    references=(
        "Shapley (1953), A Value for n-Person Games, Contributions to the Theory of Games II",
        "Shorrocks (2013), Decomposition procedures for distributional analysis, Journal of Economic Inequality 11",
    ),
    examples=(
        Example(
            "Use of an account falls from ten days in four weeks to five: 50 points become 25",
            (
                # 2 to 11 February are ten days of the four weeks to 29 February; 4 to 8 March five of those to the
                # 31st. Ten of 20 days are 50 points, five are 25.
                ("events", (*_days(1, range(1, 2)), *_days(2, range(2, 12)), *_days(3, range(4, 9)))),
                ("accounts", ((("account_id", "A"), ("start_date", "2023-01-01")),)),
            ),
            (("start", "2024-03-01"), ("end", "2024-04-01"), ("as_of", "2024-03-31")),
            None,
            _weight_one("usage_frequency"),
            (
                (("series", "start"), ("value", 50.0), ("n", 1)),
                (("series", "data"), ("value", -25.0), ("n", 1)),
                (("series", "Usage frequency"), ("value", -25.0), ("n", 1)),
                (("series", "weights"), ("value", 0.0), ("n", 1)),
                (("series", "accounts that left"), ("value", 0.0), ("n", 0)),
                (("series", "end"), ("value", 25.0), ("n", 1)),
            ),
        ),
    ),
)
