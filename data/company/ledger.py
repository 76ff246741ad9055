"""The whole company from the seed, and its true figures by plain loops."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from .accounts import make_accounts, make_health
from .life import Lives
from .model import Account, Company, Line, Opportunity
from .people import first_contact, make_contacts
from .support import make_tickets
from .truth import CORE, Truth, load_truth
from .usage import FEATURES, adoption_days, make_events, make_stretches
from .voice import Voice

_FIRST_RATE = {"USD": 0.885, "GBP": 1.195}


def generate_company(truth: Truth | None = None) -> Company:
    """Make the company. The same parameters give the same company, to the last answer."""
    truth = truth if truth is not None else load_truth()
    seeds = np.random.SeedSequence(truth.seed).spawn(9)
    rngs = [np.random.Generator(np.random.PCG64(seed)) for seed in seeds]
    accounts = make_accounts(rngs[0], truth)
    health = make_health(rngs[1], truth, len(accounts))
    lines, opportunities = Lives(rngs[2], truth, accounts, health).run()
    lines = [_as_known(line, truth.as_of) for line in lines if _begin(line) <= truth.as_of]
    accounts = [account for account in accounts if account.created <= truth.as_of]
    seen = {line.account for line in lines}
    accounts = [account for account in accounts if account.index in seen]
    accounts, lines, opportunities, health = _renumber(accounts, lines, opportunities, health)
    contacts = make_contacts(rngs[3], accounts, lines, truth.as_of)
    first = first_contact(contacts, len(accounts))
    members = _campaign_members(rngs[4], truth, accounts, lines)
    stretches = make_stretches(truth, lines, members)
    adopted = adoption_days(rngs[5], truth, accounts)
    events = make_events(rngs[5], truth, stretches, health, first, adopted, _onboarding(truth, lines))
    tickets = make_tickets(rngs[6], truth, stretches, health, first)
    voice = Voice(rngs[7], truth, accounts, contacts, health)
    answers = voice.nps(lines, first) + voice.after_tickets(tickets)
    return Company(
        tuple(accounts),
        tuple(contacts),
        tuple(lines),
        tuple(o for o in opportunities if o.day <= truth.as_of),
        health,
        make_rates(rngs[8], truth),
        events,
        FEATURES,
        tuple(answers),
        tuple(tickets),
        members,
        {account.index: int(adopted[account.index]) for account in accounts},
    )


def make_rates(rng: np.random.Generator, truth: Truth) -> dict[str, NDArray[np.float64]]:
    """EUR for one unit of each currency, one rate a month, four decimals."""
    months = truth.last_month + 1
    rates = {"EUR": np.ones(months)}
    for currency, first in _FIRST_RATE.items():
        walk = np.cumsum(rng.normal(0, 0.011, months))
        pull = walk - np.linspace(0, walk[-1], months) * 0.7
        rates[currency] = np.round(first * np.exp(pull), 4)
    return rates


def true_mrr(company: Company, truth: Truth, day: int) -> float:
    """MRR in EUR at the end of `day`, at the rates of its month: what is live on that day, pauses at zero."""
    month = truth.month_of(day)
    total = 0.0
    for line in company.lines:
        if line.ended_by != "trial" and line.live_on(day):
            total += line.mrr * float(company.rates[line.currency][month])
    return total


def true_customers(company: Company, day: int) -> set[int]:
    """Accounts that have a subscription on `day`; a pause is no loss, a trial no subscription."""
    return {
        line.account
        for line in company.lines
        if line.ended_by != "trial" and line.start <= day and (line.end is None or day < line.end)
    }


def _begin(line: Line) -> int:
    return line.trial_start if line.trial_start is not None else line.start


def _as_known(line: Line, as_of: int) -> Line:
    """`line` as somebody sees it at the end of `as_of`: nothing that happens later."""
    if line.end is not None and line.end > as_of:
        if line.ended_by == "trial":
            return replace(line, start=line.end, end=None, ended_by="", cancel_requested=None)
        asked = line.cancel_requested
        is_announced = asked is not None and asked <= as_of and line.ended_by == "churn"
        line = replace(
            line,
            end=None,
            ended_by="",
            cancel_requested=asked if is_announced else None,
            reason=line.reason if is_announced else "",
        )
    if line.paused is not None and line.paused > as_of:
        return replace(line, paused=None, resumed=None)
    if line.resumed is not None and line.resumed > as_of:
        return replace(line, resumed=None)
    return line


def _renumber(
    accounts: list[Account], lines: list[Line], opportunities: list[Opportunity], health: NDArray[np.float64]
) -> tuple[list[Account], list[Line], list[Opportunity], NDArray[np.float64]]:
    """Number the accounts that are left 0, 1, 2 …, everywhere."""
    numbers = {account.index: number for number, account in enumerate(accounts)}
    health = health[[account.index for account in accounts]]
    kept = {account.account_id for account in accounts}
    renumbered = [
        replace(
            account, index=numbers[account.index], parent_id=account.parent_id if account.parent_id in kept else ""
        )
        for account in accounts
    ]
    return (
        renumbered,
        [replace(line, account=numbers[line.account]) for line in lines],
        [replace(o, account=numbers[o.account]) for o in opportunities if o.account in numbers],
        health,
    )


def _campaign_members(
    rng: np.random.Generator, truth: Truth, accounts: list[Account], lines: list[Line]
) -> frozenset[int]:
    """A random share of the customers live when the campaign starts, Enterprise left out."""
    campaign = truth.section("campaign")
    day = date.fromisoformat(campaign["start"]).toordinal()
    live = {line.account for line in lines if line.product == CORE and line.ended_by != "trial" and line.live_on(day)}
    choice = rng.random(len(accounts)) < campaign["members_share"]
    return frozenset(i for i in sorted(live) if choice[i] and accounts[i].segment != "Enterprise")


def _onboarding(truth: Truth, lines: list[Line]) -> list[tuple[int, int, int]]:
    """First day and end of every account that began while the tools were there."""
    far = truth.as_of + 1
    ends: dict[int, int] = {}
    for line in lines:
        if line.product == CORE:
            ends.setdefault(line.account, line.end if line.end is not None and line.ended_by != "change" else far)
    return [
        (line.account, _begin(line), ends[line.account])
        for line in lines
        if line.first_of_account and line.product == CORE and _begin(line) >= truth.tools_from
    ]
