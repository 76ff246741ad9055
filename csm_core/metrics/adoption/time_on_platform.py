"""Time on the platform: minutes for each login, for each active person and day, and for each account."""

from __future__ import annotations

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.adoption.calc.minutes_spent import NO_VISITS, spent_ctes, spent_notes
from csm_core.metrics.adoption.calc.usage_seen import usage_notes
from csm_core.metrics.estimates.account_ratio import ratio_cells
from csm_core.metrics.estimates.value_of import ratio_of_parts
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    Refused,
    Shape,
    Variant,
)
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.framework.metric import Metric
from csm_core.result import complete_columns
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.units import Unit

# Sums of an account and period. Minutes are the same in all three; what they are shared out to differs.
_CTES = {
    "sums": """
    select s.period, s.segment, s.account_id, sum(s.minutes order by s.minutes) as minutes,
        sum(s.sessions) as sessions,
        sum(s.minutes order by s.minutes) filter (where s.user_id is not null) as user_minutes,
        count(distinct (s.user_id, s.used_on)) filter (where s.user_id is not null) as user_days
    from spent s join periods p on p.period = s.period and p.shown
    group by s.period, s.segment, s.account_id""",
    "parts": """
    select 'per_session' as measure, period, segment, account_id, minutes as part, sessions as whole from sums
    union all
    select 'per_user_day', period, segment, account_id, user_minutes, user_days from sums
    union all
    select 'per_account', period, segment, account_id, minutes, 1 from sums where account_id is not null""",
}
_ROWS = """
    select r.measure, r.period, r.segment, r.account_id, n.account_name, cast(r.part as double) as part,
        cast(r.whole as double) as whole
    from parts r left join account_names n on n.account_id = r.account_id
    where r.whole > 0
    order by r.measure, r.period, r.segment, r.account_id"""

_NO_TIME = "No sessions of known length in this period."


def _compute(context: Context) -> Answer:
    rows = _rows(context)
    cells = ratio_cells(rows, _NO_TIME, Kind.AMOUNT)
    without = set(context.metric.measures) - set(rows.column("measure").to_pylist()) if rows.num_rows else set()
    empty = [
        {"measure": measure, "period": period.start, "n": 0, "note": NO_VISITS}
        for measure in sorted(without)
        for period in context.periods
    ]
    table = with_gaps(cells, context, _NO_TIME)
    absent = complete_columns(pa.Table.from_pylist(empty, table.schema))
    notes, left_out = spent_notes(context)
    return Answer(pa.concat_tables([table, absent]), notes=(*notes, *usage_notes(context)), left_out=left_out)


def _rows(context: Context) -> pa.Table:
    return context.table(Query(_ROWS, spent_ctes(context) | _CTES))


def _visit(at: str, user: str, minutes: str) -> tuple[tuple[str, str], ...]:
    return (
        ("account_id", "A"),
        ("user_id", user),
        ("event_name", "open"),
        ("event_at", at),
        ("session_id", at + user),
        ("duration_minutes", minutes),
    )


def _click(at: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", "A"), ("user_id", "u"), ("event_name", "open"), ("event_at", f"2024-01-10 {at}"))


_JANUARY = (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31"))

METRIC = Metric(
    id="time_on_platform",
    family="adoption",
    name="Time on the platform",
    question="How long do people work with the product?",
    definition=(
        "Minutes for each login (session), for each person and day on which she was active, and for each active "
        "account over the period. Sessions and minutes are the export's; where it has none, a session ends when half "
        "an hour passes without an event, and lasts from its first to its last event. A session of a single event "
        "has no known length: it is in no mean."
    ),
    formula="Σ minutes ÷ sessions; ÷ users' active days; ÷ active accounts",
    inputs=(Input(("events",), ("account_id", "user_id", "event_at", "session_id", "duration_minutes")),),
    unit=Unit.MINUTES,
    direction=Direction.NEITHER,
    additive=False,
    shape=Shape.TREND,
    measures=("per_session", "per_user_day", "per_account"),
    series=(),
    interval=INTERVALS[Kind.AMOUNT],
    interval_holds_value=True,
    variants=(Variant("mean", "Standard definition", "Means over all sessions.", (0.0, None), Unit.MINUTES),),
    refused=(
        Refused(
            "More time on the platform is always better",
            "A tool that does its job in fewer minutes is better: time has no good direction in itself.",
        ),
        Refused("Sessions of one event counted as 0 minutes", "Their length is unknown, not zero."),
    ),
    settings=(),
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=("Catledge & Pitkow (1995), Characterizing Browsing Strategies (the gap that ends a session)",),
    examples=(
        Example(
            "u is there for 10 and 20 minutes on one day, v for 30 on another",
            (("events", (_visit("2024-01-10 09:00", "u", "10"), _visit("2024-01-10 15:00", "u", "20"),
                         _visit("2024-01-11 09:00", "v", "30"))),),
            _JANUARY, None, (),
            (
                (("measure", "per_session"), ("value", 20.0)),  # 60 ÷ 3
                (("measure", "per_user_day"), ("value", 30.0)),  # 60 ÷ 2
                (("measure", "per_account"), ("value", 60.0)),
            ),
        ),
        Example(
            "Without sessions: 9:00 to 9:20 is one, 11:00 to 11:10 another, a click at 15:00 has no length",
            (("events", tuple(_click(at) for at in ("09:00", "09:20", "11:00", "11:10", "15:00"))),),
            _JANUARY, None, (),
            ((("measure", "per_session"), ("value", 15.0)), (("measure", "per_user_day"), ("value", 30.0))),
        ),
    ),
)  # fmt: skip
