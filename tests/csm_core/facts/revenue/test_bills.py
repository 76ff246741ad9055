"""What of bills counts: documents rolled up, credits signed, payments of invoices not again."""

from datetime import date

from tests.csm_core.facts.reading import fact_rows
from tests.workspaces import Row, workspace_of


def row(invoice: str, day: str, **more: str) -> Row:
    return {"account_id": "A", "invoice_id": invoice, "invoice_date": day, **more}


def amounts(*rows: Row) -> list[tuple[object, ...]]:
    return fact_rows(workspace_of(invoices=rows), "bills", "invoice_id, amount::double")


def gaps(*rows: Row) -> dict[object, object]:
    return dict(fact_rows(workspace_of(invoices=rows), "bill_gaps", "cause, bills"))  # type: ignore[arg-type]


def test_a_total_on_each_line_counts_once_and_by_lines_where_these_add_up_to_it() -> None:
    repeated = [
        row("1", "2025-01-01", total="300", line_total="200", product="Seats"),
        row("1", "2025-01-01", total="300", line_total="100", product="Setup"),
    ]
    assert amounts(*repeated) == [("1", 100.0), ("1", 200.0)]
    # With tax on top of the lines the total is all that can be said.
    taxed = [row("1", "2025-01-01", total="360", line_total=one, product=one) for one in ("200", "100")]
    assert amounts(*taxed) == [("1", 360.0)]
    assert gaps(*taxed) == {"total_repeated": 1}


def test_amounts_that_differ_within_any_invoice_of_a_file_are_those_of_lines() -> None:
    lines = [row("1", "2025-01-01", total=one) for one in ("50", "50")]
    assert amounts(*lines) == [("1", 50.0)]
    assert amounts(*lines, *(row("2", "2025-01-02", total=one) for one in ("20", "30"))) == [
        ("1", 50.0),
        ("1", 50.0),
        ("2", 20.0),
        ("2", 30.0),
    ]
    # Rows of other days are no lines of one invoice.
    assert amounts(row("1", "2025-01-01", total="50"), row("1", "2025-02-01", total="50")) == [
        ("1", 50.0),
        ("1", 50.0),
    ]


def test_a_price_and_a_number_of_units_make_the_amount_of_a_line() -> None:
    assert amounts(row("1", "2025-01-01", quantity="3", unit_amount="20", discount="0.5")) == [("1", 30.0)]


def test_credit_notes_and_refunds_are_subtracted_whatever_their_sign() -> None:
    for amount in ("40", "-40"):
        credit = row("C", "2025-02-01", total=amount, document_type="credit_note")
        assert amounts(row("1", "2025-01-01", total="100"), credit) == [("1", 100.0), ("C", -40.0)]
        assert gaps(row("1", "2025-01-01", total="100"), credit) == {"credited": 1}


def test_a_payment_of_an_invoice_is_no_second_revenue_but_says_when_it_was_paid() -> None:
    bills = [
        row("1", "2025-01-01", total="100"),
        {
            "account_id": "A",
            "invoice_id": "1",
            "paid_at": "2025-01-20",
            "amount_paid": "100",
            "amount_refunded": "30",
        },
        {"account_id": "A", "invoice_id": "P9", "paid_at": "2025-02-20", "amount_paid": "50"},
        {"account_id": "B", "invoice_id": "P8", "paid_at": "2025-02-20", "amount_paid": "70"},
    ]
    rows = fact_rows(workspace_of(invoices=bills), "bills", "account_id, invoice_id, paid_on, amount::double")
    assert rows == [("A", "1", date(2025, 1, 20), 70.0), ("B", "P8", date(2025, 2, 20), 70.0)]
    assert gaps(*bills) == {"settles_by_id": 1, "settles_by_account": 1}


def test_what_is_marked_as_refunded_was_paid_back_in_full_unless_the_file_says_more() -> None:
    whole = row("1", "2025-01-01", amount_paid="60", status="refunded")
    assert amounts(whole) == [("1", 0.0)]
    part = {**whole, "amount_refunded": "20"}
    assert amounts(part) == [("1", 40.0)]
    # The refund stands in a row of its own.
    assert amounts(whole, row("R", "2025-01-09", amount_paid="-60")) == [("1", 60.0), ("R", -60.0)]


def test_an_invoice_that_was_written_off_is_no_revenue_and_was_to_be_paid_all_the_same() -> None:
    given_up = row("2", "2025-02-01", total="100", due_date="2025-03-03", status="written_off")
    rows = [row("1", "2025-01-01", total="100"), given_up]
    assert amounts(*rows) == [("1", 100.0)]
    assert gaps(*rows) == {"written_off": 1}
    unpaid = fact_rows(workspace_of(invoices=rows), "written_off_bills", "invoice_id, total::double, due_on")
    assert unpaid == [("2", 100.0, date(2025, 3, 3))]


def test_payments_that_a_ledger_writes_with_a_minus_pay_its_invoices_and_are_no_refunds() -> None:
    bills = [
        row("1", "2025-01-01", total="500", document_type="invoice"),
        {"account_id": "A", "paid_at": "2025-01-20", "total": "-500", "document_type": "payment"},
        row("2", "2025-02-01", total="500", document_type="invoice"),
        row("3", "2025-02-10", total="-50", document_type="credit_note"),
    ]
    assert amounts(*bills) == [("1", 500.0), ("2", 500.0), ("3", -50.0)]
