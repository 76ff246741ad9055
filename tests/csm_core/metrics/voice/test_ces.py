"""Customer effort score against loops over the same answers."""

import random

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.workspaces import workspace_of

# The lowest easy answer by the length of the scale, written out.
EASY = {"agreement": {5: 4, 7: 5, 10: 7}, "six_and_up": {5: 4, 7: 6, 10: 8}}


def answers(seed: int, low: int = 1) -> list[dict[str, str]]:
    chance = random.Random(seed)
    rows = []
    for _ in range(200):
        top = chance.choice((5, 7, 10))
        rows.append(
            {
                "responded_at": f"2024-0{chance.randint(1, 3)}-{chance.randint(10, 28)}",
                "survey_type": chance.choice(("ces", "ces", "csat")),
                "scale": f"{low}-{top}",
                "score": str(chance.randint(low, top)),
            }
        )
    return rows


def shares(rows: list[dict[str, str]], variant: str, turned: bool) -> dict[str, tuple[float, int]]:
    figures: dict[str, list[bool]] = {}
    for row in rows:
        if row["survey_type"] != "ces":
            continue
        top = int(row["scale"].split("-")[1])
        score = 1 + top - int(row["score"]) if turned else int(row["score"])
        figures.setdefault(row["responded_at"][:7] + "-01", []).append(score >= EASY[variant][top])
    return {month: (sum(easy) / len(easy), len(easy)) for month, easy in figures.items()}


@pytest.mark.parametrize("variant", ["agreement", "six_and_up"])
@pytest.mark.parametrize("good", ["high", "low"])
@pytest.mark.parametrize("seed", [1, 2])
def test_share_is_that_of_a_loop_over_the_answers(variant: str, good: str, seed: int) -> None:
    rows = answers(seed)
    result = ask(workspace_of(surveys=rows), "ces", Scope(), variant, {"good_answers": good})
    got = {
        str(row["period"]): (pytest.approx(row["value"]), row["n"])
        for row in result.rows()
        if row["measure"] == "percent"
    }
    assert got == shares(rows, variant, good == "low")


def test_answers_on_different_scales_have_no_common_mean() -> None:
    rows = [
        {"responded_at": "2024-01-05", "survey_type": "ces", "scale": scale, "score": "5"} for scale in ("1-7", "1-5")
    ]
    mean = [row for row in ask(workspace_of(surveys=rows), "ces").rows() if row["measure"] == "mean"]
    assert mean[0]["value"] is None
    assert "different scales" in str(mean[0]["note"])


def test_satisfied_from_counts_downwards_where_low_answers_are_the_easy_ones() -> None:
    rows = [{"responded_at": "2024-01-05", "survey_type": "ces", "scale": "1-5", "score": str(s)} for s in (1, 3, 5)]
    given = {"good_answers": "low", "satisfied_from": 3}
    share = next(row for row in ask(workspace_of(surveys=rows), "ces", None, None, given).rows())
    assert share["value"] == pytest.approx(2 / 3)  # 1 and 3
