"""How many tickets are escalated."""

from __future__ import annotations

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.estimates.shares import CLUSTERED, INTERVAL, share_cells
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
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.support.calc.support_settings import CHOSEN, SUPPORT_SETTINGS, chosen
from csm_core.units import Unit

# An export in which no ticket at all was escalated has no such column, or nobody fills it: then nobody knows. A mere
# yes or no has no day: it counts as of any.
_COUNTED = {
    "counted": f"""
    select t.period, t.segment, t.account_id, t.ticket_row, t.ticket_id, t.subject, t.priority, t.created_on,
        case when t.escalated_on <= $as_of then t.escalated_on end as escalated_on,
        coalesce(t.escalated_on <= $as_of, t.is_escalated, false) as escalates
    from tickets t join ticket_record k on k.escalations > 0 where {CHOSEN}""",
}

_COUNTS = Query(
    f"""
    select period, segment, {CLUSTERED}
    from (
        select period, segment, count(*) filter (where escalates) as hits, count(*) as n from counted
        group by period, segment, account_id, case when account_id is null then ticket_row end
    ) group by period, segment""",
    _COUNTED,
)

_ROWS = Query(
    """
    select c.* exclude (ticket_row, escalates), n.account_name, case when c.escalates then 1 else 0 end as part,
        1 as whole
    from counted c left join account_names n on n.account_id = c.account_id
    order by c.period, c.segment, c.created_on, c.account_id, c.ticket_row""",
    _COUNTED,
)


def _compute(context: Context) -> Answer:
    escalations = context.table(Query("select escalations from ticket_record")).to_pylist()[0]["escalations"]
    reason = "No tickets in this period." if escalations else "No ticket export records escalations."
    counts = context.table(_COUNTS, **chosen(context))
    return Answer(share_cells(counts, context, reason))


def _rows(context: Context) -> pa.Table:
    return context.table(_ROWS, **chosen(context))


def _ticket(name: str, escalated: str) -> tuple[tuple[str, str], ...]:
    return (("ticket_id", name), ("created_at", "2024-01-09"), ("escalated_at", escalated))


METRIC = Metric(
    id="escalation_rate",
    family="support",
    name="Escalation rate",
    question="How many requests are escalated?",
    definition=(
        "Tickets that were escalated up to the as-of day over all tickets, by the period in which they were opened. "
        "Recent tickets may still be escalated, so the latest period can only rise. If an export says that a "
        "ticket was escalated but not when, it always counts."
    ),
    formula="tickets escalated ÷ tickets opened",
    inputs=(Input(("tickets",), ("created_at", "escalated_at", "is_escalated")),),
    unit=Unit.RATE,
    direction=Direction.DOWN,
    additive=False,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval=INTERVAL,
    interval_holds_value=True,
    variants=(Variant("opened", "Standard definition", "By the period of opening.", (0.0, 1.0), Unit.RATE),),
    refused=(
        Refused(
            "Escalations of a month ÷ tickets of that month",
            "Escalations of last month's tickets land in this one; after a quiet month the rate can pass 100 %.",
        ),
    ),
    settings=SUPPORT_SETTINGS,
    is_of_cases=True,
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=("Wilson (1927), Probable Inference, the Law of Succession, and Statistical Inference, JASA 22",),
    examples=(
        Example(
            "Four tickets, one of them escalated",
            (("tickets", (_ticket("1", "2024-01-10"), _ticket("2", ""), _ticket("3", ""), _ticket("4", ""))),),
            (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31")),
            None,
            (),
            ((("period", "2024-01-01"), ("value", 0.25), ("n", 4)),),
        ),
    ),
)
