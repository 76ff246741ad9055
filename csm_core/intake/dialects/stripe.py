"""Stripe dashboard exports: subscriptions, customers, invoices, payments and MRR by month."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa

from csm_core.intake.dialects.declare import Dialect, LeftOut
from csm_core.intake.dialects.rewrite import is_any, words


def _asked_to_cancel(cells: pa.Table) -> pa.Table:
    """Cancel at period end is the opposite of renewing by itself."""
    return words(cells, "Cancel At Period End", {"true": "false", "false": "true"})


def _no_bills(cells: pa.Table) -> Sequence[LeftOut]:
    """Drafts are not real yet; void and uncollectible bills are no revenue."""
    rows = is_any(cells, "Status", ("draft", "void", "uncollectible", "deleted"))
    message = "This invoice is a draft, void or uncollectible: it is not revenue."
    return () if rows is None else (LeftOut(rows, "no_revenue", message, unless="status"),)


def _no_payments(cells: pa.Table) -> Sequence[LeftOut]:
    """Only paid and refunded payments moved money; test payments never did."""
    unpaid = is_any(
        cells,
        "Status",
        ("failed", "pending", "canceled", "requires_payment_method", "requires_action", "requires_confirmation"),
    )
    test = is_any(cells, "Mode", ("test",))
    masks = []
    if unpaid is not None:
        masks.append(LeftOut(unpaid, "no_payment", "This payment failed or was not finished: no money moved."))
    if test is not None:
        masks.append(LeftOut(test, "test_payment", "This is a test payment."))
    return masks


# Many teams store the CRM's account id on the Stripe customer: it joins to the CRM's exports, cus_… does not.
_CRM_ID = re.compile(r"(?i)^(hubspot|salesforce|sfdc|crm|account|company|workspace|org)\w*[_ ]?id \(metadata\)$")
_SUBSCRIPTIONS = Dialect(
    source="Stripe subscriptions",
    kind="subscriptions",
    signature=("Customer ID", "Plan", "Interval", "Amount", "Status", re.compile(r"(?i)^start( date)? \(utc\)$")),
    columns={
        "subscription_id": ("id",),
        "account_id": (_CRM_ID, "Customer ID"),
        "account_name": ("Customer Name",),
        "contact_email": ("Customer Email",),
        "product": ("Product",),
        "plan": ("Plan",),
        "quantity": ("Quantity",),
        "currency": ("Currency",),
        "billing_interval": ("Interval",),
        "amount": ("Amount",),
        "status": ("Status",),
        "start_date": ("Start Date (UTC)", "Start (UTC)"),
        "end_date": ("Ended At (UTC)",),
        "term_end": ("Current Period End (UTC)",),
        "trial_start": ("Trial Start (UTC)",),
        "trial_end": ("Trial End (UTC)",),
        "cancel_requested_at": ("Canceled At (UTC)",),
        "auto_renew": ("Cancel At Period End",),
        "cancel_reason": ("Cancellation Reason",),
        "paused_at": (re.compile(r"(?i)^paused[ _]?at"), re.compile(r"(?i)^pause[ _]?(start|begin)")),
        "resumed_at": (re.compile(r"(?i)^resumed[ _]?at"), re.compile(r"(?i)^resumes[ _]?at|^pause[ _]?end")),
    },
    unused={
        "text that no metric uses": (
            "Customer Description",
            "Coupon",
        ),
        "days on which the record was created or changed": ("Created (UTC)",),
        "the bill's current period, which is not a start or end": (
            "Current Period Start (UTC)",
            "Start (UTC)",
        ),
        "the team's own fields": (re.compile(r"\(metadata\)$"),),
    },
    adapt=_asked_to_cancel,
)
_CUSTOMERS = Dialect(
    source="Stripe customers",
    kind="accounts",
    signature=("id", "Description", "Email", "Name", "Created (UTC)", "Card ID"),
    columns={
        "account_id": (_CRM_ID, "id"),
        "external_id": ("id",),
        "contact_email": ("Email",),
        "account_name": ("Name",),
        "created_at": ("Created (UTC)",),
        "country": ("Address Country", "Card Address Country"),
        "plan": ("Plan",),
    },
    unused={
        "the tool's own ids and clocks": (
            "Card ID",
            "Business Vat ID",
        ),
        "text that no metric uses": ("Description",),
        "totals without dates": (
            "Account Balance",
            "Average Order",
            "Dispute Losses",
            "Total Spend",
            "Refunded Volume",
        ),
        "an answer without its subscription": ("Cancel At Period End",),
    },
)
_INVOICES = Dialect(
    source="Stripe invoices",
    kind="invoices",
    signature=("Customer", "Number", "Subtotal", "Total", "Amount Due", "Amount Paid", "Date (UTC)"),
    columns={
        "invoice_id": ("id",),
        "account_id": (_CRM_ID, "Customer", "Customer ID"),
        "account_name": ("Customer Name",),
        "contact_email": ("Customer Email",),
        "invoice_date": ("Date (UTC)",),
        "due_date": ("Due Date (UTC)",),
        "paid_at": ("Paid At (UTC)",),
        "total": ("Total",),
        "amount_paid": ("Amount Paid",),
        "currency": ("Currency",),
        "status": ("Status",),
        # The period of the invoice itself is the one that it closes; what its lines bill is told beside it.
        "period_start": ("Minimum Line Item Period Start (UTC)",),
        "period_end": ("Maximum Line Item Period End (UTC)",),
    },
    unused={
        "ids of what the bill is for": (
            "Number",
            "Subscription",
            "Charge",
        ),
        "text that no metric uses": (
            "Billing",
            "Applied Coupons",
            "Description",
        ),
        "the bill's current period, which is not a start or end": (
            "Period Start (UTC)",
            "Period End (UTC)",
        ),
        "already deducted from the total": ("Total Discount Amount",),
        "what is billed, less what is paid": (
            "Amount Due",
            "Starting Balance",
            "Ending Balance",
        ),
        "a rate": ("Tax Percent",),
        "states, by which void bills are left out": (
            "Paid",
            "Closed",
            "Forgiven",
        ),
        "days of what became of the bill": (re.compile(r"\(UTC\)$"),),
        "the team's own fields": (re.compile(r"\(metadata\)$"),),
    },
    leave_out=_no_bills,
)
_PAYMENTS = Dialect(
    source="Stripe payments",
    kind="payments",
    signature=("id", "Amount", "Amount Refunded", "Currency", "Captured", "Customer ID", "Converted Amount"),
    columns={
        "account_id": (_CRM_ID, "Customer ID"),
        "contact_email": ("Customer Email",),
        "invoice_id": ("Invoice ID", "id"),
        "invoice_date": ("Created date (UTC)", "Created (UTC)"),
        "amount_paid": ("Amount",),
        "amount_refunded": ("Amount Refunded",),
        "currency": ("Currency",),
    },
    same={"paid_at": "invoice_date"},
    unused={
        "the tool's own ids and clocks": (
            "id",
            "Card ID",
        ),
        "text that no metric uses": (
            "Description",
            "Customer Description",
        ),
        "the same amounts in another currency": (re.compile(r"^Converted "),),
        "what Stripe keeps": ("Fee",),
        "states, by which payments that failed and tests are left out": (
            "Status",
            "Mode",
        ),
    },
    leave_out=_no_payments,
)
_MONTHLY = Dialect(
    source="Stripe MRR per subscriber",
    kind="mrr_snapshots",
    signature=("Customer ID", "Customer", "Customer Email", "Currency", re.compile(r"^\d{4}-\d{2}$")),
    columns={
        "account_id": (_CRM_ID, "Customer ID"),
        "account_name": ("Customer",),
        "contact_email": ("Customer Email",),
        "currency": ("Currency",),
    },
)
DIALECTS = (_SUBSCRIPTIONS, _CUSTOMERS, _INVOICES, _PAYMENTS, _MONTHLY)
