"""HubSpot exports: companies, contacts, deals and feedback answers."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.dialects.declare import Dialect, find_header
from csm_core.intake.dialects.rewrite import rewrite, words

_COMPANY = (
    "Associated Company IDs (Primary)",
    "Primary Associated Company ID",
    "Associated Company IDs",
    "Associated Company ID",
    "Company ID",
)


def _first_company(cells: pa.Table) -> pa.Table:
    """Several associated companies stand in one cell with ';': the first is the primary one."""
    for header in (*_COMPANY[1:], "Associated Company"):
        cells = rewrite(cells, header, lambda text: text.split(";")[0].strip())
    return cells


def _deals(cells: pa.Table) -> pa.Table:
    """The recurring-revenue type tells renewals from upgrades, which the deal type does not."""
    cells = _first_company(cells)
    names = [find_header((name,), cells.column_names) for name in ("Deal Type", "Recurring revenue deal type")]
    if names[0] is None or names[1] is None:
        return cells
    values = pc.coalesce(cells.column(names[1]), cells.column(names[0]))
    return cells.set_column(cells.column_names.index(names[0]), names[0], values)


def _survey_kinds(cells: pa.Table) -> pa.Table:
    """Each kind has its own scale here; satisfaction is 0, 1 or 2."""
    meanings = {
        **dict.fromkeys(("Customer loyalty (NPS)", "Customer loyalty", "NPS"), "nps 0-10"),
        **dict.fromkeys(("Customer support (CES)", "Customer support", "CES"), "ces 1-7"),
        **dict.fromkeys(("Customer satisfaction (CSAT)", "Customer satisfaction", "CSAT"), "csat 0-2"),
    }
    return words(cells, "Survey type", meanings)


_COMPANIES = Dialect(
    source="HubSpot companies",
    kind="accounts",
    signature=("Record ID", "Company name", "Company Domain Name", "Company owner"),
    columns={
        "account_id": ("Record ID",),
        "account_name": ("Company name",),
        "external_id": ("Stripe Customer ID", "External ID", "Billing Customer ID", "Customer ID"),
        "domain": ("Company Domain Name",),
        "owner": ("Company owner",),
        "created_at": ("Create Date",),
        "start_date": ("Close Date",),
        "industry": ("Industry",),
        "country": ("Country/Region", "Country"),
        "employee_count": ("Number of Employees",),
        "parent_account_id": ("Parent Company ID",),
        "seats_purchased": ("Seats Purchased",),
        "renewal_date": ("Renewal Date",),
        "acquisition_cost": ("Acquisition Cost",),
        "acquisition_channel": ("Original Source", "Original Traffic Source"),
    },
    unused={
        "days on which the record was created or changed": ("Last Activity Date",),
        "the customer's own turnover": ("Annual Revenue",),
        "totals without dates": (
            "Total Revenue",
            "Number of Associated Deals",
        ),
    },
)
_CONTACTS = Dialect(
    source="HubSpot contacts",
    kind="contacts",
    signature=("Record ID", "First Name", "Last Name", "Email", "Contact owner"),
    columns={
        "contact_id": ("Record ID",),
        "contact_email": ("Email",),
        "user_id": ("App User ID", "User ID", "Product User ID"),
        "account_id": _COMPANY,
        "account_name": ("Associated Company", "Associated Company (Primary)"),
    },
    unused={
        "names of people and teams": (
            "First Name",
            "Last Name",
            "Phone Number",
            "Contact owner",
        ),
        "states of a lead": (
            "Lead Status",
            "Lifecycle Stage",
        ),
        "days on which the record was created or changed": (
            "Create Date",
            "Last Modified Date",
        ),
        "ids of deals": ("Associated Deal IDs",),
    },
    adapt=_first_company,
)
_DEALS = Dialect(
    source="HubSpot deals",
    kind="opportunities",
    signature=("Record ID", "Deal Name", "Deal Stage", "Pipeline", "Deal owner"),
    columns={
        "opportunity_id": ("Record ID",),
        "stage": ("Deal Stage",),
        "amount": ("Amount",),
        "currency": ("Currency",),
        "close_date": ("Close Date",),
        "opportunity_type": ("Deal Type", "Recurring revenue deal type"),
        "account_id": _COMPANY,
        "account_name": ("Associated Company (Primary)", "Associated Company"),
    },
    unused={
        "names of people and teams": ("Deal owner",),
        "text that no metric uses": (
            "Deal Name",
            "Pipeline",
        ),
        "days on which the record was created or changed": (
            "Create Date",
            "Last Activity Date",
        ),
        "read with the deal's type": ("Recurring revenue deal type",),
        "the time from its creation to its close": ("Time to Close (HH:mm:ss)",),
    },
    adapt=_deals,
)
_FEEDBACK = Dialect(
    source="HubSpot feedback",
    kind="surveys",
    signature=("Date", "Survey name", "Survey type", "Rating", "Sentiment", "Response"),
    columns={
        "responded_at": ("Date",),
        "survey_type": ("Survey type",),
        "score": ("Rating",),
        "comment": ("Response",),
        "contact_email": ("Contact email", "Email"),
        "response_id": ("Submission ID",),
        "touchpoint": ("Survey name",),
        "account_id": _COMPANY,
    },
    same={"scale": "survey_type"},
    unused={
        "promoter or detractor, whatever was asked": ("Sentiment",),
    },  # HubSpot calls every kind of answer promoter or detractor
    adapt=_survey_kinds,
)
DIALECTS = (_COMPANIES, _CONTACTS, _DEALS, _FEEDBACK)
