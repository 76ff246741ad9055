"""What was billed counts before tax where the file proves which amount that is; else its tax is told."""

import pytest

from tests.soundness.company import company


def notes_on(headers: str, *rows: str) -> str:
    loaded = company([("invoices.csv", "\n".join((headers, *rows)) + "\n")])
    result = loaded.ask("clv", {"as_of": "2025-03-31"}, "historic")
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
    loaded = company(
        [("invoices.csv", f"{headers}\n1,A,2025-01-01,100.00,19.00,119.00\n2,A,2025-02-01,10.00,1.90,11.90\n")]
    )
    (row,) = loaded.ask("clv", {"as_of": "2025-03-31"}, "historic").table.to_pylist()[:1]
    # 100 and 10, without 19 and 1.90.
    assert float(row["value"]) == 110
    assert "before_tax_proven" in {one.code for one in loaded.issues}


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
    assert "with tax" in notes_on(headers, *rows)


def test_the_taxes_of_a_bills_lines_prove_the_amount_before_it() -> None:
    lines = (
        # 95 + 19 are what 714 is more than 600; no line alone proves it.
        "I-1,A,2025-01-03,600.00,714.00,500.00,95.00",
        "I-1,A,2025-01-03,600.00,714.00,100.00,19.00",
        "I-2,A,2025-02-03,300.00,357.00,300.00,57.00",
    )
    headers = "Invoice ID,Customer ID,Invoice Date,SubTotal,Total,Item Total,Tax1 Amount"
    loaded = company([("invoices.csv", "\n".join((headers, *lines)) + "\n")])
    assert {one.code: one.column for one in loaded.issues}["before_tax_proven"] == "SubTotal"


@pytest.mark.parametrize(
    ("headers", "right"),
    [
        # Nothing but the arithmetic says which of the two is before tax.
        ("Invoice No,Customer ID,Invoice Date,Amount,Tax,Total", 110),
        # A rate is no tax: the headers say it.
        ("Rechnungsnr,Kunde,Datum,Netto,MwSt %,Brutto", 110),
    ],
)
def test_a_total_and_its_tax_tell_which_amount_is_before_it(headers: str, right: float) -> None:
    tax = ("19", "19") if "%" in headers else ("19.00", "1.90")
    rows = (f"1,A,2025-01-01,100.00,{tax[0]},119.00", f"2,A,2025-02-01,10.00,{tax[1]},11.90")
    loaded = company([("invoices.csv", "\n".join((headers, *rows)) + "\n")])
    assert float(loaded.ask("clv", {"as_of": "2025-03-31"}, "historic").table.to_pylist()[0]["value"]) == right
    assert "unused_columns" not in {one.code for one in loaded.issues}


def test_what_is_charged_before_tax_is_not_said_to_have_it() -> None:
    rows = ("A,2025-01-01,100.00,19.00,119.00", "B,2025-01-01,50.00,9.50,59.50")
    text = "\n".join(("Customer ID,Start Date,MRR,VAT,Total incl VAT", *rows)) + "\n"
    loaded = company([("subscriptions.csv", text)])
    assert not {"unused_columns", "tax_within"} & {one.code for one in loaded.issues}
    assert {one.code: one.column for one in loaded.issues}["before_tax_proven"] == "MRR"


def test_several_taxes_prove_it_together() -> None:
    lines = ("I-1,A,2025-01-03,100.00,5.00,9.00,114.00", "I-2,A,2025-02-03,200.00,10.00,18.00,228.00")
    headers = "Invoice ID,Customer ID,Invoice Date,Subtotal,GST,PST,Total"
    loaded = company([("invoices.csv", "\n".join((headers, *lines)) + "\n")])
    assert {one.code: one.column for one in loaded.issues}["before_tax_proven"] == "Subtotal"


@pytest.mark.parametrize("header", ["Bruttobetrag", "Total TTC", "Totale IVA inclusa", "Amount incl. VAT", "Brutto"])
def test_a_total_that_says_that_its_tax_is_in_it_is_told_beside_the_figure(header: str) -> None:
    headers = f"Invoice No,Customer ID,Invoice Date,{header}"
    assert "counted with tax" in notes_on(headers, "1,A,2025-01-01,119.00", "2,A,2025-02-01,11.90")


def test_of_two_amounts_that_say_so_the_one_before_tax_counts() -> None:
    lines = ("1,A,2025-01-01,119.00,100.00", "2,A,2025-02-01,11.90,10.00")
    loaded = company([("invoices.csv", "\n".join(("Rechnungsnr,Kunde,Datum,Brutto,Netto", *lines)) + "\n")])
    assert not {"tax_within", "unused_columns"} & {one.code for one in loaded.issues}
    assert float(loaded.ask("clv", {"as_of": "2025-03-31"}, "historic").table.to_pylist()[0]["value"]) == 110


def test_subscriptions_count_before_tax_too() -> None:
    rows = ("A,2025-01-01,119.00,19.00,100.00", "B,2025-01-01,59.50,9.50,50.00")
    text = "\n".join(("Customer ID,Start Date,MRR,VAT,Net amount", *rows)) + "\n"
    loaded = company([("subscriptions.csv", text)])
    scope = {"start": "2025-01-01", "end": "2025-02-01", "as_of": "2025-01-31"}
    assert float(loaded.ask("mrr", scope).table.to_pylist()[0]["value"]) == 150


@pytest.mark.parametrize(
    ("headers", "tax"),
    [
        ("Invoice No,Customer ID,Invoice Date,Subtotal,Tax,Total", "0.00"),
        ("Invoice No,Customer ID,Invoice Date,Account Name,Tax ID,Total", "19"),
        ("Invoice No,Customer ID,Invoice Date,Owner,VAT rate,Total", "19"),
    ],
)
def test_where_no_tax_is_charged_nothing_is_told(headers: str, tax: str) -> None:
    assert "tax" not in notes_on(headers, f"1,A,2025-01-01,100.00,{tax},100.00")


@pytest.mark.parametrize(
    ("headers", "rows", "right"),
    [
        # 100 - 10 + 17.10 are 107.10: 90 and 200 are revenue.
        (
            "Invoice No,Customer ID,Invoice Date,Subtotal,Discount,Tax,Total",
            ("1,A,2025-01-01,100.00,10.00,17.10,107.10", "2,A,2025-02-01,200.00,0.00,38.00,238.00"),
            290,
        ),
        # The same, the discount with a minus.
        (
            "Invoice No,Customer ID,Invoice Date,Subtotal,Discount,Tax,Total",
            ("1,A,2025-01-01,100.00,-10.00,17.10,107.10", "2,A,2025-02-01,200.00,0.00,38.00,238.00"),
            290,
        ),
        # Carriage and its tax are no subscription's: 100 and 50.
        (
            "Order ID,Customer ID,Order Date,Subtotal,Shipping,Taxes,Total",
            ("1,A,2025-01-01,100.00,5.00,8.40,113.40", "2,A,2025-02-01,50.00,5.00,4.40,59.40"),
            150,
        ),
        # What the customer pays to the tax office for the seller is revenue all the same.
        (
            "Factura,Cliente,Fecha,Subtotal,IVA,Retención,Total",
            ("1,Sol,2025-01-01,100.00,21.00,-15.00,106.00", "2,Sol,2025-02-01,10.00,2.10,-1.50,10.60"),
            110,
        ),
        # The lines of a bill are its total less a tax that each of them repeats: 100, and 100 + 50.
        (
            "InvoiceNumber,ContactName,InvoiceDate,Total,TaxTotal,LineAmount",
            ("I-1,A,2025-01-05,119,19,100", "I-2,A,2025-02-05,178.5,28.5,100", "I-2,A,2025-02-05,178.5,28.5,50"),
            250,
        ),
    ],
)
def test_the_amount_before_tax_counts_whatever_else_stands_between(
    headers: str, rows: tuple[str, ...], right: float
) -> None:
    loaded = company([("invoices.csv", "\n".join((headers, *rows)) + "\n")])
    assert float(loaded.ask("clv", {"as_of": "2025-03-31"}, "historic").table.to_pylist()[0]["value"]) == right
    codes = {one.code for one in loaded.issues}
    assert "before_tax_proven" in codes
    assert not {"unused_columns", "discount_assumed"} & codes


def test_no_more_is_paid_back_than_was_billed_before_tax() -> None:
    lines = ("1,A,2025-01-01,100.00,19.00,119.00,119.00", "2,A,2025-02-01,50.00,9.50,59.50,0.00")
    headers = "Invoice No,Customer ID,Invoice Date,Subtotal,Tax,Total,Amount Refunded"
    loaded = company([("invoices.csv", "\n".join((headers, *lines)) + "\n")])
    # The first was paid back as a whole, its tax with it: 0 and 50, not 100 - 119 and 50.
    assert float(loaded.ask("clv", {"as_of": "2025-03-31"}, "historic").table.to_pylist()[0]["value"]) == 50
    assert "refund_with_tax" in {one.code for one in loaded.issues}


@pytest.mark.parametrize(
    "headers",
    [
        # The amount before tax is what reads most like the total: its discount is taken off all the same.
        "Invoice Number,Customer Id,Invoice Date,Sub Total,Discount,Tax Total,Amount",
        # The form of a known export, with its tax in the total.
        "id,Customer,Date (UTC),Subtotal,Discount,Tax,Total,Status,Amount Due,Amount Paid,Amount Remaining,Currency",
    ],
)
def test_a_discount_is_taken_off_whichever_of_the_amounts_was_read_first(headers: str) -> None:
    more = ",paid,107.10,107.10,0.00,eur" if "Status" in headers else ""
    rows = (f"1,A,2025-01-01,100.00,10.00,17.10,107.10{more}", f"2,A,2025-02-01,200.00,0.00,38.00,238.00{more}")
    loaded = company([("invoices.csv", "\n".join((headers, *rows)) + "\n")])
    # 100 - 10 and 200.
    assert float(loaded.ask("clv", {"as_of": "2025-03-31"}, "historic").table.to_pylist()[0]["value"]) == 290
