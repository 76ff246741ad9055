"""Columns of money, terms and states that a load left unused: told at the figures that they might change."""

from __future__ import annotations

import json

from csm_core.metrics.context import Context

_CODE = "unused_columns"


def unused_money(context: Context) -> tuple[str, ...]:
    """A sentence for each file whose weighty columns nobody took; empty for metrics that read none of its tables."""
    tables = sorted({table for source in context.metric.inputs for table in source.tables})
    loads = context.workspace.query(
        'select distinct file, report from meta.loads where superseded_by is null and "table" = any($tables) '
        "and contains(report, $code) order by file, report",
        {"tables": tables, "code": _CODE},
    ).to_pylist()
    told = [
        f"{load['file']}: {issue['message']}"
        for load in loads
        for issue in json.loads(load["report"]).get("issues", ())
        if issue["code"] == _CODE and issue["level"] == "warning"
    ]
    return tuple(dict.fromkeys(told))
