"""Stripe dashboard exports: subscriptions.csv and invoices.csv."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from ..company.accounts import token
from ..company.model import Account, Company, Line
from ..company.truth import Truth
from .table import minute_text, write_table

SUBSCRIPTION_HEADER = (
    "id",
    "Customer ID",
    "Customer Name",
    "Customer Email",
    "Customer Description",
    "Plan",
    "Product",
    "Quantity",
    "Currency",
    "Interval",
    "Amount",
    "Status",
    "Created (UTC)",
    "Start Date (UTC)",
    "Current Period Start (UTC)",
    "Current Period End (UTC)",
    "Trial Start (UTC)",
    "Trial End (UTC)",
    "Canceled At (UTC)",
    "Ended At (UTC)",
    "Cancel At Period End",
    "Cancellation Reason",
    "Coupon",
    "hubspot_company_id (metadata)",
    "paused_at (metadata)",
    "resumed_at (metadata)",
)
INVOICE_HEADER = (
    "id",
    "Number",
    "Customer",
    "Customer Name",
    "Subscription",
    "Status",
    "Billing",
    "Currency",
    "Subtotal",
    "Total Discount Amount",
    "Applied Coupons",
    "Tax",
    "Tax Percent",
    "Total",
    "Amount Due",
    "Amount Paid",
    "Date (UTC)",
    "Due Date (UTC)",
    "Finalized At (UTC)",
    "Paid At (UTC)",
    "Voided At (UTC)",
    "Marked Uncollectible At (UTC)",
    "Minimum Line Item Period Start (UTC)",
    "Maximum Line Item Period End (UTC)",
    "Paid",
    "Description",
    "hubspot_company_id (metadata)",
)
_COUPON, _COUPON_SHARE = "WELCOME20", 0.15
_TAX = {"Germany": 19, "Austria": 20, "France": 20, "Belgium": 21, "Ireland": 23, "United Kingdom": 20}


def write_subscriptions(path: Path, company: Company, truth: Truth) -> Path:
    """One row a subscription; a change of seats, plan, price or term ended the old one and began a new one."""
    coupons = coupon_lines(company)
    return write_table(
        path,
        SUBSCRIPTION_HEADER,
        (_subscription_row(company.accounts[line.account], line, truth, coupons) for line in company.lines),
    )


def coupon_lines(company: Company) -> frozenset[str]:
    """Subscriptions that began with the coupon: it takes 20 % off the first invoice, once."""
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(2)))
    firsts = [line for line in company.lines if line.first_of_account and line.ended_by != "trial"]
    return frozenset(line.subscription_id for line in firsts if rng.random() < _COUPON_SHARE)


def _months_later(day: int, months: int) -> int:
    when = date.fromordinal(day)
    month = when.month - 1 + months
    return date(when.year + month // 12, month % 12 + 1, when.day).toordinal()


def billing_days(line: Line, last: int) -> list[int]:
    """Days on which the line's price falls due: its start and each renewal before its end, up to `last`."""
    days, day = [], line.start
    step = 12 if line.interval == "year" else 1
    following = line.term_end
    stop = min(line.end if line.end is not None else last + 1, last + 1)
    while day < stop:
        in_pause = line.paused is not None and line.paused <= day and (line.resumed is None or day < line.resumed)
        if not in_pause:
            days.append(day)
        day, following = following, _months_later(following, step)
    return days


def current_period(line: Line, as_of: int) -> tuple[int, int]:
    """The paid period that holds the line's last day (or the as-of day)."""
    if line.ended_by == "trial":
        return line.start, line.term_end
    last = as_of if line.end is None else max(line.end - 1, line.start)
    start, end = line.start, line.term_end
    while end <= last:
        start, end = end, _months_later(end, 12 if line.interval == "year" else 1)
    return start, end


def line_status(line: Line, truth: Truth) -> str:
    """Stripe's word for the state at the as-of day."""
    if line.end is not None:
        return "canceled"
    if line.start > truth.as_of:
        return "trialing"
    if line.paused is not None and line.resumed is None:
        return "paused"
    return "active"


def _subscription_row(account: Account, line: Line, truth: Truth, coupons: frozenset[str]) -> tuple[object, ...]:
    start = line.trial_start if line.trial_start is not None else line.start
    trial_end = None
    if line.trial_start is not None:
        trial_end = line.term_end if line.ended_by == "trial" else line.start
    trialing = start <= truth.as_of < line.start
    period = (start, line.start) if trialing else current_period(line, truth.as_of)
    at = account.minute
    return (
        line.subscription_id,
        account.stripe_id,
        account.name,
        f"billing@{account.domain}",
        "",
        f"{line.plan.lower()}-{'annual' if line.interval == 'year' else 'monthly'}-{line.currency.lower()}",
        line.product,
        line.quantity,
        line.currency.lower(),
        line.interval,
        f"{line.unit:.2f}",
        _status(line, truth),
        minute_text(start, 0),
        minute_text(start, 0),
        minute_text(period[0], 0),
        minute_text(period[1], 0),
        minute_text(line.trial_start, 0),
        minute_text(trial_end, 0),
        minute_text(line.cancel_requested, 0 if line.cancel_requested == line.end else at),
        minute_text(line.end, 0),
        "true" if (line.ended_by == "churn" and line.reason != "payment_failed") or _scheduled(line) else "false",
        line.reason,
        _COUPON if line.subscription_id in coupons else "",
        account.account_id,
        minute_text(line.paused, 0),
        minute_text(line.resumed, 0),
    )


def _scheduled(line: Line) -> bool:
    return line.end is None and line.cancel_requested is not None


def _status(line: Line, truth: Truth) -> str:
    status = line_status(line, truth)
    return "past_due" if status == "active" and _is_past_due(line, truth) else status


def _is_past_due(line: Line, truth: Truth) -> bool:
    """A monthly line whose invoice of the last days has failed; a stable one in forty."""
    return line.interval == "month" and sum(map(ord, line.subscription_id)) % 40 == 0


def write_invoices(path: Path, company: Company, truth: Truth) -> Path:
    """One row an invoice, never dated after the subscription's end or the as-of day."""
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(1)))
    coupons = coupon_lines(company)
    dated = sorted(
        (day, number)
        for number, line in enumerate(company.lines)
        if line.ended_by != "trial"
        for day in billing_days(line, truth.as_of)
    )
    return write_table(path, INVOICE_HEADER, _invoice_rows(rng, company, truth, dated, coupons))


def _invoice_rows(
    rng: np.random.Generator, company: Company, truth: Truth, dated: list[tuple[int, int]], coupons: frozenset[str]
) -> Iterator[tuple[object, ...]]:
    last_of = {number: day for day, number in dated}
    for count, (day, number) in enumerate(dated):
        line = company.lines[number]
        account = company.accounts[line.account]
        price = _price(line, day)
        if price <= 0:
            continue
        discount = round(0.2 * price, 2) if line.subscription_id in coupons and day == line.start else 0.0
        percent = _TAX.get(account.country, 0)
        tax = round((price - discount) * percent / 100, 2)
        total = round(price - discount + tax, 2)
        health = float(company.health[line.account, truth.month_of(day)])
        final = day == last_of[number]
        status, paid = _payment(rng, line, truth, day, health, final=final)
        due = day + (30 if line.interval == "year" else 7)
        end = _next_bill(line, day)
        at = account.minute
        yield (
            "in_1" + token(rng, 22),
            f"{account.stripe_id[4:8].upper()}-{count:05d}",
            account.stripe_id,
            account.name,
            line.subscription_id,
            status,
            "send_invoice" if line.interval == "year" else "charge_automatically",
            line.currency.lower(),
            f"{price:.2f}",
            f"{discount:.2f}",
            _COUPON if discount else "",
            f"{tax:.2f}",
            percent or "",
            f"{total:.2f}",
            f"{total:.2f}",
            f"{total if status == 'paid' else 0:.2f}",
            minute_text(day, at),
            minute_text(due, at),
            minute_text(day, min(at + 60, 1439)),
            minute_text(paid, at),
            "",
            minute_text(day + 21, at) if status == "uncollectible" else "",
            minute_text(day, 0),
            minute_text(end, 0),
            "true" if status == "paid" else "false",
            "",
            account.account_id,
        )


def _next_bill(line: Line, day: int) -> int:
    following = line.term_end
    while following <= day:
        following = _months_later(following, 12 if line.interval == "year" else 1)
    return following


def _price(line: Line, day: int) -> float:
    """The whole amount, or for a change inside a yearly term the difference for the rest of it."""
    whole = line.unit * line.quantity
    rest = line.term_end - line.start
    if day != line.start or line.interval == "month" or rest >= 365:
        return round(whole, 2)
    return round((line.mrr - line.replaced_mrr) * 12 * rest / 365, 2)


def _payment(
    rng: np.random.Generator, line: Line, truth: Truth, day: int, health: float, *, final: bool
) -> tuple[str, int | None]:
    """Status and day of payment; poor health pays late."""
    late = rng.random() < 0.05 * np.exp(-0.5 * health)
    delay = int(rng.integers(0, 2)) if line.interval == "month" else int(rng.integers(2, 31))
    paid = day + delay + (int(rng.integers(10, 45)) if late else 0)
    if final and line.reason == "payment_failed":
        return "uncollectible", None
    past_due = final and line.end is None and line.paused is None and _status(line, truth) == "past_due"
    if past_due or paid > truth.as_of:
        return "open", None
    return "paid", paid
