"""A yes/no column says which lines have ended, though no date does."""

import pytest

from tests.soundness.mrr import Revenue, csv

LEFT_OUT = "1 account with lines that ended on an unknown date: those lines are left out."


def lines(header: str, *cells: str) -> dict[str, str]:
    rows = "\n".join(f"s{index}|{'ABC'[index]}|2024-01-01|100|{cell}" for index, cell in enumerate(cells))
    return {"subscriptions.csv": csv(f"Subscription ID|Account ID|Start|MRR|{header}\n{rows}\n")}


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Churned", ("No", "Yes", "No")),
        ("churned", ("0", "1", "0")),
        ("Is Cancelled", ("false", "true", "false")),
        ("is_churned", ("N", "Y", "N")),
        ("Has churned?", ("no", "yes", "no")),
        ("Gekündigt", ("nein", "ja", "nein")),
        ("Active", ("Yes", "No", "Yes")),
        ("is_active", ("t", "f", "t")),
        ("Aktiv", ("ja", "nein", "ja")),
        ("Inactive", ("FALSE", "TRUE", "FALSE")),
    ],
)
def test_a_flag_is_read_as_the_state_and_told(header: str, cells: tuple[str, ...]) -> None:
    case = Revenue(header, lines(header, *cells), {"2025-03": 200}, codes=("status_from_flag",), beside=(LEFT_OUT,))
    assert case.faults() == []


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Churned MRR", ("0", "1", "0")),
        ("Cancellation fee paid", ("no", "yes", "no")),
        ("Active users", ("1", "0", "1")),
        ("Churned", ("No", "2025-06-30", "No")),
        ("Beta customer", ("no", "yes", "no")),
    ],
)
def test_what_is_no_flag_of_an_end_leaves_every_line(header: str, cells: tuple[str, ...]) -> None:
    case = Revenue(header, lines(header, *cells), {"2025-03": 300}, silent=("status_from_flag",))
    assert case.faults() == []


def test_a_status_goes_before_a_flag() -> None:
    rows = "Subscription ID|Account ID|Start|MRR|Status|Churned\ns1|A|2024-01-01|100|active|Yes\n"
    case = Revenue("both", {"s.csv": csv(rows)}, {"2025-03": 100}, codes=("unused_columns",))
    assert case.faults() == []


def test_a_flag_in_a_list_of_customers_is_the_state_of_their_revenue() -> None:
    rows = """Customer ID|Customer Name|Industry|Owner|Start Date|MRR|Churned
        A|Acme|Tech|Ann|2024-01-01|100|No
        B|Beta|Bank|Bob|2024-02-01|100|Yes
        C|Cee|Tech|Ann|2024-03-01|100|No"""
    case = Revenue("list", {"customers.csv": csv(rows)}, {"2025-03": 200}, ("status_from_flag",), beside=(LEFT_OUT,))
    assert case.faults() == []
