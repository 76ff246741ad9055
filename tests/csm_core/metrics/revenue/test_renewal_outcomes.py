"""What became of renewals, by outcome and by health, and what is in renewal, against loops over lines and days."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.periods import Grain, add_months
from csm_core.scope import Scope
from csm_core.scoring.components import COMPONENTS
from csm_core.store.workspace import Workspace
from tests.csm_core.metrics.revenue.test_renewal_rate import (
    AS_OF,
    DAY,
    SCOPE,
    STARTS,
    Line,
    cases,
    contract,
    random_lines,
    standing,
    worth,
)
from tests.workspaces import workspace_of

GRACE = 30
SEEN = [{"responded_at": AS_OF.isoformat(), "score": "9", "survey_type": "nps"}]
Key = tuple[str, str]


def outcomes(lines: list[Line], begins: date, slack: float) -> tuple[Counter[Key], list[tuple[str, date, str]]]:
    """(Measure, outcome) → sum over the accounts due in a quarter; and each case's account, end and outcome."""
    sums: Counter[Key] = Counter()
    rows = []
    for account in sorted({line.account for line in lines}):
        parts = [line for line in lines if line.account == account]
        items = [case for case in cases(parts, GRACE) if begins <= case[0] < add_months(begins, 3)]
        if not items:
            continue
        (first, _), (last, state) = items[0], items[-1]
        money = worth(parts, first, last, GRACE)
        due_lines = [line for line in parts if line.term_end and first <= line.term_end <= last]
        eve = min(max(min(line.end or first, first) for line in due_lines if line.start < first) - DAY, AS_OF)
        due = sum(line.mrr for line in standing(due_lines, eve))
        outcome = "undecided" if state == "open" else "churned"
        if state == "renewed":
            assert money is not None
            gain = money[1] - due
            outcome = "flat" if abs(gain) <= slack * due else "grew" if gain > 0 else "shrank"
        sums["accounts", outcome] += 1
        sums["mrr", outcome] += due
        rows.append((account, last, outcome))
    return sums, rows


def random_workspace(lines: list[Line]) -> Workspace:
    return workspace_of(subscriptions=[line.row() for line in lines], surveys=SEEN)


@pytest.mark.parametrize(("seed", "flat_within"), [(0, 0), (1, 50)])
def test_outcomes_are_the_loops_over_accounts(seed: int, flat_within: int) -> None:
    lines = random_lines(seed)
    result = ask(random_workspace(lines), "renewal_outcomes", SCOPE, None, {"flat_within": flat_within})
    for begins in STARTS:
        expected, _ = outcomes(lines, begins, flat_within / 100)
        figures = {
            (row["measure"], row["series"]): row["value"]
            for row in result.rows()
            if row["period"] == begins and row["value"]
        }
        assert figures == pytest.approx(dict(expected)), begins


def test_all_outcomes_of_random_lines_are_met() -> None:
    met = {case[2] for begins in STARTS for case in outcomes(random_lines(0), begins, 0)[1]}
    assert met == {"grew", "flat", "shrank", "churned", "undecided"}


def test_health_before_a_renewal_is_the_score_of_the_end_of_a_month_before_it() -> None:
    lines = random_lines(0)
    # Every second account comes on every day, the others hardly ever.
    uses = [
        {"account_id": f"a{index:02}", "user_id": "u", "event_name": "open"}
        | {"event_at": str(date(2022, 1, 3) + step * DAY)}
        for index in range(25)
        for step in range(0, (AS_OF - date(2022, 1, 3)).days, 2 if index % 2 else 60)
    ]
    workspace = workspace_of(subscriptions=[line.row() for line in lines], surveys=SEEN, events=uses)
    weights = {f"weight.{each.id}": int(each.id == "usage_frequency") for each in COMPONENTS}
    scope = replace(SCOPE, start=date(2023, 4, 1), end=date(2023, 10, 1))
    expected: Counter[tuple[str, str]] = Counter()
    for begins in STARTS[1:3]:
        for account, ends_on, outcome in outcomes(lines, begins, 0)[1]:
            day = ends_on - timedelta(days=60)
            while (day + DAY).day != 1:
                day -= DAY
            then = Scope(end=day + DAY, as_of=day, currency="EUR")
            scored = ask(workspace, "health_score", then, None, weights).rows()
            band = next((str(row["series"]) for row in scored if row["account_id"] == account), "unknown")
            expected[band, outcome] += 1
    figures = {
        (row["series"], row["measure"]): row["value"]
        for row in ask(workspace, "health_before_renewal", scope, None, weights | {"days_before": 60}).rows()
        if row["measure"] in ("grew", "flat", "shrank", "churned", "undecided") and row["value"]
    }
    assert figures == dict(expected)
    assert len({band for band, _ in figures}) > 1


def test_a_renewal_whose_day_of_the_score_is_still_to_come_is_left_out_and_told() -> None:
    # Due on the last day of the running month, ten days after the last one known.
    workspace = workspace_of(subscriptions=[contract("2023-06-30", "", "100", "2024-06-30")], surveys=SEEN)
    scope = Scope(start=date(2024, 6, 1), end=date(2024, 7, 1), as_of=AS_OF, currency="EUR")
    result = ask(workspace, "health_before_renewal", scope, None, {"days_before": 0})
    assert not result.has_value
    assert "Left out, as the date of their score is still ahead: 1 renewal." in result.left_out


@pytest.mark.parametrize("days", [30, 200])
@pytest.mark.parametrize("variant", ["ahead", "in_period"])
def test_share_in_renewal_is_the_loop_over_lines(variant: str, days: int) -> None:
    lines = random_lines(3)
    rows = ask(random_workspace(lines), "share_in_renewal", SCOPE, variant, {"days_ahead": days}).rows()
    figures = {(row["measure"], row["period"]): row["value"] for row in rows}
    for begins in STARTS:
        following = min(add_months(begins, 3), AS_OF + DAY)
        if variant == "ahead":
            first, last = following, following + (days - 1) * DAY
        else:
            first, last = begins, add_months(begins, 3) - DAY
        # A line that ends with the midnight before `first` stood on the day before it.
        there = standing(lines, first - DAY)
        due = [line for line in there if line.term_end and first <= line.term_end <= last]
        accounts = {line.account for line in there}
        expected = (
            (len({line.account for line in due}) / len(accounts), sum(x.mrr for x in due) / sum(x.mrr for x in there))
            if there
            else (None, None)
        )
        assert (figures["accounts", begins], figures["mrr", begins]) == pytest.approx(expected), begins


def test_accounts_without_a_known_term_are_in_the_whole_and_told_and_without_any_it_is_unknown() -> None:
    scope = Scope(start=date(2024, 5, 1), end=date(2024, 6, 1), grain=Grain.MONTH, as_of=date(2024, 5, 31))
    recorded = contract("2023-06-20", "", "100", "2024-06-20")
    without = contract("2023-06-20", "", "300", "") | {"account_id": "B"}
    result = ask(workspace_of(subscriptions=[recorded, without], surveys=SEEN), "share_in_renewal", scope)
    assert [row["value"] for row in result.rows()] == [0.5, 0.25]
    assert result.notes == ("Without a known term, so only in the denominator: 1 paying account.",)
    unknown = ask(workspace_of(subscriptions=[without], surveys=SEEN), "share_in_renewal", scope)
    assert not unknown.has_value
    assert "term_end" in str(unknown.rows()[0]["note"])
