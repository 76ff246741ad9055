"""Figures as people write them: read in full, and told where one was rounded, converted or contradicted."""

from __future__ import annotations

import pytest

from csm_core.intake.batch import Batch
from tests.csm_core.intake.taking import bad, take
from tests.soundness.cells import asked, invoices, messages, values

SUBSCRIPTION = {"account_id": "Account", "start_date": "Start"}


def subscriptions(header: str, canonical: str, texts: list[str], further: dict[str, str] | None = None) -> Batch:
    constants = {"mrr": "10"} if canonical == "discount" else {}
    rows = "".join(f'A{number},2025-01-01,"{text}"\n' for number, text in enumerate(texts))
    columns = SUBSCRIPTION | {canonical: header} | (further or {})
    return take(f"Account,Start,{header}\n{rows}", "subscriptions", columns, constants)


@pytest.mark.parametrize("text", ["0.123456", "$0.00005", "12.34567 EUR", "1,234.56789"])
def test_an_amount_that_had_to_be_rounded_is_told(text: str) -> None:
    assert f"'{text}'" in messages(invoices([text, "2.50"]))["amount_rounded"]


@pytest.mark.parametrize("text", ["3.1400", "10.12", "0.30000000000000004", "0.12340000"])
def test_places_that_say_nothing_are_no_rounding(text: str) -> None:
    assert "amount_rounded" not in messages(invoices([text]))


def test_a_rate_keeps_all_its_places() -> None:
    columns = {"date": "date", "currency": "currency", "rate": "rate"}
    batch = take("date,currency,rate\n2025-01-01,USD,0.9123456789\n", "fx_rates", columns)
    assert batch.rows["rate"].to_pylist() == [0.9123456789]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["12K", "1.2M", "500"], ["12000.0000", "1200000.0000", "500.0000"]),
        (["€1.5k", "€3k"], ["1500.0000", "3000.0000"]),
        (["2,5 Mio. €", "3,5 Mio"], ["2500000.0000", "3500000.0000"]),
        (["$2m"], ["2000000.0000"]),
    ],
)
def test_thousands_and_millions_written_short_are_read_and_told(texts: list[str], expected: list[str]) -> None:
    batch = invoices(texts)
    assert values(batch, "total") == expected
    assert f"'{texts[0]}'" in messages(batch)["short_figures"]


@pytest.mark.parametrize("text", ["5m", "12 MAD", "100 KES", "7 kr"])
def test_what_only_looks_like_thousands_is_not(text: str) -> None:
    assert "short_figures" not in messages(invoices([text]))


def test_figures_of_both_conventions_are_each_read_by_their_own() -> None:
    batch = invoices(["1.234,50", "12.50", "99,90", "1,234.50", "7"])
    assert values(batch, "total") == ["1234.5000", "12.5000", "99.9000", "1234.5000", "7.0000"]
    assert asked(batch) == []
    assert "both" in messages(batch)["decimal_mixed"]


def test_a_figure_that_may_be_of_either_convention_is_asked() -> None:
    batch = invoices(["12.50", "99,90", "1,234"])
    assert values(batch, "total") == ["12.5000", "99.9000"]
    assert asked(batch) == ["decimal_assumed"]
    assert bad(batch) == [(4, "not_an_amount", "Total", "1,234")]


def test_a_price_a_year_is_brought_to_a_month() -> None:
    batch = subscriptions("MRR", "mrr", ["1200 EUR/yr", "100.00 EUR/month", "$300 per quarter", "1188 p.a.", "50"])
    assert values(batch, "mrr") == ["100.0000", "100.0000", "100.0000", "99.0000", "50.0000"]
    assert "4 cells in 'MRR'" in messages(batch)["interval_in_amount"]


def test_the_interval_beside_an_amount_is_its_billing_interval() -> None:
    batch = subscriptions("Price", "amount", ["1234.56 EUR/yr", "99/month"])
    assert values(batch, "billing_interval") == ["year", "month"]
    assert values(batch, "amount") == ["1234.5600", "99.0000"]


@pytest.mark.parametrize(
    ("texts", "expected", "question"),
    [
        (["20%", "15"], [0.2, 0.15], []),
        (["20%", "5 %"], [0.2, 0.05], []),
        (["0.2", "0.15"], [0.2, 0.15], []),
        (["0", "12.5"], [0.0, 0.125], ["discount_assumed"]),
        (["0.2", "15"], [0.002, 0.15], ["discount_assumed"]),
        (["1", "0"], [1.0, 0.0], ["discount_assumed"]),
    ],
)
def test_discounts_are_shares_and_a_mixture_is_asked(
    texts: list[str], expected: list[float], question: list[str]
) -> None:
    batch = subscriptions("Discount", "discount", texts)
    assert batch.rows["discount"].to_pylist() == pytest.approx(expected)
    assert asked(batch) == question
    notes = messages(batch)
    assert "'Discount'" in notes.get("discount_in_percent", notes.get("discount_as_share", "'Discount'"))


@pytest.mark.parametrize(
    ("amounts", "codes", "wrong"),
    [
        (["$1,200.00", "€900.00", "£300", "1000"], ["EUR"] * 4, 2),
        (["USD 5", "$900.00", "$7"], ["USD", "USD", "CAD"], 0),  # a Canadian dollar is a dollar
        (["kr 5", "¥7"], ["SEK", "USD"], 1),
    ],
)
def test_a_sign_against_the_currency_column_is_asked(amounts: list[str], codes: list[str], wrong: int) -> None:
    rows = "".join(
        f'I{number},A{number},2025-01-01,"{amount}",{code}\n'
        for number, (amount, code) in enumerate(zip(amounts, codes, strict=True))
    )
    columns = {
        "invoice_id": "Id",
        "account_id": "Account",
        "invoice_date": "Date",
        "total": "Total",
        "currency": "Cur",
    }
    batch = take(f"Id,Account,Date,Total,Cur\n{rows}", "invoices", columns)
    assert values(batch, "currency") == codes
    assert asked(batch) == (["currency_assumed"] if wrong else [])
    if wrong:
        assert f"{wrong} cell" in messages(batch)["currency_assumed"]


def test_ids_that_a_spreadsheet_has_rounded_or_shortened_are_told() -> None:
    columns = {"account_id": "id", "account_name": "Name"}
    rounded = take("id,Name\n1.23457E+11,Acme\n1.23458e+11,Beta\n555,Ceta\n", "accounts", columns)
    assert "2 cells in 'id'" in messages(rounded)["id_rounded"]
    shortened = take("id,Name\n00123,Acme\n00456,Beta\n789,Ceta\n", "accounts", columns)
    assert "1 cell in 'id'" in messages(shortened)["id_shortened"]
    plain = take("id,Name\n123,Acme\n45678,Beta\nE12,Ceta\n", "accounts", columns)
    assert {"id_rounded", "id_shortened"}.isdisjoint(messages(plain))


def test_an_account_that_is_there_more_than_once_is_told() -> None:
    columns = {"account_id": "id", "account_name": "Name"}
    batch = take("id,Name\nA,Acme\nB,Beta\nA,Acme\nA,Acme\n", "accounts", columns)
    assert "2 cells in 'id'" in messages(batch)["account_repeated"]
