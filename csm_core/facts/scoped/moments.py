"""The scoped inputs of time: the periods of the question and the instants at which states are read."""

from __future__ import annotations

from csm_core.facts.scoped.scoped_input import ScopedInput

INPUTS = (
    ScopedInput(
        name="periods",
        one_row_per="period from the data's first day to the scope's end, those that are not shown too",
        columns=(
            ("period", "date"),
            ("period_end", "date"),
            ("period_instant", "date"),
            ("shown", "boolean"),
            ("complete", "boolean"),
            ("place", "bigint"),
        ),
        sql=lambda basis: (
            """
            select unnest($period_start::date[]) as period, unnest($period_end::date[]) as period_end,
                unnest($period_instant::date[]) as period_instant, unnest($period_shown::boolean[]) as shown,
                unnest($period_complete::boolean[]) as complete, unnest($period_place::bigint[]) as place"""
        ),
    ),
    # An equal join finds the period of a day in a fraction of the time that looking between two days takes.
    ScopedInput(
        name="period_days",
        one_row_per="day of a period",
        columns=(("period", "date"), ("day", "date")),
        sql=lambda basis: (
            """
            select period, period + cast(unnest(range(cast(period_end - period as bigint))) as integer) as day
            from periods"""
        ),
    ),
    ScopedInput(
        name="instants",
        one_row_per="midnight at which states are read: the edges of the periods, and those that a metric adds",
        columns=(("instant", "date"),),
        sql=lambda basis: "select distinct unnest($instants::date[]) as instant",
    ),
)
