"""Picture: a chart that is ready to be shown, and what it says in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

MOST_MARKS = 2000


@dataclass(frozen=True, slots=True)
class Picture:
    """A Vega-Lite `spec` without data, and the `data` to draw with it.

    The spec is one shared object for all pictures of its kind: treat it as frozen. It holds no text from a file;
    `title` (the finding), `alt` (the takeaway for who can't see it) and `notes` (what is not drawn, and why) may
    hold names from files: show them as text, never as markup. `days` has the dated notes that one of the `notes`
    lists, by that note: a page that has them already may leave it out.
    """

    spec: dict[str, object]
    data: pa.Table
    title: str
    alt: str
    notes: tuple[str, ...] = ()
    days: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def drawn_table(rows: Sequence[Mapping[str, object]], schema: pa.Schema) -> pa.Table:
    """The rows as a table of numbers, texts and truth values alone: what every browser reads alike."""
    return pa.Table.from_pylist(list(rows), schema)


def moment(day_ordinal: int) -> float:
    """Milliseconds since 1970 in UTC of a day's proleptic ordinal: no time zone can move it to its neighbour."""
    return (day_ordinal - 719_163) * 86_400_000.0
