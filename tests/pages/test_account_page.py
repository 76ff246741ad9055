from csm_core import Workspace
from tests.pages.conftest import Open


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
