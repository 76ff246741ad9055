"""Rows that found no account, said beside every figure that needs one."""

from __future__ import annotations

from csm_core.metrics.framework.context import Context
from csm_core.text.plural import plural


def account_gaps(context: Context) -> tuple[str, ...]:
    """A sentence for each table that the metric reads by account and of which rows found none.

    A metric reads by account when it declares the column, or when the scope splits or filters accounts; an NPS
    answer of nobody in particular counts in the whole.
    """
    by_scope = bool(context.scope.split or context.scope.filters)
    tables = {
        table
        for source in context.metric.inputs
        if by_scope or "account_id" in source.columns
        for table in source.accepted
    }
    rows = context.workspace.recall(
        f"""
        select source, sum(case when account_id is null then row_count end)::bigint as without,
            sum(row_count)::bigint as told
        from {context.facts}.matches group by source having without is not null order by source
        """
    ).to_pylist()
    return tuple(
        f"{row['without']:,} of {plural(row['told'], 'row')} of {row['source'].replace('_', ' ')} "
        "could not be matched to an account and are left out of account figures. See the Data page."
        for row in rows
        if row["source"] in tables
    )
