"""The demo company holds what its README says."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import binom

from data.company.accounts import make_accounts, make_health
from data.company.ledger import true_customers, true_mrr
from data.company.life import Lives
from data.company.model import Company
from data.company.truth import CORE, load_truth
from data.writers.stripe import billing_days

TRUTH = load_truth()
EPOCH = date(1970, 1, 1).toordinal()


def month_ends() -> list[int]:
    """Last days of the 36 months of the tools."""
    return [TRUTH.month_starts[m + 1] - 1 for m in range(TRUTH.tools_month, TRUTH.last_month + 1)]


def by_account(company: Company, when: int) -> dict[int, float]:
    actual: dict[int, float] = defaultdict(float)
    for line in company.lines:
        if line.ended_by != "trial" and line.live_on(when):
            actual[line.account] += line.mrr * float(company.rates[line.currency][TRUTH.last_month])
    return actual


def test_the_company_is_as_large_as_the_readme_says(company: Company) -> None:
    assert 360 <= len(company.accounts) <= 440
    assert 60 <= sum(line.ended_by == "trial" for line in company.lines) <= 110
    assert 150_000 <= len(company.events.second) <= 300_000
    assert {account.currency for account in company.accounts} == {"EUR", "USD", "GBP"}
    assert len({account.account_id for account in company.accounts}) == len(company.accounts)
    assert len({contact.email for contact in company.contacts}) == len(company.contacts)
    assert all(account.domain.endswith(".example") for account in company.accounts)


def test_mrr_grows_to_about_four_times_in_three_years_without_jumps(company: Company) -> None:
    series = [true_mrr(company, TRUTH, when) for when in month_ends()]
    assert 100_000 < series[0] < 140_000
    assert 420_000 < series[-1] < 490_000
    assert all(0.94 < later / earlier < 1.15 for earlier, later in pairwise(series))


def test_net_retention_is_believable_in_each_of_the_three_years(company: Company) -> None:
    for month in (TRUTH.last_month + 1, TRUTH.last_month - 11, TRUTH.last_month - 23):
        start, end = TRUTH.month_starts[month - 12] - 1, TRUTH.month_starts[month] - 1
        then, now = by_account(company, start), by_account(company, end)
        net = sum(now.get(account, 0.0) for account in then) / sum(then.values())
        gross = sum(min(amount, now.get(account, 0.0)) for account, amount in then.items()) / sum(then.values())
        assert 1.03 < net < 1.13
        assert 0.84 < gross < 0.94


@pytest.mark.parametrize("stratum", list(TRUTH.section("churn_per_opportunity")))
def test_churn_at_renewals_lies_in_the_exact_band_of_the_stated_hazard(company: Company, stratum: str) -> None:
    chances = [o for o in company.opportunities if o.stratum == stratum]
    low, high = binom.ppf([0.005, 0.995], len(chances), TRUTH.section("churn_per_opportunity")[stratum])
    assert len(chances) > 50
    assert low <= sum(o.churned for o in chances) <= high


def test_over_other_seeds_too_churn_is_what_is_stated() -> None:
    # Twelve companies made from other seeds: about 17,000 monthly and 3,500 yearly renewals.
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for seed in range(12):
        first, second, third = (np.random.Generator(np.random.PCG64([seed, part])) for part in range(3))
        accounts = make_accounts(first, TRUTH)
        _, opportunities = Lives(third, TRUTH, accounts, make_health(second, TRUTH, len(accounts))).run()
        for o in opportunities:
            totals[o.stratum][0] += 1
            totals[o.stratum][1] += o.churned
    for stratum, stated in TRUTH.section("churn_per_opportunity").items():
        chances, lost = totals[stratum]
        # A yearly renewal is weighed against all live accounts of its stratum, not against those due alone, and
        # accounts that have just been screened are fewer among those due: up to a tenth off what is stated.
        margin = 0.10 if stratum.endswith("/year") else 0.0
        low = binom.ppf(0.001, chances, stated * (1 - margin))
        high = binom.ppf(0.999, chances, stated * (1 + margin))
        assert low <= lost <= high, (stratum, chances, lost)


def test_the_mean_hazard_of_monthly_plans_is_the_stated_one_in_every_month(company: Company) -> None:
    # By construction: each factor is divided by the stratum's mean, unless a hazard meets its cap of 85 %.
    months: dict[tuple[str, int], list[float]] = defaultdict(list)
    for o in company.opportunities:
        if o.stratum.endswith("/month"):
            months[o.stratum, TRUTH.month_of(o.day)].append(o.hazard)
    for (stratum, _), hazards in months.items():
        if max(hazards) < 0.85 and len(hazards) > 20:
            stated = TRUTH.section("churn_per_opportunity")[stratum]
            assert np.mean(hazards) == pytest.approx(stated, rel=1e-9)


def rank_auc(scores: list[float], lost: list[bool]) -> float:
    """Chance that a lost account scores above a kept one, ties half: the definition, by pairs."""
    bad = np.array([s for s, left in zip(scores, lost, strict=True) if left])
    good = np.array([s for s, left in zip(scores, lost, strict=True) if not left])
    above = (bad[:, None] > good[None, :]).mean()
    return float(above + 0.5 * (bad[:, None] == good[None, :]).mean())


def test_falling_use_precedes_churn_but_not_surely(company: Company) -> None:
    owner = np.array([contact.account for contact in company.contacts] + [-1])[company.events.contact]
    days = company.events.second // 86400 + EPOCH
    ends = [(line.account, line.end) for line in company.lines if line.ended_by == "churn" and line.product == CORE]
    scores: list[float] = []
    lost: list[bool] = []
    for month in range(TRUTH.tools_month + 3, TRUTH.last_month - 1, 3):
        when = TRUTH.month_starts[month]
        recent = owner[(days >= when - 28) & (days < when) & (owner >= 0)]
        used = np.bincount(recent, minlength=len(company.accounts))
        leaving = {account for account, end in ends if end is not None and when <= end < when + 90}
        for line in company.lines:
            if line.product == CORE and line.ended_by != "trial" and line.live_on(when) and line.start < when - 60:
                scores.append(-used[line.account] / line.quantity)
                lost.append(line.account in leaving)
    assert sum(lost) > 30
    assert 0.70 < rank_auc(scores, lost) < 0.88


def test_the_price_change_dents_nps_and_it_comes_back(company: Company) -> None:
    announced = (date.fromisoformat(TRUTH.section("price_change")["announced"]).toordinal() - EPOCH) * 86400

    def nps(start: int, end: int) -> float:
        scores = [
            a.score
            for a in company.answers
            if a.kind == "nps"
            and a.score is not None
            and announced + start * 86400 <= a.sent < announced + end * 86400
        ]
        assert len(scores) > 80
        return 100 * (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / len(scores)

    before, during, after = nps(-365, 0), nps(0, 125), nps(185, 550)
    assert 25 < before < 45
    assert during < before - 10
    assert after > during + 10


def test_invitations_are_answered_at_about_the_stated_rates(company: Company) -> None:
    for kind in ("nps", "csat", "ces"):
        sent = [a for a in company.answers if a.kind == kind]
        answered = sum(a.responded is not None for a in sent)
        # Answers that would come after the as-of day are not in yet: at most 2 % of the invitations.
        low, high = binom.ppf([0.001, 0.999], len(sent), TRUTH.section("surveys")[f"{kind}_response_rate"])
        assert low - 0.02 * len(sent) <= answered <= high


def test_the_launched_feature_is_never_used_before_its_launch(company: Company) -> None:
    launch = TRUTH.section("launch")
    number = company.features.index(launch["feature"])
    days = company.events.second[company.events.feature == number] // 86400 + EPOCH
    assert len(days) > 3_000
    assert int(days.min()) >= date.fromisoformat(launch["date"]).toordinal()


def test_the_campaign_lifts_use_by_about_the_stated_factor(company: Company) -> None:
    start = date.fromisoformat(TRUTH.section("campaign")["start"]).toordinal()
    owner = np.array([contact.account for contact in company.contacts] + [-1])[company.events.contact]
    days = company.events.second // 86400 + EPOCH
    steady = [
        line.account
        for line in company.lines
        if line.product == CORE
        and line.start <= start - 90
        and line.end is None
        and company.accounts[line.account].segment != "Enterprise"
    ]

    def growth(accounts: set[int]) -> float:
        is_owned = np.isin(owner, list(accounts))
        before = (is_owned & (days >= start - 90) & (days < start)).sum()
        return float((is_owned & (days >= start) & (days < start + 90)).sum() / before)

    members = growth({a for a in steady if a in company.members})
    others = growth({a for a in steady if a not in company.members})
    assert 1.0 < members / others < 1.6


def test_a_monthly_line_is_billed_once_for_each_month_of_its_life_but_pauses(company: Company) -> None:
    for line in company.lines:
        if line.interval != "month" or line.ended_by == "trial":
            continue
        days = billing_days(line, TRUTH.as_of)
        assert all(line.live_on(when) for when in days)
        assert len({TRUTH.month_of(when) for when in days}) == len(days)


def test_use_falls_inside_a_trial_or_a_subscription(company: Company) -> None:
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for line in company.lines:
        begin = line.trial_start if line.trial_start is not None else line.start
        spans[line.account].append((begin, line.end if line.end is not None else TRUTH.as_of + 1))
    days = (company.events.second // 86400 + EPOCH).tolist()
    for contact, when in zip(company.events.contact.tolist(), days, strict=True):
        if contact >= 0:
            account = company.contacts[contact].account
            assert any(begin <= when < end for begin, end in spans[account]), (account, when)


def test_customers_are_counted_whole_through_a_pause(company: Company) -> None:
    paused = [line for line in company.lines if line.paused is not None]
    assert paused
    for line in paused:
        assert line.paused is not None
        assert not line.live_on(line.paused)
        assert line.account in true_customers(company, line.paused) or line.end == line.paused
