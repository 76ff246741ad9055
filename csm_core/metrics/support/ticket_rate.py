"""How many tickets customers open, for how many customers there are."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.live_accounts import PAYING
from csm_core.metrics.estimates.account_ratio import parts_of_cells
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
from csm_core.metrics.support.calc.support_settings import CHOSEN, SUPPORT_SETTINGS, chosen
from csm_core.result import SCHEMA
from csm_core.stats.event_rates import event_rate
from csm_core.text.plural import plural
from csm_core.units import Unit

# One row an account and period in which it was a customer on some day: its tickets of those days, times 100, over
# its share of the period. Days before the first ticket of the whole export are not watched: nobody recorded any.
_WATCHED = {
    **PAYING,
    "watched": """
    select p.period, m.segment, l.account_id,
        sum(least(l.live_to, m.valid_to, p.period_instant)
            - greatest(l.live_from, m.valid_from, p.period, k.first_on)) as days,
        max(p.period_end - p.period) as period_days
    from periods p cross join ticket_record k
    join stretches l on l.live_from < p.period_instant and l.live_to > greatest(p.period, k.first_on)
    join members m on m.account_id = l.account_id
    where p.shown and k.first_on < p.period_instant and greatest(l.live_from, m.valid_from, p.period, k.first_on)
        < least(l.live_to, m.valid_to, p.period_instant)
    group by all""",
    "opened": f"""
    select t.period, t.segment, t.account_id, count(*) as tickets
    from tickets t join stretches l on l.account_id = t.account_id and l.live_from <= t.created_on
        and t.created_on < l.live_to
    where {CHOSEN} group by t.period, t.segment, t.account_id""",
}

_ROWS = Query(
    """
    select w.period, w.segment, w.account_id, n.account_name, coalesce(o.tickets, 0) as tickets, w.days,
        100.0 * coalesce(o.tickets, 0) as part, cast(w.days as double) / w.period_days as whole
    from watched w
    left join opened o on o.account_id = w.account_id and o.period = w.period
        and o.segment is not distinct from w.segment
    left join account_names n on n.account_id = w.account_id
    where w.days > 0
    order by w.period, w.segment, w.account_id""",
    _WATCHED,
)

_OUTSIDE = Query(
    f"""
    select count(*) as tickets from tickets t
    where {CHOSEN} and not exists (
        select 1 from stretches l where l.account_id = t.account_id and l.live_from <= t.created_on
            and t.created_on < l.live_to)""",
    _WATCHED,
)

_NAMES = ("period", "segment", "value", "low", "high", "n")


def _compute(context: Context) -> Answer:
    cells = []
    for period, segment, part, whole in parts_of_cells(_rows(context)):
        rate = event_rate(part / 100.0, whole)
        low, high = (None if bound is None else 100.0 * bound for bound in (rate.low, rate.high))
        cells.append((period, segment, part.sum() / whole.sum(), low, high, np.count_nonzero(whole)))
    schema = pa.schema([SCHEMA.field(name) for name in _NAMES])
    table = pa.Table.from_pylist([dict(zip(_NAMES, cell, strict=True)) for cell in cells], schema)
    outside = context.table(_OUTSIDE, **chosen(context)).to_pylist()[0]["tickets"]
    left_out = (f"Left out, not from a customer at the time: {plural(outside, 'ticket')}.",) if outside else ()
    return Answer(with_gaps(table, context, "No customers, or before the first recorded ticket."), left_out=left_out)


def _rows(context: Context) -> pa.Table:
    return context.table(_ROWS, **chosen(context))


def _customer(account: str, start: str, end: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", account), ("start_date", start), ("end_date", end), ("mrr", "100"), ("currency", "EUR"))


def _ticket(account: str, day: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", account), ("created_at", day))


METRIC = Metric(
    id="ticket_rate",
    family="support",
    name="Ticket rate",
    question="How often do customers need help?",
    definition=(
        "Tickets opened in the period per 100 customers. A customer for half of the period counts as half; an "
        "unfinished period counts the days so far, so it compares with whole ones. Tickets from people who belong "
        "to no customer are left out, and their number is shown. Days before the first recorded ticket are not "
        "counted."
    ),
    formula="100 × tickets of customers ÷ (days as a customer ÷ days of the period)",
    inputs=(
        Input(("tickets",), ("created_at", "account_id")),
        Input(("subscriptions", "mrr_snapshots", "mrr_movements"), ("account_id", "start_date")),
    ),
    unit=Unit.RATIO,
    direction=Direction.DOWN,
    additive=False,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval=(
        "Over accounts: negative binomial, as a few open most tickets; Garwood's Poisson interval where they "
        "spread no more than chance."
    ),
    interval_holds_value=True,
    variants=(
        Variant(
            "per_100_accounts", "Standard definition", "For 100 customers and a period.", (0.0, None), Unit.RATIO
        ),
    ),
    refused=(
        Refused(
            "Tickets ÷ all accounts in the CRM",
            "Prospects and lost customers open none: the rate falls with every imported lead.",
        ),
    ),
    settings=SUPPORT_SETTINGS,
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=(
        "Garwood (1936), Fiducial Limits for the Poisson Distribution, Biometrika 28",
        "Cameron & Trivedi (2013), Regression Analysis of Count Data, section 3.3",
    ),
    examples=(
        Example(
            "Two customers, one of them from the 16th of a month of 30 days; three tickets",
            (
                ("subscriptions", (_customer("A", "2024-01-01", ""), _customer("B", "2024-04-16", ""))),
                (
                    "tickets",
                    (_ticket("A", "2024-03-05"), *(_ticket(name, "2024-04-20") for name in ("A", "A", "B"))),
                ),
            ),
            (("start", "2024-04-01"), ("end", "2024-05-01"), ("as_of", "2024-04-30")),
            None,
            (),
            # 1 + 15/30 customers; 100 × 3 ÷ 1.5
            ((("period", "2024-04-01"), ("value", 200.0), ("n", 2)),),
        ),
    ),
)
