"""What each customer set out to reach: where it stands and where its own past leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from csm_core.metrics.context import Context
from csm_core.metrics.declare import Direction
from csm_core.metrics.goals import Outlook
from csm_core.periods import Calendar, add_periods, period_start
from csm_core.plural import plural

# The last measurement of each period, of outcomes that were measured within the days before the end.
_MEASURED = """
with measured as (
    select a.period, a.segment, a.account_id, a.measure as series, a.measured_on, a.actual, a.target,
        a.less_is_better, row_number() over (partition by a.period, a.account_id, a.measure
            order by a.measured_on desc, a.actual, a.target, a.less_is_better) as from_last
    from attainments a join periods p on p.period = a.period where a.actual is not null
),
ends as (select max(period_instant) as end_on from periods),
fresh as (select account_id, series, max(measured_on) as last_on from measured group by account_id, series)
select m.*, n.account_name
from measured m join fresh f on f.account_id = m.account_id and f.series = m.series
cross join ends e left join account_names n on n.account_id = m.account_id
where m.from_last = 1 and f.last_on >= e.end_on - cast($within_days as integer)
order by m.account_id, m.series, m.period
"""


@dataclass(frozen=True, slots=True)
class CustomerOutcome:
    """One outcome of one account. `target` is None where none was agreed; `measured_on` is its last measurement."""

    account_id: str
    account_name: str | None
    segment: str | None
    name: str
    target: float | None
    measured_on: date
    outlook: Outlook

    def figure(self, measure: str) -> tuple[float | None, str]:
        """The value of a measure, or None and why."""
        if self.target is None and measure not in ("current", "forecast"):
            return None, "No target was agreed."
        current, is_less = self.outlook.values[-1], self.outlook.direction == Direction.DOWN
        if measure == "on_target":
            return float(current <= self.outlook.target if is_less else current >= self.outlook.target), ""
        if measure == "attainment":
            part, whole = (self.outlook.target, current) if is_less else (current, self.outlook.target)
            return (part / whole, "") if whole else (None, "A share of zero is none.")
        return self.outlook.figure(measure)


def customer_outcomes(context: Context) -> list[CustomerOutcome]:
    """Every outcome of every account, in order of account and outcome; the forecast is for the period that lies so
    many `ahead_periods` after the scope's last one."""
    if not context.periods:
        return []
    calendar = context.scope.calendar
    last = period_start(context.periods[-1].start, calendar)
    wanted = add_periods(last, context.whole("ahead_periods"), calendar.grain)
    rows = context.table(_MEASURED, within_days=context.whole("within_days")).to_pylist()
    return [
        _outcome(list(own), wanted, calendar)
        for _, own in groupby(rows, key=lambda row: (row["account_id"], row["series"]))
    ]


def outlook_notes(context: Context, outcomes: Sequence[CustomerOutcome]) -> tuple[str, ...]:
    """How the forecasts come about, and what to do where the measurements are too rare for one."""
    grain = context.scope.grain
    ahead = plural(context.whole("ahead_periods"), grain)
    how = (
        f"Forecasts carry each customer's own past {ahead} beyond the last one shown; they know of no plan or season."
    )
    rare = f"What is measured more rarely than each {grain} has a past only by a coarser one: choose it."
    return (how, rare) if any(len(one.outlook.run) == 1 for one in outcomes) else (how,)


def outlook_of(run: tuple[tuple[date, float], ...], steps: int, target: float | None, direction: str) -> Outlook:
    """The outlook of an outcome; without a target nothing may be asked of it that needs one."""
    return Outlook(run, steps, 0.0 if target is None else target, direction, None, None)


def _outcome(rows: list[Mapping[str, Any]], wanted: date, calendar: Calendar) -> CustomerOutcome:
    latest = rows[-1]
    run = [(latest["period"], latest["actual"])]
    # A period without a measurement breaks the run: what was in it is not known.
    for row in reversed(rows[:-1]):
        if add_periods(period_start(row["period"], calendar), 1, calendar.grain) != period_start(run[0][0], calendar):
            break
        run.insert(0, (row["period"], row["actual"]))
    steps, day = 0, period_start(latest["period"], calendar)
    while day < wanted:
        day, steps = add_periods(day, 1, calendar.grain), steps + 1
    direction = Direction.DOWN if latest["less_is_better"] else Direction.UP
    target = latest["target"]
    outlook = outlook_of(tuple(run), steps, target, direction)
    names = {name: latest[name] for name in ("account_id", "account_name", "segment", "measured_on")}
    return CustomerOutcome(**names, name=latest["series"], target=target, outlook=outlook)
