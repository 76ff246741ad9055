"""What was billed counts before tax where the file proves which amount that is; else its tax is told."""

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
def test_the_amount_before_tax_counts_where_every_row_proves_it(headers: str) -> None:
    found = company(
        [("invoices.csv", f"{headers}\n1,A,2025-01-01,100.00,19.00,119.00\n2,A,2025-02-01,10.00,1.90,11.90\n")]
    )
    (row,) = found.ask("clv", {"as_of": "2025-03-31"}, "historic").table.to_pylist()[:1]
    # 100 and 10, without 19 and 1.90.
    assert float(row["value"]) == 110
    assert "before_tax_proven" in {one.code for one in found.issues}


@pytest.mark.parametrize(
    ("headers", "rows"),
    [
        # A discount of 5 stands between them in one row: no amount is the total less its tax throughout.
        (
            "Invoice Number,Customer ID,Invoice Date,Subtotal,Tax,Invoice Total",
            ("1,A,2025-01-01,100.00,19.00,114.00", "2,A,2025-02-01,10.00,1.90,11.90"),
        ),
        # No column has the amount before it.
        (
            "Invoice Number,Customer ID,Invoice Date,VAT,Total",
            ("1,A,2025-01-01,19.00,119.00", "2,A,2025-02-01,1.90,11.90"),
        ),
    ],
)
def test_a_total_with_tax_is_told_beside_the_figure(headers: str, rows: tuple[str, ...]) -> None:
    assert "with its tax" in told(headers, *rows)


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
