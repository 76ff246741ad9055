"""Time on the platform, against loops over the visits."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import NOT_SET, Scope
from tests.csm_core.metrics.adoption.usage import FIRST, LAST, months, region, usage_workspace, values
from tests.workspaces import Row

SCOPE = Scope(start=FIRST, end=date(2024, 6, 1), as_of=LAST)
JANUARY = Scope(start=FIRST, end=date(2024, 2, 1), as_of=date(2024, 1, 31))


def click(at: str, user: str = "u", **more: str) -> Row:
    return {"account_id": "a0", "user_id": user, "event_name": "open", "event_at": at} | more


@pytest.mark.parametrize("seed", range(2))
def test_minutes_are_shared_out_to_sessions_user_days_and_accounts(seed: int) -> None:
    chance = random.Random(seed)
    visits = []
    for number in range(300):
        account = f"a{chance.randint(0, 5)}"
        day = FIRST + timedelta(days=chance.randint(0, 151))
        minutes = [chance.randint(1, 40) for _ in range(chance.randint(1, 3))]
        visits.append((account, f"{account}.u{chance.randint(0, 2)}", day, f"s{number}", minutes))
    events = [
        {
            "account_id": account,
            "user_id": user,
            "event_name": "open",
            "event_at": f"{day} 10:{index:02}:00",
            "session_id": session,
            "duration_minutes": str(length),
        }
        for account, user, day, session, minutes in visits
        for index, length in enumerate(minutes)
    ]
    accounts = [{"account_id": f"a{number}", "Region": region(f"a{number}")} for number in range(6)]
    workspace = usage_workspace([], events=events, accounts=accounts)
    result = ask(workspace, "time_on_platform", replace(SCOPE, split="Region"))
    for first, last in months():
        for segment in ("North", "South", NOT_SET):
            items = [v for v in visits if first <= v[2] <= last and (region(v[0]) or NOT_SET) == segment]
            spent = sum(sum(minutes) for *_, minutes in items)
            wholes = {
                "per_session": len(items),
                "per_user_day": len({(user, day) for _, user, day, _, _ in items}),
                "per_account": len({account for account, *_ in items}),
            }
            for measure, whole in wholes.items():
                assert values(result, measure)[str(first), segment] == pytest.approx(spent / whole)


def test_a_session_of_a_single_event_is_unknown_and_never_zero_minutes() -> None:
    result = ask(usage_workspace([], events=[click("2024-01-10 09:00:00")], accounts=[]), "time_on_platform", JANUARY)
    assert not result.has_value
    assert result.left_out == ("Sessions with a single event, so without a known length: 1 of 1.",)


def test_daily_figures_have_minutes_for_people_and_accounts_and_none_for_a_login() -> None:
    events = [
        click("2024-01-10", event_count="5", duration_minutes="30"),
        click("2024-01-11", event_count="5", duration_minutes="10"),
        click("2024-01-11", "v", event_count="2", duration_minutes="20"),
    ]
    result = ask(usage_workspace([], events=events, accounts=[]), "time_on_platform", JANUARY)
    assert values(result, "per_user_day") == {("2024-01-01", None): 20.0}  # 60 ÷ 3
    assert values(result, "per_account") == {("2024-01-01", None): 60.0}
    (row,) = [row for row in result.rows() if row["measure"] == "per_session"]
    assert row["value"] is None
    assert "logins can't be told apart" in str(row["note"])


def test_a_gap_of_half_an_hour_parts_two_logins_and_that_is_said() -> None:
    events = [click(f"2024-01-10 {at}:00") for at in ("09:00", "09:30", "10:01", "10:11")]
    result = ask(usage_workspace([], events=events, accounts=[]), "time_on_platform", JANUARY)
    assert values(result, "per_session") == {("2024-01-01", None): 20.0}  # 30 and 10 minutes
    assert "30 minutes" in result.notes[0]
