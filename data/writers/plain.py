"""What no tool exports: the sheets that people keep, as plain files."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..company.model import Company
from ..company.truth import CORE, Truth
from .table import day_text, write_table

_OUTCOMES = (("Jobs per crew and day", 5.0, False), ("Late arrivals in percent", 6.0, True))


def write_rates(path: Path, company: Company, truth: Truth) -> Path:
    """EUR for one unit of each currency, dated the first of each month."""
    return write_table(
        path,
        ("date", "currency", "rate"),
        (
            (day_text(truth.month_starts[month]), currency, f"{rate:.4f}")
            for month in range(truth.last_month + 1)
            for currency, rate in ((c, float(company.rates[c][month])) for c in ("EUR", "GBP", "USD"))
        ),
    )


def write_costs(path: Path, company: Company, truth: Truth) -> Path:
    """Costs by month in EUR, as the German bookkeeper sends them: semicolons and decimal commas."""
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(5)))
    rows = []
    for month in range(truth.tools_month, truth.last_month + 1):
        grown = 1 + 0.55 * (month - truth.tools_month) / 36
        won = sum(a.acquisition_cost for a in company.accounts if a.converts and truth.month_of(a.first_day) == month)
        for category, purpose, amount in (
            ("Customer success team", "retention", 21_000 * grown),
            ("Support team", "retention", 15_500 * grown),
            ("Training and onboarding", "retention", 4_200 * grown),
            ("Customer marketing", "retention", 2_600 * grown),
            ("Sales and marketing", "acquisition", 9_000 * grown + won),
        ):
            value = amount * float(rng.uniform(0.94, 1.06))
            written = f"{value:.2f}".replace(".", ",")
            rows.append((day_text(truth.month_starts[month]), category, written, purpose, "EUR"))
    header = ("month", "category", "amount", "purpose", "currency")
    return write_table(path, header, rows, delimiter=";", encoding="utf-8-sig")


def write_goals(path: Path) -> Path:
    """What the leadership wants to reach, and by when."""
    return write_table(
        path,
        ("metric", "by_date", "target", "filters"),
        (
            ("net_revenue_retention", "2026-12-31", "1.10", ""),
            ("gross_revenue_retention", "2026-12-31", "0.92", ""),
            ("nps", "2026-12-31", "40", ""),
            ("mrr", "2026-12-31", "480000", ""),
            ("logo_churn_rate", "2026-12-31", "0.010", "Segment=SMB"),
        ),
    )


def write_campaigns(path: Path, truth: Truth) -> Path:
    """The one campaign."""
    block, launch = truth.section("campaign"), truth.section("launch")
    return write_table(
        path,
        ("campaign_id", "name", "feature", "start_date", "end_date"),
        (
            (
                "CMP-01",
                "Get more from your schedule: webinars and office hours",
                launch["feature"],
                block["start"],
                block["end"],
            ),
        ),
    )


def write_members(path: Path, company: Company) -> Path:
    """Accounts that took part."""
    return write_table(
        path,
        ("campaign_id", "account_id"),
        (("CMP-01", company.accounts[index].account_id) for index in sorted(company.members)),
    )


def write_annotations(path: Path, truth: Truth) -> Path:
    """What happened that a chart should show."""
    price, launch, campaign = (truth.section(name) for name in ("price_change", "launch", "campaign"))
    return write_table(
        path,
        ("date", "text", "metric", "cohort"),
        (
            ("2024-04-15", "Second support shift for North America", "", ""),
            (price["announced"], "Price change announced (+5 %, at the next renewal)", "", ""),
            (launch["date"], "Route map launched", "", ""),
            (campaign["start"], "Campaign: Get more from your schedule", "", ""),
            ("2026-02-02", "Onboarding rebuilt", "", ""),
        ),
    )


def write_outcomes(path: Path, company: Company, truth: Truth) -> Path:
    """Two agreed measures a quarter for customers with a success manager; one where less is better."""
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(6)))
    rows = []
    for month in range(truth.tools_month + 2, truth.last_month + 1, 3):
        day = truth.month_starts[month + 1] - 1
        live = sorted(
            {
                line.account
                for line in company.lines
                if line.product == CORE and line.ended_by != "trial" and line.live_on(day)
            }
        )
        for index in live:
            account = company.accounts[index]
            if account.segment == "SMB" or day - account.first_day < 60:
                continue
            state = float(company.health[index, month])
            for measure, target, less in _OUTCOMES:
                lift = 0.02 + 0.09 * state + float(rng.normal(0, 0.08))
                actual = target * (1 - lift if less else 1 + lift)
                rows.append(
                    (
                        account.account_id,
                        measure,
                        day_text(day),
                        f"{max(actual, 0.1):.2f}",
                        f"{target:.2f}",
                        "true" if less else "false",
                    )
                )
    return write_table(path, ("account_id", "measure", "date", "actual", "target", "less_is_better"), rows)


def write_overrides(path: Path, company: Company, truth: Truth) -> Path:
    """A few judgements of success managers, right about as often as wrong."""
    live = [
        line.account
        for line in company.lines
        if line.product == CORE and line.end is None and line.start <= truth.as_of
    ]
    rows = []
    for number, index in enumerate(sorted(set(live))[::23]):
        account = company.accounts[index]
        band, reason = (
            ("red", "Sponsor has left"),
            ("green", "Executive meeting went well"),
            ("amber", "Budget under review"),
        )[number % 3]
        rows.append((account.account_id, day_text(truth.as_of - 11 * number - 5), account.owner, band, reason))
    return write_table(path, ("account_id", "date", "author", "band", "reason"), rows)


def write_all_plain(folder: Path, company: Company, truth: Truth) -> list[Path]:
    """All of them, into `folder`."""
    return [
        write_rates(folder / "fx_rates.csv", company, truth),
        write_costs(folder / "costs.csv", company, truth),
        write_goals(folder / "goals.csv"),
        write_campaigns(folder / "campaigns.csv", truth),
        write_members(folder / "campaign_members.csv", company),
        write_annotations(folder / "annotations.csv", truth),
        write_outcomes(folder / "outcomes.csv", company, truth),
        write_overrides(folder / "overrides.csv", company, truth),
    ]
