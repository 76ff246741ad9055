"""Answers as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from csm_core.intake.batch import FileReport
from csm_core.metrics.compare.benchmarks import Benchmark, benchmark_words
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.framework.registry import metric_named
from csm_core.metrics.framework.shown_unit import unit_words
from csm_core.result import Result
from csm_core.text.plural import plural
from csm_core.units import write_percent


def catalogue_text(metrics: Mapping[str, Metric]) -> str:
    """One line a metric: id, name and question, under its family."""
    lines: list[str] = []
    family = ""
    for metric in metrics.values():
        if metric.family != family:
            family = metric.family
            lines.append(f"\n{family.capitalize()}" if lines else family.capitalize())
        lines.append(f"  {metric.id:<26} {metric.name}: {metric.question}")
    return "\n".join(lines)


def described(metric: Metric) -> dict[str, object]:
    """What `metrics --json` says of a metric."""
    return {
        "id": metric.id,
        "family": metric.family,
        "name": metric.name,
        "question": metric.question,
        "definition": metric.definition,
        "formula": metric.formula,
        "unit": metric.unit.value,
        "direction": metric.direction.value,
        "inputs": [list(source.accepted) for source in metric.inputs],
        "variants": [variant.name for variant in metric.variants],
        "settings": {setting.name: setting.default for setting in metric.settings},
    }


def reports_text(reports: Sequence[FileReport]) -> str:
    """What each file is, how many of its rows were kept, and its problems."""
    lines = []
    for report in reports:
        name = report.file if report.sheet is None else f"{report.file} [{report.sheet}]"
        kind = report.kind or "not recognised"
        source = f" from {report.source}" if report.source else ""
        sure = f" ({write_percent(report.confidence)} sure)" if report.kind else ""
        lines.append(f"{name}: {kind}{source}{sure}")
        silent = f" ({report.rows_unanswered} of them without an answer)" if report.rows_unanswered else ""
        rows = f"{report.rows_kept} kept + {report.rows_quarantined} quarantined{silent}"
        lines.append(f"  {plural(report.rows_in, 'row')} = {rows}")
        for issue in report.issues:
            row = f"row {issue.row}"
            where = f" ({row})" if issue.row is not None and row not in issue.message else ""
            lines.append(f"  {'asks' if issue.is_question else issue.level}: {issue.message}{where}")
    return "\n".join(lines)


def result_text(result: Result, benchmarks: Sequence[Benchmark] = ()) -> str:
    """Metric, variant, scope, the rows that hold anything, notes, what was left out, and what others reach."""
    unit = unit_words(metric_named(result.metric), result)
    head = f"{result.named(result.metric)} ({result.variant}, {unit}) · {result.scope.describe()}"
    used = [
        name
        for name in result.table.column_names
        if result.table.column(name).null_count < result.table.num_rows or name == "value"
    ]
    below = [*result.notes, *result.left_out, *benchmark_words(benchmarks)]
    return "\n".join([head, table_text(result.table.select(used)), *below])


def table_text(table: pa.Table) -> str:
    """The table in columns; what is not known is '—'."""
    rows = [table.column_names, *([_cell(value) for value in row.values()] for row in table.to_pylist())]
    widths = [max(len(row[index]) for row in rows) for index in range(table.num_columns)]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in rows)


def _cell(value: object) -> str:
    if value is None:
        return "—"
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
