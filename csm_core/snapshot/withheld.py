"""Withheld: figures of a shared answer that rest on so few that somebody could be told apart."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.metrics.asking.few_notes import FEW
from csm_core.metrics.framework.registry import metric_named
from csm_core.notebook.answered import Answered
from csm_core.result import Result

NOTE = f"Hidden: fewer than {FEW} accounts."


def withheld(answer: Answered, names: bool) -> Answered:
    """The answer without what a snapshot does not tell.

    Values that rest on 1 to 4 cases are taken out with a note, all but two kinds: sums that add up over accounts
    stay, as without one of its parts a bridge would say something false; and rows of single accounts stay where their
    names are shared, and go where they are not. The SQL goes too: it names values of filters.
    """
    result = answer.result
    table = result.table
    single = pc.is_valid(table.column("account_id"))
    few = pc.and_(pc.greater_equal(table.column("n"), 1), pc.less(table.column("n"), FEW))
    hide = pc.fill_null(few, False)
    if metric_named(result.metric).additive:
        hide = pc.and_(hide, single)
    hide = pc.and_(hide, pc.invert(single)) if names else pc.or_(hide, single)
    before = answer.before
    if before is not None and before.n is not None and 1 <= before.n < FEW:
        before = None
    shared = replace(answer, result=replace(result, table=_hidden(table, hide), sql=()), before=before)
    return shared if names else replace(shared, names=())


def _hidden(table: pa.Table, hide: pa.ChunkedArray) -> pa.Table:
    for name in ("value", "low", "high"):
        column = table.column(name)
        gone = pc.if_else(hide, pa.scalar(None, column.type), column)
        table = table.set_column(table.schema.get_field_index(name), table.schema.field(name), gone)
    note = pc.if_else(hide, pa.scalar(NOTE), table.column("note"))
    return table.set_column(table.schema.get_field_index("note"), table.schema.field("note"), note)


def is_withheld(result: Result) -> bool:
    """Whether any value of the answer was taken out."""
    return bool(pc.any(pc.equal(result.table.column("note"), NOTE)).as_py())
