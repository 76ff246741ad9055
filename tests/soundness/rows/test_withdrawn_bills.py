"""A bill that an export once called open, and another one of the same source void, is no revenue."""

import pytest

from tests.soundness.company import Company
from tests.soundness.loads import loaded

HEADERS = "Invoice ID,Customer ID,Date,Amount,Status\n"
FIRST = "I1,A,2025-01-05,100,Paid\nI2,A,2025-02-05,40,{}\n"
REST = "I3,B,2025-01-09,50,Paid\n"


def billed(company: Company) -> dict[str, float]:
    rows = company.ask("clv", {"as_of": "2025-03-31"}, "historic").table.to_pylist()
    return {row["account_id"]: float(row["value"]) for row in rows if row["account_id"]}


def export(name: str, status: str, headers: str = HEADERS) -> list[tuple[str, str]]:
    return [(name, headers + FIRST.format(status) + REST)]


@pytest.mark.parametrize("state", ["Void", "Voided", "written off", "storniert"])
def test_what_a_newer_export_calls_void_counts_no_more(state: str) -> None:
    assert billed(loaded(export("january.csv", "Open"), export("february.csv", state))) == {"A": 100, "B": 50}


def test_of_files_loaded_together_the_void_bill_stands_whatever_they_are_called() -> None:
    for old, new in (("a.csv", "b.csv"), ("b.csv", "a.csv")):
        assert billed(loaded([*export(old, "Open"), *export(new, "Void")])) == {"A": 100, "B": 50}


def test_headers_may_have_quotes_in_them() -> None:
    headers = HEADERS.replace("Invoice ID", '"Invoice ""No"""')
    both = (export("january.csv", "Open", headers), export("february.csv", "Void", headers))
    assert billed(loaded(*both)) == {"A": 100, "B": 50}


def test_a_draft_that_is_sent_later_counts() -> None:
    assert billed(loaded(export("january.csv", "Draft"), export("february.csv", "Open"))) == {"A": 140, "B": 50}
    assert billed(loaded([*export("a.csv", "Draft"), *export("b.csv", "Open")])) == {"A": 140, "B": 50}


def test_an_equal_id_of_another_source_is_left_alone() -> None:
    other = "Rechnungsnummer;Kundennummer;Rechnungsdatum;Gesamtbetrag;Status\nI2;C;05.02.2025;70,00;storniert\n"
    assert billed(loaded(export("january.csv", "Open"), [("rechnungen.csv", other)])) == {"A": 140, "B": 50}
