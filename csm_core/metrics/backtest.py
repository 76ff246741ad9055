"""The replay of the health score as an answer: every segment's figures, the sentences, and the rows behind."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from csm_core.metrics.backtest_cells import ROWS, cells_of, cells_of_change, rows_of
from csm_core.metrics.context import Answer, Context
from csm_core.metrics.health_history import component_aucs, health_history, history_tenths
from csm_core.metrics.health_judgements import judgements
from csm_core.metrics.health_settings import BASE, health_choice
from csm_core.metrics.line_history import todays_lines
from csm_core.metrics.tool_scores import tool_comparisons
from csm_core.result import SCHEMA, complete_columns
from csm_core.scoring.compare import Comparison, compare
from csm_core.scoring.replay import Replay, replay
from csm_core.scoring.verdict import verdict

_COLUMNS = ("segment", "measure", "series", "value", "low", "high", "n", "note")
_SCHEMA = pa.schema([SCHEMA.field(name) for name in _COLUMNS])


def backtest_answer(context: Context) -> Answer:
    """The cells of each segment's replay, and what to say of the whole."""
    cells: list[dict[str, object]] = []
    notes: list[str] = []
    for segment, now, base in _replays(context):
        change = _change(now, base, context)
        told = [*cells_of(now), *(cells_of_change(change) if change else ())]
        cells += [{"segment": segment} | cell for cell in told]
        if segment is None:
            notes += _notes(context, now, change)
    if not cells:
        return Answer(
            pa.table({"value": pa.array([None], pa.float64()), "note": [_nothing(context)]}), notes=tuple(notes)
        )
    return Answer(complete_columns(pa.Table.from_pylist(cells, _SCHEMA)), notes=tuple(notes))


def backtest_rows(context: Context) -> pa.Table:
    """One row a snapshot and account, a loss, or an account that raised a false alarm, as the figure counts."""
    found = [rows_of(segment, now, None if now is base else base) for segment, now, base in _replays(context)]
    return pa.concat_tables(found) if found else ROWS.empty_table()


def _replays(context: Context) -> Iterator[tuple[str | None, Replay, Replay]]:
    """For each segment the replay of the present settings, and that of the scenario to compare with."""
    history = health_history(context, context.whole("horizon_days"), context.whole("snapshots"))
    choice, base = health_choice(context), health_choice(context, BASE)
    tenths = history_tenths(context, history, choice.definitions)
    alone = component_aucs(context, history, choice.definitions)
    for place, segment in enumerate(history.segments):
        inside = history.values.segment == place
        if not inside.any():
            continue
        whole = bool(inside.all())
        own = history if whole else history.of(inside)
        points = tenths if whole else tenths[inside]
        now = replay(own, points, choice.weights, choice.missing, choice.cutoffs, alone if whole else ())
        # Normalisation is that of the present settings in both: the scenarios differ in weights, bands and gaps.
        then = now if base == choice else replay(own, points, base.weights, base.missing, base.cutoffs)
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
        f"Replayed on {len(days)} ends of months from {days[0]} to {days[-1]}, each with the "
        f"{now.history.horizon_days} days after it."
    )
    yield from todays_lines(context)
    yield from (one.sentence for one in tool_comparisons(context, now))
    if now.unscored:
        yield f"{now.unscored} of the rows before a loss have no score: less than half of their weight was known."
    yield from judgements(context).note


def _nothing(context: Context) -> str:
    history = health_history(context, context.whole("horizon_days"), context.whole("snapshots"))
    if history.days:
        return "No customer of this scope was there on any past day."
    return (
        f"There is no past end of a month with {history.horizon_days} days after it that the data covers. Load an "
        "older history, or look fewer days ahead."
    )
