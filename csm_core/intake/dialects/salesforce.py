"""Salesforce report exports of opportunities and accounts, and Data Loader's opportunities."""

from __future__ import annotations

import re

import pyarrow as pa

from csm_core.intake.dialect import Dialect
from csm_core.intake.rewrite import rewrite


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
        ignored=(
            *("Owner Role", "Fiscal Period", "Expected Revenue", "Probability (%)", "Age", "Created Date"),
            *("Next Step", "Lead Source", "Forecast Category", re.compile(r" Currency$")),
        ),
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
        ignored=("Annual Revenue", "Parent Account", "Last Activity"),
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
        ignored=(
            *("Name", "ExpectedRevenue", "CreatedDate", "LastModifiedDate", "OwnerId", "Probability"),
            *("FiscalQuarter", "FiscalYear", "LeadSource", re.compile(r"(?i)__c$")),
        ),
        adapt=_short_ids,
    ),
)
