"""What is not there: nobody's use where use is known, what is no seat, what was never due, and who has gone."""

from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.scope import Scope
from csm_core.scoring.components import COMPONENTS
from tests.workspaces import Row, workspace_of

DAY = date(2024, 3, 28)
SCOPE = Scope(start=date(2024, 3, 1), end=date(2024, 4, 1), as_of=DAY)


def pays(account: str, since: str = "2023-01-01", **more: str) -> Row:
    line = {"account_id": account, "start_date": since, "amount": "100", "billing_interval": "month"}
    return line | {"currency": "EUR"} | more


def used(account: str, *days: date, feature: str = "open", person: str = "u") -> list[Row]:
    return [
        {"account_id": account, "user_id": person, "event_name": feature, "event_at": day.isoformat()} for day in days
    ]


def back(*numbers: int) -> list[date]:
    return [DAY - timedelta(days=number) for number in numbers]


def value(component: str, account: str = "A", **tables: list[Row]) -> float | None:
    """The raw value of one component, which alone has weight."""
    weights = {f"weight.{each.id}": int(each.id == component) for each in COMPONENTS}
    rows = rows_behind(workspace_of(**tables), "health_score", SCOPE, settings=weights).to_pylist()
    items = [row for row in rows if row["account_id"] == account and row["component"] == component_name(component)]
    return items[0]["raw_value"] if items else None


def component_name(component: str) -> str:
    return next(each.name for each in COMPONENTS if each.id == component)


# The product's events reach back for 80 days, by another customer.
OTHERS = used("B", *back(0, 80))


def test_who_never_used_it_did_so_on_no_day_and_is_to_be_called() -> None:
    tables = {"events": OTHERS, "subscriptions": [pays("A"), pays("B")]}
    assert value("usage_frequency", **tables) == 0
    reasons = {
        (row["account_id"], row["reason"])
        for row in rows_behind(workspace_of(**tables), "attention_list", SCOPE).to_pylist()
    }
    assert ("A", "no use") in reasons
    assert ("B", "no use") not in reasons


@pytest.mark.parametrize(("days", "recorded"), [(back(0, 27), True), (back(0, 26), False), (back(28, 80), False)])
def test_use_is_known_to_be_none_only_where_the_events_cover_the_four_weeks(days: list[date], recorded: bool) -> None:
    tables = {"events": used("B", *days), "subscriptions": [pays("A"), pays("B")]}
    assert (value("usage_frequency", **tables) is not None) == recorded


def test_a_newcomer_is_held_to_its_own_days() -> None:
    # Came 30 days before the end of the day: two days of the four weeks before, 28 of the last: 14 of 28 to 1 of 2.
    came = DAY - timedelta(days=29)
    events = OTHERS + used("A", *back(*range(0, 28, 2)), came)
    lines = [pays("A", came.isoformat()), pays("B")]
    assert value("usage_trend", events=events, subscriptions=lines) == 1.0
    # Came 14 days ago and used it on seven: on 14 of 28.
    young = [pays("A", (DAY - timedelta(days=13)).isoformat()), pays("B")]
    tables = {"events": OTHERS + used("A", *back(*range(0, 14, 2)))}
    assert value("usage_frequency", **tables, subscriptions=young) == 14
    # Six days are too few to tell.
    younger = [pays("A", (DAY - timedelta(days=5)).isoformat()), pays("B")]
    assert value("usage_frequency", **tables, subscriptions=younger) is None


def test_who_was_there_before_the_data_begins_is_no_newcomer() -> None:
    """Snapshots from March on: the account paid before, and its use of February counts whole: 4 ÷ 8."""
    events = OTHERS + used("A", *back(1, 5, 9, 13), *back(*range(30, 46, 2)))
    months = [
        {"account_id": account, "month": "2024-03-01", "mrr": "10", "currency": "EUR"} for account in ("A", "B")
    ]
    assert value("usage_trend", events=events, mrr_snapshots=months) == 0.5


def test_the_breadth_of_use_hangs_on_no_other_account() -> None:
    events = used("A", *back(3, 100)) + used("A", *back(200), feature="map") + used("A", *back(400), feature="old")
    alone = {"events": events, "subscriptions": [pays("A")]}
    others = {
        "events": events + used("B", *back(2, 3), feature="plan"),
        "subscriptions": [pays("A"), pays("B")],
    }
    # Of two features of the last year, one in the last four weeks.
    assert value("feature_breadth", **alone) == value("feature_breadth", **others) == 0.5


def test_what_is_metered_or_paused_is_no_seat() -> None:
    lines = [
        pays("A", quantity="4", product="Seats"),
        pays("A", quantity="9000", product="Calls", is_metered="true"),
        pays("A", quantity="6", product="More seats", paused_at="2024-02-01"),
    ]
    people = [row for person in "uvw" for row in used("A", *back(1, 80), person=person)]
    assert value("licence_utilisation", events=people, subscriptions=lines) == 0.75


def test_quantities_that_are_all_one_are_no_seats() -> None:
    people = [row for person in "uvw" for row in used("A", *back(1, 80), person=person)]
    tables = {"events": people, "subscriptions": [pays("A", quantity="1")]}
    assert value("licence_utilisation", **tables) is None
    notes = ask(workspace_of(**tables), "health_score", SCOPE).notes
    assert any("Load the number of seats" in note for note in notes)


def bill(number: str, total: str, **more: str) -> Row:
    dates = {"invoice_date": "2024-02-01", "due_date": "2024-02-15"}
    return {"account_id": "A", "invoice_id": number, "total": total, "currency": "EUR"} | dates | more


PAID = bill("1", "100", paid_at="2024-02-16")


@pytest.mark.parametrize(
    ("bills", "punctual"),
    [
        ([PAID], 1.0),
        ([PAID, bill("2", "100")], 0.5),
        ([PAID, bill("2", "0")], 1.0),
        ([PAID, bill("2", "-40")], 1.0),
        ([PAID, bill("2", "40", document_type="credit_note")], 1.0),
        ([PAID, bill("2", "100"), bill("2", "-100")], 1.0),
        ([PAID, bill("2", "100"), bill("2", "-60")], 0.5),
        ([PAID, bill("2", "100", status="written_off")], 0.5),
        ([bill("2", "0"), bill("3", "-5")], None),
    ],
    ids=[
        "paid",
        "late",
        "of nothing",
        "negative",
        "credit note",
        "credited",
        "credited in part",
        "written off",
        "none due",
    ],
)
def test_what_was_never_to_be_paid_is_not_late(bills: list[Row], punctual: float | None) -> None:
    assert value("payment", invoices=bills, subscriptions=[pays("A")]) == punctual


GONE = [{"account_id": "A", "start_date": "2023-01-01", "end_date": "2024-02-10"}, {"account_id": "B"}]


@pytest.mark.parametrize("lines", [[], [pays("A"), pays("B")]], ids=["list alone", "with subscriptions"])
def test_the_end_in_the_account_list_ends_a_customer(lines: list[Row]) -> None:
    tables = {"accounts": GONE, "events": OTHERS + used("A", *back(60))} | ({"subscriptions": lines} if lines else {})
    scope = Scope(start=date(2024, 2, 1), end=date(2024, 4, 1), as_of=DAY)
    weights = {f"weight.{each.id}": int(each.id == "usage_frequency") for each in COMPONENTS}
    scored = {
        row["account_id"] for row in ask(workspace_of(**tables), "health_score", scope, settings=weights).rows()
    }
    called = {row["account_id"] for row in rows_behind(workspace_of(**tables), "attention_list", scope).to_pylist()}
    assert "B" in scored
    assert "A" not in scored | called
    # February 2024: 29 days of B, and A's until the 9th; in March only B's, to the 28th.
    rows = rows_behind(workspace_of(**tables), "usage_rate", scope).to_pylist()
    assert {(row["period"].month, row["account_id"]): row["whole"] for row in rows} == {
        (2, "A"): 9,
        (2, "B"): 29,
        (3, "B"): 28,
    }


def test_what_begins_after_the_end_in_the_account_list_is_a_return() -> None:
    tables = {"accounts": GONE, "events": OTHERS, "subscriptions": [pays("A", "2024-02-20"), pays("B")]}
    assert value("usage_frequency", **tables) == 0
