"""Columns of a file that are plainly named as a table's columns, and hold what such columns hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from csm_core.intake.columns.likeness import likeness
from csm_core.intake.values.fits import fits
from csm_core.intake.vocabulary.own_ids import is_id
from csm_core.tables.catalogue import Table

_PLAIN = 0.9
_FITTING = 0.9


def plain_columns(
    table: Table, wanted: Collection[str], headers: Sequence[str], samples: Mapping[str, Sequence[str]]
) -> Mapping[str, tuple[str, float]]:
    """Canonical column → header and likeness, each header used once, the likest first.

    A column for which two headers are equally like is left out: neither is plain. Of two for an id, one that says
    'id' is.
    """
    pairs = []
    for header in headers:
        likes = likeness(header, table)
        for name in wanted:
            column, like = table.column(name), likes.get(name, 0.0)
            if column is not None and like >= _PLAIN and fits(column, samples.get(header, ())) >= _FITTING:
                pairs.append((-like, name.endswith("_id") and not is_id(header), name, header))
    columns: dict[str, tuple[str, float]] = {}
    tied: set[str] = set()
    for like, is_unsaid, name, header in sorted(pairs):
        if name in columns and columns[name][1] == -like and (not is_unsaid or not is_id(columns[name][0])):
            tied.add(name)
        elif name not in columns and header not in {one for one, _ in columns.values()}:
            columns[name] = (header, -like)
    return {name: one for name, one in columns.items() if name not in tied}
