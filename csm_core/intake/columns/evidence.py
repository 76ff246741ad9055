"""What speaks for a file being a thing of ours, and what against: an id and a date are in every table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from csm_core.intake.columns.likeness import tells_little
from csm_core.intake.values.profile import Profiles
from csm_core.intake.vocabulary.headers import spoken
from csm_core.intake.vocabulary.own_ids import OWN_ID, is_bare_id, is_id
from csm_core.intake.vocabulary.readings import readings
from csm_core.tables.catalogue import Table

# Table → column → how much its being there says that the rows are that table's: 2 together are enough.
_TELLS: Mapping[str, str] = {
    "accounts": (
        "account_name .8 domain .6 owner .8 industry 1 country .5 employee_count 1 start_date .6 end_date .4 plan .6"
        " renewal_date 1.2 seats_purchased 1 parent_account_id .6 contact_email .3 external_id .3 created_at .1"
        " acquisition_cost 1 acquisition_channel .3"
    ),
    "contacts": "contact_email .6 contact_id .3 user_id .4 account_id .6 account_name .6",
    "subscriptions": (
        "account_id .4 account_name .4 start_date .5 mrr 1.2 amount .4 billing_interval .8 subscription_id .2 plan .5"
        " status .3 end_date .5 trial_start .6 trial_end .6 quantity .3 auto_renew .8 term_end .6 currency .2"
        " cancel_requested_at .6 cancel_reason .6 product .3 is_metered .6 paused_at .6 discount .3"
    ),
    "mrr_snapshots": "mrr 1.2 month .8 account_id .4 account_name .4",
    "mrr_movements": "mrr_delta 1.2 mrr_after 1.2 movement_type .5 movement_date .3 account_id .3 account_name .3",
    "invoices": (
        "account_id .4 account_name .4 total .5 invoice_date .3 due_date .8 invoice_id .2 amount_paid .7 paid_at .6"
        " amount_due .5 amount_refunded .5 currency .2 line_total .4 document_type .3 product .3 period_start .4"
    ),
    "events": (
        "event_name .9 user_id .6 session_id .7 event_count .7 duration_minutes .6 account_id .5 account_name .4"
        " event_at .3"
    ),
    "surveys": (
        "score .9 comment .6 responded_at .4 survey_type .5 account_id .4 account_name .4 contact_email .4 sent_at .5"
        " response_id .3 touchpoint .4 scale .6 user_id .3"
    ),
    "tickets": (
        "ticket_id .2 subject .5 priority .8 ticket_status .3 solved_at .7 first_response_at 1.5 channel .2"
        " first_response_minutes 1.5 resolution_minutes 1 agent_replies 1.2 reopens 1.2 assignee_changes 1"
        " group_changes 1 escalated_at 1 is_escalated 1 account_id .3 account_name .3 contact_email .4"
    ),
    "opportunities": (
        "stage .9 close_date .7 amount .4 opportunity_type .4 opportunity_id .2 account_id .3 account_name .3"
    ),
    "costs": "category .9 month .6 amount .6 purpose .8",
    "fx_rates": "rate 1 currency .7 date .5",
    "campaigns": "campaign_id .2 name .3 start_date .3 end_date .3 feature .8",
    "campaign_members": "campaign_id 1 account_id .8 account_name .8",
    "annotations": "text .9 date .4 metric .8 cohort .8",
}
# Table → what its thing is called, as concepts of its own id, date or name.
_NOUNS: Mapping[str, frozenset[str]] = {
    "accounts": frozenset({"customer"}),
    "contacts": frozenset({"contact", "user"}),
    "subscriptions": frozenset({"subscription", "mrr", "recurring"}),
    "invoices": frozenset({"invoice", "order", "paid", "refund", "credit"}),
    "events": frozenset({"event", "session", "feature", "visits"}),
    "surveys": frozenset({"survey", "response", "score"}),
    "tickets": frozenset({"ticket"}),
    "opportunities": frozenset({"deal"}),
    "campaigns": frozenset({"campaign"}),
}
_ENOUGH = 2.0
# What only a help desk keeps; customers, deals and tasks have an id, a status, an owner and a priority as well.
_DESK = frozenset(
    (
        *("first_response_at", "first_response_minutes", "resolution_minutes", "agent_replies", "reopens"),
        *("assignee_changes", "group_changes", "escalated_at", "is_escalated"),
    )
)
_HARDLY = 0.2
_NOUN, _FILE = 1.2, 1.5
# Words of a file's name behind which a customer, account or bill is not one of ours.
_NOT_OUR_NAME = re.compile(
    r"\b(gl|ledger|bank|chart|vendor|supplier|purchase|payable|user|employee|lead|tag|field|comment|form|role|group)s?\b"
)
OTHERS = 0.6


def evidence(file: str, table: Table, columns: Mapping[str, tuple[str, float]], hint: str | None) -> float:
    """0 to 1: whether what was found is enough to be sure of the table. `hint`: the pattern of names of its files."""
    weights = dict(zip(*[iter(_TELLS.get(table.name, "").split())] * 2, strict=True))
    if not weights:
        return 1.0
    tells = sum(float(weights.get(name, "0")) * sure for name, (_, sure) in columns.items())
    nouns = _NOUNS.get(table.name, frozenset())
    headers = [
        header for name, (header, _) in columns.items() if name.endswith(("_id", "_date", "_at", "_name", "score"))
    ]
    named = any(nouns & reading.concepts for header in headers for reading in readings(header))
    tells += _NOUN if named else 0.0
    name = spoken(re.sub(r"\.\w+$", "", file))
    if hint is not None and re.search(hint, name) and not _NOT_OUR_NAME.search(name):
        tells, named = tells + _FILE, True
    if table.name == "tickets" and not (named or _is_of_a_desk(columns)):
        return min(_HARDLY, tells / _ENOUGH)
    return min(1.0, tells / _ENOUGH)


def _is_of_a_desk(columns: Mapping[str, tuple[str, float]]) -> bool:
    """What only a help desk keeps, or what a ticket is about: a mere title or description beside how urgent it is."""
    subject = columns.get("subject", None)
    about = subject is not None and (not tells_little(subject[0]) or "priority" in columns)
    return about or bool(_DESK & set(columns))


def are_of_another(
    table: Table, columns: Mapping[str, tuple[str, float]], headers: Sequence[str], profiles: Profiles
) -> bool:
    """True where a column that is not the table's own id tells the rows apart: they are another thing's.

    A list of people names customers again and again; a list of leads has an id of the lead."""
    id_column = columns.get(OWN_ID.get(table.name, ""), None)
    if table.name not in OWN_ID or table.name == "subscriptions" or not headers:
        return False
    used = {header for header, _ in columns.values()}
    keys = [one for one in headers if one not in used and profiles[one].is_unique and is_id(one)]
    if table.name != "accounts":
        return id_column is None and any(not is_bare_id(one) for one in keys)
    if id_column is None:
        return False
    return bool(keys) and (not profiles[id_column[0]].is_unique or not is_id(id_column[0]))
