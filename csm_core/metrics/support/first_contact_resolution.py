"""How many requests are solved at the first contact."""

from __future__ import annotations

from dataclasses import dataclass

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
    Setting,
    Shape,
    Variant,
)
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.support.calc.support_settings import CHOSEN, SUPPORT_SETTINGS, chosen
from csm_core.units import Unit


@dataclass(frozen=True, slots=True)
class Preset:
    """One way of setting the four switches, and whose it is."""

    name: str
    whose: str
    definition: str
    first_contact: str
    transfers: str
    abandoned: str
    self_service: str


PRESETS = (
    Preset(
        "standard",
        "Standard definition",
        "At most one reply, never opened again, never handed over; everything solved counts.",
        *("one_reply", "any", "kept", "kept"),
    ),
    Preset(
        "one_touch",
        "Help desks",
        "At most one reply, whatever happened afterwards or in between; everything solved counts.",
        *("one_touch", "allowed", "kept", "kept"),
    ),
    Preset(
        "call_centre",
        "Call centres",
        "Never opened again, never handed over; abandoned calls are failures; self-service is not a contact.",
        *("not_reopened", "any", "failed", "out"),
    ),
    Preset(
        "lenient",
        "Account teams",
        "Never opened again; colleagues may be asked; abandoned calls are excluded.",
        *("not_reopened", "allowed", "out", "kept"),
    ),
)

# For a table called t. Nobody spoke to a customer who was never answered: on a live channel they gave up waiting,
# elsewhere they (or a help page) solved it themselves.
WHO = """
    coalesce(t.ticket_status in ('abandoned', 'missed', 'dropped'), false) or coalesce(t.agent_replies = 0
        and t.first_response_minutes is null and t.channel in ('phone', 'voice', 'call', 'chat', 'messaging'), false)
        as is_abandoned,
    coalesce(t.channel in ('self-service', 'self service', 'help center', 'help centre', 'bot', 'chatbot'), false)
        or coalesce(t.agent_replies = 0 and t.first_response_minutes is null
        and t.channel not in ('phone', 'voice', 'call', 'chat', 'messaging'), false) as is_self_served"""

# For a ticket s and what is recorded at all, k. A column that no export fills is not checked; a ticket that does not
# say what others say is neither yes nor no.
_NOT_REOPENED = "(k.reopens = 0 or s.reopens = 0)"
FIRST = f"""case $first_contact
        when 'one_reply' then s.agent_replies <= 1 and {_NOT_REOPENED}
        when 'one_touch' then s.agent_replies <= 1
        when 'not_reopened' then {_NOT_REOPENED}
        else s.resolution_minutes <= 1440 and {_NOT_REOPENED} end"""
NO_TRANSFER = """case $transfers
        when 'any' then (k.assignees = 0 or s.assignee_changes = 0) and (k.teams = 0 or s.group_changes = 0)
        when 'teams' then k.teams = 0 or s.group_changes = 0
        else true end"""


def switches(context: Context) -> dict[str, str]:
    """The four switches: those set by hand, the others as the preset says."""
    preset = next(preset for preset in PRESETS if preset.name == context.variant.name)
    usual = {
        "first_contact": preset.first_contact,
        "transfers": preset.transfers,
        "abandoned": preset.abandoned,
        "self_service": preset.self_service,
    }
    return {name: value if context.text(name) == "preset" else context.text(name) for name, value in usual.items()}


# `at_first` is null where an export that otherwise knows does not say it of this ticket.
_JUDGED = {
    "seen": f"select t.*, {WHO} from solved_tickets t where {CHOSEN}",
    "judged": f"""
    select s.*, case
            when s.is_abandoned and $abandoned = 'failed' then false
            else ({FIRST}) and ({NO_TRANSFER}) end as at_first
    from seen s cross join ticket_record k
    where not (s.is_abandoned and $abandoned = 'out') and not (s.is_self_served and $self_service = 'out')""",
}

_COUNTS = Query(
    f"""
    select period, segment, {CLUSTERED}
    from (
        select period, segment, count(*) filter (where at_first) as hits, count(at_first) as n from judged
        group by period, segment, account_id, case when account_id is null then ticket_row end
    ) group by period, segment""",
    _JUDGED,
)

_ROWS = Query(
    """
    select j.period, j.segment, j.account_id, n.account_name, j.ticket_id, j.subject, j.channel, j.created_on,
        j.solved_on, j.agent_replies, j.reopens, j.assignee_changes, j.group_changes, j.is_abandoned,
        j.is_self_served,
        cast(j.at_first as integer) as part, 1 as whole
    from judged j left join account_names n on n.account_id = j.account_id
    where j.at_first is not null
    order by j.period, j.segment, j.solved_on, j.account_id, j.ticket_row""",
    _JUDGED,
)

_UNSAID = Query("select count(*) as tickets from judged where at_first is null", _JUDGED)


def _compute(context: Context) -> Answer:
    parameters = _parameters(context)
    counts = context.table(_COUNTS, **parameters)
    unsaid = context.table(_UNSAID, **parameters).to_pylist()[0]["tickets"]
    record = context.table(Query("select replies, reopens, assignees, teams from ticket_record")).to_pylist()[0]
    by_reply = parameters["first_contact"] in ("one_reply", "one_touch")
    notes = []
    if not record["reopens"] and parameters["first_contact"] != "one_touch":
        notes.append("Reopened tickets are not recorded, so they are not checked.")
    if not (record["teams"] or record["assignees"]) and parameters["transfers"] != "allowed":
        notes.append("Handovers are not recorded, so they are not checked.")
    reason = "No ticket was solved in this period."
    if by_reply and not record["replies"]:
        reason = "Agent replies are not recorded. Choose first_contact = not_reopened or within_a_day."
    left_out = (f"Left out, too little recorded to judge: {unsaid} solved tickets.",) if unsaid else ()
    return Answer(share_cells(counts, context, reason), notes=tuple(notes), left_out=left_out)


def _rows(context: Context) -> pa.Table:
    return context.table(_ROWS, **_parameters(context))


def _parameters(context: Context) -> dict[str, str]:
    return chosen(context) | switches(context)


def _ticket(name: str, replies: str, reopens: str, teams: str) -> tuple[tuple[str, str], ...]:
    return (
        *(("ticket_id", name), ("created_at", "2024-01-09"), ("solved_at", "2024-01-10"), ("channel", "mail")),
        *(("agent_replies", replies), ("reopens", reopens), ("group_changes", teams), ("assignee_changes", teams)),
    )


_TICKETS = (
    _ticket("1", "1", "0", "0"),
    _ticket("2", "1", "1", "0"),
    _ticket("3", "1", "0", "1"),
    _ticket("4", "3", "0", "0"),
    _ticket("5", "0", "0", "0"),
)
_JANUARY = (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31"))

METRIC = Metric(
    id="first_contact_resolution",
    family="support",
    name="First contact resolution",
    question="How often is a request solved at first contact?",
    definition=(
        "Tickets solved at the first contact over tickets solved in the period. A first contact is at most one reply "
        "of an agent (none included), never opened again, never handed to another person or team. Four settings "
        "change this; each variant sets all four, and a setting you choose takes precedence."
    ),
    formula="solved with at most one reply, no reopening and no transfer ÷ solved",
    inputs=(Input(("tickets",), ("solved_at", "agent_replies", "reopens", "group_changes")),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval=INTERVAL,
    interval_holds_value=True,
    variants=tuple(
        Variant(preset.name, preset.whose, preset.definition, (0.0, 1.0), Unit.RATE) for preset in PRESETS
    ),
    refused=(
        Refused(
            "Solved at the first contact ÷ all tickets opened",
            "Open tickets can still go either way; counting them as failures makes every new month look bad.",
        ),
    ),
    settings=(
        Setting("first_contact", "One reply at most and no reopening; one reply; no reopening; solved in 24 hours",
                "preset", ("preset", "one_reply", "one_touch", "not_reopened", "within_a_day"), ""),
        Setting("transfers", "A transfer to a person or team fails; only one to a team; none does", "preset",
                ("preset", "any", "teams", "allowed"), ""),
        Setting("abandoned", "Calls and chats that ended before anyone answered: counted, excluded, or failed",
                "preset", ("preset", "kept", "out", "failed"), ""),
        Setting("self_service", "Solved without an agent: counted, or excluded", "preset",
                ("preset", "kept", "out"), ""),
        *SUPPORT_SETTINGS,
    ),
    is_of_cases=True,
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=("Wilson (1927), Probable Inference, the Law of Succession, and Statistical Inference, JASA 22",),
    examples=(
        Example(
            "Five solved tickets: one reply; opened again; handed over; three replies; no reply at all",
            (("tickets", _TICKETS),),
            _JANUARY,
            None,
            (),
            # The first and the last.
            ((("period", "2024-01-01"), ("value", 0.4), ("n", 5)),),
        ),
        Example(
            "With transfers allowed, the third one counts too",
            (("tickets", _TICKETS),),
            _JANUARY,
            None,
            (("transfers", "allowed"),),
            ((("period", "2024-01-01"), ("value", 0.6), ("n", 5)),),
        ),
    ),
)  # fmt: skip
