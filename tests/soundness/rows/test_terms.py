"""An amount for a whole term is worth a month's share of it: the start and the end beside it say how many months."""

import pytest

from csm_core.intake.mapping import FileMapping
from tests.soundness.mrr import Revenue, csv

CASES = (
    Revenue(
        "the term's length beside it, no end",
        {"contracts.csv": csv("""
            Contract | Account | Start Date | Term (months) | Contract Value
            c1 | A | 2025-01-01 | 12 | 12000
            c2 | B | 2025-01-01 | 24 | 24000""")},
        {"2025-03": 2000}, ("term_end_assumed",),
    ),
    Revenue(
        "the term's length in years",
        {"contracts.csv": csv("""
            Contract | Account | Start Date | Contract Term (Years) | TCV
            c1 | A | 2025-01-01 | 1 | 12000
            c2 | B | 2025-01-01 | 3 | 36000""")},
        {"2025-03": 2000}, ("term_end_assumed",),
    ),
    Revenue(
        "total contract value",
        {"contracts.csv": csv("""
            Account | Contract Number | Start Date | End Date | Total Contract Value | Currency
            Acme | K1 | 2024-07-01 | 2026-07-01 | 24000 | USD
            Acme | K2 | 2025-01-01 | 2025-07-01 | 600 | USD""")},
        {"2025-01": 1100, "2025-03": 1100}, ("term_amount",),
    ),
    Revenue(
        "TCV with ends that are last days",
        {"contracts.csv": csv("""
            Customer ID | Start Date | End Date | TCV
            A | 2024-01-01 | 2024-12-31 | 1200
            B | 2024-04-01 | 2026-03-31 | 2400""")},
        {"2024-03": 100, "2024-11": 200, "2025-02": 100}, ("term_amount", "end_date_inclusive"),
    ),
    Revenue(
        "seats beside it do not multiply it",
        {"contracts.csv": csv("""
            Customer ID | Seats | Start Date | End Date | Contract Value
            A | 10 | 2024-01-15 | 2025-01-15 | 1200""")},
        {"2024-03": 100}, ("term_amount",),
    ),
    Revenue(
        "a yearly contract value is a year's, whatever the term",
        {"contracts.csv": csv("""
            Customer ID | Start Date | End Date | Annual Contract Value
            A | 2024-01-01 | 2026-01-01 | 1200""")},
        {"2024-03": 100}, silent=("term_amount",),
    ),
    Revenue(
        "a term without an end is not known",
        {"contracts.csv": csv("""
            Customer ID | Start Date | End Date | TCV
            A | 2024-01-01 | 2025-01-01 | 1200
            B | 2024-01-01 |  | 500""")},
        {"2024-03": 100}, ("term_amount",), beside=("interval unknown",),
    ),
    Revenue(
        "a plain amount without any interval is asked about",
        {"contracts.csv": csv("""
            Customer ID | Start Date | End Date | Amount
            A | 2024-01-01 | 2025-01-01 | 1200""")},
        {}, ("interval_assumed",), silent=("term_amount",),
    ),
)  # fmt: skip
HELD = (
    Revenue(
        "a person says that amounts are for the whole term",
        {"contracts.csv": csv("""
            Customer ID | Start Date | End Date | Amount
            A | 2024-01-01 | 2024-07-01 | 600""")},
        {"2024-03": 100}, ("term_amount",),
        mapping=FileMapping(
            "subscriptions", None,
            {"account_id": "Customer ID", "start_date": "Start Date", "end_date": "End Date", "amount": "Amount"},
            {"billing_interval": "term"},
        ),
    ),
    Revenue(
        "some rows are for the whole term, others by the month",
        {"contracts.csv": csv("""
            Customer ID | Start Date | End Date | Amount | Billing Interval
            A | 2024-01-01 | 2024-07-01 | 600 | full term
            B | 2024-01-01 | 2024-07-01 | 60 | monthly""")},
        {"2024-03": 160}, ("term_amount",),
    ),
    Revenue(
        "a German contract value",
        {"vertraege.csv": csv("""
            Kundennummer | Vertragsbeginn | Vertragsende | Vertragswert | Währung
            7 | 01.03.2024 | 28.02.2025 | 1200 | EUR
            8 | 01.01.2024 | 31.12.2025 | 4800 | EUR""")},
        {"2024-03": 300}, ("term_amount",),
    ),
    Revenue(
        "days that are no whole months",
        {"contracts.csv": csv("""
            Customer ID | Start Date | End Date | TCV
            A | 2024-01-01 | 2024-04-01 | 300
            B | 2024-01-10 | 2025-01-14 | 370""")},
        {"2024-02": 130.44}, ("term_amount",),
    ),
    Revenue(
        "a term of no length",
        {"contracts.csv": csv("""
            Customer ID | Start Date | End Date | TCV
            A | 2024-01-01 | 2025-01-01 | 1200
            B | 2024-01-01 | 2024-01-01 | 500""")},
        {"2024-03": 100},
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", [*CASES, *HELD], ids=lambda case: case.name)
def test_an_amount_for_a_term_is_spread_over_its_months(case: Revenue) -> None:
    assert case.faults() == []
