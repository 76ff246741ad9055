"""Each check doubts a company that can hardly be, and none doubts one that may well be."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

import csm_core.plausibility.checks as plausibility_checks
from csm_core import Scope, ask
from csm_core.plausibility.doubt import Doubt
from csm_core.plausibility.examine import doubts_about, examine
from csm_core.plausibility.known import mark_known, unmark_known
from csm_core.plausibility.registry import checks
from csm_core.store.workspace import Workspace
from tests.contract.company import company
from tests.workspaces import LOADED_AT, Row, batch_of, new_workspace_of

Rows = list[dict[str, str]]
FOLDER = Path(plausibility_checks.__path__[0])


def line(account_id: str, start: str, end: str = "", mrr: str = "100", **more: str) -> dict[str, str]:
    return {"account_id": account_id, "start_date": start, "end_date": end, "mrr": mrr} | more


def yearly(ends_at: str) -> Rows:
    """Six customers, each with a contract of 2023 and one of 2024; the first one ends on `ends_at`."""
    return [
        row
        for number in range(6)
        for row in (line(f"A{number}", "2023-01-01", ends_at), line(f"A{number}", "2024-01-01"))
    ]


def tickets(*account_ids: str) -> Rows:
    return [
        {"ticket_id": str(number), "account_id": account_id, "created_at": "2024-03-05"}
        for number, account_id in enumerate(account_ids)
    ]


def answers(*scores: int) -> Rows:
    return [
        {"responded_at": "2024-03-05", "score": str(score), "survey_type": "nps", "account_id": f"A{number}"}
        for number, score in enumerate(scores)
    ]


def usage(*account_ids: str) -> Rows:
    return [{"event_at": "2024-03-05", "account_id": account_id, "event_name": "open"} for account_id in account_ids]


RATES = [{"date": "2024-01-01", "currency": "USD", "rate": "0.9"}]
CLOSE = {"ticket_id": "x", "account_id": "A2", "created_at": "2024-06-30"}
LATE = [{"ticket_id": "1", "account_id": "A", "created_at": "2025-03-05"}]  # loaded on 2025-01-01
EARLY = [{"ticket_id": "1", "account_id": "A", "created_at": "1970-01-01"}]

# Check → tables that it doubts.
DOUBTED: list[tuple[str, dict[str, Rows]]] = [
    ("quick_returns", {"subscriptions": yearly("2023-12-31")}),
    ("one_day_lines", {"subscriptions": [line("A", "2024-01-01", "2024-01-01"), line("B", "2024-01-01")]}),
    ("month_without_mrr", {"subscriptions": yearly("2023-12-31")}),
    (
        "month_without_mrr",
        {"mrr_movements": [
            {"account_id": "A", "movement_date": day, "mrr_delta": delta}
            for day, delta in (("2024-01-05", "100"), ("2024-03-05", "-100"), ("2024-06-05", "100"))
        ]},
    ),
    ("heavy_churn", {"subscriptions": [line(f"A{n}", "2024-01-01", "2024-03-10" if n < 6 else "") for n in range(10)],
                     "tickets": [*tickets("A1"), CLOSE]}),
    ("mrr_jumps", {"mrr_snapshots": [
        {"account_id": f"A{n}", "month": month, "mrr": mrr}
        for n in range(3) for month, mrr in (("2024-01-01", "100"), ("2024-02-01", "1200"))
    ]}),
    ("mrr_jumps", {"mrr_snapshots": [
        {"account_id": f"A{n}", "month": month, "mrr": mrr if n == 0 else "50"}
        for n in range(9) for month, mrr in (("2024-01-01", "1.5"), ("2024-02-01", "150"))
    ]}),
    ("one_customer_most_rows", {"tickets": tickets(*["Owner"] * 30, "A", "B", "C")}),
    ("odd_ids", {"subscriptions": [line(year, "2024-01-01") for year in ("2022", "2023", "2024")]}),
    ("odd_ids", {"subscriptions": [line(kind, "2024-01-01") for kind in ("SMB", "Enterprise", "Mid-Market")]}),
    ("odd_ids", {"subscriptions": [line(amount, "2024-01-01") for amount in ("120.50", "99.00", "12.5")]}),
    ("strangers_in_events", {"accounts": [{"account_id": "A"}], "events": usage("u1", "u2", "u3")}),
    ("one_sided_nps", {"surveys": answers(5, 5, 4, 3, 5)}),
    ("one_sided_nps", {"surveys": answers(*[9, 10, 8, 7] * 5)}),
    ("blank_currency", {"subscriptions": [
        line("A", "2024-01-01", currency="EUR"), line("B", "2024-01-01", currency="USD"), line("C", "2024-01-01"),
    ], "fx_rates": RATES}),
    ("currency_without_rate", {"subscriptions": [
        line("A", "2024-01-01", currency="EUR"), line("B", "2024-01-01", currency="USD"),
        line("C", "2024-01-01", currency="EUR"),
    ]}),
    ("odd_dates", {"tickets": LATE}),
    ("odd_dates", {"tickets": EARLY}),
    # Gone by the list on 1 March, and paid for until the last day that is recorded.
    ("ended_and_paid", {"accounts": [{"account_id": "A1", "end_date": "2024-03-01"}],
                        "subscriptions": [line("A1", "2023-01-01")], "tickets": [CLOSE]}),
]  # fmt: skip

# Check → tables that look alike and are none of its business.
TRUSTED: list[tuple[str, dict[str, Rows]]] = [
    # A month that was paid for runs out; who ended is back with a new line; the end is still to come.
    *(
        ("ended_and_paid", {"accounts": [{"account_id": "A1", "end_date": day}], "subscriptions": lines,
                            "tickets": [CLOSE]})
        for day, lines in (
            ("2024-03-01", [line("A1", "2023-01-01", "2024-03-20")]),
            ("2024-03-01", [line("A1", "2023-01-01", "2024-03-01"), line("A1", "2024-03-10")]),
            ("2030-01-01", [line("A1", "2023-01-01")]),
        )
    ),
    ("quick_returns", {"subscriptions": yearly("2024-01-01")}),
    ("one_day_lines", {"subscriptions": [line("A", "2024-01-01", "2024-01-02"), line("B", "2024-01-01")]}),
    ("one_day_lines", {"subscriptions": [line("A", "2024-01-01", "2024-01-01", "0"), line("B", "2024-01-01")]}),
    # Two of five come back within the week: it happens.
    ("quick_returns", {"subscriptions": [
        row for n in range(5)
        for row in (line(f"A{n}", "2023-01-01", "2023-06-01"), line(f"A{n}", "2023-06-05" if n < 2 else "2023-09-01"))
    ]}),
    ("month_without_mrr", {"subscriptions": [line("A", "2023-01-01", "2023-06-01"), line("B", "2023-05-01")]}),
    ("heavy_churn", {"subscriptions": [line(f"A{n}", "2024-01-01", "2024-03-10" if n < 5 else "") for n in range(10)],
                     "tickets": [CLOSE]}),
    # After the last recorded day nobody is known to be gone.
    ("heavy_churn", {"subscriptions": [line(f"A{n}", "2024-01-01", "2024-03-10") for n in range(10)]}),
    ("mrr_jumps", {"mrr_snapshots": [
        {"account_id": f"A{n}", "month": month, "mrr": mrr}
        for n in range(3) for month, mrr in (("2024-01-01", "100"), ("2024-02-01", "1000"))
    ]}),
    ("one_customer_most_rows", {"tickets": tickets(*["A"] * 20, *["B"] * 12, *["C"] * 12)}),
    ("one_customer_most_rows", {"tickets": tickets(*["A"] * 40)}),
    ("odd_ids", {"subscriptions": [line(number, "2024-01-01") for number in ("2001", "2002", "2003")]}),
    ("odd_ids", {"subscriptions": [line(number, "2024-01-01") for number in ("10001", "10002", "2024")]}),
    ("odd_ids", {"subscriptions": [line(name, "2024-01-01") for name in ("Enterprise", "Acme", "Pro Audio")]}),
    ("strangers_in_events", {"accounts": [{"account_id": "A"}, {"account_id": "B"}], "events": usage("A", "C")}),
    ("one_sided_nps", {"surveys": answers(5, 5, 4, 3, 9)}),
    ("one_sided_nps", {"surveys": answers(9, 10, 9, 8, 10)}),
    ("blank_currency", {"subscriptions": [line("A", "2024-01-01"), line("B", "2024-01-01")]}),
    ("currency_without_rate", {"subscriptions": [
        line("A", "2024-01-01", currency="EUR"), line("B", "2024-01-01", currency="USD"),
    ], "fx_rates": RATES}),
    ("odd_dates", {"tickets": tickets("A"), "subscriptions": [line("A", "2024-01-01", "2031-01-01")]}),
]  # fmt: skip


def doubts_of(check: str, tables: dict[str, Rows]) -> list[Doubt]:
    return [doubt for doubt in examine(new_workspace_of(**tables)) if doubt.check == check]


@pytest.mark.parametrize(("check", "tables"), DOUBTED)
def test_a_check_doubts_what_can_hardly_be(check: str, tables: dict[str, Rows]) -> None:
    doubts = doubts_of(check, tables)
    assert doubts
    assert all(doubt.message and doubt.cause and doubt.tables and doubt.rows for doubt in doubts)


@pytest.mark.parametrize(("check", "tables"), TRUSTED)
def test_a_check_trusts_what_may_well_be(check: str, tables: dict[str, Rows]) -> None:
    assert doubts_of(check, tables) == []


@pytest.mark.parametrize("check", sorted(checks()))
def test_every_check_has_a_company_that_it_doubts_and_one_that_it_trusts(check: str) -> None:
    if check not in ("same_rows_twice", "use_between_stretches"):  # takes two files: below
        assert check in {name for name, _ in DOUBTED}
        assert check in {name for name, _ in TRUSTED}


def test_the_same_rows_in_two_files_are_doubted_and_other_rows_are_not() -> None:
    first: Sequence[Row] = usage(*"ABCDEF")
    others: Sequence[Row] = usage(*"GHIJKL")
    for second, count in ((first, 1), (others, 0)):
        workspace = Workspace.in_memory()
        # One more row, so that the second is not simply the first one loaded again.
        batches = [batch_of("events", first, "may.csv"), batch_of("events", [*second, *usage("Z")], "copy.csv")]
        workspace.load(batches, LOADED_AT, "add")
        doubts = [doubt for doubt in examine(workspace) if doubt.check == "same_rows_twice"]
        assert len(doubts) == count
        assert all("'may.csv'" in doubt.message and "'copy.csv'" in doubt.message for doubt in doubts)


def test_use_between_rows_that_a_cluster_put_together_is_doubted() -> None:
    use = {"account_id": "A", "user_id": "u", "event_name": "open"}
    stretch = [use | {"event_at": "2024-03-05 10:01:00", "row_count": "9"}, use | {"event_at": "2024-03-05 10:09:00"}]
    for moment, count in (("2024-03-05 10:05:00", 1), ("2024-03-05 10:16:00", 0)):
        workspace = Workspace.in_memory()
        here = batch_of("events", [use | {"event_at": moment, "event_name": "save"}], "here.csv")
        workspace.load([batch_of("events", stretch, "lake.events"), here], LOADED_AT, "add")
        doubts = [doubt for doubt in examine(workspace) if doubt.check == "use_between_stretches"]
        assert len(doubts) == count


def test_an_ordinary_company_raises_no_doubt() -> None:
    tables = company()
    workspace = Workspace.in_memory()
    workspace.load([batch_of(name, rows) for name, rows in tables.items()], LOADED_AT, "add")
    assert [doubt.message for doubt in examine(workspace) if doubt.level == "warning"] == []


def test_a_doubt_is_told_at_the_figures_it_touches_until_it_is_marked_as_known() -> None:
    workspace = new_workspace_of(subscriptions=yearly("2023-12-31"), surveys=answers(5, 9, 10))
    examine(workspace)
    (doubt,) = [one for one in doubts_about(workspace, frozenset({"subscriptions"})) if one.check == "quick_returns"]
    scope = Scope(as_of=date(2024, 6, 30))
    note = f"{doubt.message} {doubt.cause}"
    assert note in ask(workspace, "mrr", scope).notes
    assert note not in ask(workspace, "nps", scope).notes
    mark_known(workspace, doubt, datetime(2025, 1, 2))  # noqa: DTZ001 - the store keeps plain UTC
    assert note not in ask(workspace, "mrr", scope).notes
    unmark_known(workspace, doubt)
    assert note in ask(workspace, "mrr", scope).notes


def test_lines_of_no_day_are_told_at_mrr_with_their_rows() -> None:
    lines = [
        line("A", "2024-01-10", "2024-01-10", subscription_id="s1"),
        line("B", "2024-01-12 08:00", "2024-01-12 17:00", subscription_id="s2"),
        line("C", "2024-01-01", subscription_id="s3"),
    ]
    workspace = new_workspace_of(subscriptions=lines)
    (doubt,) = [one for one in examine(workspace) if one.check == "one_day_lines"]
    result = ask(workspace, "mrr", Scope(as_of=date(2024, 1, 31)))
    # C alone pays 100 at the end of January.
    assert [row["value"] for row in result.rows()] == [100.0]
    assert any("2 subscription lines begin and end on the same day and carry no MRR." in one for one in result.notes)
    assert [row["subscription_id"] for row in doubt.rows] == ["s1", "s2"]


def test_doubts_about_data_that_changed_since_are_not_told() -> None:
    workspace = new_workspace_of(subscriptions=yearly("2023-12-31"))
    assert examine(workspace)
    workspace.load([batch_of("tickets", tickets("A1"))], LOADED_AT, "add")
    assert doubts_about(workspace, frozenset({"subscriptions"})) == ()
    assert examine(workspace)


def test_a_doubt_is_kept_as_it_was() -> None:
    workspace = new_workspace_of(subscriptions=yearly("2023-12-31"))
    assert examine(workspace) == examine(workspace)


def test_each_check_stands_in_a_file_of_its_name() -> None:
    assert sorted(path.stem for path in FOLDER.glob("[a-z]*.py")) == sorted(checks())
