"""An end that is the last day of service is none that is the first day without: a year of contracts that follow each
other has no gaps, and nobody leaves in them."""

import pytest

from csm_core.intake.mapping import FileMapping, Options
from tests.soundness.mrr import Revenue, csv

CODES = ("end_date_inclusive",)
BESIDE = ("last day of service",)
CASES = (
    Revenue(
        "each contract ends the day before the next one",
        {"contracts.csv": csv("""
            Account ID | Contract Start | Contract End | MRR
            A1 | 2024-01-01 | 2024-12-31 | 1000
            A1 | 2025-01-01 | 2025-12-31 | 1000
            A2 | 2024-01-01 | 2024-12-31 | 500
            A2 | 2025-01-01 | 2025-12-31 | 600
            A3 | 2024-01-01 | 2024-12-31 | 300""")},
        {"2024-11": 1800, "2024-12": 1800, "2025-01": 1600, "2025-02": 1600},
        CODES, beside=BESIDE,
    ),
    Revenue(
        "terms from 28 July to 27 July",
        {"vertraege.csv": csv("""
            Kundennummer | Produkt | Vertragsbeginn | Vertragsende | MRR
            1 | A | 28.07.2023 | 27.07.2024 | 100
            1 | A | 28.07.2024 | 27.07.2025 | 100
            2 | B | 15.03.2024 | 14.03.2025 | 50""")},
        {"2024-06": 150, "2024-07": 150, "2025-02": 150, "2025-03": 100},
        CODES, beside=BESIDE,
    ),
    Revenue(
        "a single year",
        {"subscriptions.csv": csv("""
            customer_id | start_date | end_date | mrr
            A | 2024-01-01 | 2024-12-31 | 10
            B | 2024-03-01 | 2025-02-28 | 20
            C | 2024-02-01 | | 5""")},
        {"2024-12": 35, "2025-01": 25, "2025-02": 25, "2025-03": 5},
        CODES, beside=BESIDE,
    ),
    Revenue(
        "ends at the last minute of their day",
        {"subs.csv": csv("""
            customer_id | start_date | end_date | mrr
            A | 2024-01-01 00:00 | 2024-06-30 23:59 | 10
            B | 2024-01-01 00:00 | | 20""")},
        {"2024-06": 30, "2024-07": 20},
        silent=("end_date_assumed",),
    ),
    Revenue(
        "each end is the next start: the first day without service",
        {"subs.csv": csv("""
            customer_id | start_date | end_date | mrr
            A | 2024-01-01 | 2025-01-01 | 100
            A | 2025-01-01 | 2026-01-01 | 100
            B | 2024-01-01 | 2025-01-01 | 50""")},
        {"2024-11": 150, "2025-01": 100},
        silent=("end_date_inclusive", "end_date_assumed"),
    ),
    Revenue(
        "ends on the anniversary",
        {"subs.csv": csv("""
            customer_id | start_date | end_date | mrr
            A | 2024-01-15 | 2025-01-15 | 100
            B | 2024-02-01 | 2025-02-01 | 50""")},
        {"2024-12": 150, "2025-02": None},
        silent=("end_date_inclusive", "end_date_assumed"),
    ),
    Revenue(
        "days on which customers happened to leave say nothing, and nobody is asked for the sake of a day",
        {"subs.csv": csv("""
            customer_id | start_date | end_date | mrr
            A | 2024-01-11 | 2024-05-07 | 10
            B | 2024-02-03 | 2024-06-12 | 10
            C | 2024-02-14 | 2024-08-22 | 10
            D | 2024-03-09 | | 10""")},
        {"2024-04": 40, "2024-05": 30, "2024-06": 20, "2024-08": 10},
        silent=("end_date_inclusive", "end_date_assumed"),
    ),
    Revenue(
        "a mapping says the last day, whatever the dates look like",
        {"subs.csv": csv("""
            customer_id | start_date | end_date | mrr
            A | 2024-01-11 | 2024-05-31 | 10
            B | 2024-01-11 | | 1""")},
        {"2024-05": 11, "2024-06": 1},
        mapping=FileMapping(
            "subscriptions", None,
            {"account_id": "customer_id", "start_date": "start_date", "end_date": "end_date", "mrr": "mrr"},
            options=Options(end_date="inclusive"),  # type: ignore[call-arg,unused-ignore]
        ),
        beside=BESIDE,
    ),
)  # fmt: skip
HELD = (
    Revenue(
        "quarters, billed by amount",
        {"abos.csv": csv("""
            customer | product | start | end | amount | billing interval
            A | x | 01/04/2024 | 30/06/2024 | 300 | quarterly
            A | x | 01/07/2024 | 30/09/2024 | 300 | quarterly
            A | y | 01/04/2024 | 30/06/2024 | 30 | quarterly
            B | x | 01/07/2024 | 30/09/2024 | 600 | quarterly""")},
        {"2024-06": 110, "2024-07": 300, "2024-09": 300, "2024-10": None},
        CODES,
    ),
    Revenue(
        "versions of a plan follow on the next day",
        {"versions.csv": csv("""
            subscription_id | account_id | valid_from | valid_to | mrr
            S1 | A | 2024-01-10 | 2024-03-14 | 10
            S1 | A | 2024-03-15 | 2024-07-19 | 20
            S1 | A | 2024-07-20 | | 30
            S2 | B | 2024-02-01 | 2024-04-17 | 1
            S2 | B | 2024-04-18 | | 2""")},
        {"2024-03": 21, "2024-04": 22, "2024-07": 32},
        CODES,
    ),
    Revenue(
        "month ends alone: contracts are given notice to the end of a month",
        {"contracts.csv": csv("""
            account_id | start_date | end_date | mrr
            A | 2023-05-11 | 2024-04-30 | 1
            B | 2023-06-19 | 2024-06-30 | 2
            C | 2023-07-07 | 2024-07-31 | 4
            D | 2023-07-07 | 2024-09-30 | 8
            E | 2023-07-07 | | 16""")},
        {"2024-04": 31, "2024-05": 30, "2024-06": 30, "2024-07": 28, "2024-09": 24, "2024-10": 16},
        CODES,
    ),
    Revenue(
        "half of the file says one thing, half the other",
        {"contracts.csv": csv("""
            account_id | start_date | end_date | mrr
            A | 2023-01-01 | 2023-12-31 | 1
            B | 2023-01-01 | 2024-01-01 | 2
            C | 2023-02-01 | 2024-01-31 | 4
            D | 2023-02-01 | 2024-02-01 | 8""")},
        {"2023-11": 15},
        ("end_date_assumed",),
    ),
    Revenue(
        "the day of the churn is no last day of service of a term",
        {"subs.csv": csv("""
            customer_id | start_date | churned_at | mrr
            A | 2024-01-11 | 2024-05-31 | 10
            B | 2024-02-03 | 2024-06-12 | 10
            C | 2024-02-14 | 2024-08-22 | 10
            D | 2024-03-09 | | 10""")},
        {"2024-04": 40, "2024-05": 30, "2024-06": 20},
        silent=("end_date_inclusive",),
    ),
    Revenue(
        "three years in other orders of columns and rows",
        {"c.csv": csv("""
            MRR | Ende | Beginn | Kunde
            5 | 31.12.2025 | 01.01.2025 | B
            5 | 31.12.2024 | 01.01.2024 | B
            7 | 30.06.2025 | 01.07.2022 | A
            9 |  | 01.08.2023 | C""")},
        {"2024-12": 21, "2025-01": 21, "2025-06": 21, "2025-07": 14},
        CODES,
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", [*CASES, *HELD], ids=lambda case: case.name)
def test_ends_are_read_as_the_whole_column_shows(case: Revenue) -> None:
    assert case.faults() == []
