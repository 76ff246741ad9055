"""Time to value: how long it takes a new customer to get something out of the product."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.facts.scoped.query import Query
from csm_core.metrics.adoption.calc.listed_names import listed_names
from csm_core.metrics.adoption.calc.reached import median_wait, reached_by, share_so_far
from csm_core.metrics.adoption.calc.typical_steps import typical_steps
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import Direction, Example, Input, OwnUnit, Refused, Setting, Shape, Variant
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.framework.metric import Metric
from csm_core.result import SCHEMA, complete_columns
from csm_core.text.plural import plural
from csm_core.units import Unit, write_percent

# Began: as the CRM or the first payment says, or with the first use. Who began before use was recorded may have got
# there unseen. Who left without getting there stays in sight as not there: no later time would have changed that.
_BEGAN = {
    "usage_seen": "select min(used_on) as first_on from active_days",
    "begun": """
    select a.account_id, case $from
        when 'first_payment' then s.first_paid_on
        when 'first_use' then u.first_on
        else coalesce(a.started_on, s.first_paid_on) end as began_on
    from account_list a
    left join account_starts s on s.account_id = a.account_id
    left join (select account_id, min(used_on) as first_on from active_days group by account_id) u
        on u.account_id = a.account_id""",
    "entrants": """
    select p.period, m.segment, b.account_id, b.began_on,
        case when $from = 'first_use' then b.began_on >= u.first_on + 28 else b.began_on >= u.first_on end as is_seen
    from begun b cross join usage_seen u
    join periods p on b.began_on >= p.period and b.began_on < p.period_end and p.shown
    join members m on m.account_id = b.account_id and m.valid_from <= b.began_on and b.began_on < m.valid_to
    where b.began_on <= $as_of""",
}

_CTES = {
    **_BEGAN,
    "firsts": """
    select account_id, coalesce(feature, '') as event, min(used_on) as first_on from user_days group by all
    union all
    select account_id, null, min(used_on) from user_days group by account_id""",
    "wanted": """
    select unnest($events::varchar[]) as event, unnest(range(0,
        cast(len($events::varchar[]) as integer))) as place""",
}
_WAITS = Query(
    """
    select w.place, w.event, e.period, e.segment, e.account_id, n.account_name, e.began_on, f.first_on as reached_on,
        f.first_on is not null as reached,
        cast(greatest(coalesce(f.first_on, $as_of::date) - e.began_on, 0) as double) as duration
    from entrants e cross join wanted w
    left join firsts f on f.account_id = e.account_id and f.event is not distinct from w.event
    left join account_names n on n.account_id = e.account_id
    where e.is_seen
    order by w.place, e.period, e.segment, e.account_id""",
    _CTES,
)
_UNSEEN = Query("select count(*) filter (where not is_seen) as unseen from entrants", _BEGAN)


def wait_rows(context: Context, events: list[str | None], within_days: int) -> pa.Table:
    """How long the accounts that began in the periods shown waited for the first of `events` (None: any use at
    all), as the measures 'median' and 'reached', by period; and for the others, as 'step', over all periods.

    Returns
    -------
    measure, series, period, segment, account_id, account_name, began_on, reached_on, reached, duration (days, up to
    the event or the as-of day), within_days: a row an account and cell. An event before the beginning is 0 days.
    """
    waits = context.table(_WAITS, **{"from": context.text("from"), "events": events})  # type: ignore[arg-type]
    is_value = pc.equal(waits.column("place"), 0)
    value, steps = waits.filter(is_value), waits.filter(pc.invert(is_value))
    nothing = pa.nulls(steps.num_rows, pa.date32())
    steps = steps.set_column(steps.schema.get_field_index("period"), "period", nothing)
    parts = [_named(value, "median", None), _named(value, "reached", None), _named(steps, "step", "event")]
    table = pa.concat_tables(parts)
    days = pa.repeat(pa.scalar(within_days, pa.int64()), table.num_rows)
    return table.append_column("within_days", days).drop_columns(["place", "event"])


def cells_of_waits(rows: pa.Table) -> Iterator[pa.Table]:
    """The rows of each cell, in the order of the answer."""
    places: dict[tuple[object, ...], list[int]] = {}
    columns = (rows.column(key).to_pylist() for key in ("measure", "series", "segment", "period"))
    for index, key in enumerate(zip(*columns, strict=True)):
        places.setdefault(key, []).append(index)
    for indices in places.values():
        yield rows.take(indices)


def _named(rows: pa.Table, measure: str, series: str | None) -> pa.Table:
    named = rows.column(series) if series else pa.nulls(rows.num_rows, pa.string())
    return rows.append_column("series", named).append_column("measure", pa.repeat(pa.scalar(measure), rows.num_rows))


def began_unseen(context: Context) -> int:
    """How many began in the periods shown before use was recorded: they are left out."""
    return int(context.table(_UNSEEN, **{"from": context.text("from")}).to_pylist()[0]["unseen"])


_NOBODY = "Nobody began in this period with usage data from their first day."


def _events(context: Context) -> list[str | None]:
    """The value event, and after it the steps on the way."""
    steps = listed_names(context, "steps") or typical_steps(context, "accounts")
    return [context.text("value_event").strip() or None, *steps]


def _compute(context: Context) -> Answer:
    rows = _rows(context)
    cells = [_cell(context, waits) for waits in cells_of_waits(rows)]
    dated = [cell for cell in cells if cell["measure"] != "step"]
    if not dated and not context.scope.split:
        # Without anybody, the periods of the two measures that have periods still say so.
        dated = [
            {"measure": measure, "period": period.start, "n": 0, "note": _NOBODY}
            for measure in ("median", "reached")
            for period in context.periods
        ]
    by_period = with_gaps(pa.Table.from_pylist(dated, SCHEMA), context, _NOBODY)
    steps = complete_columns(pa.Table.from_pylist([c for c in cells if c["measure"] == "step"], SCHEMA))
    unseen = began_unseen(context)
    left_out = (
        (f"Left out, began before the usage data or too close to its start: {plural(unseen, 'account')}.",)
        if unseen
        else ()
    )
    notes = (
        () if context.text("value_event").strip() else ("No value event chosen: the first use of anything counts.",)
    )
    return Answer(pa.concat_tables([by_period, steps]), notes=notes, left_out=left_out)


def _cell(context: Context, waits: pa.Table) -> dict[str, object]:
    first = waits.slice(0, 1).to_pylist()[0]
    days = context.whole("within_days")
    if first["measure"] == "reached":
        interval = reached_by(waits, "reached", days)
        note = f"Nobody was observed for {days} days." if interval.value is None else None
    else:
        interval = median_wait(waits, "reached")
        note = (
            (f"Median not reached: {write_percent(share_so_far(waits, 'reached'))} got there so far.")
            if interval.value is None
            else None
        )
    keys = {key: first[key] for key in ("measure", "period", "segment", "series")}
    values = {"value": interval.value, "low": interval.low, "high": interval.high, "n": int(interval.n)}
    return keys | values | {"note": note}


def _rows(context: Context) -> pa.Table:
    return wait_rows(context, _events(context), context.whole("within_days"))


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    del variant
    if rows.num_rows == 0:
        return None
    if rows.column("measure")[0].as_py() == "reached":
        return reached_by(rows, "reached", float(rows.column("within_days")[0].as_py())).value
    return median_wait(rows, "reached").value


def _account(name: str, day: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", name), ("start_date", day))


def _use(account: str, day: str, event: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", account), ("user_id", "u"), ("event_name", event), ("event_at", day))


METRIC = Metric(
    id="time_to_value",
    family="adoption",
    name="Time to value",
    question="How long does it take a new customer to get something out of the product?",
    definition=(
        "Days from an account's start to its first value event, as the median by Kaplan and Meier of those that "
        "began in the period: those not there yet count as not there yet, up to the as-of day. Beside it the share "
        "that got there within so many days, and the median days to each step of onboarding over all periods shown. "
        "The event that means value is chosen; until it is, any use counts."
    ),
    formula="the day by which half of the new customers had their first value event",
    inputs=(Input(("events",), ("account_id", "event_name", "event_at")),),
    unit=Unit.DAYS,
    direction=Direction.DOWN,
    additive=False,
    shape=Shape.TREND,
    measures=("median", "reached", "step"),
    series=(),
    interval="Brookmeyer and Crowley for medians; Greenwood on the log-log scale for shares (none and all: Wilson).",
    interval_holds_value=True,
    variants=(Variant("kaplan_meier", "Kaplan and Meier", "Those not there yet censored.", (0.0, None), Unit.DAYS),),
    refused=(
        Refused(
            "The mean over those who got there",
            "Leaves out everyone still waiting: the slower onboarding gets, the better it looks.",
        ),
    ),
    settings=(
        Setting("value_event", "Value event (empty: any use)", "", None, ""),
        Setting("steps", "Onboarding steps, separated by commas (empty: what accounts do first)", "", None, ""),
        Setting("from", "When an account starts: its recorded start, its first payment or its first use", "start",
                ("start", "first_payment", "first_use"), ""),
        Setting("within_days", "The share that got there within", 30, (0, 1100), "days"),
    ),
    compute=_compute,
    rows=_rows,
    value_of=_value_of,
    references=(
        "Kaplan & Meier (1958), Nonparametric Estimation from Incomplete Observations, JASA 53",
        "Brookmeyer & Crowley (1982), A Confidence Interval for the Median Survival Time, Biometrics 38",
    ),
    examples=(
        Example(
            "Three begin in January: value after 4 and 10 days, and one not yet after 26; X was there before",
            (
                ("accounts", (_account("A", "2024-01-05"), _account("B", "2024-01-05"), _account("C", "2024-01-05"))),
                ("events", (_use("X", "2024-01-01", "open"), _use("A", "2024-01-09", "plan"),
                            _use("B", "2024-01-15", "plan"), _use("C", "2024-01-06", "open"))),
            ),
            (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31")), None,
            (("value_event", "plan"), ("steps", "open, plan"), ("within_days", 4)),
            (
                # 2/3 are left after 4 days, 1/3 after 10: half by the tenth day.
                (("period", "2024-01-01"), ("measure", "median"), ("value", 10.0), ("n", 3)),
                (("period", "2024-01-01"), ("measure", "reached"), ("value", 1 / 3), ("n", 3)),
                (("measure", "step"), ("series", "plan"), ("value", 10.0)),
            ),
        ),
    ),
    own_units=(OwnUnit("reached", Unit.RATE, (0.0, 1.0)),),
)  # fmt: skip
