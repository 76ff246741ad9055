"""HubSpot CRM exports: companies, contacts and deals, in UTF-8 with a byte order mark."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from ..company.model import Account, Company, Line, Opportunity
from ..company.truth import CORE, Truth
from .stripe import current_period
from .table import day_text, minute_text, write_table

COMPANY_HEADER = (
    "Record ID",
    "Company name",
    "Company Domain Name",
    "Company owner",
    "Create Date",
    "Last Activity Date",
    "Lifecycle Stage",
    "Industry",
    "Country/Region",
    "Number of Employees",
    "Annual Revenue",
    "Close Date",
    "Number of Associated Deals",
    "Parent Company ID",
    "Stripe Customer ID",
    "Segment",
    "Sales Region",
    "CSM Tier",
    "Original Source",
    "Acquisition Cost",
    "Seats Purchased",
    "Renewal Date",
)
CONTACT_HEADER = (
    "Record ID",
    "First Name",
    "Last Name",
    "Email",
    "Phone Number",
    "Contact owner",
    "Lead Status",
    "Lifecycle Stage",
    "Create Date",
    "Associated Company",
    "Associated Company IDs (Primary)",
    "App User ID",
)
DEAL_HEADER = (
    "Record ID",
    "Deal Name",
    "Deal Stage",
    "Pipeline",
    "Amount",
    "Currency",
    "Close Date",
    "Create Date",
    "Last Activity Date",
    "Deal owner",
    "Deal Type",
    "Recurring revenue deal type",
    "Associated Company IDs (Primary)",
    "Associated Company (Primary)",
)
_TIER = {"SMB": "Digital", "Mid-Market": "Pooled", "Enterprise": "Named"}
_UPCOMING_DAYS = 120


def _core_lines(company: Company) -> dict[int, list[Line]]:
    lines: dict[int, list[Line]] = {}
    for line in company.lines:
        if line.product == CORE:
            lines.setdefault(line.account, []).append(line)
    return lines


def write_companies(path: Path, company: Company, truth: Truth) -> Path:
    """One row an account, customers and lost trials; seats and renewal as they are at the as-of day."""
    lines = _core_lines(company)
    deals = [row[12] for row in _deal_rows(company, truth)]
    rows = (
        _company_row(account, lines[account.index], deals.count(account.account_id), truth)
        for account in company.accounts
    )
    return write_table(path, COMPANY_HEADER, rows, encoding="utf-8-sig")


def _company_row(account: Account, lines: list[Line], deals: int, truth: Truth) -> tuple[object, ...]:
    last = lines[-1]
    paying = last.end is None
    customer = any(line.ended_by != "trial" and line.start <= truth.as_of for line in lines)
    touched = truth.as_of - (account.index * 7) % 40 if paying else min(truth.as_of, (last.end or truth.as_of) + 9)
    renewal = current_period(last, truth.as_of)[1] if paying and last.interval == "year" else None
    return (
        account.account_id,
        account.name,
        account.domain,
        account.owner,
        minute_text(account.created, account.minute),
        minute_text(touched, 600 + account.index % 300),
        "Customer" if customer else "Opportunity",
        account.industry,
        account.country,
        account.employees,
        "",
        minute_text(account.first_day, account.minute) if customer else "",
        deals,
        account.parent_id,
        account.stripe_id,
        account.segment,
        account.region,
        _TIER[account.segment],
        account.channel,
        f"{account.acquisition_cost:.2f}" if customer else "",
        last.quantity if paying and customer else "",
        day_text(renewal),
    )


def write_contacts(path: Path, company: Company) -> Path:
    """One row a user of the product, with the id that the product knows her by."""
    rows = (
        (
            contact.contact_id,
            contact.first,
            contact.last,
            contact.email,
            "",
            account.owner,
            "",
            "Customer",
            minute_text(contact.created, 540 + contact.slot % 400),
            account.name,
            account.account_id,
            contact.user_id,
        )
        for contact, account in ((c, company.accounts[c.account]) for c in company.contacts)
    )
    return write_table(path, CONTACT_HEADER, rows, encoding="utf-8-sig")


def write_deals(path: Path, company: Company, truth: Truth) -> Path:
    """New business, yearly renewals (won, lost, to come) and upgrades."""
    rows = sorted(_deal_rows(company, truth), key=lambda row: (row[6], row[12], row[1]))
    numbered = ((str(20_100_000_000 + 53 * number), *row[1:]) for number, row in enumerate(rows))
    return write_table(path, DEAL_HEADER, numbered, encoding="utf-8-sig")


def _deal_rows(company: Company, truth: Truth) -> Iterator[tuple[str, ...]]:
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(3)))
    lines = _core_lines(company)
    for account in company.accounts:
        account_lines = lines[account.index]
        first = account_lines[0]
        if first.start > truth.as_of:
            continue
        stage = "Closed Lost" if first.ended_by == "trial" else "Closed Won"
        closed = first.term_end if first.ended_by == "trial" else first.start
        yield _deal(rng, account, "new", stage, "Sales Pipeline", _yearly(first), closed, "new business")
        for line, following in pairwise(account_lines):
            gain = following.mrr - line.mrr
            if line.ended_by == "change" and following.start == line.end and gain > 0.08 * line.mrr:
                name = f"upgrade to {following.quantity} seats"
                yield _deal(rng, account, name, "Closed Won", "Sales Pipeline", gain * 12, following.start, "upgrade")
        last = account_lines[-1]
        if last.end is None and last.interval == "year":
            renewal = current_period(last, truth.as_of)[1]
            if renewal - truth.as_of <= _UPCOMING_DAYS:
                stage = "Presentation Scheduled" if last.cancel_requested is None else "Decision Maker Bought-In"
                yield _deal(rng, account, "renewal", stage, "Renewals", _yearly(last), renewal, "renewal")
    for opportunity in company.opportunities:
        if opportunity.stratum.endswith("/year"):
            yield _renewal(rng, company, opportunity, lines[opportunity.account])


def _renewal(
    rng: np.random.Generator, company: Company, opportunity: Opportunity, account_lines: list[Line]
) -> tuple[str, ...]:
    account = company.accounts[opportunity.account]
    before = [line for line in account_lines if line.start < opportunity.day][-1]
    stage = "Closed Lost" if opportunity.churned else "Closed Won"
    return _deal(rng, account, "renewal", stage, "Renewals", _yearly(before), opportunity.day, "renewal")


def _yearly(line: Line) -> float:
    return line.mrr * 12


def _deal(
    rng: np.random.Generator,
    account: Account,
    title: str,
    stage: str,
    pipeline: str,
    amount: float,
    day: int,
    kind: str,
) -> tuple[str, ...]:
    opened = day - int(rng.integers(15, 95))
    touched = minute_text(day - int(rng.integers(0, 9)), 900) if stage.startswith("Closed") else ""
    return (
        "",
        f"{account.name} - {title}",
        stage,
        pipeline,
        f"{amount:.2f}",
        account.currency,
        minute_text(day, account.minute),
        minute_text(opened, 560),
        touched,
        account.owner,
        "New Business" if kind == "new business" else "Existing Business",
        kind,
        account.account_id,
        account.name,
    )
