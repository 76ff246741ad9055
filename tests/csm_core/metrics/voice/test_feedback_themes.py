"""Feedback themes: shares, scores and windows, against counts of the planted words."""

import random
from datetime import date

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.workspaces import workspace_of

TOPICS = {"billing": ("invoice", "refund", "charged", "payment"), "sync": ("calendar", "booking", "reminder", "sync")}
SCORES = {"billing": (2, 4), "sync": (9, 10)}


def comments(seed: int) -> list[dict[str, str]]:
    chance = random.Random(seed)
    rows = []
    for _ in range(120):
        topic = chance.choice(sorted(TOPICS))
        rows.append(
            {
                "responded_at": f"2024-0{chance.randint(1, 4)}-15",
                "survey_type": "nps",
                "scale": "0-10",
                "score": str(chance.choice(SCORES[topic])),
                "comment": " ".join(chance.sample(TOPICS[topic], 3)),
                "topic": topic,
            }
        )
    return rows


def is_billing(text: str) -> bool:
    return any(word in text for word in TOPICS["billing"])


@pytest.mark.parametrize("seed", [1, 2])
def test_shares_and_scores_are_those_of_the_comments_with_the_planted_words(seed: int) -> None:
    rows = comments(seed)
    workspace = workspace_of(surveys=[{key: row[key] for key in row if key != "topic"} for row in rows])
    start = date(2024, 2, 1)
    result = ask(workspace, "feedback_themes", Scope(start=start, as_of=date(2024, 4, 30)), None, {"themes": 2})
    shown = [row for row in rows if row["responded_at"] >= "2024-02"]
    items = [row for row in shown if row["topic"] == "billing"]
    figures = {
        (row["measure"], is_billing(str(row["series"])), str(row["period"])): row["value"] for row in result.rows()
    }
    assert figures["share", True, "None"] == pytest.approx(len(items) / len(shown))
    assert figures["score", True, "None"] == pytest.approx(sum(int(row["score"]) for row in items) / len(items))
    assert figures["among_unhappy", True, "None"] == 1.0
    assert figures["among_happy", True, "None"] == 0.0
    march = [row for row in shown if row["responded_at"].startswith("2024-03")]
    share = sum(row["topic"] == "billing" for row in march) / len(march)
    assert figures["trend", True, "2024-03-01"] == pytest.approx(share)


def test_a_comment_that_shares_no_word_with_others_is_in_no_theme() -> None:
    rows = [{key: row[key] for key in row if key != "topic"} for row in comments(3)]
    rows.append(rows[0] | {"comment": "Xyzzy"})
    result = ask(workspace_of(surveys=rows), "feedback_themes", Scope(as_of=date(2024, 4, 30)), None, {"themes": 2})
    alone = [row for row in result.rows() if row["measure"] == "share" and row["series"] == "(nothing in common)"]
    assert [(row["value"], row["n"]) for row in alone] == [(pytest.approx(1 / 121), 121)]


def test_surveys_are_not_mixed_and_the_largest_is_taken() -> None:
    rows = [
        {"responded_at": "2024-01-15", "survey_type": kind, "score": "4", "comment": "slow reports"}
        for kind in ("csat", "csat", "nps")
    ]
    result = ask(workspace_of(surveys=rows), "feedback_themes", Scope(as_of=date(2024, 1, 31)))
    assert "csat" in result.notes[0]
    assert "1 in nps" in result.notes[0]
    assert {row["n"] for row in result.rows() if row["measure"] == "share"} == {2}
