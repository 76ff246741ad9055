"""The cells of a replay, and the rows behind them: one segment's replay as rows of a Result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from csm_core.scoring.bands import BY_SCORE, Band
from csm_core.scoring.compare import Comparison
from csm_core.scoring.normalise import FULL
from csm_core.scoring.replay import Replay
from csm_core.scoring.replay_lists import green_and_lost
from csm_core.scoring.replay_tables import BandOutcome, share_in_tenth
from csm_core.scoring.weights import UNKNOWN
from csm_core.stats.intervals import Interval

Cell = dict[str, object]
_NO_LOSS = "No customer was lost within the horizon of a past date."
_NO_MRR = "The MRR of these accounts is unknown."
_NOBODY = "No accounts in this band."
_NOT_CAUGHT = "No lost customer was at risk before."


def cells_of(replay: Replay) -> Iterator[Cell]:
    """Each figure of a replay: measure, series, value, low, high, n, note."""
    yield _cell("auc", replay.auc, replay.thin)
    yield _cell("lift", replay.lift, replay.thin)
    yield _cell("caught", replay.caught, _NO_LOSS)
    yield _cell("caught_mrr", replay.caught_mrr, _NO_MRR if replay.lost else _NO_LOSS)
    yield _plain("lost", float(replay.lost), replay.lost, None)
    yield _plain("lost_mrr", replay.lost_mrr, replay.lost, _NO_MRR)
    yield _plain("false_alarms", float(replay.false_alarms), replay.alarmed, None)
    yield _plain("false_alarm_mrr", replay.false_alarm_mrr, replay.alarmed, _NO_MRR)
    yield _plain("lead_days", replay.lead_days.median, replay.caught_accounts, _NOT_CAUGHT)
    yield _plain("green_and_lost", float(len(green_and_lost(replay))), replay.lost, None)
    yield from _by_band("churn_by_band", replay.bands)
    yield from _by_band("churn_by_judgement", replay.judged)
    for decile in replay.deciles:
        cell = _cell("churn_by_tenth", decile.rate, None)
        yield cell | {"series": str(decile.tenth), "n": round(decile.rows)}


def cells_of_change(comparison: Comparison) -> Iterator[Cell]:
    """Each difference to the scenario to compare with."""
    thin = "Not enough history." if comparison.auc.difference.value is None else None
    yield _cell("auc_change", comparison.auc.difference, thin)
    yield _cell("lift_change", comparison.lift, thin)
    yield _cell("caught_change", comparison.caught, _NO_LOSS)
    yield _cell("caught_mrr_change", comparison.caught_mrr, _NO_MRR)
    yield _plain("false_alarms_change", float(comparison.false_alarms), 0, None)


def _by_band(measure: str, outcomes: tuple[BandOutcome, ...]) -> Iterator[Cell]:
    for one in outcomes:
        yield _cell(measure, one.rate, _NOBODY) | {"series": one.band.word}


def _cell(measure: str, interval: Interval, reason: str | None) -> Cell:
    cell: Cell = {
        "measure": measure,
        "value": interval.value,
        "low": interval.low,
        "high": interval.high,
        "n": int(interval.n),
    }
    return cell | ({"note": reason} if interval.value is None else {})


def _plain(measure: str, value: float | None, n: int, reason: str | None) -> Cell:
    return {"measure": measure, "value": value, "n": n, "note": reason if value is None else None}


ROWS = pa.schema(
    [
        ("segment", pa.string()),
        ("measure", pa.string()),
        ("series", pa.string()),
        ("account_id", pa.string()),
        ("account_name", pa.string()),
        ("month_end", pa.date32()),
        ("score", pa.float64()),
        ("base_score", pa.float64()),
        ("churned", pa.bool_()),
        ("lost_on", pa.date32()),
        ("renewed_on", pa.date32()),
        ("part", pa.float64()),
        ("base_part", pa.float64()),
        ("whole", pa.float64()),
        ("amount", pa.float64()),
    ]
)


def rows_of(segment: str | None, now: Replay, base: Replay | None) -> pa.Table:
    """The rows behind every cell; `base` is the scenario to compare with, None where it is the same."""
    tables = []
    scored = now.scores != UNKNOWN
    if now.thin is None:
        tables += [_month_ends(now, base, np.flatnonzero(scored), {"measure": name}) for name in ("auc", "lift")]
        if base is not None and base.thin is None:
            both = np.flatnonzero(scored & (base.scores != UNKNOWN))
            tables += [_month_ends(now, base, both, {"measure": f"{name}_change"}) for name in ("auc", "lift")]
    for band in BY_SCORE:
        keys = {"measure": "churn_by_band", "series": band.word}
        tables.append(_month_ends(now, base, np.flatnonzero(now.codes == band), keys))
        judged = {"measure": "churn_by_judgement", "series": band.word}
        tables.append(_month_ends(now, base, np.flatnonzero(now.history.judged == band), judged))
    for decile in now.deciles:
        share = np.append(share_in_tenth(now.scores[scored], decile.tenth), 0.0)[np.minimum(now.scores, FULL + 1)]
        keys = {"measure": "churn_by_tenth", "series": str(decile.tenth)}
        tables.append(_month_ends(now, base, np.flatnonzero(share), keys, share))
    tables += [_losses(now, base), _alarms(now, base)]
    table = pa.concat_tables(tables)
    return table.set_column(0, ROWS.field("segment"), pa.array([segment] * table.num_rows, pa.string()))


def _month_ends(
    now: Replay,
    base: Replay | None,
    rows: NDArray[np.intp],
    keys: Mapping[str, str],
    share: NDArray[np.float64] | None = None,
) -> pa.Table:
    """One row a month-end and account, with its score then and whether the customer was lost; `share` says how
    much of each counts."""
    churned = now.history.churned[rows]
    counted = np.ones(rows.size) if share is None else share[rows]
    columns = _who(now, rows) | {
        "score": _points(now, rows),
        "base_score": _points(base, rows) if base else None,
        "churned": pa.array(churned),
        "lost_on": _dates(now, rows, now.history.lost_in[rows]),
        "part": pa.array(churned * counted),
        "whole": pa.array(counted),
    }
    return _table(columns, rows.size, keys)


def _losses(now: Replay, base: Replay | None) -> pa.Table:
    """One row a loss, for each figure that counts losses."""
    losses, rows = now.losses, now.losses.last_row
    shared = _who(now, rows) | {
        "score": _points(now, rows),
        "base_score": _points(base, rows) if base else None,
        "churned": pa.array(np.ones(rows.size, dtype=np.bool_)),
        "lost_on": _dates(now, rows, now.history.lost_in[rows]),
    }
    caught = losses.caught.astype(np.float64)
    paid = np.nan_to_num(losses.mrr)
    was = base.losses.caught.astype(np.float64) if base else np.zeros(caught.size)
    tables = [
        _table(shared | {"amount": pa.array(np.ones(rows.size))}, rows.size, {"measure": "lost"}),
        _table(shared | {"amount": pa.array(losses.mrr, from_pandas=True)}, rows.size, {"measure": "lost_mrr"}),
    ]
    for ending in ("", "_change") if base else ("",):
        for name, worth in (("caught", np.ones(rows.size)), ("caught_mrr", paid)):
            parts = {
                "part": pa.array(caught * worth),
                "base_part": pa.array(was * worth),
                "whole": pa.array(worth),
            }
            tables.append(_table(shared | parts, rows.size, {"measure": name + ending}))
    early = np.flatnonzero(losses.caught)
    lead = _who(now, rows[early]) | {"amount": pa.array(losses.lead[early].astype(np.float64))}
    tables.append(_table(lead, early.size, {"measure": "lead_days"}))
    green = np.flatnonzero(now.codes[rows] == Band.GREEN)
    missed = {name: column.take(green) for name, column in shared.items() if column is not None}
    missed["amount"] = pa.array(np.ones(green.size))
    tables.append(_table(missed, green.size, {"measure": "green_and_lost"}))
    return pa.concat_tables(tables)


def _alarms(now: Replay, base: Replay | None) -> pa.Table:
    """One row an account that raised a false alarm; in the change those of the other scenario count against it."""
    tables = []
    for measure, replay, sign in (
        ("false_alarms", now, 1.0),
        ("false_alarm_mrr", now, 1.0),
        ("false_alarms_change", now, 1.0),
        ("false_alarms_change", base, -1.0),
    ):
        if replay is None or (base is None and measure.endswith("_change")):
            continue
        rows = replay.alarms.last_row
        amount = replay.history.mrr[rows] if measure == "false_alarm_mrr" else np.full(rows.size, sign)
        columns = _who(replay, rows) | {
            "score": _points(replay, rows),
            "churned": pa.array(np.zeros(rows.size, dtype=np.bool_)),
            "renewed_on": _dates(replay, rows, replay.history.renewed_in[rows]),
            "amount": pa.array(amount, pa.float64(), from_pandas=True),
        }
        tables.append(_table(columns, rows.size, {"measure": measure}))
    return pa.concat_tables(tables)


def _who(replay: Replay, rows: NDArray[np.integer]) -> dict[str, pa.Array | None]:
    history = replay.history
    places = pa.array(history.account[rows])
    return {
        "account_id": pa.array(history.accounts, pa.string()).take(places),
        "account_name": pa.array(history.names, pa.string()).take(places),
        "month_end": pa.array(history.days, pa.date32()).take(pa.array(history.day[rows])),
    }


def _points(replay: Replay, rows: NDArray[np.integer]) -> pa.Array:
    tenths = replay.scores[rows]
    return pa.array(np.where(tenths == UNKNOWN, np.nan, tenths / 10), pa.float64(), from_pandas=True)


def _dates(replay: Replay, rows: NDArray[np.integer], after: NDArray[np.int32]) -> pa.Array:
    """The day `after` days from each row's month-end; null where that is 0."""
    history = replay.history
    days = np.array([(day - date(1970, 1, 1)) // timedelta(days=1) for day in history.days] or [0], dtype=np.int32)
    moments = days[history.day[rows]] + after
    return pa.array(moments, pa.int32(), mask=after == 0).cast(pa.date32())


def _table(columns: Mapping[str, pa.Array | None], size: int, keys: Mapping[str, str]) -> pa.Table:
    """The rows with every column of ROWS; absent ones are null."""
    arrays = []
    for field in ROWS:
        column = columns.get(field.name)
        if field.name in keys:
            column = pa.array([keys[field.name]] * size, pa.string())
        arrays.append(pa.nulls(size, field.type) if column is None else column)
    return pa.Table.from_arrays(arrays, schema=ROWS)
