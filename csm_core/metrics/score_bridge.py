"""The bridge from the mean score at the start of each period to that at its end, and the accounts behind it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csm_core.metrics.context import Answer, Context
from csm_core.metrics.gaps import with_gaps
from csm_core.metrics.line_history import todays_lines
from csm_core.metrics.score_moves import CAME, DATA, END, LEFT, START, STEPS, ScoreMoves, score_moves
from csm_core.result import SCHEMA

_NOT_BOTH = "No account has a score on both days, so the change can't be taken apart."
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
    for place, step in enumerate(STEPS):
        mine = moves.step == place
        n = counts.get(step, int(mine.sum()) if step in (CAME, LEFT) else moves.stayed)
        known = n > 0 if step in counts else moves.stayed > 0
        told = {"measure": "score", "series": step, "n": n}
        cells.append(shared | told | _value(float(moves.amount[mine].sum()) if known else None, step))
    data = moves.step == STEPS.index(DATA)
    for place, name in enumerate(names):
        value = float(moves.amount[data & (moves.component == place)].sum()) if moves.stayed else None
        told = {"measure": "component", "series": name, "n": moves.stayed}
        cells.append(shared | told | _value(value, DATA))
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
            "measure": np.full(len(each.step), "score", dtype=object), "series": steps[each.step],
            "account_id": ids[each.row], "account_name": names[each.row], "component": component,
            "own": each.own, "amount": each.amount,
        }  # fmt: skip
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
