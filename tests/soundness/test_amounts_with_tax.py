"""Tax in what was billed is told where the file shows it."""

import pytest

from tests.soundness.company import company


def told(headers: str, *rows: str) -> str:
    found = company([("invoices.csv", "\n".join((headers, *rows)) + "\n")])
    result = found.ask("clv", {"as_of": "2025-03-31"}, "historic")
    return " ".join((*result.notes, *result.left_out))


@pytest.mark.parametrize(
    "headers",
    [
        "Invoice No,Customer ID,Invoice Date,Net,VAT,Total",
        "Rechnungsnummer,Kundennummer,Rechnungsdatum,Netto,MwSt,Gesamtbetrag",
        "Invoice Number,Customer ID,Invoice Date,Subtotal,Tax,Invoice Total",
    ],
)
def test_a_total_with_tax_is_told_beside_the_figure(headers: str) -> None:
    assert "with its tax" in told(headers, "1,A,2025-01-01,100.00,19.00,119.00", "2,A,2025-02-01,10.00,1.90,11.90")


@pytest.mark.parametrize(
    ("headers", "tax"),
    [
        ("Invoice No,Customer ID,Invoice Date,Subtotal,Tax,Total", "0.00"),
        ("Invoice No,Customer ID,Invoice Date,Account Name,Tax ID,Total", "19"),
        ("Invoice No,Customer ID,Invoice Date,Owner,VAT rate,Total", "19"),
    ],
)
def test_where_no_tax_is_charged_nothing_is_told(headers: str, tax: str) -> None:
    assert "tax" not in told(headers, f"1,A,2025-01-01,100.00,{tax},100.00")
