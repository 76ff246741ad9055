"""Salesforce report exports of opportunities and accounts, and Data Loader's opportunities."""

from __future__ import annotations

import re

from csm_core.intake.dialect import Dialect

DIALECTS = (
    Dialect(
        source="Salesforce opportunities",
        kind="opportunities",
        signature=("Opportunity Owner", "Account Name", "Opportunity Name", "Stage", "Close Date"),
        columns={
            "opportunity_id": ("Opportunity ID",),
            "account_id": ("Account ID", "Account Name"),
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
        signature=("Id", "AccountId", "StageName", "CloseDate", "Amount"),
        columns={
            "opportunity_id": ("Id",),
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
    ),
)
