import pytest

from csm_core import Workspace
from tests.pages.conftest import Open
from tests.workspaces import workspace_of


def test_an_account_in_the_address_is_shown(small: Workspace, open_page: Open) -> None:
    app = open_page("account", small, account="A")
    assert [header.value for header in app.header] == ["Acme"]
    assert any("It works" in str(table.value.to_dict()) for table in app.dataframe)


def test_an_unknown_account_is_said(small: Workspace, open_page: Open) -> None:
    app = open_page("account", small, account="<b>nobody</b>")
    assert any("No account" in warning.value for warning in app.warning)
    assert not app.header


def test_an_account_is_picked_from_the_list(small: Workspace, open_page: Open) -> None:
    app = open_page("account", small)
    assert not app.header
    picker = next(box for box in app.selectbox if box.label == "Account")
    picker.set_value("A").run()
    assert [header.value for header in app.header] == ["Acme"]


def test_an_account_s_scorecard_has_its_figures_and_its_timeline(small: Workspace, open_page: Open) -> None:
    app = open_page("account", small, account="A")
    figures = {metric.label: metric.value for metric in app.metric}
    assert figures["MRR"] == "100\N{NO-BREAK SPACE}EUR"
    assert figures["Open escalations"] == "—"
    # The subscription, the ticket and the answer; days of use are no events of their own.
    assert figures["Events on the timeline"] == "3"
    (timeline,) = [table.value for table in app.dataframe if "What" in table.value.columns]
    assert list(timeline["What"]) == ["NPS answer: 9", "request", "subscription begins"]


def test_an_account_that_gave_notice_says_so_above_everything_else(open_page: Open) -> None:
    line = {"account_id": "A", "start_date": "2024-01-05", "amount": "100", "billing_interval": "month"}
    line |= {"cancel_requested_at": "2024-03-02", "end_date": "2024-04-30"}
    workspace = workspace_of(
        accounts=[{"account_id": "A", "account_name": "Acme"}],
        subscriptions=[line],
        events=[{"event_at": "2024-03-11", "account_id": "A", "user_id": "u", "event_name": "login"}],
    )
    page = open_page("account", workspace, account="A")
    assert [box.value.replace("\\", "") for box in page.error] == [
        "Leaving: gave notice on 2 Mar 2024; service ends on 30 Apr 2024."
    ]


@pytest.mark.parametrize("reason", ["too expensive", ""])
def test_an_account_that_left_says_when_why_and_what_it_cost_in_place_of_a_live_score(
    reason: str, open_page: Open
) -> None:
    line = {"account_id": "A", "start_date": "2023-01-05", "mrr": "100", "currency": "EUR", "end_date": "2024-03-10"}
    staying = line | {"account_id": "B", "end_date": ""}
    answers = [
        {"account_id": name, "responded_at": "2024-02-20", "survey_type": "nps", "score": "10"} for name in "AB"
    ]
    later = [{"event_at": "2024-04-30", "account_id": "B", "user_id": "u", "event_name": "login"}]
    workspace = workspace_of(
        accounts=[{"account_id": "A", "account_name": "Acme"}],
        subscriptions=[line | {"cancel_reason": reason}, staying],
        surveys=answers,
        events=later,
    )
    page = open_page("account", workspace, account="A")
    (box,) = (box.value for box in page.info if box.value.startswith("Churned"))
    sentence = box.replace("\N{NO-BREAK SPACE}", " ")
    why = reason or "no reason given"
    assert sentence.startswith(f"Churned on 10 Mar 2024: {why}. 100 EUR of MRR lost.")
    figures = {metric.label: metric.value for metric in page.metric}
    assert (figures["Churned"], figures["Reason"]) == ("10 Mar 2024", why.capitalize())
    assert "Score" not in figures
    (voices,) = [table.value for table in page.dataframe if "Question" in table.value.columns]
    assert len(voices) == 1
