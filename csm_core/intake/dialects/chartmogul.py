"""ChartMogul: MRR movements (in cents), and its lists of customers."""

from __future__ import annotations

import pyarrow as pa

from csm_core.intake.dialect import Dialect
from csm_core.intake.rewrite import from_cents


def _movements(cells: pa.Table) -> pa.Table:
    return from_cents(cells, ("MRR_MOVEMENT", "MRR"))


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
        ignored=(
            "PLAN_EXTERNAL_ID",
            *("DESCRIPTION", "BILLING_CONNECTOR_UUID", "CUSTOMER_UUID", "UUID", "RANK"),
            *("SUBSCRIPTION_EXTERNAL_ID", "ACTIVE_SUBSCRIPTION_QUANTITY", "PREVIOUS_PLAN_EXTERNAL_ID"),
        ),
        adapt=_movements,
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
        ignored=("ltv", "mrr", "arr", "free_trial_started_at"),
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
        ignored=("Name", "Zip", "Free trial started at"),
    ),
)
