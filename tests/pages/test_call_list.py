"""The list of whom to call on the overview: what it says, whose accounts, and the calls that were made."""

from datetime import date, timedelta

from streamlit.testing.v1 import AppTest

from csm_core import Workspace
from csm_core.metrics.health.attention.calls import KIND, Call, save_call
from csm_core.store.saved import Saved
from csm_ui.visitor.session import time_now
from tests.pages.conftest import Open
from tests.workspaces import workspace_of

HOSTILE = "<b>Late</b> [x](http://e.example) :smile:"


def company() -> Workspace:
    """A and B are at risk: one day of use in four weeks after four in those before, by one of nine seats. Ada owns A,
    Ben B."""
    names = {"A": "Acme <i>&", "B": "Bolt"}
    events = [
        {"account_id": name, "user_id": "u", "event_name": "open", "event_at": day}
        for name in names
        for day in ("2024-01-02", "2024-02-10", "2024-02-12", "2024-02-14", "2024-02-16", "2024-03-28")
    ]
    return workspace_of(
        events=events,
        accounts=[
            {"account_id": name, "account_name": note, "owner": owner}
            for (name, note), owner in zip(names.items(), ("Ada", "Ben"), strict=True)
        ],
        subscriptions=[
            {"account_id": name, "start_date": "2023-01-01", "amount": mrr, "quantity": "9", "currency": "EUR"}
            | {"billing_interval": "month"}
            for name, mrr in (("A", "300"), ("B", "100"))
        ],
        surveys=[
            {"account_id": "A", "responded_at": "2024-03-01", "score": "2", "survey_type": "nps", "comment": HOSTILE}
        ],
    )


def shown(page: AppTest) -> str:
    return "\n".join(one.value for kind in (page.markdown, page.caption) for one in kind)


def opened(page: AppTest) -> list[str]:
    """Accounts that have an entry, in order."""
    return [str(one.key) for one in page.button if str(one.key).startswith("calls.open.")]


def a_call(account: str, days_ago: int, note: str = "") -> Call:
    day = time_now().date() - timedelta(days=days_ago)
    return Call(account, account, day, note, ("Use fell.",), 12.0, 300.0, 250.0)


def test_the_most_urgent_come_first_with_its_reasons_as_they_were_written(open_page: Open) -> None:
    page = open_page("overview", company())
    assert not page.exception
    assert opened(page) == ["calls.open.A", "calls.open.B"]
    text = shown(page)
    assert "2 accounts to contact" in text
    # What a customer wrote stays text: nothing of it is markup, a link or an icon.
    assert "Late" in text
    assert "<b>" not in text
    assert "[x](" not in text
    assert ":smile:" not in text


def test_the_list_narrows_down_to_one_owner_and_says_so_in_the_address(open_page: Open) -> None:
    page = open_page("overview", company(), set="attention_list.owner=Ben")
    assert opened(page) == ["calls.open.B"]
    assert page.selectbox(key="calls.owner").value == "Ben"
    page.selectbox(key="calls.owner").set_value("All owners").run()
    assert opened(page) == ["calls.open.A", "calls.open.B"]


def test_who_was_called_lately_is_off_the_list_and_comes_back_later(open_page: Open) -> None:
    workspace = company()
    save_call(workspace, a_call("A", 3), time_now())
    save_call(workspace, a_call("B", 40, "Wants <b>more</b>"), time_now())
    page = open_page("overview", workspace)
    assert opened(page) == ["calls.open.B"]
    text = shown(page)
    assert "1 called in the last 30 days" in text
    assert "Last called on" in text
    assert "<b>more" not in text


def test_calls_are_counted_by_who_stayed(open_page: Open) -> None:
    workspace = company()
    for account, day in (("A", date(2024, 3, 2)), ("gone", date(2024, 3, 2))):
        save_call(workspace, Call(account, account, day, "", (), None, None, None), time_now())
    Saved(workspace, KIND).put("2024-03-04 B", "torn", time_now())
    page = open_page("overview", workspace)
    labels = [one.label for one in page.expander]
    assert any("One logged call can't be read: 2024-03-04 B" in str(one.value) for one in page.caption)
    assert any("2 calls made: 1 of 2 are still customers, paying 2,700" in label for label in labels), labels


def test_a_company_without_anything_to_call_about_says_so(open_page: Open, small: Workspace) -> None:
    page = open_page("overview", small)
    assert not page.exception
    assert opened(page) == []
    assert "Nobody to contact" in shown(page)
