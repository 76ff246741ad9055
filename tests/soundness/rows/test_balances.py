"""Movements that stand beside the balance before and after: the balances count where they go on from one another."""

import pytest

from tests.soundness.mrr import Revenue, csv

CASES = (
    Revenue(
        "the change is the balance after less the one before",
        {"changes.csv": csv("""
            Account | Change Date | Previous MRR | Current MRR | Change
            Larch | 2025-01-15 | 0 | 500 | 500
            Birch | 2025-01-20 | 0 | 300 | 300
            Larch | 2025-02-10 | 500 | 700 | 200
            Birch | 2025-03-05 | 300 | 250 | -50""")},
        {"2025-01": 800, "2025-02": 1000, "2025-03": 950}, ("balances_proven",), ("unused_columns", "opening_untold"),
    ),
    Revenue(
        "each balance goes on from the one before, and a customer comes back",
        {"changes.csv": csv("""
            customer_id | effective_date | old_mrr | new_mrr
            A | 2025-01-05 | 0 | 100
            A | 2025-02-05 | 100 | 0
            B | 2025-02-06 | 0 | 40
            A | 2025-03-05 | 0 | 60""")},
        {"2025-01": 100, "2025-02": 40, "2025-03": 100}, ("balances_proven",), ("unused_columns", "opening_untold"),
    ),
    Revenue(
        # 500 + 200 and 300 - 50: the changes alone would make 150 of the two.
        "who paid before the file begins is counted in full from the first change on, and told",
        {"changes.csv": csv("""
            Customer | Effective Date | Prior MRR | Current MRR | MRR Change
            Larch | 2025-01-15 | 500 | 700 | 200
            Birch | 2025-01-20 | 300 | 250 | -50""")},
        {"2025-01": 950}, ("balances_proven", "opening_untold"), (), ("already paid before",),
    ),
    Revenue(
        # Two lines of one customer: 100 and 200 add up, and the second balance does not follow the first.
        "balances of several lines of a customer add up by their changes",
        {"changes.csv": csv("""
            Account | Change Date | Previous MRR | Current MRR | Change
            Larch | 2025-01-15 | 0 | 100 | 100
            Larch | 2025-01-20 | 0 | 200 | 200
            Birch | 2025-01-21 | 0 | 10 | 10""")},
        {"2025-01": 310}, ("balances_proven",), ("unused_columns",),
    ),
    Revenue(
        "balances that do not agree with the changes are asked about",
        {"changes.csv": csv("""
            Account | Change Date | Previous MRR | Current MRR | Change
            Larch | 2025-01-15 | 500 | 700 | 150
            Birch | 2025-01-20 | 300 | 250 | -50""")},
        {}, ("balances_assumed",),
    ),
    Revenue(
        # Birch is in no row of February and pays on: 300 + 700.
        "balances that go on from one another on days of their own are changes, not lists",
        {"changes.csv": csv("""
            Customer | Date | Previous MRR | MRR
            Larch | 2025-01-15 | 0 | 500
            Birch | 2025-01-20 | 0 | 300
            Larch | 2025-02-10 | 500 | 700""")},
        {"2025-01": 800, "2025-02": 1000}, ("balances_proven",),
    ),
    Revenue(
        "a month's opening and closing MRR in German",
        {"bridge.csv": csv("""
            Monat | Kunde | MRR Anfang | MRR Ende
            2025-01 | Larch | 0 | 500
            2025-01 | Birch | 300 | 300
            2025-02 | Larch | 500 | 500
            2025-02 | Birch | 300 | 0""")},
        {"2025-01": 800, "2025-02": 500}, (), ("column_assumed",),
    ),
    Revenue(
        "of a month's balances the closing one counts, and what churned is no score",
        {"bridge.csv": csv("""
            Month | Customer | Opening MRR | New | Expansion | Contraction | Churn | Closing MRR
            2025-01 | Larch | 0 | 500 | 0 | 0 | 0 | 500
            2025-01 | Birch | 300 | 0 | 0 | 0 | 0 | 300
            2025-02 | Larch | 500 | 0 | 100 | 0 | 0 | 600
            2025-02 | Birch | 300 | 0 | 0 | 0 | -300 | 0""")},
        {"2025-01": 800, "2025-02": 600}, (), ("score_scale_asked",),
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_balances_and_changes_are_one_history(case: Revenue) -> None:
    assert case.faults() == []
