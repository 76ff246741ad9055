"""What a line's status says against its dates: dates say when, a line that renews by itself does not end with its
term, and what contradicts itself is told beside the figure."""

import pytest

from csm_core.intake.mapping import FileMapping
from csm_core.intake.options import Options
from tests.soundness.mrr import Revenue, csv

CASES = (
    Revenue(
        "active and renewing by itself: the end is a term's",
        {"subs.csv": csv("""
            subscription_id | customer_id | status | auto_renew | start_date | end_date | mrr
            S1 | A | active | yes | 2024-01-15 | 2025-01-15 | 100
            S2 | B | active | no | 2024-01-15 | 2025-01-15 | 10""")},
        {"2024-12": 110, "2025-03": 100}, beside=("renewing automatically", "with status active"),
    ),
    Revenue(
        "a renewed contract has a line of its own",
        {"subs.csv": csv("""
            subscription_id | customer_id | status | auto_renew | start_date | end_date | mrr
            S1 | A | active | yes | 2024-01-15 | 2025-01-15 | 100
            S2 | A | active | yes | 2025-01-15 | 2026-01-15 | 120""")},
        {"2024-12": 100, "2025-03": 120},
    ),
    Revenue(
        "merely called active: the date stands, and it is told",
        {"subs.csv": csv("""
            subscription_id | customer_id | status | start_date | end_date | mrr
            S1 | A | active | 2024-01-15 | 2025-01-15 | 100
            S2 | B | active | 2024-01-15 |  | 10""")},
        {"2024-12": 110, "2025-03": 10}, beside=("with status active",),
    ),
    Revenue(
        "ended without a date",
        {"subs.csv": csv("""
            subscription_id | customer_id | status | start_date | end_date | mrr
            S1 | A | cancelled | 2024-01-15 |  | 100
            S2 | B | active | 2024-01-15 |  | 10""")},
        {"2024-12": 10}, beside=("ended on an unknown date",),
    ),
    Revenue(
        "asked to cancel: it does not renew",
        {"subs.csv": csv("""
            subscription_id | customer_id | status | auto_renew | start_date | cancel_requested_at | end_date | mrr
            S1 | A | active | yes | 2024-01-15 | 2024-11-03 | 2025-01-15 | 100
            S2 | B | active | yes | 2024-01-15 | | | 10""")},
        {"2024-12": 110, "2025-03": 10},
    ),
    Revenue(
        "an end to come contradicts nothing",
        {"subs.csv": csv("""
            subscription_id | customer_id | status | start_date | end_date | mrr
            S1 | A | active | 2024-01-15 | 2025-01-15 | 100""")},
        {"2024-12": 100},
    ),
)  # fmt: skip
COLUMNS = {name: name for name in ("subscription_id", "start_date", "end_date", "mrr", "status")}
HELD = (
    Revenue(
        "a person says that active lines renew",
        {"subs.csv": csv("""
            subscription_id | customer_id | status | start_date | end_date | mrr
            S1 | A | active | 2024-01-15 | 2025-01-15 | 100""")},
        {"2025-03": 100},
        mapping=FileMapping(
            "subscriptions", None, {**COLUMNS, "account_id": "customer_id"}, options=Options(past_end="renews")
        ),
    ),
    Revenue(
        "a person says that they end",
        {"subs.csv": csv("""
            subscription_id | customer_id | status | auto_renew | start_date | end_date | mrr
            S1 | A | active | yes | 2024-01-15 | 2025-01-15 | 100""")},
        {"2024-12": 100, "2025-03": None},
        mapping=FileMapping(
            "subscriptions", None, {**COLUMNS, "account_id": "customer_id", "auto_renew": "auto_renew"},
            options=Options(past_end="ends"),
        ),
    ),
    Revenue(
        "without a status, renewing by itself",
        {"subs.csv": csv("""
            customer_id | auto_renew | start_date | end_date | mrr
            A | true | 2024-01-15 | 2025-01-15 | 100
            B | false | 2024-01-15 | 2025-01-15 | 10""")},
        {"2024-12": 110, "2025-03": 100}, beside=("renewing automatically",),
    ),
    Revenue(
        "cancelled, whatever it said of renewing",
        {"subs.csv": csv("""
            customer_id | status | auto_renew | start_date | end_date | mrr
            A | cancelled | true | 2024-01-15 | 2025-01-15 | 100
            B | active | true | 2024-01-15 |  | 10""")},
        {"2024-12": 110, "2025-03": 10},
    ),
    Revenue(
        "another product's line is no renewal of this one",
        {"subs.csv": csv("""
            customer_id | product | status | auto_renew | start_date | end_date | mrr
            A | Core | active | true | 2024-01-15 | 2025-01-15 | 100
            A | Extra | active | true | 2025-02-15 | 2026-02-15 | 10""")},
        {"2024-12": 100, "2025-03": 110},
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", [*CASES, *HELD], ids=lambda case: case.name)
def test_dates_say_when_and_what_renews_goes_on(case: Revenue) -> None:
    assert case.faults() == []
