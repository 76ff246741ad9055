"""The past of the health score against loops over the rows, and against each day's own cut of the raw rows."""

from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest

from csm_core.metrics.asking.ask import ask, context_of
from csm_core.metrics.framework.context import Context
from csm_core.metrics.health.components.matrix import health_matrix
from csm_core.metrics.health.components.settings import health_choice
from csm_core.metrics.health.replay.history import health_history, history_tenths, past_month_ends
from csm_core.scope import Scope
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.history import History
from csm_core.scoring.replay import replay
from csm_core.store.workspace import Workspace
from tests.csm_core.metrics.health.past_company import AS_OF, company, cut
from tests.workspaces import workspace_of

HORIZON = 60
INDEX = {component.id: index for index, component in enumerate(COMPONENTS)}


TABLES = company()


@cache
def workspace() -> Workspace:
    return workspace_of(**TABLES)


def asked(where: Workspace, as_of: date = AS_OF, **settings: object) -> Context:
    return context_of(where, "health_backtest", Scope(as_of=as_of), None, settings)  # type: ignore[arg-type]


@cache
def history() -> History:
    return health_history(asked(workspace()), HORIZON, 12)


def rows_at(result: History, day: date) -> dict[str, np.ndarray]:
    index = result.days.index(day)
    return {
        result.accounts[result.account[row]]: result.values.raw[row]
        for row in np.flatnonzero(result.day == index).tolist()
    }


@cache
def as_known_on(day: date) -> Workspace:
    return workspace_of(**cut(TABLES, day))


@pytest.mark.parametrize("back", range(0, 12, 2))
def test_each_snapshot_is_what_the_raw_rows_of_that_day_give(back: int) -> None:
    day = history().days[back]
    matrix = health_matrix(asked(as_known_on(day), day), [day])
    replayed = rows_at(history(), day)
    assert set(matrix.account_ids) == set(replayed)
    # The end of a term is overwritten by exports; in a replay it is stepped back from the one known last.
    compared = [index for name, index in INDEX.items() if name != "renewal"]
    for row, account in enumerate(matrix.account_ids):
        assert replayed[account][compared] == pytest.approx(matrix.raw[row][compared], nan_ok=True), account


def test_the_replay_is_the_one_that_the_days_own_cuts_give() -> None:
    past, context = history(), asked(workspace())
    choice = health_choice(context)
    whole = replay(
        past, history_tenths(context, past, choice.definitions), choice.weights, choice.missing, choice.cutoffs
    )
    bands: dict[tuple[date, str], str] = {}
    for day in past.days:
        scope = Scope(as_of=day, start=day.replace(day=1), end=day + timedelta(days=1))
        for row in ask(as_known_on(day), "health_score", scope).rows():
            bands[day, str(row["account_id"])] = str(row["series"])
    red = {key for key, word in bands.items() if word == "at risk"}
    ends, ahead = lost_days(), timedelta(days=HORIZON)
    lost = {(a, end) for day, a in bands for end in ends[a] if day < end <= day + ahead}
    caught = {(a, end) for a, end in lost if any(b == a and day < end <= day + ahead for day, b in red)}
    false = {a for _, a in red} - {a for day, a in red if any(day < end <= day + ahead for end in ends[a])}
    assert (whole.lost, whole.caught_accounts, whole.false_alarms) == (len(lost), len(caught), len(false))
    assert whole.lost > 10


def lost_days() -> dict[str, list[date]]:
    """For each account the days, up to the as-of day, from which on it was no customer any more."""
    figures: dict[str, list[date]] = {}
    for account in (row["account_id"] for row in TABLES["accounts"]):
        lines = [
            (date.fromisoformat(row["start_date"]), date.fromisoformat(row["end_date"] or "9999-12-31"))
            for row in TABLES["subscriptions"]
            if row["account_id"] == account
        ]
        figures[account] = [
            end for _, end in lines if end <= AS_OF and not any(start <= end < other for start, other in lines)
        ]
    return figures


def test_what_became_of_each_account_is_what_its_lines_say() -> None:
    past, ends = history(), lost_days()
    for row, (index, account) in enumerate(zip(past.day.tolist(), past.account.tolist(), strict=True)):
        day, name = past.days[index], past.accounts[account]
        within = [(end - day).days for end in ends[name] if day < end <= day + timedelta(days=HORIZON)]
        assert past.lost_in[row] == (min(within) if within else 0)
        paid = [
            float(line["amount"]) * float(line["quantity"])
            for line in TABLES["subscriptions"]
            if line["account_id"] == name and line["start_date"] <= day.isoformat() < (line["end_date"] or "9")
        ]
        assert past.mrr[row] == pytest.approx(sum(paid))
    events = {
        (past.accounts[a], past.days[d] + timedelta(days=w))
        for a, d, w in zip(past.account.tolist(), past.day.tolist(), past.lost_in.tolist(), strict=True)
        if w
    }
    assert past.losses == len(events)


def test_rows_after_a_snapshot_change_nothing_in_it() -> None:
    day = history().days[6]
    use = {"user_id": "new", "event_at": "2024-06-01", "event_name": "new"}
    figures = {"responded_at": "2024-05-02", "survey_type": "nps", "scale": "0-10", "score": "0"}
    billed = {"invoice_date": "2024-05-01", "due_date": "2024-05-01", "total": "1", "invoice_id": "z"}
    later = {
        "events": [use | {"account_id": f"a{number:02}"} for number in range(9)],
        "tickets": [
            {"account_id": "a01", "created_at": "2024-05-02", "escalated_at": "2024-05-03", "ticket_id": "z"}
        ],
        "surveys": [figures | {"account_id": "a02"}],
        "invoices": [billed | {"account_id": "a03"}],
        "outcomes": [{"account_id": "a04", "measure": "z", "date": "2024-05-01", "actual": "0", "target": "1"}],
    }
    more = workspace_of(**{name: [*rows, *later.get(name, [])] for name, rows in TABLES.items()})
    before, after = rows_at(history(), day), rows_at(health_history(asked(more), HORIZON, 12), day)
    assert before.keys() == after.keys()
    for account, values in before.items():
        assert after[account] == pytest.approx(values, nan_ok=True)


def test_snapshots_are_ends_of_months_whose_horizon_is_over() -> None:
    days = past_month_ends(asked(workspace()), HORIZON, 12)
    # 20 June less 60 days is 21 April: the last end of a month before it is 31 March.
    assert days[-1] == date(2024, 3, 31)
    assert days[0] == date(2023, 4, 30)
    assert all((day + timedelta(days=1)).day == 1 for day in days)
    # The usage trend looks back 56 days, and the first row is of 13 January: 28 February is too near.
    assert min(row["start_date"] for row in TABLES["subscriptions"]) == "2023-01-13"
    assert past_month_ends(asked(workspace()), HORIZON, 24)[0] == date(2023, 3, 31)
    assert past_month_ends(asked(workspace(), grace_days=30), HORIZON, 2)[-1] == date(2024, 2, 29)
    assert past_month_ends(asked(workspace()), 700, 12) == ()


def test_an_account_that_left_the_file_changes_nobody_elses_score() -> None:
    without = {name: [row for row in rows if row["account_id"] != "a07"] for name, rows in TABLES.items()}
    scope = Scope(as_of=AS_OF)
    settings = {"weight.feature_breadth": 0}  # measured against the features that anyone used
    whole, fewer = (
        {row["account_id"]: row["value"] for row in ask(where, "health_score", scope, None, settings).rows()}
        for where in (workspace(), workspace_of(**without))
    )
    assert fewer == {account: score for account, score in whole.items() if account != "a07"}
    assert "a07" in whole
    ranked = {**settings, "normalise": "percentile"}
    whole, fewer = (
        {row["account_id"]: row["value"] for row in ask(where, "health_score", scope, None, ranked).rows()}
        for where in (workspace(), workspace_of(**without))
    )
    assert fewer != {account: score for account, score in whole.items() if account != "a07"}


def test_the_same_past_is_worked_out_once() -> None:
    first = health_history(asked(workspace()), HORIZON, 12)
    again = health_history(asked(workspace(), **{"weight.nps": 100, "red_below": 20}), HORIZON, 12)
    assert again is first
    assert health_history(asked(workspace(), grace_days=5), HORIZON, 12) is not first
    shown = asked(workspace())
    health_history(shown, HORIZON, 12)
    assert shown.statements


def test_moving_a_filter_changes_nobodys_score() -> None:
    regions = [row | {"Region": "North" if int(row["account_id"][1:]) % 3 else "South"} for row in TABLES["accounts"]]
    where = workspace_of(**{**TABLES, "accounts": regions})
    everybody = {row["account_id"]: row["value"] for row in ask(where, "health_score", Scope(as_of=AS_OF)).rows()}
    south = Scope(as_of=AS_OF, filters=(("Region", ("South",)),))
    some = {row["account_id"]: row["value"] for row in ask(where, "health_score", south).rows()}
    assert some
    assert some == {account: everybody[account] for account in some}


def test_who_came_back_within_the_grace_was_neither_there_in_the_gap_nor_lost() -> None:
    """A was away from 20 February to 10 March: on 29 February nobody could know that it would be back."""
    line = {"account_id": "A", "mrr": "10", "currency": "EUR"}
    where = workspace_of(
        subscriptions=[
            line | {"start_date": "2023-06-01", "end_date": "2024-02-20", "subscription_id": "1"},
            line | {"start_date": "2024-03-10", "end_date": "", "subscription_id": "2"},
            {"account_id": "B", "mrr": "10", "currency": "EUR", "start_date": "2023-06-01", "subscription_id": "3"},
        ],
        events=[{"account_id": "B", "event_at": "2024-06-01", "event_name": "x"}],
    )
    history = health_history(asked(where, grace_days=30), 30, 6)
    there = {history.days[day] for day, account in zip(history.day, history.account, strict=True) if account == 0}
    assert date(2024, 1, 31) in there
    assert date(2024, 2, 29) not in there
    assert date(2024, 3, 31) in there
    assert not history.churned.any()
    # Without a grace it is lost on 20 February.
    assert health_history(asked(where), 30, 6).losses == 1
