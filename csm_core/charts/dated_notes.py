"""Dated notes below a picture that has no axis of time, where it covers their day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pyarrow as pa

from csm_core.charts.picture import Picture
from csm_core.charts.words import list_words, period_words
from csm_core.periods import Calendar, Grain, add_periods
from csm_core.result import Result

_MOST = 6


def with_days(picture: Picture | None, annotations: pa.Table | None, result: Result) -> Picture | None:
    """The picture with one more note: what happened in the time that it covers. Notes on one cohort are left out."""
    if picture is None or annotations is None:
        return picture
    first, before = _covered(result)
    sentences = [
        f"{row['text']} ({period_words(row['date'], Calendar(Grain.DAY))})"
        for row in annotations.to_pylist()
        if row["date"] and first <= row["date"] < before and row.get("cohort") is None
    ]
    if not sentences:
        return picture
    note = f"In this time: {list_words(sentences, _MOST)}."
    return replace(picture, notes=(*picture.notes, note), days={note: tuple(sentences)})


def _covered(result: Result) -> tuple[date, date]:
    """The one period that is drawn where the answer has periods: the last complete one; else the whole window."""
    start, end, _ = result.scope.window()
    rows = [row for row in result.rows() if isinstance(row["period"], date)]
    days = [row["period"] for row in rows if row["complete"] is not False] or [row["period"] for row in rows]
    drawn = max((day for day in days if isinstance(day, date)), default=None)
    if drawn is None:
        return start, end
    return drawn, add_periods(drawn, 1, result.scope.grain)
