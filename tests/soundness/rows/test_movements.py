"""Movements of MRR add up whatever their signs, order and language; what was there before them is known or missed."""

import pytest

from tests.soundness.mrr import Revenue, csv

CUSTOMERS = """
    Company_ID | Company_Name | Industry | Initial_MRR | Activation_Date | Churn_Date
    1 | Alpha | banking | 1000 | 3/01/2025 |
    2 | Bravo | energy | 500 | 17/01/2025 | 20/03/2025"""
CASES = (
    Revenue(
        "positive amounts, and what customers began with in their list",
        {
            "customer.csv": csv(CUSTOMERS),
            "mrr_new.csv": csv("""
            Movement_Date | Company_ID | Movement_Type | Movement_Amount | Product
            9/02/2025 | 1 | Upgrade | 300 | Payroll
            13/03/2025 | 1 | Downgrade | 400 | Payroll"""),
        },
        {"2025-01": 1500, "2025-02": 1800, "2025-03": 900}, ("sign_from_type",),
    ),
    Revenue(
        "the same without the list: what was before is missing, and told",
        {"mrr_movements.csv": csv("""
            movement_date | account_id | movement_type | mrr_delta
            2025-02-09 | 1 | Upgrade | 300
            2025-03-13 | 1 | Downgrade | 100""")},
        {"2025-02": 300, "2025-03": 200}, ("sign_from_type",), beside=("start from an unknown amount",),
    ),
    Revenue(
        "signed amounts stay as they are",
        {"mrr_movements.csv": csv("""
            movement_date | account_id | movement_type | mrr_delta
            2025-01-09 | 1 | new | 300
            2025-02-09 | 1 | Downgrade | -100
            2025-03-13 | 1 | churn | -200
            2025-01-13 | 2 | new business | 50""")},
        {"2025-01": 350, "2025-02": 250, "2025-03": 50}, silent=("sign_from_type",),
    ),
    Revenue(
        "newest first: of two on one day the upper one is the later",
        {"mrr_movements.csv": csv("""
            account_id | movement_date | mrr_after | currency | movement_type
            A | 2024-02-10 | 150 | EUR | expansion
            A | 2024-02-10 | 120 | EUR | expansion
            A | 2024-01-05 | 100 | EUR | new""")},
        {"2024-01": 100, "2024-02": 150},
    ),
    Revenue(
        "oldest first: the lower one is",
        {"mrr_movements.csv": csv("""
            account_id | movement_date | mrr_after | currency | movement_type
            A | 2024-01-05 | 100 | EUR | new
            A | 2024-02-10 | 120 | EUR | expansion
            A | 2024-02-10 | 150 | EUR | expansion""")},
        {"2024-01": 100, "2024-02": 150},
    ),
    Revenue(
        "a kind that nobody knows is asked about",
        {"mrr_movements.csv": csv("""
            account_id | movement_date | movement_type | mrr_delta
            A | 2024-01-05 | new | 100
            A | 2024-02-05 | downgrade | 40
            A | 2024-02-10 | mystery | 5""")},
        {"2024-01": 100, "2024-02": 65}, ("movement_type_assumed",),
    ),
)  # fmt: skip
HELD = (
    Revenue(
        "German kinds",
        {"mrr_movements.csv": csv("""
            account_id | movement_date | movement_type | mrr_delta
            A | 2024-01-05 | Neukunde | 100
            A | 2024-02-05 | Herabstufung | 40
            A | 2024-03-05 | Kündigung | 60
            B | 2024-01-05 | Neukunde | 10
            B | 2024-02-05 | Erweiterung | 5""")},
        {"2024-01": 110, "2024-02": 75, "2024-03": 15},
    ),
    Revenue(
        "French, Spanish, Portuguese and Dutch kinds",
        {"mrr_movements.csv": csv("""
            account_id | movement_date | movement_type | mrr_delta
            A | 2024-01-05 | nouveau | 100
            A | 2024-02-05 | réduction | 40
            B | 2024-01-05 | nuevo | 100
            B | 2024-02-05 | baja | 100
            C | 2024-01-05 | novo | 100
            C | 2024-02-05 | cancelamento | 100
            D | 2024-01-05 | nieuw | 100
            D | 2024-02-05 | opzegging | 100""")},
        {"2024-01": 400, "2024-02": 60},
    ),
    Revenue(
        "newest first, customer by customer",
        {"mrr_movements.csv": csv("""
            account_id | movement_date | mrr_after
            A | 2024-02-10 | 150
            A | 2024-02-10 | 120
            A | 2024-01-05 | 100
            B | 2024-02-11 | 7
            B | 2024-02-11 | 9
            B | 2024-01-06 | 8""")},
        {"2024-01": 108, "2024-02": 157},
    ),
    Revenue(
        "any order of days",
        {"mrr_movements.csv": csv("""
            account_id | movement_date | movement_type | mrr_delta
            A | 2024-03-05 | contraction | 10
            A | 2024-01-05 | new | 100
            A | 2024-02-05 | expansion | 20""")},
        {"2024-01": 100, "2024-02": 120, "2024-03": 110}, ("sign_from_type",),
    ),
    Revenue(
        "an opening that movements tell themselves counts once",
        {
            "customer.csv": csv(CUSTOMERS),
            "mrr_movements.csv": csv("""
            movement_date | account_id | movement_type | mrr_delta
            2025-01-03 | 1 | new | 1000
            2025-02-09 | 1 | upgrade | 300
            2025-01-17 | 2 | new | 500
            2025-03-20 | 2 | churn | 500"""),
        },
        {"2025-01": 1500, "2025-02": 1800, "2025-03": 1300},
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", [*CASES, *HELD], ids=lambda case: case.name)
def test_movements_add_up(case: Revenue) -> None:
    assert case.faults() == []
