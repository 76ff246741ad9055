"""ChartMogul: MRR movements (in cents), and its lists of customers."""

from __future__ import annotations

from csm_core.intake.dialects.declare import Dialect

DIALECTS = (
    Dialect(
        source="ChartMogul MRR movements",
        kind="mrr_movements",
        signature=("DATE", "MRR_MOVEMENT", "MRR", "MOVEMENT_TYPE", "CUSTOMER_EXTERNAL_ID"),
        columns={
            "account_id": ("CUSTOMER_EXTERNAL_ID",),
            "account_name": ("CUSTOMER_NAME",),
            "movement_date": ("DATE",),
            "mrr_delta": ("MRR_MOVEMENT",),
            "mrr_after": ("MRR",),
            "movement_type": ("MOVEMENT_TYPE",),
            "currency": ("CURRENCY_CODE",),
        },
        unused={
            "ids of what the change is of": (
                "PLAN_EXTERNAL_ID",
                "SUBSCRIPTION_EXTERNAL_ID",
                "PREVIOUS_PLAN_EXTERNAL_ID",
            ),
            "the tool's own ids and clocks": (
                "BILLING_CONNECTOR_UUID",
                "CUSTOMER_UUID",
                "UUID",
                "RANK",
            ),
            "text that no metric uses": ("DESCRIPTION",),
            "counts of units, which the revenue has in it": ("ACTIVE_SUBSCRIPTION_QUANTITY",),
        },
        in_minor_units=lambda _cells: True,
    ),
    Dialect(
        source="ChartMogul customers",
        kind="accounts",
        signature=("uuid", "external_id", "name", "customer-since", "mrr", "arr"),
        columns={
            "account_id": ("external_id",),
            "account_name": ("name", "company"),
            "contact_email": ("email",),
            "start_date": ("customer-since",),
            "created_at": ("lead_created_at",),
            "plan": ("plan",),
            "country": ("country",),
        },
        unused={
            "today's revenue without its past; load the MRR movements": (
                "mrr",
                "arr",
            ),
            "an estimate": ("ltv",),
            "days of a trial": ("free_trial_started_at",),
        },
    ),
    Dialect(
        source="ChartMogul customer import",
        kind="accounts",
        signature=("Name", "Email", "Company", "External ID", "Lead created at"),
        columns={
            "account_id": ("External ID", "Customer ID"),
            "account_name": ("Company", "Name"),
            "contact_email": ("Email",),
            "country": ("Country",),
            "created_at": ("Lead created at",),
        },
        unused={
            "names of people and teams": ("Name",),
            "text that no metric uses": ("Zip",),
            "days of a trial": ("Free trial started at",),
        },
    ),
)
