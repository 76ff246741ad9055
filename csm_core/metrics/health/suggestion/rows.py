"""The rows behind suggested weights, and how each of its values is made from them again."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from csm_core.metrics.estimates.value_of import mean_of, total
from csm_core.metrics.framework.declare import Variant
from csm_core.metrics.health.suggestion.evaluation import SUGGESTED, WeightsEvaluation
from csm_core.scoring.lessons import Lessons
from csm_core.scoring.normalise import MISSING
from csm_core.scoring.suggest import weights_at
from csm_core.stats.auc_of_scores import auc_gain, auc_of_scores

GAINS = {"over current": "current", "over equal": "equal"}
_TENTHS_OF = "tenths of "
_EPOCH = date(1970, 1, 1).toordinal()


def evaluation_rows(evaluation: WeightsEvaluation) -> pa.Table:
    """One row a month-end that a weight was fitted to or a score tried on, a draw, and a lost account."""
    names = [component.name for component in evaluation.choice.components]
    tables = [_lost(evaluation), *_current(evaluation, names)]
    tables += [table for name in evaluation.scores for table in _tried(evaluation, name)]
    if evaluation.suggestion is not None and evaluation.learned is not None:
        fitted = _fitted(evaluation, evaluation.learned, names)
        draws = evaluation.suggestion.draws
        if any(evaluation.suggestion.weights):
            tables += [_labelled(fitted, "weight", name) for name in names]
        for index, name in enumerate(names):
            chosen = (draws[:, index] > 0).astype(np.float64)
            tables.append(_labelled(pa.table({"draw": list(range(len(draws))), "amount": chosen}), "chosen_in", name))
    return pa.concat_tables(tables, promote_options="default")


def evaluation_value(rows: pa.Table, variant: Variant) -> float | None:
    """A cell's value from its rows: a fit made again, an AUC counted again, a sum or a mean."""
    del variant
    if rows.num_rows == 0:
        return None
    measure = rows.column("measure")[0].as_py()
    if measure == "weight":
        return _weight_again(rows)
    if measure == "chosen_in":
        return mean_of(rows, "amount")
    if measure not in ("auc", "auc_gain"):
        return total(rows, "amount")
    accounts, account = np.unique(np.array(rows.column("account_id").to_pylist()), return_inverse=True)
    lost = np.array(rows.column("lost").to_pylist(), dtype=np.bool_)
    tenths = _tenths(rows, "score")
    if measure == "auc":
        return auc_of_scores(tenths, lost, account, accounts.size).value
    return auc_gain(_tenths(rows, "other_score"), tenths, lost, account, accounts.size).difference.value


def _weight_again(rows: pa.Table) -> float:
    names = [name for name in rows.column_names if name.startswith(_TENTHS_OF)]
    lessons = Lessons(
        np.column_stack([rows.column(name).fill_null(MISSING).to_numpy().astype(np.uint16) for name in names]),
        np.array(rows.column("lost").to_pylist(), dtype=np.bool_),
        np.unique(np.array(rows.column("account_id").to_pylist()), return_inverse=True)[1].astype(np.int32),
        np.zeros(rows.num_rows, dtype=np.int32),
        rows.column("counts_for").to_numpy(),
    )
    weights = weights_at(lessons, rows.column("penalty")[0].as_py(), rows.column("mix")[0].as_py())
    return float(weights[names.index(_TENTHS_OF + rows.column("series")[0].as_py())])


def _tenths(rows: pa.Table, name: str) -> NDArray[np.uint16]:
    return np.asarray(np.round(rows.column(name).to_numpy() * 10), dtype=np.uint16)


def _labelled(table: pa.Table, measure: str, series: str) -> pa.Table:
    count = table.num_rows
    table = table.add_column(0, pa.field("series", pa.string()), pa.array([series] * count, pa.string()))
    return table.add_column(0, pa.field("measure", pa.string()), pa.array([measure] * count, pa.string()))


def _month_ends(
    evaluation: WeightsEvaluation, account: NDArray[np.int32], day: NDArray[np.int32]
) -> dict[str, pa.Array]:
    ids, names = np.array(evaluation.history.accounts, dtype=object), np.array(evaluation.history.names, dtype=object)
    days = day.astype(np.int64) - _EPOCH
    return {
        "account_id": pa.array(ids[account], pa.string()),
        "account_name": pa.array(names[account], pa.string()),
        "day": pa.array(days.astype("datetime64[D]"), pa.date32()),
    }


def _lost(evaluation: WeightsEvaluation) -> pa.Table:
    lessons, tables = evaluation.lessons, []
    for series, rows in (("learned from", evaluation.cut.learn), ("checked on", evaluation.cut.check)):
        part = lessons.part(rows & lessons.churned)
        accounts, first = np.unique(part.account, return_index=True)
        columns = _month_ends(evaluation, accounts, part.day[first]) | {"amount": pa.array(np.ones(accounts.size))}
        tables.append(_labelled(pa.table(columns), "lost", series))
    return pa.concat_tables(tables)


def _current(evaluation: WeightsEvaluation, names: list[str]) -> list[pa.Table]:
    weights = zip(names, evaluation.choice.weights, strict=True)
    return [_labelled(pa.table({"amount": pa.array([float(one)])}), "current", name) for name, one in weights]


def _tried(evaluation: WeightsEvaluation, name: str) -> list[pa.Table]:
    lessons, rows = evaluation.lessons, evaluation.checked
    shared = _month_ends(evaluation, lessons.account[rows], lessons.day[rows])
    shared |= {"lost": pa.array(lessons.churned[rows]), "score": pa.array(evaluation.scores[name] / 10)}
    tables = [_labelled(pa.table(shared), "auc", name)]
    if name == SUGGESTED:
        for series, other in GAINS.items():
            beside = shared | {"other_score": pa.array(evaluation.scores[other] / 10)}
            tables.append(_labelled(pa.table(beside), "auc_gain", series))
    return tables


def _fitted(evaluation: WeightsEvaluation, learned: Lessons, names: list[str]) -> pa.Table:
    suggestion, count = evaluation.suggestion, learned.churned.size
    columns = _month_ends(evaluation, learned.account, learned.day)
    columns |= {
        "lost": pa.array(learned.churned),
        "counts_for": pa.array(learned.row_weight),
        "penalty": pa.array([suggestion.penalty if suggestion else None] * count, pa.float64()),
        "mix": pa.array([suggestion.mix if suggestion else None] * count, pa.float64()),
    }
    for index, name in enumerate(names):
        column = learned.tenths[:, index]
        columns[_TENTHS_OF + name] = pa.array(column, pa.uint16(), mask=column == MISSING)
    return pa.table(columns)
