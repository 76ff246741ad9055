"""Who the accounts are, when they come, and how healthy they secretly are."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .model import Account
from .names import INDUSTRIES, MARKETS, OWNERS, company_name, slug
from .truth import PLANS, SEGMENTS, Truth

CHANNELS = ("Organic search", "Paid search", "Referral", "Outbound", "Partner", "Event")
_ALPHABET = np.array(list("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"))
_NEW_BUSINESS_SEASON = (1.05, 1.05, 1.15, 1.0, 0.95, 0.95, 0.8, 0.7, 1.1, 1.15, 1.15, 0.95)
_EMPLOYEES = {"SMB": (5, 90), "Mid-Market": (90, 600), "Enterprise": (600, 9000)}
_COST = {"SMB": 1600.0, "Mid-Market": 7200.0, "Enterprise": 26000.0}


def token(rng: np.random.Generator, length: int) -> str:
    """A random name of letters and digits, as billing systems give out."""
    return "".join(_ALPHABET[rng.integers(0, len(_ALPHABET), length)])


def make_accounts(rng: np.random.Generator, truth: Truth) -> list[Account]:
    """All accounts in the order of their arrival, trials that never convert included."""
    accounts: list[Account] = []
    taken: set[str] = set()
    for month, (start, end) in enumerate(pairwise(truth.month_starts)):
        when = date.fromordinal(start)
        rate = truth.section("arrivals_per_month")[str(when.year)] * _NEW_BUSINESS_SEASON[when.month - 1]
        for _ in range(int(rng.poisson(rate))):
            accounts.append(_arrival(rng, truth, len(accounts), month, end, taken))
            _set_trial(rng, truth, accounts[-1])
    _set_parents(rng, accounts)
    return accounts


def _arrival(
    rng: np.random.Generator, truth: Truth, index: int, month: int, month_end: int, taken: set[str]
) -> Account:
    """One account that first pays (or would have paid) on one of the first 28 days of `month`."""
    market = MARKETS[int(rng.choice(len(MARKETS), p=[market.share for market in MARKETS]))]
    segment = str(rng.choice(SEGMENTS, p=[truth.section("segment_share")[segment] for segment in SEGMENTS]))
    industry = str(rng.choice(INDUSTRIES))
    name = company_name(rng, market, industry, taken)
    return Account(
        index=index,
        account_id=str(9_100_000_000 + 7091 * index + int(rng.integers(7000))),
        stripe_id="cus_" + token(rng, 14),
        name=name,
        domain=slug(name) + ".example",
        segment=segment,
        region=market.region,
        country=market.country,
        language=market.language,
        currency=market.currency,
        industry=industry,
        employees=int(np.exp(rng.uniform(*np.log(_EMPLOYEES[segment])))),
        owner=str(rng.choice(OWNERS[:2] if segment == "Enterprise" else OWNERS[1:])),
        channel=str(rng.choice(CHANNELS)),
        acquisition_cost=round(float(_COST[segment] * rng.lognormal(0, 0.35)), 2),
        created=0,
        minute=int(rng.integers(7 * 60, 18 * 60)),
        trial_start=None,
        trial_end=None,
        converts=True,
        first_day=min(truth.month_starts[month] + int(rng.integers(28)), month_end - 1),
        starts_monthly=bool(rng.random() < truth.section("monthly_billing_share")[segment]),
        plan=PLANS[SEGMENTS.index(segment)],
        seats=_first_seats(rng, truth, segment, month),
    )


def _first_seats(rng: np.random.Generator, truth: Truth, segment: str, month: int) -> int:
    """Seats at the start; deals grow a little year by year."""
    median = truth.section("seats_median")[segment] * (1 + 0.05 * month / 12)
    return max(2, round(float(median * rng.lognormal(0, 0.42))))


def _set_trial(rng: np.random.Generator, truth: Truth, account: Account) -> None:
    """Decide trial and conversion; the first paid day is the trial's end, never past the 28th."""
    trial = truth.section("trial")
    on_trial = rng.random() < trial["share"][account.segment]
    days, converts = int(rng.choice(trial["days"])), bool(rng.random() < trial["conversion"])
    lead = int(rng.integers(3, 60))
    if on_trial:
        account.trial_start, account.trial_end = account.first_day - days, account.first_day
        account.converts = converts
    account.created = account.first_day - (days if on_trial else 0) - lead


def _set_parents(rng: np.random.Generator, accounts: list[Account]) -> None:
    """About one company in twenty belongs to another, older one of the same country."""
    for account in accounts:
        before = accounts[: account.index]
        older = [a for a in before if a.country == account.country and not a.parent_id and a.converts]
        if rng.random() < 0.05 and older:
            account.parent_id = older[int(rng.integers(len(older)))].account_id


def make_health(rng: np.random.Generator, truth: Truth, accounts: int) -> NDArray[np.float64]:
    """Latent health, accounts × months, standard normal at every month.

    A lasting part and a first-order autoregressive part. Nothing in an export shows it; usage, scores,
    tickets and the chance to leave follow it.
    """
    block = truth.section("health")
    lasting, rho = block["lasting_share_of_variance"], block["month_to_month_correlation"]
    months = len(truth.month_starts)
    moving = np.empty((accounts, months))
    moving[:, 0] = rng.standard_normal(accounts)
    shocks = rng.standard_normal((accounts, months)) * np.sqrt(1 - rho**2)
    for month in range(1, months):
        moving[:, month] = rho * moving[:, month - 1] + shocks[:, month]
    noise = rng.standard_normal((accounts, 1))
    health: NDArray[np.float64] = np.sqrt(lasting) * noise + np.sqrt(1 - lasting) * moving
    return health
