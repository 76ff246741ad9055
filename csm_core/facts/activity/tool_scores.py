"""tool_scores: scores that another health tool gave, from and to which day each stood."""

from __future__ import annotations

from csm_core.facts.accounts.account_groups import of_topmost_account
from csm_core.facts.framework.fact import Day, Fact
from csm_core.facts.matching.resolved import resolved


def _sql(day: Day) -> str:
    rows = resolved(
        "live.health_scores",
        't.load_id, t.source_row, t."date", t.points, t.score, t.band, t.scale, t.tool, t.score_name',
        "account_id",
    )
    return f"""
with named as (
    select *, {day.of('"date"')} as scored_on,
        coalesce(score_name, 'Health score') || ' by ' || coalesce(tool, 'another tool') as name
    from ({rows})
),
-- Of several scores of one day the last one holds, of two tellings of it the later.
last_of_day as (
    select * from (
        select *, row_number() over (
            partition by account_id, name, scored_on order by "date" desc, load_id desc, source_row desc) as from_last
        from named where account_id is not null)
    where from_last = 1
)
select account_id, name, scored_on, points, score, band, scale,
    coalesce(lead(scored_on) over (partition by account_id, name order by scored_on), date '9999-12-31') as valid_to
from last_of_day
"""


FACT = Fact(
    name="tool_scores",
    one_row_per="account, score of a tool and day",
    reads=("health_scores",),
    columns=(
        ("account_id", "varchar"),
        ("name", "varchar"),
        ("scored_on", "date"),
        ("points", "double"),
        ("score", "double"),
        ("band", "varchar"),
        ("scale", "varchar"),
        ("valid_to", "date"),
    ),
    key=("account_id", "name", "scored_on"),
    sql=_sql,
    after=("identities",),
    rolled_up=of_topmost_account("tool_scores"),
)
