"""Reference lines: what others reach, drawn across the axis of values as a dotted line with its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import altair as alt

from csm_core.charts.palette import Palette
from csm_core.charts.picture import Picture
from csm_core.metrics.compare.benchmarks import Benchmark, benchmark_words
from csm_core.units import write_value

# A line's value and how it is written: numbers, so that a spec with them holds no text of a file.
References = tuple[tuple[float, str], ...]


def references_of(benchmarks: Sequence[Benchmark]) -> References:
    """The lines of benchmarks, each value once."""
    return tuple(
        sorted({(one.value, f"benchmark {write_value(one.value, one.unit, one.currency)}") for one in benchmarks})
    )


def reference_layers(colours: Palette, references: References, axis: Literal["x", "y"]) -> list[alt.Chart]:
    """A dotted rule with its number for each line, across the axis on which values stand."""
    # One row, or each row of the chart's data would draw the line once more.
    once = alt.Chart().transform_aggregate(rows="count()")
    layers: list[alt.Chart] = []
    for value, text in references:
        rule = once.mark_rule(aria=False, color=colours.text, strokeWidth=1.25, strokeDash=[1, 3])
        words = once.mark_text(
            aria=False, align="left", baseline="bottom", dx=3, dy=-2, fontSize=11, color=colours.text, text=text
        )
        if axis == "y":
            layers += [rule.encode(y=alt.datum(value)), words.encode(y=alt.datum(value), x=alt.value(0))]
        else:
            layers += [rule.encode(x=alt.datum(value)), words.encode(x=alt.datum(value), y=alt.value(0))]
    return layers


def with_benchmarks(picture: Picture | None, benchmarks: Sequence[Benchmark]) -> Picture | None:
    """The picture with one more note: what the benchmarks are, and whose."""
    if picture is None or not benchmarks:
        return picture
    return replace(picture, notes=(*picture.notes, *benchmark_words(benchmarks)))
