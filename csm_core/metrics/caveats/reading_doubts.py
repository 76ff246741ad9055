"""What was left out or taken without being sure when files were read: told at the figures that it touches."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from csm_core.metrics.framework.context import Context
from csm_core.tables.catalogue import TABLES, Type

# Rows that were quarantined, and cells that were read as empty, though something stands there.
_LOST = frozenset(
    (
        *("unused_columns", "missing_value", "wrong_number_of_cells", "above_headers", "short_lines", "zero_bytes"),
        *("not_a_date", "not_an_amount", "not_a_number", "not_a_whole_number", "not_yes_or_no", "placeholder_date"),
        *(
            "uncalculated_formula",
            "error_cells",
            "date_out_of_range",
            "far_date_assumed",
            "tax_within",
            "opening_untold",
        ),
    )
)
# Asked on the form of the file, where all of it can be seen; a figure is told what in particular is in doubt.
_OF_FORM = frozenset({"kind_assumed", "columns_assumed", "sources_assumed", "further_tables_asked"})
_ASKING = ("_assumed", "_asked")
# Texts that decide whether a row counts, and where.
_DECIDING = frozenset({"account_id", "currency", "status", "billing_interval", "movement_type", "document_type"})
_ANY_SQL = """
select distinct file, report from meta.loads where superseded_by is null and "table" = any($tables)
and regexp_matches(report, $codes) order by file, report
"""


@dataclass(frozen=True, slots=True)
class ReadingDoubts:
    """Sentences that begin with the file. `notes`: what was taken without being sure; `left_out`: what is missing."""

    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def reading_doubts(context: Context) -> ReadingDoubts:
    """What the loads in force say of columns that may change the figure, of tables that the metric reads."""
    loaded = context.workspace.row_counts()
    tables = sorted({table for source in context.metric.inputs for table in source.used(loaded)})
    codes = f'"code": "({"|".join(sorted(_LOST))}|[a-z_]+({"|".join(_ASKING)}))"'
    loads = context.workspace.recall(_ANY_SQL, {"tables": tables, "codes": codes}, of_files=True).to_pylist()
    notes: dict[str, None] = {}
    left_out: dict[str, None] = {}
    for load in loads:
        report = json.loads(load["report"])
        canonical = {column["header"]: column["canonical"] for column in report.get("columns", ())}
        for issue in report.get("issues", ()):
            if issue["level"] == "info" or not _weighs(canonical.get(issue["column"]), issue):
                continue
            text = f"{load['file']}: {issue['message']}"
            if issue["code"] in _LOST:
                left_out[text] = None
            elif issue["code"].endswith(_ASKING) and issue["code"] not in _OF_FORM:
                notes[text] = None
    return ReadingDoubts(tuple(notes), tuple(left_out))


def _weighs(canonical: str | None, issue: Mapping[str, object]) -> bool:
    """Whether a figure may change by it: what concerns a whole row or no single column does, and so do the columns
    that say when, how much and of whom."""
    if canonical is None:
        return issue["column"] is None or issue["code"] == "unused_columns"
    kinds = {column.type for table in TABLES.values() if (column := table.column(canonical)) is not None}
    return canonical in _DECIDING or kinds != {Type.TEXT}
