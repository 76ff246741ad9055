"""A row that stands twice in a file, equal in every cell and with its own id, is one thing told twice."""

import pytest

from csm_core.intake.mapping import FileMapping, Options
from tests.soundness.mrr import Revenue, csv

SUBS = """
    subscription_id | account_id | start_date | end_date | mrr
    S1 | A | 2025-01-01 | | 100
    S1 | A | 2025-01-01 | | 100"""
COLUMNS = {"subscription_id": "subscription_id", "account_id": "account_id", "start_date": "start_date", "mrr": "mrr"}
CASES = (
    Revenue("a subscription", {"subs.csv": csv(SUBS)}, {"2025-03": 100}, ("duplicate_row",)),
    Revenue(
        "three times, with others between",
        {"subs.csv": csv("""
            subscription_id | account_id | start_date | mrr | plan
            S1 | A | 2025-01-01 | 100 |
            S2 | B | 2025-01-01 | 10 | Pro
            S1 | A | 2025-01-01 | 100 |
            S1 | A | 2025-01-01 | 100 |""")},
        {"2025-03": 110}, ("duplicate_row",),
    ),
    Revenue(
        "two stretches of one subscription are two rows",
        {"subs.csv": csv("""
            subscription_id | account_id | start_date | end_date | mrr
            S1 | A | 2025-01-01 | 2025-02-01 | 100
            S1 | A | 2025-02-01 | | 120
            S1 | A | 2025-02-01 | | 30""")},
        {"2025-03": 150}, silent=("duplicate_row",),
    ),
    Revenue(
        "without an id both may be real: asked",
        {"subs.csv": csv("""
            account_id | start_date | mrr
            A | 2025-01-01 | 100
            A | 2025-01-01 | 100""")},
        {"2025-03": 200}, ("duplicate_rows_assumed",),
    ),
    Revenue(
        "a person says that all are kept",
        {"subs.csv": csv(SUBS)}, {"2025-03": 200}, silent=("duplicate_row",),
        mapping=FileMapping("subscriptions", None, COLUMNS, options=Options(duplicates="keep")),
    ),
    Revenue(
        "equal events are two events",
        {"events.csv": csv("""
            user_id | event_name | event_at
            u | open | 2025-01-01 10:00
            u | open | 2025-01-01 10:00""")},
        silent=("duplicate_row", "duplicate_rows_assumed"),
    ),
)  # fmt: skip
HELD = (
    Revenue(
        "under a person's own mapping",
        {"subs.csv": csv(SUBS)}, {"2025-03": 100}, ("duplicate_row",),
        mapping=FileMapping("subscriptions", None, COLUMNS),
    ),
    Revenue(
        "tickets",
        {"tickets.csv": csv("""
            ticket_id | subject | created_at | status
            7 | Help | 2025-01-01 10:00 | open
            7 | Help | 2025-01-01 10:00 | open
            8 | Help | 2025-01-01 10:00 | open""")},
        {}, ("duplicate_row",),
    ),
    Revenue(
        "answers without an id may be equal",
        {"nps.csv": csv("""
            responded_at | nps score | customer_id
            2025-01-01 | 9 | A
            2025-01-01 | 9 | A
            2025-01-02 | 0 | B""")},
        silent=("duplicate_row", "duplicate_rows_assumed"),
    ),
    Revenue(
        "a person says that equal rows count once",
        {"subs.csv": csv("""
            account_id | start_date | mrr
            A | 2025-01-01 | 100
            A | 2025-01-01 | 100""")},
        {"2025-03": 100}, ("duplicate_row",),
        mapping=FileMapping(
            "subscriptions", None, {name: name for name in ("account_id", "start_date", "mrr")},
            options=Options(duplicates="once"),
        ),
    ),
    Revenue(
        "a snapshot's month told twice without an id",
        {"mrr_snapshots.csv": csv("""
            customer_id | month | mrr
            A | 2025-01 | 100
            A | 2025-02 | 100
            A | 2025-02 | 100""")},
        {"2025-01": 100}, ("duplicate_rows_assumed",),
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", [*CASES, *HELD], ids=lambda case: case.name)
def test_the_same_row_counts_once(case: Revenue) -> None:
    assert case.faults() == []
