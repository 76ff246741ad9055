"""What counts as solved at the first contact: four switches, and presets that set all of them."""

from __future__ import annotations

from dataclasses import dataclass

from csm_core.metrics.context import Context


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
        "The usual reading",
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
        "Never opened again, never handed over; whoever hung up is a failure; self-service is no contact.",
        *("not_reopened", "any", "failed", "out"),
    ),
    Preset(
        "lenient",
        "Account teams",
        "Never opened again; colleagues may be asked; whoever hung up is out.",
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
