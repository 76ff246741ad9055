"""A payment that a yes/no column calls refunded is none, whatever the column is called; who is unsure is asked."""

import pytest

from tests.soundness.company import Company, company

ROWS = (("p1", "A", "2025-01-05", "100.00"), ("p2", "B", "2025-01-15", "50.00"), ("p3", "B", "2025-01-25", "20.00"))


def payments(headers: str, *cells: str) -> Company:
    """Three payments with further columns: their headers, and their cells row by row, with ',' between."""
    lines = [",".join((*row, more)) for row, more in zip(ROWS, cells, strict=True)]
    return company([("payments.csv", "\n".join([f"payment_id,customer_id,paid_at,amount,{headers}", *lines]) + "\n")])


def paid(seen: Company) -> dict[str, float]:
    rows = seen.ask("clv", {"as_of": "2025-03-31"}, "historic").table.to_pylist()
    return {row["account_id"]: float(row["value"]) for row in rows if row["account_id"]}


def asked(seen: Company) -> set[str]:
    return {one.code for one in seen.questions}


@pytest.mark.parametrize(
    ("header", "yes", "no"),
    [
        ("refunded", "true", "false"),
        ("Refunded?", "1", "0"),
        ("is_refunded", "yes", "no"),
        ("has_been_refunded", "TRUE", "FALSE"),
        ("charged_back", "true", "false"),
        ("Chargeback", "Y", "N"),
        ("Erstattet", "ja", "nein"),
        ("Remboursé", "oui", "non"),
        ("Reembolsado", "sí", ""),
        ("Terugbetaald", "x", ""),
    ],
)
def test_a_payment_that_was_paid_back_counts_for_nothing(header: str, yes: str, no: str) -> None:
    seen = payments(header, no, yes, no)
    # B paid 50 and got it back, and paid 20.
    assert paid(seen) == {"A": 100, "B": 20}
    assert not asked(seen)


def test_an_amount_beside_the_flag_says_how_much_was_paid_back() -> None:
    seen = payments("refunded,refund_amount", "false,0.00", "true,30.00", "true,0.00")
    # 50 less 30; of the 20 no amount is told, so all of it.
    assert paid(seen) == {"A": 100, "B": 20}


def test_a_state_beside_the_flag_still_holds() -> None:
    seen = payments("status,refunded", "failed,false", "succeeded,true", "succeeded,false")
    assert paid(seen) == {"B": 20}


def test_of_two_flags_the_one_of_whole_payments_counts_and_the_other_is_asked_about() -> None:
    seen = payments("Refunded?,Fully Refunded?", "0,0", "1,1", "1,0")
    assert paid(seen) == {"A": 100, "B": 20}
    assert asked(seen) == {"refund_asked"}


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        ("disputed", ("false", "true", "false")),
        ("refunded_at", ("", "2025-01-20", "")),
        ("partially refunded", ("no", "yes", "no")),
        ("refunded,disputed", ("false,false", "false,true", "false,false")),
    ],
)
def test_where_nothing_says_how_much_went_back_it_is_asked(headers: str, cells: tuple[str, ...]) -> None:
    seen = payments(headers, *cells)
    assert paid(seen) == {"A": 100, "B": 70}
    assert asked(seen) == {"refund_asked"}


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        ("disputed", ("false", "false", "false")),
        ("status,refunded_at", ("paid,", "refunded,2025-01-20", "paid,")),
        ("disputed,Dispute won?", ("no,no", "no,no", "no,no")),
    ],
)
def test_what_says_nothing_new_is_not_asked_about(headers: str, cells: tuple[str, ...]) -> None:
    assert not asked(payments(headers, *cells))


def test_a_part_of_no_known_amount_is_asked_about() -> None:
    seen = payments("status", "paid", "partially refunded", "refunded")
    assert paid(seen) == {"A": 100, "B": 50}
    assert asked(seen) == {"refund_amount_asked"}


def test_a_part_of_a_known_amount_is_subtracted() -> None:
    seen = payments("status,amount refunded", "paid,0", "partially refunded,15", "refunded,20")
    # 50 less 15, and 20 less 20.
    assert paid(seen) == {"A": 100, "B": 35}
    assert not asked(seen)
