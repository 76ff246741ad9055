"""A figure that lacks customers says of how many it is, why, and what would complete it; its name says so, too."""

from datetime import date

from csm_core import ask
from csm_core.cli.text import result_text
from csm_core.notebook.result_record import result_of, result_record
from csm_core.result import Coverage
from csm_core.scope import Scope
from tests.workspaces import Row, workspace_of

LINES: list[Row] = [
    {"account_id": name, "start_date": "2024-01-01", "mrr": "100", "currency": currency}
    for name, currency in (("A", "EUR"), ("B", "EUR"), ("C", "USD"), ("D", "GBP"))
]
LISTED: list[Row] = [{"account_id": name, "Region": region} for name, region in zip("ABCD", "NNNS", strict=True)]
RATES = [{"date": "2024-01-01", "currency": code, "rate": "0.5"} for code in ("USD", "GBP")]


def test_money_without_a_rate_is_named_in_the_figure_and_in_its_name() -> None:
    result = ask(workspace_of(subscriptions=LINES), "mrr")
    (lacking,) = result.coverage
    assert lacking.sentence == "2 of 4 paying accounts; 2 in GBP and USD without an exchange rate"
    assert result.named("MRR") == "MRR (EUR contracts only)"
    assert result.left_out[0] == f"{lacking.sentence}. Add exchange rates for GBP and USD."
    assert lacking.sentence in result_text(result)
    # What is kept or shared says the same.
    assert result_of(result_record(result)).coverage == result.coverage


def test_only_the_accounts_of_the_filters_and_of_the_last_day_are_counted() -> None:
    workspace = workspace_of(subscriptions=LINES, accounts=LISTED)
    (lacking,) = ask(workspace, "mrr", Scope(filters=(("Region", ("N",)),))).coverage
    assert (lacking.counted, lacking.whole) == (2, 3)
    ended = [*LINES[:3], {**LINES[3], "end_date": "2024-03-01"}]
    (lacking,) = ask(workspace_of(subscriptions=ended), "mrr", Scope(as_of=date(2024, 4, 30))).coverage
    assert (lacking.counted, lacking.whole) == (2, 3)


def test_with_all_rates_nothing_is_lacking_and_the_name_stays() -> None:
    result = ask(workspace_of(subscriptions=LINES, fx_rates=RATES), "mrr")
    assert (result.coverage, result.named("MRR")) == ((), "MRR")


def test_events_without_an_account_are_lacking_where_they_are_counted_by_account() -> None:
    users = ["u1"] * 7 + ["u2"] * 3
    events = [
        {"event_at": f"2024-01-{day + 1:02}", "event_name": "open", "user_id": user} for day, user in enumerate(users)
    ]
    workspace = workspace_of(
        subscriptions=LINES,
        events=events,
        contacts=[{"account_id": "A", "user_id": "u1", "contact_email": "a@x.example"}],
    )
    result = ask(workspace, "usage_rate")
    (lacking,) = (one for one in result.coverage if one.subject == "events")
    assert lacking == Coverage(
        "events", 7, 10, "events matched to an account", "", "matched events only", lacking.cure
    )
    assert "contacts" in lacking.cure
    assert ask(workspace, "active_users").coverage == ()  # people count whosever they are
