"""Salesforce report exports of opportunities and accounts, and Data Loader's opportunities."""

from __future__ import annotations

import re

import pyarrow as pa

from csm_core.intake.dialects.declare import Dialect
from csm_core.intake.dialects.rewrite import rewrite


def _short_ids(cells: pa.Table) -> pa.Table:
    """Data Loader writes 18 characters, reports the first 15 of them: both are made the same."""
    for header in ("Id", "OpportunityId", "AccountId"):
        cells = rewrite(cells, header, short_id)
    return cells


def short_id(text: str) -> str:
    """The 15 characters that tell a Salesforce record, without the three that check them."""
    return text[:15] if re.match(r"^[A-Za-z0-9]{15}[A-Z0-5]{3}$", text) else text


DIALECTS = (
    Dialect(
        source="Salesforce opportunities",
        kind="opportunities",
        signature=("Opportunity Owner", "Account Name", "Opportunity Name", "Stage", "Close Date"),
        columns={
            "opportunity_id": ("Opportunity ID",),
            "account_id": ("Account ID",),
            "account_name": ("Account Name",),
            "stage": ("Stage",),
            "currency": ("Amount Currency", "Opportunity Currency"),
            "amount": ("Amount",),
            "close_date": ("Close Date",),
            "opportunity_type": ("Type",),
        },
        unused={
            "names of people and teams": ("Owner Role",),
            "text that no metric uses": (
                "Fiscal Period",
                "Age",
                "Next Step",
                "Lead Source",
                "Forecast Category",
            ),
            "the amount times its probability": (
                "Expected Revenue",
                "Probability (%)",
            ),
            "days on which the record was created or changed": ("Created Date",),
            "the currency of another amount": (re.compile(r" Currency$"),),
        },
    ),
    Dialect(
        source="Salesforce accounts",
        kind="accounts",
        signature=("Account ID", "Account Name", "Account Owner", "Type"),
        columns={
            "account_id": ("Account ID",),
            "account_name": ("Account Name",),
            "owner": ("Account Owner",),
            "industry": ("Industry",),
            "country": ("Billing Country", "Billing Country/Region"),
            "employee_count": ("Employees",),
            "created_at": ("Created Date",),
        },
        unused={
            "the customer's own turnover": ("Annual Revenue",),
            "names of other accounts": ("Parent Account",),
            "days on which the record was created or changed": ("Last Activity",),
        },
    ),
    Dialect(
        source="Salesforce Data Loader opportunities",
        kind="opportunities",
        signature=("AccountId", "StageName", "CloseDate", "Amount", "OwnerId"),
        columns={
            "opportunity_id": ("Id", "OpportunityId"),
            "account_id": ("AccountId",),
            "stage": ("StageName",),
            "amount": ("Amount",),
            "currency": ("CurrencyIsoCode",),
            "close_date": ("CloseDate",),
            "opportunity_type": ("Type",),
        },
        unused={
            "text that no metric uses": (
                "Name",
                "FiscalQuarter",
                "FiscalYear",
                "LeadSource",
            ),
            "the amount times its probability": (
                "ExpectedRevenue",
                "Probability",
            ),
            "days on which the record was created or changed": (
                "CreatedDate",
                "LastModifiedDate",
            ),
            "names of people and teams": ("OwnerId",),
        },
        adapt=_short_ids,
    ),
)
