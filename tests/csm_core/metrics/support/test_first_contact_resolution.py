"""First contact resolution, each preset and switch, against a loop over the tickets."""

from datetime import date, datetime

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.csm_core.metrics.support.desk import tickets
from tests.workspaces import workspace_of

SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 30))
PRESETS = {
    "standard": ("one_reply", "any", "kept", "kept"),
    "one_touch": ("one_touch", "allowed", "kept", "kept"),
    "call_centre": ("not_reopened", "any", "failed", "out"),
    "lenient": ("not_reopened", "allowed", "out", "kept"),
}


def judged(row: dict[str, str], first: str, transfers: str, abandoned: str, self_service: str) -> bool | None:
    """True or False; None where the ticket is out."""
    unanswered = row["agent_replies"] == "0" and not row["first_response_minutes"]
    is_live = row["channel"] in ("phone", "chat")
    if unanswered and is_live and abandoned != "kept":
        return None if abandoned == "out" else False
    if self_service == "out" and (row["channel"] == "bot" or (unanswered and not is_live)):
        return None
    minutes = (
        datetime.fromisoformat(row["solved_at"]) - datetime.fromisoformat(row["created_at"])
    ).total_seconds() / 60
    at_first = {
        "one_reply": int(row["agent_replies"]) <= 1 and row["reopens"] == "0",
        "one_touch": int(row["agent_replies"]) <= 1,
        "not_reopened": row["reopens"] == "0",
        "within_a_day": minutes <= 1440 and row["reopens"] == "0",
    }[first]
    handed = {
        "any": row["assignee_changes"] != "0" or row["group_changes"] != "0",
        "teams": row["group_changes"] != "0",
        "allowed": False,
    }[transfers]
    return at_first and not handed


def expected(rows: list[dict[str, str]], *how: str) -> dict[str, tuple[float, int]]:
    figures: dict[str, list[bool]] = {}
    for row in rows:
        if "solved_at" in row and (verdict := judged(row, *how)) is not None:
            figures.setdefault(row["solved_at"][:7] + "-01", []).append(verdict)
    return {month: (pytest.approx(sum(hits) / len(hits)), len(hits)) for month, hits in figures.items()}


def answered(
    rows: list[dict[str, str]], variant: str | None, settings: dict[str, str]
) -> dict[str, tuple[float, int]]:
    result = ask(workspace_of(tickets=rows), "first_contact_resolution", SCOPE, variant, settings)
    return {str(row["period"]): (row["value"], row["n"]) for row in result.rows() if row["n"]}


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("seed", [1, 2])
def test_each_preset_is_its_four_switches(preset: str, seed: int) -> None:
    rows = tickets(seed)
    assert answered(rows, preset, {}) == expected(rows, *PRESETS[preset])


@pytest.mark.parametrize("first", ["one_reply", "one_touch", "not_reopened", "within_a_day"])
@pytest.mark.parametrize("transfers", ["any", "teams", "allowed"])
def test_switches_set_by_hand_win_over_the_preset(first: str, transfers: str) -> None:
    rows = tickets(3)
    given = {"first_contact": first, "transfers": transfers, "abandoned": "failed", "self_service": "out"}
    assert answered(rows, None, given) == expected(rows, first, transfers, "failed", "out")


def test_a_ticket_that_does_not_say_what_others_say_is_left_out_and_counted() -> None:
    rows = [
        {"created_at": "2024-01-05", "solved_at": "2024-01-06", "agent_replies": replies, "reopens": "0"}
        for replies in ("1", "")
    ]
    result = ask(workspace_of(tickets=rows), "first_contact_resolution", Scope(as_of=date(2024, 1, 31)))
    assert [(row["value"], row["n"]) for row in result.rows()] == [(1.0, 1)]
    assert "too little recorded to judge: 1 solved tickets" in result.left_out[0]


def test_a_column_that_no_export_fills_is_said_not_to_be_checked() -> None:
    rows = [{"created_at": "2024-01-05", "solved_at": "2024-01-06", "agent_replies": "1"}]
    result = ask(workspace_of(tickets=rows), "first_contact_resolution", Scope(as_of=date(2024, 1, 31)))
    assert result.rows()[0]["value"] == 1.0
    assert len(result.notes) == 2


def test_without_replies_there_is_no_first_contact_by_replies() -> None:
    rows = [{"created_at": "2024-01-05", "solved_at": "2024-01-06", "reopens": "0"}]
    result = ask(workspace_of(tickets=rows), "first_contact_resolution", Scope(as_of=date(2024, 1, 31)))
    assert result.rows()[0]["value"] is None
    assert "Agent replies are not recorded" in str(result.rows()[0]["note"])
