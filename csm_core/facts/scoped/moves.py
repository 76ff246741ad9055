"""The scoped inputs of how recurring revenue moves: each account's MRR at both edges of each period."""

from __future__ import annotations

from csm_core.facts.scoped.scoped_input import Basis, ScopedInput

# What no split or filter changes, and so is worked out once for all that are asked under the same rules.
_EDGES = """
        with edges as (
            select p.period, s.account_id, s.mrr as mrr_start, cast(0 as decimal(18, 4)) as mrr_end,
                cast(s.amount * r.rate as decimal(18, 4)) - s.mrr as rate_effect,
                s.is_held as held_start, false as held_end, s.amount <> 0 or s.is_held as had_start
            from periods p
            join account_states s on s.instant = p.period
            left join rates r on r.instant = p.period_instant and r.currency = s.currency
            union all
            select p.period, s.account_id, 0, s.mrr, 0, false, s.is_held, false
            from periods p join account_states s on s.instant = p.period_instant
        ),
        summed as (
            select period, account_id, cast(sum(mrr_start) as decimal(18, 4)) as mrr_start,
                cast(sum(mrr_end) as decimal(18, 4)) as mrr_end,
                cast(sum(rate_effect) as decimal(18, 4)) as rate_effect, bool_or(held_start) as held_start,
                bool_or(held_end) as held_end, bool_or(had_start) as had_start
            from edges group by period, account_id
        )
        select s.*, a.first_paid_on, a.truncated
        from summed s left join account_starts a on a.account_id = s.account_id"""


def _moves(basis: Basis) -> str:
    """MRR at both edges, what changing rates did to the MRR of the start, and in which segment the account stood at
    either edge (null: outside the filters)."""
    columns = """s.period, p.period_instant, s.account_id, s.mrr_start, s.mrr_end, s.rate_effect, s.held_start,
            s.held_end, s.had_start, s.first_paid_on, s.truncated, s.first_paid_on < s.period as paid_before"""
    shared = "from account_edges s join periods p on p.period = s.period"
    if not (basis.scope.split or basis.scope.filters):
        # Everybody is a member, all the time.
        return f"""
        select {columns}, true as in_start, cast(null as varchar) as segment_start, true as in_end,
            cast(null as varchar) as segment_end
        {shared}"""
    return f"""
        select {columns}, ms.account_id is not null as in_start, ms.segment as segment_start,
            me.account_id is not null as in_end, me.segment as segment_end
        {shared}
        left join members ms on ms.account_id = s.account_id and ms.valid_from < p.period
            and p.period <= ms.valid_to
        left join members me on me.account_id = s.account_id and me.valid_from < p.period_instant
            and p.period_instant <= me.valid_to"""


_EDGE_COLUMNS = (
    ("mrr_start", "decimal(18,4)"),
    ("mrr_end", "decimal(18,4)"),
    ("rate_effect", "decimal(18,4)"),
    ("held_start", "boolean"),
    ("held_end", "boolean"),
    ("had_start", "boolean"),
)
_START_COLUMNS = (("first_paid_on", "date"), ("truncated", "boolean"))

INPUTS = (
    ScopedInput(
        name="account_edges",
        one_row_per="period and account with a line at one of its edges, whatever the filters: its MRR at both",
        columns=(("period", "date"), ("account_id", "varchar"), *_EDGE_COLUMNS, *_START_COLUMNS),
        sql=lambda basis: _EDGES,
    ),
    ScopedInput(
        name="account_moves",
        one_row_per="period and account that paid at one of its edges: its MRR at both",
        columns=(
            ("period", "date"),
            ("period_instant", "date"),
            ("account_id", "varchar"),
            *_EDGE_COLUMNS,
            *_START_COLUMNS,
            ("paid_before", "boolean"),
            ("in_start", "boolean"),
            ("segment_start", "varchar"),
            ("in_end", "boolean"),
            ("segment_end", "varchar"),
        ),
        sql=_moves,
    ),
)
