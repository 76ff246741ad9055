"""Counters that only ever rise: a day's figure is what was counted up to it, and not what happened on it."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.quarantine import Quarantine
from csm_core.intake.values.typed_columns import TypedColumns
from csm_core.intake.vocabulary.headers import spoken
from csm_core.tables.catalogue import KINDS

ASSUMED = "running_total_assumed"
_COUNT = "event_count"
_SERIES = ("account_id", "account_name", "user_id", "event_name")
_RUNNING = re.compile(
    r"\b(cumulative|cumulated|lifetime|all time|to date|so far|ever|running|kumuliert\w*|cumules?|acumulad[oa]s?"
    r"|cumulatief)\b"
)
_TOTAL = re.compile(r"\b(total|totals|overall|gesamt\w*|totaux|totales|totaal)\b")
# Fewest steps without a fall by which a counter shows: of its name, of a word that may as well be a day's total, and
# of its figures alone, which then lie far above what a step adds.
_STEPS_NAMED, _STEPS_TOTAL, _STEPS, _FEWEST_SERIES, _FAR = 2, 6, 8, 2, 5.0


def read_running_totals(typed: TypedColumns, mapping: FileMapping, quarantine: Quarantine, *, is_block: bool) -> None:
    """The counts of such a column as the rise since the row before of the same customer, person and event; the first
    row of each tells of no day and is quarantined. The option `counts` says it; without it the figures do, and a
    person is asked (`running_total_assumed`). A block of a file shows no series whole."""
    is_use = KINDS[mapping.kind] == "events" and {_COUNT, "event_at"} <= set(typed.columns)
    if is_block or not is_use or mapping.options.counts == "each" or "session_id" in typed.columns:
        return
    order, is_first = _series(typed)
    counts = typed.columns[_COUNT].to_numpy(zero_copy_only=False).astype(float)[order]
    steps = np.diff(counts, prepend=np.nan)
    steps[is_first] = np.nan
    header = mapping.columns.get(_COUNT, _COUNT)
    if mapping.options.counts is None:
        if not _is_running(header, counts, steps, is_first):
            return
        typed.remarks.append(_assumed(header))
    rises = np.full(len(counts), np.nan)
    rises[order] = np.maximum(steps, 0.0)
    first = np.zeros(len(counts), dtype=np.bool_)
    first[order] = is_first
    message = f"The first figure of a running total in '{header}' does not say what happened on its day."
    quarantine.add(pa.array(first), "first_of_running_total", header, message)
    typed.columns[_COUNT] = pc.cast(pa.array(rises, from_pandas=True), typed.columns[_COUNT].type, safe=False)


def _series(typed: TypedColumns) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The rows in the order of their series and days, and which of them is the first of its series."""
    names = [name for name in _SERIES if name in typed.columns]
    codes = [
        pc.fill_null(typed.columns[name].dictionary_encode().indices, -1).to_numpy(zero_copy_only=False)
        for name in names
    ]
    moments = pc.cast(typed.columns["event_at"], pa.int64())
    keys = [pc.fill_null(moments, 0).to_numpy(zero_copy_only=False), *reversed(codes)]
    order = np.lexsort(keys).astype(np.int64)
    is_first = np.ones(len(order), dtype=np.bool_)
    if codes:
        sorted_codes = np.stack([code[order] for code in codes])
        is_first[1:] = (sorted_codes[:, 1:] != sorted_codes[:, :-1]).any(axis=0)
    return order, is_first


def _is_running(
    header: str, counts: npt.NDArray[np.float64], steps: npt.NDArray[np.float64], is_first: npt.NDArray[np.bool_]
) -> bool:
    taken = steps[~np.isnan(steps)]
    if not len(taken) or taken.min() < 0 or 2 * np.count_nonzero(taken) < len(taken):
        return False
    words = spoken(header)
    if _RUNNING.search(words):
        return len(taken) >= _STEPS_NAMED
    if _TOTAL.search(words) and len(taken) >= _STEPS_TOTAL:
        return True
    starts = counts[is_first]
    is_far = bool(np.nanmedian(starts) >= _FAR * taken.mean())
    return len(taken) >= _STEPS and len(starts) >= _FEWEST_SERIES and is_far


def _assumed(header: str) -> Issue:
    message = (
        f"'{header}' never falls for any customer: it was read as a running total, of which each row counts what "
        "came since the row before. Please check (option counts: each, running)."
    )
    return Issue(ASSUMED, "warning", message, None, header, None, _COUNT, (header,))
