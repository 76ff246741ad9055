"""The health page without JavaScript: what a change does to bands and replay, scenarios, rules and suggestions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from csm_core import Workspace
from csm_core.metrics.health.what_if.scenario import remove_scenario, saved_scenarios, standing_scenarios
from csm_core.notebook.cell import Cell, Text
from csm_core.notebook.shelf import Shelf
from csm_core.scoring.components import COMPONENTS
from csm_ui.health.board.exact_values import field_key
from csm_ui.health.weights_on_trial import better_than_yours
from csm_ui.visitor.keys import Key
from tests.workspaces import workspace_of

ROOT = Path(__file__).resolve().parent.parent.parent
Open = Callable[..., AppTest]
NPS = [component.id for component in COMPONENTS].index("nps")


def headers(app: AppTest) -> list[str]:
    return [header.value for header in app.header]


def nobody_moves(app: AppTest) -> bool:
    return any("no account changes band" in caption.value for caption in app.caption)


def side_by_side(app: AppTest) -> list[str]:
    """The headings of the table of two scenarios."""
    return next(list(table.value.columns) for table in app.table if "Now" in table.value.columns)


def replay_sentence(app: AppTest) -> str:
    """The sentence on the replay."""
    return next(text.value for text in app.markdown if "AUC" in text.value)


def sound(app: AppTest) -> AppTest:
    assert not app.exception
    assert [error.value for error in app.error] == []
    return app


def test_nothing_moves_until_something_is_changed_and_then_the_page_says_who_and_what_for(demo: Workspace) -> None:
    # The page by itself: AppTest forgets the fields of a page that the app opened.
    app = AppTest.from_file(str(ROOT / "pages" / "health.py"), default_timeout=120)
    app.session_state[Key.WORKSPACE] = demo
    sound(app.run())
    first_screen = ["Who is at risk", "Backtest", "Try other weights"]
    assert headers(app) == [*first_screen, "Would it have warned?"]
    assert nobody_moves(app)
    assert any("16 of 231 accounts at risk" in text.value and "1 leaving" in text.value for text in app.markdown)
    # The replay of the default weights over twelve month-ends, as the metric counts it.
    assert any("14 of 28 lost customers" in text.value and "64 false alarms" in text.value for text in app.markdown)
    assert side_by_side(app) == ["Figure", "Now"]
    verdict = replay_sentence(app)
    sound(app.number_input(key=field_key(Key.BOARD, "usage_trend")).set_value(80).run())
    assert app.session_state[Key.SET] == ["weight.usage_trend=80"]
    assert any("change band" in header for header in headers(app))
    assert side_by_side(app) == ["Figure", "Now", "Default weights", "Difference"]
    assert replay_sentence(app) != verdict
    movers = next(frame.value for frame in app.dataframe if "Moves" in frame.value.columns)
    assert list(movers.columns) == ["Account", "Moves", "MRR", "Why", "Score was", "Is"]
    assert movers["MRR"].is_monotonic_decreasing
    assert movers["Why"].str.contains("Usage trend").mean() > 0.5


def test_a_scenario_is_saved_compared_with_set_again_and_removed(demo: Workspace, open_page: Open) -> None:
    try:
        app = open_page("health", demo, **{Key.SET.value: "weight.nps=60"})
        app.text_input(key="scenario.name").set_value("Voice [first]")
        save = next(button for button in app.button if button.label == "Save")
        sound(save.click().run())
        (saved,) = saved_scenarios(demo)
        assert (saved.name, saved.settings) == ("Voice [first]", (("weight.nps", 60),))
        other = sound(open_page("health", demo, **{Key.AGAINST.value: "Voice [first]"}))
        assert any("change band" in header for header in headers(other))
        sound(other.button(key="scenario.open").click().run())
        assert other.session_state[Key.SET] == ["weight.nps=60"]
        assert nobody_moves(other)
        sound(other.button(key="scenario.remove").click().run())
        assert saved_scenarios(demo) == ()
    finally:
        remove_scenario(demo, "Voice [first]")


def test_a_scenario_that_is_not_there_is_said_and_the_usual_one_stands_in(demo: Workspace, open_page: Open) -> None:
    app = sound(open_page("health", demo, **{Key.AGAINST.value: "Gone"}))
    assert any("no scenario" in warning.value for warning in app.warning)
    assert nobody_moves(app)


def test_a_component_has_its_own_rules_and_the_page_says_what_they_do(demo: Workspace, open_page: Open) -> None:
    app = open_page("health", demo)
    app.session_state["health.rules"] = True
    sound(app.run())
    usual = "Default rules; known for"
    assert any(text.value.startswith(usual) for text in app.markdown)
    sound(app.text_input(key="health.set.points.usage_trend").set_value("0.9=0 2=100").run())
    assert app.session_state[Key.SET] == ["points.usage_trend=0.9=0 2=100"]
    assert any("band because of them" in text.value for text in app.markdown)
    assert any("change band" in header or "changes band" in header for header in headers(app)[3:4])


def test_points_that_can_not_be_read_are_a_sentence_and_no_fall(demo: Workspace, open_page: Open) -> None:
    app = open_page("health", demo, **{Key.SET.value: "points.usage_trend=nonsense"})
    assert not app.exception
    assert any("nonsense" in warning.value for warning in app.warning)


def test_suggested_weights_are_set_by_a_press_alone(demo: Workspace, open_page: Open) -> None:
    app = open_page("health", demo)
    app.session_state["suggested_weights.behind"] = True
    sound(app.run())
    assert Key.SET not in app.session_state or not app.session_state[Key.SET]
    sound(app.button(key="health.suggested.take").click().run())
    assert any(pair.startswith("weight.") for pair in app.session_state[Key.SET])


@pytest.mark.parametrize(
    ("caught", "best"),
    [
        ({"current": 9, "suggested": 10, "equal": 13}, "equal"),
        ({"current": 9, "suggested": 13, "equal": 13}, "suggested"),
        ({"current": 10, "suggested": 10, "equal": 8}, None),
        ({"current": 9, "suggested": 10}, "suggested"),
    ],
)
def test_the_weights_on_offer_are_those_that_caught_the_most_and_more_than_yours(
    caught: dict[str, int], best: str | None
) -> None:
    assert better_than_yours(caught) == best


@pytest.mark.parametrize("days", [30, 365])
def test_how_far_ahead_is_looked_is_chosen_on_the_page(days: int, demo: Workspace, open_page: Open) -> None:
    app = open_page("health", demo)
    sound(app.radio(key="health.horizon").set_value(days).run())
    assert app.session_state[Key.SET] == [f"health_backtest.horizon_days={days}"]
    assert any(f"the {days} days before" in text.value or f"within {days}" in text.value for text in app.markdown)


def test_renewals_by_health_stand_in_a_table_with_their_money(demo: Workspace, open_page: Open) -> None:
    app = open_page("health", demo)
    app.session_state["health_before_renewal.behind"] = True
    sound(app.run())
    table = next(table.value for table in app.table if "Churned" in table.value.columns)
    assert list(table["Health"]) == ["At risk", "Watch", "Healthy"]
    assert all("EUR" in text or text == "—" for text in table["Churned"])
    assert any("EUR" in text for text in table["Churned"])


def test_weights_are_used_for_everybody_from_now_on_and_those_before_are_kept(
    small: Workspace, open_page: Open
) -> None:
    app = open_page("health", small, set="weight.nps=60")
    app.text_input(key="scenario.standing.name").set_value("Voice first").run()
    sound(app.button(key="scenario.stand").click().run())
    assert app.session_state[Key.SET] == []
    # Somebody else, without anything in the address.
    other = open_page("health", small)
    assert other.session_state[Key.WEIGHTS][NPS] == 60
    assert not any("Trial" in text.value for text in other.markdown)
    sound(other.button(key="scenario.default").click().run())
    standing = standing_scenarios(small)
    assert [one.scenario.name for one in standing] == ["Default weights", "Voice first"]
    assert standing[1].scenario.settings == (("weight.nps", 60),)
    assert open_page("health", small).session_state[Key.WEIGHTS][NPS] == 10


def test_any_past_day_whose_outcome_is_known_shows_whom_one_would_have_called(
    demo: Workspace, open_page: Open
) -> None:
    app = open_page("health", demo)
    app.session_state["health.past_calls"] = True
    sound(app.run())
    field = app.date_input(key="health.past_day")
    # The demo ends on 30 September 2026; 90 days after 2 July are over then.
    assert field.max == date(2026, 7, 2)
    sound(field.set_value(date(2026, 3, 17)).run())
    (sentence,) = (text.value for text in app.markdown if text.value.startswith("On 17 Mar 2026"))
    table = next(frame.value for frame in app.dataframe if "Outcome" in frame.value.columns)
    assert f"{len(table)} accounts were at risk" in sentence
    left = table["Outcome"].str.startswith("left on")
    assert f"{left.sum()} of them on this list" in sentence
    days = pd.to_datetime(table["Outcome"][left].str.removeprefix("left on "), format="%d %b %Y")
    assert days.between("2026-03-18", "2026-06-15").all()


def test_where_nobody_is_at_risk_the_page_says_why_that_is_no_all_clear(open_page: Open) -> None:
    """One good answer of an account that pays: one of ten components is known, and full."""
    workspace = workspace_of(
        subscriptions=[{"account_id": "A", "start_date": "2024-01-05", "mrr": "100", "currency": "EUR"}],
        surveys=[{"account_id": "A", "responded_at": "2024-06-10", "survey_type": "nps", "score": "10"}],
    )
    app = sound(open_page("health", workspace))
    (sentence,) = (text.value for text in app.markdown if text.value.startswith("No account scores below 40."))
    assert "made for 10 components, and only 1" in sentence
    table = next(frame.value for frame in app.dataframe if "Why" in frame.value.columns)
    assert list(table["Account"]) == ["A"]


def test_bands_movers_and_backtest_can_be_kept_and_sent(demo: Workspace, open_page: Open) -> None:
    app = open_page("health", demo, set="weight.usage_trend=60")
    _, shown = app.session_state[Key.SHOWN]
    assert {cell.metric for cell in shown if isinstance(cell, Cell)} >= {"health_bands", "health_backtest"}
    (moved,) = (text.note for text in shown if isinstance(text, Text))
    assert moved.startswith("# ")
    assert "at risk" in moved
    workspace = app.session_state[Key.WORKSPACE]
    try:
        sound(app.button(key="health.moves.pin").click().run())
        (name,) = Shelf(workspace).names()
        assert [entry.content for entry in Shelf(workspace).open(name).entries] == [Text(moved)]
    finally:
        for name in Shelf(workspace).names():
            Shelf(workspace).remove(name)
