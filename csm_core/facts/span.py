"""What the loaded data itself says: its first and last recorded day, and its usual currency."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from csm_core.facts.fact import Day
from csm_core.scope import Span
from csm_core.store import Workspace
from csm_core.tables import TABLES


def data_span(workspace: Workspace, tables: Iterable[str], timezone: str) -> Span | None:
    """First recorded day of `tables` (of all, where these hold none), last recorded day of everything loaded.

    A recorded day is one on which something happened; a planned end, renewal or term date is none. A mapping may
    say the as-of date itself. None when nothing dated is loaded.
    """
    days = _days(workspace, timezone)
    if not days:
        return None
    wanted = [days[name][0] for name in tables if name in days]
    first = min(wanted or [first for first, _ in days.values()])
    told = [
        date.fromisoformat(options["as_of"])
        for load in workspace.loads()
        if load.superseded_by is None and "as_of" in (options := json.loads(load.mapping).get("options") or {})
    ]
    last = max(told) if told else max(last for _, last in days.values())
    return Span(min(first, last), last, _currency(workspace))


def _days(workspace: Workspace, timezone: str) -> dict[str, tuple[date, date]]:
    day = Day(timezone)
    parts = []
    for table in workspace.row_counts():
        for column in TABLES[table].columns:
            if column.recorded:
                local = day.of(f'"{column.name}"')
                # A monthly snapshot tells of the whole month.
                last = f"last_day({local})" if table == "mrr_snapshots" else local
                parts.append(
                    f"select '{table}' as source, min({local}) as first_day, max({last}) as last_day "
                    f"from live.{table}"
                )
    if not parts:
        return {}
    rows = workspace.query(
        "select source, min(first_day) as first_day, max(last_day) as last_day "
        f"from ({' union all '.join(parts)}) group by source having min(first_day) is not null"
    ).to_pylist()
    return {row["source"]: (row["first_day"], row["last_day"]) for row in rows}


def _currency(workspace: Workspace) -> str | None:
    """The currency that rates are quoted in; without rates, the one with most rows."""
    rows = workspace.query(
        """
        with used as (
            select upper(currency) as currency from live.subscriptions
            union all select upper(currency) from live.mrr_snapshots
            union all select upper(currency) from live.mrr_movements
            union all select upper(currency) from live.invoices
        ),
        rates as (
            select upper(currency) as currency, bool_and(rate = 1) as is_base from live.fx_rates group by 1
        )
        select u.currency, count(*) as lines, coalesce(r.is_base, true) as may_be_base
        from used u left join rates r on r.currency = u.currency
        where u.currency is not null group by u.currency, r.is_base order by may_be_base desc, lines desc, u.currency
        """
    ).to_pylist()
    return str(rows[0]["currency"]) if rows else None
