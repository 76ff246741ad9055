"""Recurly exports: subscriptions, their history and accounts."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.cells.moments import parse_moment
from csm_core.intake.dialects.declare import Dialect, LeftOut, find_header
from csm_core.intake.dialects.rewrite import is_any, words


def _subscriptions(cells: pa.Table) -> pa.Table:
    """'canceled' will not renew but is paid until it expires; the file has no interval, only period ends."""
    cells = words(cells, "state", {"canceled": "active", "expired": "canceled", "future": "incomplete"})
    start = find_header(("current_period_started_at",), cells.column_names)
    end = find_header(("current_period_ends_at",), cells.column_names)
    if start is None or end is None:
        return cells
    spans = zip(cells.column(start).to_pylist(), cells.column(end).to_pylist(), strict=True)
    intervals = [_interval(first, last) for first, last in spans]
    return cells.set_column(cells.column_names.index(start), start, pa.array(intervals, pa.string()))


def _interval(first: str | None, last: str | None) -> str | None:
    """'3 months' for a period of about 91 days."""
    start, end = (parse_moment(text, "ymd") if text else None for text in (first, last))
    if start is None or end is None:
        return None
    days = (end.wall - start.wall).days
    months = round(days / 30.4375)
    if months < 1:
        return f"{days} days" if days > 0 else None
    return f"{months} months"


def _history(cells: pa.Table) -> pa.Table:
    """A version in its trial says so in a column of its own."""
    cells = words(cells, "subscription_state", {"canceled": "active", "expired": "canceled"})
    state = find_header(("subscription_state",), cells.column_names)
    trial = is_any(cells, "version_in_trial", ("y", "yes", "true"))
    if state is None or trial is None:
        return cells
    statuses = pc.if_else(trial, pa.scalar("trialing"), cells.column(state))
    return cells.set_column(cells.column_names.index(state), state, statuses)


def _further_cards(cells: pa.Table) -> Sequence[LeftOut]:
    """One row a payment method: an account with two stands there twice."""
    primary = is_any(cells, "primary_payment_method", ("true", "yes", "y", "1"))
    codes = find_header(("account_code",), cells.column_names)
    if codes is None:
        return ()
    first: dict[str, int] = {}
    ranks = [not one for one in primary.to_pylist()] if primary is not None else [False] * cells.num_rows
    accounts = cells.column(codes).to_pylist()
    for row in sorted(range(cells.num_rows), key=lambda row: (ranks[row], row)):
        first.setdefault(accounts[row] or f"row {row}", row)
    again = pa.array([first[account or f"row {row}"] != row for row, account in enumerate(accounts)], pa.bool_())
    message = "The file lists this account once for each payment method; the primary one's row was kept."
    return (LeftOut(again, "repeated_account", message),) if pc.any(again).as_py() else ()


DIALECTS = (
    Dialect(
        source="Recurly subscriptions",
        kind="subscriptions",
        signature=(
            *("uuid", "account_code", "plan_code", "state", "total_recurring_amount", "activated_at"),
            *("current_period_started_at", "current_period_ends_at", "expires_at", "remaining_billing_cycles"),
        ),
        columns={
            "subscription_id": ("uuid",),
            "account_id": ("account_code",),
            "contact_email": ("email",),
            "plan": ("plan_code",),
            "status": ("state",),
            "auto_renew": ("auto_renew",),
            "currency": ("currency",),
            "amount": ("total_recurring_amount",),
            "billing_interval": ("current_period_started_at",),
            "term_end": ("current_period_ends_at",),
            "trial_start": ("trial_started_at",),
            "trial_end": ("trial_ends_at",),
            "start_date": ("activated_at",),
            "cancel_requested_at": ("canceled_at",),
            "end_date": ("expires_at",),
            "trial_converted_at": ("converted_at",),
            "paused_at": ("paused_at",),
        },
        unused={
            "parts of the recurring amount": (
                "quantity",
                "unit_amount",
                "add_on_amount",
            ),
            "text that no metric uses": (
                "plan_name",
                "po_number",
                "maintenance_url",
                "no_billing_info_reason",
            ),
            "days on which the record was created or changed": ("modified_at",),
            "how the bill is put together": (
                "collection_method",
                "total_billing_cycles",
                "remaining_billing_cycles",
                "net_terms",
                "pricing_model",
                "renewal_billing_cycles",
                "started_with_gift",
                "remaining_pause_cycles",
                "shipping_method_code",
                "tax_inclusive",
                "gateway_code",
            ),
            "the bill's current period, which is not a start or end": (
                "current_term_started_at",
                "current_term_ends_at",
            ),
            "what sending goods costs": ("shipping_amount_in_cents",),
            "the tool's own ids and clocks": (
                "current_ramp_id",
                "subscription_api_id",
            ),
        },
        adapt=_subscriptions,
    ),
    Dialect(
        source="Recurly subscription history",
        kind="subscription_versions",
        signature=("subscription_uuid", "version_uuid", "account_code", "version_total_recurring_amount"),
        columns={
            "subscription_id": ("subscription_uuid",),
            "account_id": ("account_code",),
            "valid_from": ("version_started_at", "version_created_at"),
            "valid_to": ("version_ended_at",),
            "status": ("subscription_state",),
            "plan": ("plan_code",),
            "currency": ("subscription_currency",),
            "billing_interval": ("version_plan_interval_unit",),
            "billing_interval_count": ("version_plan_interval_length",),
            "amount": ("version_total_recurring_amount",),
            "auto_renew": ("version_auto_renew",),
        },
        unused={
            "the tool's own ids and clocks": ("version_uuid",),
            "dates and states of the whole subscription": (
                "subscription_activated_at",
                "subscription_expires_at",
                "version_state",
            ),
            "text that no metric uses": ("plan_name",),
            "parts of the recurring amount": (re.compile(r"^version_"),),
        },
        adapt=_history,
    ),
    Dialect(
        source="Recurly accounts",
        kind="accounts",
        signature=(
            *("account_code", "account_email", "account_username", "account_company_name", "account_created_at"),
            *("account_has_billing_info", "account_country", "account_api_id"),
        ),
        columns={
            "account_id": ("account_code",),
            "contact_email": ("account_email",),
            "external_id": ("account_username",),
            "account_name": ("account_company_name",),
            "created_at": ("account_created_at",),
            "end_date": ("closed_at",),
            "country": ("account_country",),
            "acquisition_cost": ("account_acquisition_cost",),
            "acquisition_channel": ("account_acquisition_channel",),
            "parent_account_id": ("parent_account_code",),
        },
        unused={
            "names of people and teams": (
                "account_first_name",
                "account_last_name",
                "account_phone",
            ),
            "states that the dates already give": ("account_state",),
            "days on which the record was created or changed": ("modified_at",),
        },
        leave_out=_further_cards,
    ),
)
