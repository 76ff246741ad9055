"""Rows under a mapping: kept typed, or quarantined with code, column, value and sentence."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

from csm_core.intake.mapping import FileMapping, Options
from csm_core.intake.read.source import Source
from tests.csm_core.intake.taking import bad, issue, take


def day(year: int, month: int, day_: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day_, hour, minute)  # noqa: DTZ001 - intake gives plain UTC


SUBSCRIPTIONS = {"account_id": "Account", "start_date": "Start", "end_date": "End", "mrr": "MRR"}


def test_a_required_value_that_is_missing_or_wrong_quarantines_the_row() -> None:
    batch = take(
        "Account,Start,End,MRR\nA,2024-01-01,,100\n,2024-01-01,,100\nC,soon,,100\nD,2024-01-01,,lots\nE,,,1\n",
        "subscriptions",
        SUBSCRIPTIONS,
    )
    assert batch.rows["account_id"].to_pylist() == ["A"]
    assert bad(batch) == [
        (3, "missing_value", "Account", None),
        (4, "not_a_date", "Start", "soon"),
        (5, "not_an_amount", "MRR", "lots"),
        (6, "missing_value", "Start", None),
    ]
    assert (
        batch.quarantined["message"][1]
        .as_py()
        .startswith("'soon' in 'Start' is not a date or time. Use real calendar")
    )
    assert batch.quarantined["raw"][1].as_py() == '{"Account": "C", "Start": "soon", "MRR": "100"}'


def test_an_optional_value_that_is_wrong_is_left_empty_and_told_with_its_rows() -> None:
    batch = take(
        "Account,Start,End,MRR\nA,2024-01-01,later,100\nB,2024-01-01,2024-05-01,100\n", "subscriptions", SUBSCRIPTIONS
    )
    assert batch.rows["end_date"].to_pylist() == [None, day(2024, 5, 1)]
    actual = issue(batch, "not_a_date")
    assert (actual.row, actual.column, actual.value) == (2, "End", "later")
    assert "1 cell " in actual.message


def test_an_end_before_the_start_is_quarantined() -> None:
    batch = take(
        "Account,Start,End,MRR\nA,2024-05-01,2024-01-01,100\nB,2024-05-01,2024-05-01,100\n",
        "subscriptions",
        SUBSCRIPTIONS,
    )
    assert bad(batch) == [(2, "end_before_start", "End", "2024-01-01")]


def test_a_required_column_that_is_not_mapped_is_an_error_and_no_row_is_kept() -> None:
    batch = take("Account,MRR\nA,100\nB,200\n", "subscriptions", {"account_id": "Account", "mrr": "MRR"})
    assert batch.rows.num_rows == 0
    assert issue(batch, "missing_column").level == "error"
    assert [code for _, code, _, _ in bad(batch)] == ["missing_column", "missing_column"]


def test_day_and_month_are_decided_over_the_whole_file() -> None:
    text = "Account,Start,End,MRR\nA,03/05/2024,,100\nB,04/05/2024,25/12/2024,100\n"
    batch = take(text, "subscriptions", SUBSCRIPTIONS)
    assert batch.rows["start_date"].to_pylist() == [day(2024, 5, 3), day(2024, 5, 4)]
    assert issue(batch, "date_order_inferred").level == "info"


def test_a_date_that_can_be_read_two_ways_is_never_read_in_silence() -> None:
    text = "Account,Start,End,MRR\nA,03/05/2024,,100\n"
    batch = take(text, "subscriptions", SUBSCRIPTIONS)
    actual = issue(batch, "date_order_assumed")
    assert (actual.level, actual.column, actual.value) == ("warning", "Start", "03/05/2024")
    answered = take(text, "subscriptions", SUBSCRIPTIONS, options=Options(date_order="mdy"))
    assert answered.rows["start_date"].to_pylist() == [day(2024, 3, 5)]
    assert not [one for one in answered.report.issues if one.code.startswith("date_order")]


def test_a_figure_that_can_be_read_two_ways_is_never_read_in_silence() -> None:
    text = 'Account,Start,End,MRR\nA,2024-01-01,,"1,234"\n'
    batch = take(text, "subscriptions", SUBSCRIPTIONS)
    assert batch.rows["mrr"].to_pylist() == [Decimal("1234.0000")]
    assert issue(batch, "decimal_assumed").level == "warning"
    answered = take(text, "subscriptions", SUBSCRIPTIONS, options=Options(decimal=","))
    assert answered.rows["mrr"].to_pylist() == [Decimal("1.2340")]


def test_options_for_cents_spellings_of_nothing_and_zones_are_followed() -> None:
    options = Options(minor_units=True, null_values=("offen",), timezone="Europe/Berlin")
    text = "Account,Start,End,MRR\nA,2024-07-01 10:00,offen,12345\n"
    batch = take(text, "subscriptions", SUBSCRIPTIONS, options=options)
    assert batch.rows["mrr"].to_pylist() == [Decimal("123.4500")]
    assert batch.rows["end_date"].to_pylist() == [None]
    assert batch.rows["start_date"].to_pylist() == [day(2024, 7, 1, 8)]


def test_constants_fill_what_the_file_leaves_open() -> None:
    columns = SUBSCRIPTIONS | {"currency": "Cur"}
    text = "Account,Start,End,MRR,Cur\nA,2024-01-01,,1,usd\nB,2024-01-01,,1,\n"
    batch = take(text, "subscriptions", columns, {"currency": "EUR", "plan": "Pro"})
    assert batch.rows["currency"].to_pylist() == ["USD", "EUR"]
    assert batch.rows["plan"].to_pylist() == ["Pro", "Pro"]


def test_currencies_come_from_the_amounts_where_no_column_tells() -> None:
    batch = take(
        'Account,Start,End,MRR\nA,2024-01-01,,"€1,200.50"\nB,2024-01-01,,£5.00\n', "subscriptions", SUBSCRIPTIONS
    )
    assert batch.rows["currency"].to_pylist() == ["EUR", "GBP"]
    assert issue(batch, "currency_in_amount").level == "info"


def test_words_for_states_and_intervals_become_ours() -> None:
    columns = {"account_id": "A", "start_date": "S", "amount": "M", "status": "St", "billing_interval": "I"}
    rows = "a,2024-01-01,1,Cancelled,Yearly\nb,2024-01-01,1,in_trial,6 months\n"
    rows += "c,2024-01-01,1,Past Due,quarterly\nd,2024-01-01,1,odd,whenever\n"
    batch = take(f"A,S,M,St,I\n{rows}", "subscriptions", columns)
    assert batch.rows["status"].to_pylist() == ["canceled", "trialing", "past_due", "odd"]
    assert batch.rows["billing_interval"].to_pylist() == ["year", "month", "quarter", None]
    assert batch.rows["billing_interval_count"].to_pylist() == [1, 6, 1, None]
    assert issue(batch, "unknown_interval").value == "whenever"


def test_versions_become_stretches_of_a_subscription() -> None:
    columns = {"account_id": "A", "valid_from": "From", "valid_to": "To", "mrr": "M"}
    batch = take("A,From,To,M\na,2024-01-01,2024-03-01,10\na,2024-03-01,,20\n", "subscription_versions", columns)
    assert batch.table == "subscriptions"
    assert batch.rows["start_date"].to_pylist() == [day(2024, 1, 1), day(2024, 3, 1)]
    assert batch.rows["end_date"].to_pylist() == [day(2024, 3, 1), None]


def test_a_finance_sheet_becomes_rows_of_account_and_month() -> None:
    text = 'Customer,Jan 2024,Feb 2024,September 2024\nAcme,"1,000.50",2,\nBeta,3,oops,4\nTotal,"1,003.50",2,4\n'
    batch = take(text, "finance_months", {"account_id": "Customer"})
    assert batch.table == "mrr_snapshots"
    assert batch.rows.select(["account_id", "month", "mrr", "source_row"]).to_pylist() == [
        {"account_id": "Acme", "month": day(2024, 1, 1), "mrr": Decimal("1000.5000"), "source_row": 2},
        {"account_id": "Acme", "month": day(2024, 2, 1), "mrr": Decimal("2.0000"), "source_row": 2},
    ]
    # Rows are counted as the file has them: one kept, one with an amount that is none, one total.
    assert (batch.report.rows_in, batch.report.rows_kept) == (3, 1)
    assert bad(batch) == [(3, "not_an_amount", "Feb 2024", "oops"), (4, "totals_row", None, "Total")]


def test_attributes_of_accounts_are_long_and_only_of_kept_rows() -> None:
    text = "Id,Region,Tier\nA,North,\nB,South,Gold\n,West,Gold\n"
    batch = take(text, "accounts", {"account_id": "Id"}, attributes={"Region": "Region", "CSM tier": "Tier"})
    assert batch.attributes.to_pylist() == [
        {"account_id": "A", "attribute": "Region", "value": "North"},
        {"account_id": "B", "attribute": "Region", "value": "South"},
        {"account_id": "B", "attribute": "CSM tier", "value": "Gold"},
    ]
    assert [(c.header, c.canonical) for c in batch.report.columns] == [
        ("Id", "account_id"),
        ("Region", "attribute"),
        ("Tier", "attribute"),
    ]


def test_names_are_trimmed_and_composed_the_same_way() -> None:
    batch = take("Id,Name\nA,  Cafe\u0301 \n", "accounts", {"account_id": "Id", "account_name": "Name"})
    assert batch.rows["account_name"].to_pylist() == ["Caf\u00e9"]


def test_discounts_in_percent_become_shares() -> None:
    columns = SUBSCRIPTIONS | {"discount": "Rabatt"}
    batch = take("Account,Start,End,MRR,Rabatt\nA,2024-01-01,,1,20\nB,2024-01-01,,1,5\n", "subscriptions", columns)
    assert batch.rows["discount"].to_pylist() == [0.2, 0.05]


def test_the_batch_says_what_was_loaded() -> None:
    text = "Id,Name\nA,x\n"
    batch = take(text, "accounts", {"account_id": "Id"})
    assert batch.content_hash == Source("x", text.encode()).sha256
    assert FileMapping.from_json(json.loads(batch.mapping), "file.csv").columns == {"account_id": "Id"}
