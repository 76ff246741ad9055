"""The id of a row's own thing: which column it is, and headers that say no more than that they are one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from csm_core.intake.vocabulary.headers import compact
from csm_core.intake.vocabulary.readings import readings

# Table → the id of its row's own thing.
OWN_ID: Mapping[str, str] = {
    "accounts": "account_id",
    "contacts": "contact_id",
    "subscriptions": "subscription_id",
    "invoices": "invoice_id",
    "tickets": "ticket_id",
    "surveys": "response_id",
    "opportunities": "opportunity_id",
    "campaigns": "campaign_id",
}
_BARE_ID = frozenset(
    ("id", "ids", "recordid", "recordno", "recordnumber", "uuid", "guid", "key", "number", "no", "nr", "oid", "rowid")
)
# Lists of these tools name their own rows after the tool.
_TOOLS = "attio|capsule|close|copper|dynamics|freshsales|hubspot|insightly|keap|nutshell|pipedrive|planhat|zoho"
_OF_TOOL = re.compile(rf"^({_TOOLS})(crm)?(object|record)?(id|key|number)$")


def is_bare_id(header: str) -> bool:
    """True for 'id', 'Record no.', 'Copper ID' and the like, which say no more than that they are one."""
    key = compact(header)
    return key in _BARE_ID or _OF_TOOL.match(key) is not None


def is_id(header: str) -> bool:
    """True for an id, of whatever it is; not for one in another tool."""
    return is_bare_id(header) or any(
        "id" in reading.concepts and "external" not in reading.concepts for reading in readings(header)
    )
