"""Subscriptions become stretches of constant state, each worth so much a month."""

from datetime import date

import pytest

from tests.csm_core.facts.reading import OPEN, stretches

START = {"account_id": "A", "start_date": "2024-01-15", "currency": "eur"}
FROM = date(2024, 1, 15)


Case = tuple[dict[str, str], list[tuple[object, ...]]]


def by_case(columns: str, cases: list[Case]) -> dict[str, list[tuple[object, ...]]]:
    """The stretches of each case: a line from START with other columns, of an account named after them."""
    lines = [{**START, "mrr": "10", **given, "account_id": str(given)} for given, _ in cases]
    if any("amount" in given for given, _ in cases):
        lines = [{**line, "mrr": ""} for line in lines]
    figures: dict[str, list[tuple[object, ...]]] = {str(given): [] for given, _ in cases}
    for account, *rest in stretches(f"account_id, {columns}", subscriptions=lines):
        figures[str(account)].append(tuple(rest))
    return figures


def expected_of(cases: list[Case]) -> dict[str, list[tuple[object, ...]]]:
    return {str(given): expected for given, expected in cases}


def test_an_amount_is_worth_its_share_of_a_month() -> None:
    # 365 days and 52 weeks a year: a day's price is worth 365/12 of itself a month, a week's 52/12.
    monthly = {
        "day": 365.0,
        "week": 52.0,
        "month": 12.0,
        "quarter": 4.0,
        "half-year": 2.0,
        "year": 1.0,
        "Annually": 1.0,
        "MONTHLY": 12.0,
        # A word that we don't know is not guessed at.
        "fortnight": None,
    }
    cases: list[Case] = [({"amount": "12", "billing_interval": name}, [(mrr,)]) for name, mrr in monthly.items()]
    assert by_case("amount::double", cases) == expected_of(cases)


def test_a_bill_may_cover_several_intervals() -> None:
    # 1200 every 3 months is 400, every 2 years 50, every 4 weeks 1200 × 13 ÷ 12 = 1300 a month.
    monthly = {("month", "3"): 400.0, ("year", "2"): 50.0, ("week", "4"): 1300.0, ("month", "1"): 1200.0}
    cases: list[Case] = [
        ({"amount": "1200", "billing_interval": interval, "billing_interval_count": count}, [(mrr,)])
        for (interval, count), mrr in monthly.items()
    ]
    assert by_case("amount::double", cases) == expected_of(cases)


def test_an_amount_is_a_unit_and_an_mrr_the_whole_line() -> None:
    lines = [
        {**START, "account_id": "unit", "amount": "10", "billing_interval": "month", "quantity": "7"},
        {**START, "account_id": "line", "mrr": "10", "quantity": "7"},
        # Where both are given, the export's own MRR is taken.
        {**START, "account_id": "both", "mrr": "10", "amount": "99", "billing_interval": "year"},
    ]
    assert dict(stretches("account_id, amount::double", subscriptions=lines)) == {
        "unit": 70.0,
        "line": 10.0,
        "both": 10.0,
    }


def test_a_discount_is_a_share_and_never_money_off() -> None:
    # 150 % is the whole, not 1.50 off the bill.
    shares = {"": 0.0, "0": 0.0, "0.25": 0.25, "1": 1.0, "1.5": 1.0}
    line = {"amount": "60", "quantity": "2", "billing_interval": "year", "mrr": ""}
    cases: list[Case] = [({**line, "discount": text}, [(10.0, share)]) for text, share in shares.items()]
    assert by_case("amount::double, discount", cases) == expected_of(cases)


def test_a_line_runs_from_its_start_to_its_end_or_on_and_on() -> None:
    lines = [{**START, "mrr": "10"}, {**START, "mrr": "20", "end_date": "2024-03-01"}]
    assert stretches(subscriptions=lines) == [(FROM, date(2024, 3, 1), 20.0), (FROM, OPEN, 10.0)]


@pytest.mark.parametrize("end", ["2024-01-15", "2024-01-10"])
def test_a_line_that_ends_before_it_begins_is_no_stretch(end: str) -> None:
    assert stretches(subscriptions=[{**START, "mrr": "10", "end_date": end}]) == []


def test_an_end_at_a_moment_is_an_event_of_its_day() -> None:
    line = {**START, "mrr": "10", "end_date": "2024-03-01T14:00:00"}
    assert stretches(subscriptions=[line]) == [(FROM, date(2024, 3, 1), 10.0)]


def test_the_status_says_how_long_a_line_pays() -> None:
    cases: list[Case] = [
        ({"status": "past_due"}, [(FROM, OPEN)]),
        # Written off from the day on which the status began to hold.
        ({"status": "unpaid", "status_at": "2024-05-02"}, [(FROM, date(2024, 5, 2))]),
        ({"status": "incomplete"}, []),
        ({"status": "incomplete_expired"}, []),
        ({"status": "canceled", "term_end": "2024-04-15"}, [(FROM, date(2024, 4, 15))]),
        (
            {"status": "canceled", "cancel_requested_at": "2024-04-01", "term_end": "2024-04-15"},
            [(FROM, date(2024, 4, 15))],
        ),
        ({"status": "Cancelled", "status_at": "2024-04-20"}, [(FROM, date(2024, 4, 20))]),
        ({"status": "canceled", "end_date": "2024-04-30", "term_end": "2024-04-15"}, [(FROM, date(2024, 4, 30))]),
        # Asked to cancel, and served until the term is over.
        (
            {"status": "active", "cancel_requested_at": "2024-04-01", "term_end": "2024-04-15"},
            [(FROM, date(2024, 4, 15))],
        ),
        ({"is_recurring": "false"}, []),
        ({"is_recurring": "true"}, [(FROM, OPEN)]),
    ]
    assert by_case("valid_from, valid_to", cases) == expected_of(cases)


def test_a_trial_is_not_paid() -> None:
    cases: list[Case] = [
        # A trial is paid from its end on, or from the day it converted.
        ({"trial_end": "2024-01-29"}, [(date(2024, 1, 29), OPEN)]),
        ({"trial_end": "2024-01-29", "trial_converted_at": "2024-01-20"}, [(date(2024, 1, 20), OPEN)]),
        ({"status": "trialing", "trial_end": "2024-01-29"}, [(date(2024, 1, 29), OPEN)]),
        ({"status": "trialing"}, []),
        ({"status": "canceled", "trial_end": "2024-01-29", "end_date": "2024-01-29"}, []),
        ({"status": "canceled", "trial_end": "2024-01-29", "end_date": "2024-01-20"}, []),
        # As billing tools write it: the line ends seconds after the trial it ended with.
        ({"status": "canceled", "trial_end": "2024-01-29T10:00:00", "end_date": "2024-01-29T10:00:03"}, []),
        ({"trial_end": "2024-01-29", "end_date": "2024-03-01"}, [(date(2024, 1, 29), date(2024, 3, 1))]),
        # Converted and left on one day: it was over at the end of that day.
        (
            {
                "trial_end": "2024-01-29",
                "trial_converted_at": "2024-01-29T09:00:00",
                "end_date": "2024-01-29T17:00:00",
            },
            [],
        ),
        # An old trial's end before the start says nothing.
        ({"trial_end": "2024-01-01"}, [(FROM, OPEN)]),
    ]
    assert by_case("valid_from, valid_to", cases) == expected_of(cases)


def test_a_pause_is_a_stretch_of_its_own() -> None:
    cases: list[Case] = [
        ({"paused_at": "2024-03-01"}, [(FROM, date(2024, 3, 1), False), (date(2024, 3, 1), OPEN, True)]),
        (
            {"paused_at": "2024-03-01", "resumed_at": "2024-05-01"},
            [
                (FROM, date(2024, 3, 1), False),
                (date(2024, 3, 1), date(2024, 5, 1), True),
                (date(2024, 5, 1), OPEN, False),
            ],
        ),
        (
            {"paused_at": "2024-03-01", "resumed_at": "2024-05-01", "end_date": "2024-04-01"},
            [(FROM, date(2024, 3, 1), False), (date(2024, 3, 1), date(2024, 4, 1), True)],
        ),
        (
            {"status": "paused", "status_at": "2024-03-01"},
            [(FROM, date(2024, 3, 1), False), (date(2024, 3, 1), OPEN, True)],
        ),
        # The return belongs to an earlier pause: the present one goes on, and no day counts twice.
        (
            {"paused_at": "2024-06-01", "resumed_at": "2024-03-01"},
            [(FROM, date(2024, 6, 1), False), (date(2024, 6, 1), OPEN, True)],
        ),
        (
            {"status": "paused", "status_at": "2024-06-01", "resumed_at": "2024-03-01"},
            [(FROM, date(2024, 6, 1), False), (date(2024, 6, 1), OPEN, True)],
        ),
        (
            {"paused_at": "2024-01-01", "resumed_at": "2024-02-01"},
            [(FROM, date(2024, 2, 1), True), (date(2024, 2, 1), OPEN, False)],
        ),
    ]
    assert by_case("valid_from, valid_to, is_paused", cases) == expected_of(cases)


def test_what_the_ledger_needs_to_know_stands_on_every_stretch() -> None:
    line = {
        **START,
        "subscription_id": "s1",
        "product": "Core",
        "plan": "Pro",
        "mrr": "10",
        "discount": "0.5",
        "discount_end": "2024-07-01",
        "is_metered": "true",
        "cancel_requested_at": "2024-06-01",
        "quantity": "3",
    }
    columns = "subscription_id, product, plan, currency, discount_to, is_metered, requested_on, quantity, truncated"
    assert stretches(columns, subscriptions=[line]) == [
        ("s1", "Core", "Pro", "EUR", date(2024, 7, 1), True, date(2024, 6, 1), 3.0, False)
    ]


def test_a_line_belongs_to_the_account_that_its_external_id_names() -> None:
    accounts = [{"account_id": "A", "external_id": "cus_1"}]
    lines = [{**START, "account_id": "cus_1", "mrr": "1"}, {**START, "account_id": "cus_2", "mrr": "2"}]
    assert stretches("account_id, amount::double", accounts=accounts, subscriptions=lines) == [
        ("A", 1.0),
        ("cus_2", 2.0),
    ]
