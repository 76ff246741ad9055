"""A unit that a header states is used: cents are no euros, seconds no minutes, and it is told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from csm_core.intake.cells.header_units import HeaderUnit, header_unit
from csm_core.intake.mapping import FileMapping
from csm_core.intake.options import Options, options_of
from tests.csm_core.intake.taking import take

SUBSCRIPTIONS = {
    "mrr_cents": ("9900", Decimal("99")),
    "mrr_in_cents": ("9900", Decimal("99")),
    "MRR (cents)": ("9900", Decimal("99")),
    "mrrCents": ("9900", Decimal("99")),
    "mrr_minor": ("9900", Decimal("99")),
    "mrr (k€)": ("1.5", Decimal("1500")),
    "MRR in TEUR": ("1.5", Decimal("1500")),
    "MRR (in thousands)": ("1.5", Decimal("1500")),
    "MRR (Mio. EUR)": ("0.25", Decimal("250000")),
    "mrr_usd_cents": ("9900", Decimal("99")),
    "MRR (EUR)": ("99", Decimal("99")),
    "mrr_usd": ("99", Decimal("99")),
    "mrr": ("9900", Decimal("9900")),
}


@pytest.mark.parametrize("header", SUBSCRIPTIONS)
def test_a_unit_of_money_in_the_header_is_used_and_told(header: str) -> None:
    text, wanted = SUBSCRIPTIONS[header]
    batch = take(f"account_id,start_date,{header},currency\nA,2024-01-01,{text},EUR\nB,2024-01-02,{text},EUR\n")
    assert batch.table == "subscriptions"
    assert batch.rows.column("mrr").to_pylist() == [wanted, wanted]
    codes = [one.code for one in batch.report.issues]
    assert ("unit_of_header" in codes) == (wanted != Decimal(text))


def test_totals_of_invoices_in_cents() -> None:
    batch = take("invoice_id,customer_id,invoice_date,total_in_cents,currency\nI1,A,2024-01-01,9900,EUR\n")
    assert batch.rows.column("total").to_pylist() == [Decimal("99")]


def test_a_persons_own_mapping_to_a_header_with_a_unit_is_read_in_it_unless_it_says_otherwise() -> None:
    text = "who,from,mrr_cents\nA,2024-01-01,9900\n"
    columns = {"account_id": "who", "start_date": "from", "mrr": "mrr_cents"}
    assert take(text, "subscriptions", columns).rows.column("mrr").to_pylist() == [Decimal("99")]
    plainly = Options(units=(("mrr", "as_written"),))
    assert take(text, "subscriptions", columns, options=plainly).rows.column("mrr").to_pylist() == [Decimal("9900")]
    thousands = Options(units=(("mrr", "thousands"),))
    batch = take("who,from,amt\nA,2024-01-01,1.5\n", "subscriptions", columns | {"mrr": "amt"}, options=thousands)
    assert batch.rows.column("mrr").to_pylist() == [Decimal("1500")]


def test_cents_of_the_whole_file_and_of_a_header_divide_once() -> None:
    text = "who,from,mrr_cents\nA,2024-01-01,9900\n"
    columns = {"account_id": "who", "start_date": "from", "mrr": "mrr_cents"}
    batch = take(text, "subscriptions", columns, options=Options(minor_units=True))
    assert batch.rows.column("mrr").to_pylist() == [Decimal("99")]


TICKETS = {
    "First response time (in hrs)": ("1.5", 90.0),
    "First response time (HH:mm:ss)": ("01:30:00", 90.0),
    "first_response_seconds": ("5400", 90.0),
    "First reply time (minutes)": ("90", 90.0),
    "first_response_time_hours": ("1.5", 90.0),
}


@pytest.mark.parametrize("header", TICKETS)
def test_a_unit_of_time_in_the_header_is_used(header: str) -> None:
    text, minutes = TICKETS[header]
    batch = take(
        f"ticket_id,created_at,subject,priority,{header}\n1,2024-01-01 10:00,Help,high,{text}\n"
        f"2,2024-01-02 10:00,More,low,{text}\n"
    )
    assert batch.rows.column("first_response_minutes").to_pylist() == [minutes, minutes]


def test_a_sessions_seconds_are_no_session() -> None:
    batch = take(
        "user_id,account_id,event_name,event_time,session_duration_seconds\n"
        "u1,A,login,2024-01-01 10:00:00,90\nu2,A,login,2024-01-02 10:00:00,120\n"
    )
    assert batch.rows.column("duration_minutes").to_pylist() == [1.5, 2.0]
    assert batch.rows.column("session_id").null_count == 2


LOOKALIKES = (
    "discount_per_cent",
    "Percent",
    "Recent",
    "Month",
    "Data e hora",
    "Heure",
    "Created (local)",
    "Contract (k)",
)


@pytest.mark.parametrize("header", LOOKALIKES[:7])
def test_what_only_looks_like_a_unit_is_none(header: str) -> None:
    assert header_unit(header).unit is None


def test_brackets_that_state_no_unit_stay_a_part_of_the_header() -> None:
    assert header_unit("Created (UTC)") == HeaderUnit("Created")
    assert header_unit("Amount (net)") == HeaderUnit("Amount (net)")


def test_the_mapping_file_keeps_units() -> None:
    mapping = FileMapping("subscriptions", options=options_of({"units": {"mrr": "cents"}}, "MAP.json"))
    assert mapping.to_json()["options"] == {"units": {"mrr": "cents"}}
    assert FileMapping.from_json(mapping.to_json(), "MAP.json") == mapping
