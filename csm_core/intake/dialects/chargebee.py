"""Chargebee: API-named subscriptions and invoices (money in cents), and the monthly MRR summary."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.dialects.declare import Dialect, LeftOut, find_header
from csm_core.intake.dialects.rewrite import is_any, words


def _whole_seconds(cells: pa.Table) -> bool:
    """API pulls write moments as UNIX seconds; with them, money is in the minor unit."""
    headers = [one for header in ("created_at", "date") if (one := find_header((header,), cells.column_names))]
    masks = (pc.match_substring_regex(cells.column(one), r"^\d{9,10}$") for one in headers)
    return any(pc.any(one).as_py() for one in masks)


_STATES = {
    "in_trial": "trialing",
    "non_renewing": "active",
    "cancelled": "canceled",
    "future": "incomplete",
    "transferred": "canceled",
}


def _imported(cells: pa.Table) -> pa.Table:
    return words(cells, "subscription[status]", _STATES)


def _subscriptions(cells: pa.Table) -> pa.Table:
    return words(cells, "status", _STATES)


def _voided(cells: pa.Table) -> Sequence[LeftOut]:
    rows = is_any(cells, "status", ("voided", "pending"))
    message = "This invoice is void or not issued yet: it is not revenue."
    return () if rows is None else (LeftOut(rows, "no_revenue", message),)


DIALECTS = (
    Dialect(
        source="Chargebee subscriptions",
        kind="subscriptions",
        signature=("customer_id", "plan_id", "status", "current_term_start", "current_term_end", "mrr"),
        columns={
            "subscription_id": ("id",),
            "account_id": ("customer_id",),
            "plan": ("plan_id",),
            "status": ("status",),
            "mrr": ("mrr",),
            "start_date": ("started_at", "activated_at", "created_at"),
            "end_date": ("cancelled_at",),
            "term_end": ("current_term_end",),
            "currency": ("currency_code",),
        },
        unused={
            "the bill's current period, which is not a start or end": ("current_term_start",),
            "days on which the record was created or changed": (
                "activated_at",
                "created_at",
            ),
        },
        adapt=_subscriptions,
        in_minor_units=_whole_seconds,
    ),
    Dialect(
        source="Chargebee subscription import",
        kind="subscriptions",
        signature=("subscription[id]", "customer[id]", "subscription[plan_id]", "subscription[started_at]"),
        columns={
            "subscription_id": ("subscription[id]",),
            "account_id": ("customer[id]",),
            "account_name": ("customer[company]",),
            "contact_email": ("customer[email]",),
            "plan": ("subscription[plan_id]",),
            "quantity": ("subscription[plan_quantity]",),
            "amount": ("subscription[plan_unit_price]", "subscription[price]"),
            "billing_interval": ("subscription[billing_period_unit]",),
            "billing_interval_count": ("subscription[billing_period]",),
            "status": ("subscription[status]",),
            "start_date": ("subscription[started_at]",),
            "trial_start": ("subscription[trial_start]",),
            "trial_end": ("subscription[trial_end]",),
            "end_date": ("subscription[cancelled_at]",),
            "term_end": ("subscription[current_term_end]",),
            "currency": ("currency", "subscription[currency_code]"),
        },
        unused={
            "the bill's current period, which is not a start or end": ("subscription[current_term_start]",),
        },
        adapt=_imported,
    ),
    Dialect(
        source="Chargebee monthly MRR",
        kind="mrr_snapshots",
        signature=("customer_id", "reporting_month", "mrr_billing_currency", "billing_currency_code"),
        columns={
            "account_id": ("customer_id",),
            "month": ("reporting_month",),
            "mrr": ("mrr_billing_currency",),
            "currency": ("billing_currency_code",),
        },
        unused={
            "the tool's own ids and clocks": (
                "id",
                "subscription_id",
                "reporting_timezone",
            ),
            "the month before, which has a row of its own": (
                "status_previous",
                "mrr_previous_billing_currency",
                "exchange_rate_previous",
            ),
            "the same revenue in another currency": (
                "exchange_rate",
                "reporting_currency_code",
            ),
            "states that the revenue already gives": ("status",),
        },
    ),
    Dialect(
        source="Chargebee invoices",
        kind="invoices",
        signature=("id", "customer_id", "subscription_id", "date", "amount_due", "amount_paid", "currency_code"),
        columns={
            "invoice_id": ("id",),
            "account_id": ("customer_id",),
            "invoice_date": ("date",),
            "due_date": ("due_date",),
            "paid_at": ("paid_at",),
            "total": ("total",),
            "amount_paid": ("amount_paid",),
            "currency": ("currency_code",),
        },
        unused={
            "ids of what the bill is for": ("subscription_id",),
            "states, by which void bills are left out": ("status",),
            "what is billed, less what is paid": ("amount_due",),
        },
        leave_out=_voided,
        in_minor_units=_whole_seconds,
    ),
)
