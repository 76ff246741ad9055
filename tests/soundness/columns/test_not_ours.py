"""Tables of other things are not taken for ours without asking: ids and dates are in every table."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from csm_core.intake.propose.propose import propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source

_TEXT = Path(__file__).with_name("not_ours.txt").read_text("utf-8")
TABLES = {
    tuple(title.split(" | ")): body
    for title, body in (part.split("\n", 1) for part in re.split(r"(?m)^== ", _TEXT)[1:])
}


def taken(name: str, text: str) -> str | None:
    """The kind that the table was taken for without a question, None where none was or it was asked."""
    (raw,) = read(Source(name, text.encode()))
    proposal = propose(raw)
    asked = any(question.code == "kind_assumed" for question in proposal.questions)
    return None if proposal.mapping is None or asked else proposal.mapping.kind


LOOKED_AT = [title for title in TABLES if title[1] == "look"]


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("title", LOOKED_AT, ids=lambda title: title[0])
def test_a_table_of_another_thing_is_not_taken_unasked(title: tuple[str, str], named: bool) -> None:
    assert taken(f"{title[0]}.csv" if named else "export.csv", TABLES[title]) is None


def test_nearly_none_of_those_held_back_is_taken() -> None:
    held = [(title, named) for title in TABLES if title[1] == "held" for named in (True, False)]
    kinds = [taken(f"{title[0]}.csv" if named else "export.csv", TABLES[title]) for title, named in held]
    assert kinds.count(None) >= len(held) - 3


DAYS = ("2025-01-01", "2025-01-02", "2025-01-03"), ("06/01/2025", "13/01/2025", "20/01/2025")
ANSWERS = (
    "survey_date,nps,comment_count\n{},8,3\n{},9,4\n{},7,1\n",
    "date,csat,note\n{},4,sun\n{},5,rain\n{},3,snow\n",
)


@pytest.mark.parametrize("days", DAYS)
@pytest.mark.parametrize("text", ANSWERS)
def test_one_row_a_day_or_week_of_nobody_is_not_taken_unasked(text: str, days: tuple[str, ...]) -> None:
    assert taken("export.csv", text.format(*days)) is None


def test_answers_of_customers_may_come_one_a_day() -> None:
    rows = "".join(f"{day},{score},A{score}\n" for day, score in zip(DAYS[0], (8, 9, 7), strict=True))
    assert taken("nps.csv", f"responded_at,nps,account_id\n{rows}") == "surveys"


def test_visits_of_browsers_are_not_taken_for_use_by_customers_unasked() -> None:
    text = (
        "session_id,client_id,started_at,duration_seconds,pageviews,source\n"
        "s1,GA1.2.1,2025-01-01 10:00:00,30,3,google\n"
        "s2,GA1.2.2,2025-01-01 11:00:00,60,2,direct\ns3,GA1.2.3,2025-01-02 10:00:00,10,1,google\n"
    )
    assert taken("export.csv", text) is None


if __name__ == "__main__":
    for half in ("look", "held"):
        results = {
            (title[0], named): taken(f"{title[0]}.csv" if named else "export.csv", text)
            for title, text in TABLES.items()
            if title[1] == half
            for named in (True, False)
        }
        print(half, sum(one is None for one in results.values()), "of", len(results))
        if half == "look" and "--wrong" in sys.argv:
            print({one: kind for one, kind in results.items() if kind})
