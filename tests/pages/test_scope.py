"""The sidebar's Scope: from the address to the figures, and what of an address is dropped."""

from datetime import date

from streamlit.testing.v1 import AppTest

from csm_core import Scope, Workspace, ask
from csm_core.metrics.compare.headline import headline
from csm_core.periods import Month, Weekday
from csm_core.store.saved_calendar import KeptCalendar
from csm_core.units import Unit, write_value
from csm_ui.visitor.keys import Key
from csm_ui.widgets.plain import plain
from tests.pages.conftest import Open, assert_sound
from tests.workspaces import new_workspace_of, workspace_of


def shown(app: object, label: str) -> str:
    return next(metric.value for metric in app.metric if metric.label == label)  # type: ignore[attr-defined]


def shared_link(app: AppTest) -> str:
    """The link in the popover, which is only made once somebody opens it."""
    app.session_state["share"] = True
    app.run()
    assert_sound(app)
    return next(code.value for code in app.code if "data=" in code.value)


def test_the_address_decides_the_figures(demo: Workspace, open_page: Open) -> None:
    app = open_page("overview", demo, **{"f.Segment": "SMB", "as_of": "2025-12-31"})
    asked = Scope(filters=(("Segment", ("SMB",)),), as_of=date(2025, 12, 31))
    figure = headline(ask(demo, "mrr", asked))
    assert figure is not None
    assert shown(app, "MRR") == write_value(figure.value, Unit.MONEY, "EUR")
    assert app.multiselect(key="f.Segment").value == ["SMB"]


def test_what_can_not_be_used_of_an_address_is_said(demo: Workspace, open_page: Open) -> None:
    app = open_page("voice", demo, **{"start": "banana", "f.Country": "Atlantis", "f.Nobody": "1"})
    text = " ".join(warning.value for warning in app.warning)
    assert "banana" in text
    assert "Atlantis" in text
    assert "Nobody" in text


def test_only_currencies_that_can_be_computed_are_offered(open_page: Open) -> None:
    lines = [
        {"account_id": "A", "start_date": "2024-01-05", "mrr": "110", "currency": "USD"},
        {"account_id": "B", "start_date": "2024-01-05", "mrr": "100", "currency": "EUR"},
    ]
    rates = [
        {"date": "2024-01-01", "currency": name, "rate": rate} for name, rate in (("EUR", "1.1"), ("GBP", "1.3"))
    ]
    app = open_page("overview", workspace_of(subscriptions=lines, fx_rates=rates), currency="JPY")
    assert app.selectbox(key=Key.CURRENCY).options == ["EUR", "GBP", "USD"]
    assert app.selectbox(key=Key.CURRENCY).value is None
    assert any("JPY" in warning.value for warning in app.warning)


def test_a_preset_sets_the_dates(demo: Workspace, open_page: Open) -> None:
    app = open_page("voice", demo)
    # The demo's last recorded day is 30 September 2026: its counterpart a year ago is September 2025.
    assert app.selectbox(key=Key.PRESET).value == "Last 13 months"
    assert any("1 Sep 2025 to 30 Sep 2026" in caption.value for caption in app.caption)
    app.selectbox(key=Key.PRESET).set_value("Last 24 months").run()
    assert_sound(app)
    assert app.date_input(key=Key.START).value == date(2024, 10, 1)
    assert app.date_input(key=Key.TO).value is None
    assert app.selectbox(key=Key.PRESET).value == "Last 24 months"
    app.selectbox(key=Key.PRESET).set_value("All").run()
    assert app.date_input(key=Key.START).value == date(2021, 10, 1)


def test_the_calendar_of_an_address_holds_and_is_kept_for_the_workspace_on_request(open_page: Open) -> None:
    answers = [{"responded_at": day, "score": "9", "survey_type": "nps"} for day in ("2024-03-31", "2024-04-02")]
    workspace = new_workspace_of(surveys=answers)
    app = open_page("voice", workspace, grain="year", fiscal_start="April")
    assert any("by fiscal year from April" in caption.value for caption in app.caption)
    assert "fiscal_start=April" in shared_link(app)
    app.selectbox(key=Key.PRESET).set_value("This fiscal year").run()
    assert app.date_input(key=Key.START).value == date(2024, 4, 1)
    assert KeptCalendar.of(workspace) == KeptCalendar(Weekday.MONDAY, Month.JANUARY)
    next(button for button in app.button if button.label == "Keep for this workspace").click().run()
    assert_sound(app)
    assert KeptCalendar.of(workspace) == KeptCalendar(Weekday.MONDAY, Month.APRIL)
    # Whoever opens the workspace without a word of it sees it so, and a link that names another sees that.
    assert any(
        "by fiscal year from April" in one.value for one in open_page("voice", workspace, grain="year").caption
    )
    plain_year = open_page("voice", workspace, grain="year", fiscal_start="January")
    assert any(", by year" in caption.value for caption in plain_year.caption)


def test_an_end_before_the_start_is_said_and_left_out(demo: Workspace, open_page: Open) -> None:
    app = open_page("voice", demo)
    app.date_input(key=Key.START).set_value(date(2026, 1, 1))
    app.date_input(key=Key.TO).set_value(date(2025, 1, 1)).run()
    assert_sound(app)
    assert any("ignored" in warning.value for warning in app.warning)


def test_a_link_of_an_earlier_version_names_the_day_after_the_last(demo: Workspace, open_page: Open) -> None:
    app = open_page("voice", demo, start="2025-12-01", end="2026-06-01")
    assert app.date_input(key=Key.TO).value == date(2026, 5, 31)
    assert any("1 Dec 2025 to 31 May 2026" in caption.value for caption in app.caption)
    link = shared_link(app)
    assert "to=2026-05-31" in link
    assert "end=" not in link


def test_a_link_made_on_other_data_says_so(small: Workspace, open_page: Open) -> None:
    app = open_page("revenue", small, data="0000000000000000")
    assert any("other data" in warning.value for warning in app.warning)


def test_the_link_holds_absolute_dates_and_the_data(small: Workspace, open_page: Open) -> None:
    link = shared_link(open_page("revenue", small))
    # The subscription starts in January 2024, and the last thing recorded is a day of use in March.
    for part in (
        "start=2024-01-01",
        "to=2024-03-31",
        "as_of=2024-03-11",
        "grain=month",
        "compare=year",
        "currency=EUR",
        "timezone=UTC",
        f"data={small.fingerprint}",
    ):
        assert part in link


def in_a_group() -> Workspace:
    """Two subsidiaries of one head that has no row of its own; north left in March, south stayed."""
    lines = [{"account_id": "north", "mrr": "30", "end_date": "2024-03-10"}, {"account_id": "south", "mrr": "70"}]
    return workspace_of(
        accounts=[{"account_id": name, "parent_account_id": "Head"} for name in ("north", "south")],
        subscriptions=[line | {"start_date": "2024-01-05", "currency": "EUR"} for line in lines],
        events=[{"event_at": "2024-03-31", "account_id": "south", "user_id": "u", "event_name": "login"}],
    )


def test_whole_customer_groups_are_counted_where_the_sidebar_says_so(open_page: Open) -> None:
    workspace = in_a_group()
    app = open_page("retention", workspace)
    assert shown(app, "Logo churn rate") == plain(write_value(0.5, Unit.RATE, None))
    app.selectbox(key=Key.ROLL_UP).set_value("parent").run()
    assert_sound(app)
    assert shown(app, "Logo churn rate") == plain(write_value(0.0, Unit.RATE, None))
    assert any("whole customer groups" in caption.value for caption in app.caption)
    assert "roll_up=parent" in shared_link(app)
    again = open_page("retention", workspace, roll_up="parent")
    assert again.selectbox(key=Key.ROLL_UP).value == "parent"
    assert shown(again, "Logo churn rate") == plain(write_value(0.0, Unit.RATE, None))


def test_without_parents_there_is_nothing_to_choose_and_an_address_that_asks_for_groups_is_told(
    small: Workspace, open_page: Open
) -> None:
    app = open_page("voice", small, roll_up="parent")
    assert not [box for box in app.selectbox if box.key == Key.ROLL_UP]
    assert any("has a parent," in warning.value for warning in app.warning)


def test_the_account_page_is_that_of_the_group(open_page: Open) -> None:
    app = open_page("account", in_a_group(), roll_up="parent", account="Head")
    assert any(header.value == "Head" for header in app.header)


def test_weights_that_are_tried_out_are_said_on_other_pages_and_taken_back_there(
    small: Workspace, open_page: Open
) -> None:
    page = open_page("voice", small, set=["weight.usage_trend=60"])
    assert any(
        "Weights being tried" in text.value and "Usage trend 60 (default 20)" in text.value for text in page.markdown
    )
    page.button(key="trial.reset").click().run()
    assert page.session_state["set"] == []
    assert not any("Weights being tried" in text.value for text in page.markdown)
