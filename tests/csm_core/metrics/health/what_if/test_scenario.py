"""Scenarios: kept in the workspace, read again, and never trusted."""

from __future__ import annotations

from datetime import datetime

import pytest

from csm_core.errors import BadValue, SavedElsewhere, UnreadableDocument
from csm_core.metrics.health.what_if.scenario import (
    DEFAULT,
    KIND,
    Scenario,
    remove_scenario,
    save_scenario,
    saved_scenarios,
    scenario_of,
)
from csm_core.store.saved import Saved
from csm_core.store.workspace import Workspace

NOW = datetime.fromisoformat("2026-03-01T12:00:00")


def test_a_scenario_keeps_what_differs_from_the_usual_and_nothing_of_revenue() -> None:
    given = {"weight.nps": 40, "weight.usage_trend": 20, "red_below": 40, "missing": "worst", "grace_days": 30}
    # The usual weight of usage_trend is 20, and the usual cut is 40.
    assert scenario_of("  Voice   first ", given) == Scenario(
        "Voice first", (("weight.nps", 40), ("missing", "worst"))
    )


def test_what_is_saved_is_read_again_and_can_be_taken_away() -> None:
    workspace = Workspace.in_memory()
    voice = scenario_of("Stimme 1", {"weight.nps": 40})
    assert save_scenario(workspace, voice, NOW, 0) == Scenario("Stimme 1", voice.settings, 1)
    save_scenario(workspace, scenario_of("Another", {}), NOW, 0)
    assert [one.name for one in saved_scenarios(workspace)] == ["Another", "Stimme 1"]
    assert saved_scenarios(workspace)[1].settings == (("weight.nps", 40),)
    remove_scenario(workspace, "Another")
    assert [one.name for one in saved_scenarios(workspace)] == ["Stimme 1"]


def test_nobody_writes_over_what_they_have_not_seen() -> None:
    workspace = Workspace.in_memory()
    save_scenario(workspace, scenario_of("Ours", {"weight.nps": 40}), NOW, 0)
    with pytest.raises(SavedElsewhere):
        save_scenario(workspace, scenario_of("Ours", {"weight.nps": 50}), NOW, 0)
    save_scenario(workspace, scenario_of("Ours", {"weight.nps": 60}), NOW, 1)
    assert saved_scenarios(workspace)[0].settings == (("weight.nps", 60),)


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, DEFAULT.name])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(BadValue, match="the name of a scenario"):
        scenario_of(name, {})


@pytest.mark.parametrize(
    ("text", "settings", "trouble"),
    [
        ("{", (), "not valid JSON"),
        ("[]", (), "expected 'object'"),
        ('{"version": 9, "settings": {}}', (), "newer version"),
        ('{"version": 1, "settings": {"weight.nps": 500, "red_below": 30}}', (("red_below", 30),), "weight.nps"),
        ('{"version": 1, "settings": {"weight.gone": 5, "weight.nps": [1]}}', (), "weight.gone"),
    ],
)
def test_a_text_that_can_not_be_used_says_so_and_keeps_what_can(
    text: str, settings: tuple[tuple[str, int], ...], trouble: str
) -> None:
    workspace = Workspace.in_memory()
    Saved(workspace, KIND).put("Strange", text, NOW)
    (scenario,) = saved_scenarios(workspace)
    assert scenario.settings == settings
    assert scenario.trouble is not None
    assert trouble.lower() in scenario.trouble.lower()


def test_what_a_newer_version_saved_is_not_written_over() -> None:
    workspace = Workspace.in_memory()
    Saved(workspace, KIND).put("Renewals first", '{"version": 2, "settings": {}}', NOW)
    with pytest.raises(UnreadableDocument, match="newer version"):
        save_scenario(workspace, scenario_of("Renewals first", {"red_below": 30}), NOW, 1)


def test_the_text_of_the_first_version_is_read_whole() -> None:
    workspace = Workspace.in_memory()
    text = '{"version": 1, "settings": {"weight.usage_trend": 35, "red_below": 30}}'
    Saved(workspace, KIND).put("Renewals first", text, NOW)
    settings = (("weight.usage_trend", 35), ("red_below", 30))
    assert saved_scenarios(workspace) == (Scenario("Renewals first", settings, 1),)
