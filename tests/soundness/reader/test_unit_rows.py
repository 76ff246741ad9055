"""A line of units below the headers counts: cents, a currency, thousands."""

from __future__ import annotations

import pytest

from tests.soundness.company import company

_JANUARY = {"start": "2025-01-01", "end": "2025-02-01"}


def _list(units: str, figures: tuple[object, ...] = (15000, 22500, 35099, 20750, 3000), header: str = "mrr") -> str:
    rows = [f"C{index},2025-01-{index + 5:02},,{figure}" for index, figure in enumerate(figures)]
    return "\n".join([f"customer_id,start_date,end_date,{header}", units, *rows]) + "\n"


@pytest.mark.parametrize("units", [",,,cents", ",date,date,(cents)", ",,,[Cent]", ",yyyy-mm-dd,yyyy-mm-dd,EUR cents"])
def test_cents_below_the_header_are_cents(units: str) -> None:
    seen = company([("list.csv", _list(units))])
    assert seen.ask("mrr", _JANUARY).to_pandas()["value"].tolist() == [963.49]
    assert "unit_of_row" in {issue.code for issue in seen.issues}


@pytest.mark.parametrize(
    ("units", "code"),
    [
        (",,,EUR", "EUR"),
        (",,,[GBP]", "GBP"),
        (",,,(€)", "EUR"),
        (",date,date,in CHF", "CHF"),
        (",,,USD / month", "USD"),
    ],
)
def test_a_currency_below_the_header_is_the_currency(units: str, code: str) -> None:
    seen = company([("list.csv", _list(units))])
    rows = seen.workspace.query("select distinct currency from canonical.subscriptions").to_pylist()
    assert [one["currency"] for one in rows] == [code]
    assert not seen.questions


@pytest.mark.parametrize(
    ("units", "factor"),
    [
        (",,,k€", 1_000),
        (",date,date,in thousand USD", 1_000),
        (",,,[Tsd. EUR]", 1_000),
        (",,,$k", 1_000),
        (",,,Mio. €", 1_000_000),
    ],
)
def test_thousands_and_millions_below_the_header_are_such(units: str, factor: int) -> None:
    seen = company([("list.csv", _list(units, ("1.5", "2.25", "3.5", "20.7", "30")))])
    assert seen.ask("mrr", _JANUARY).to_pandas()["value"].tolist() == [57.95 * factor]


@pytest.mark.parametrize("units", [",date,date,number", ",,,decimal", ",,,numeric"])
def test_a_line_of_types_says_nothing_of_money(units: str) -> None:
    seen = company([("list.csv", _list(units))])
    assert "unit_of_row" not in {issue.code for issue in seen.issues}
    assert seen.ask("mrr", _JANUARY).to_pandas()["value"].tolist() == [96349]
