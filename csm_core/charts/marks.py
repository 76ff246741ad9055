"""Marked days: dated notes as numbered rules across a picture whose axis is time, their texts below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pyarrow as pa

from csm_core.charts.palette import Palette
from csm_core.charts.picture import moment
from csm_core.charts.words import period_words
from csm_core.periods import Calendar, Grain
from csm_core.result import Result

_TIERS = 3


def marked_days(annotations: pa.Table | None, moments: Sequence[float], result: Result) -> list[dict[str, object]]:
    """A row for each note on a day in the drawn time, those for one cohort left out: part, x, name, value_text (its
    number), when, tier, side. `moments` are where the periods stand along the axis."""
    if annotations is None:
        return []
    rows = [row for row in annotations.to_pylist() if row["date"] and row.get("cohort") is None]
    first, last = min(moments), max(moments)
    # The last period stands at its first day, and what happened in it belongs to it.
    ends = [moment(period.end.toordinal()) for period in result.scope.periods()]
    until = min((end for end in ends if end > last), default=last)
    turn = first + 0.66 * (last - first)
    inside = [
        (moment(row["date"].toordinal()), row)
        for row in sorted(rows, key=lambda row: row["date"])
        if first <= moment(row["date"].toordinal()) < until or moment(row["date"].toordinal()) == last
    ]
    return [
        {
            "part": "note",
            "x": min(at, last),
            "name": row["text"],
            "value_text": str(index + 1),
            "when": period_words(row["date"], Calendar(Grain.DAY)),
            "tier": float(index % _TIERS),
            "side": "left" if at < turn else "right",
        }
        for index, (at, row) in enumerate(inside)
    ]


def marks_words(marks: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    """The texts of the marked days in a sentence each, under their numbers; nothing where none is marked.

    Several texts find no room side by side in a small picture: numbers stand in it, the texts below.
    """
    sentence = " ".join(f"{mark['value_text']}: {mark['name']} ({mark['when']})." for mark in marks)
    return (sentence,) if sentence else ()


def mark_layers(colours: Palette, x: alt.X) -> list[alt.Chart]:
    """A rule and a number a marked day, the number on the side that has room, in one of three tiers."""
    notes = alt.Chart().transform_filter(alt.FieldEqualPredicate(field="part", equal="note")).encode(x=x)
    tip = [alt.Tooltip("when:N", title="Day"), alt.Tooltip("name:N", title="What")]
    rule = notes.mark_rule(aria=False, color=colours.muted, strokeWidth=1, strokeDash=[2, 3]).encode(tooltip=tip)
    side, away = alt.expr("datum.side"), alt.expr("datum.side == 'left' ? 5 : -5")
    texts = notes.encode(y=alt.value(alt.expr("2 + 14 * datum.tier")), text="value_text:N", tooltip=tip)
    halo = texts.mark_text(
        align=side, baseline="top", dx=away, limit=130, fontSize=11, stroke=colours.surface, strokeWidth=4
    )
    words = texts.mark_text(align=side, baseline="top", dx=away, limit=130, fontSize=11, color=colours.muted)
    return [rule, halo, words]
