"""Success managers' judgements beside the score, and what may not enter a replay."""

from datetime import date, datetime
from functools import cache

import numpy as np
import pytest

from csm_core.metrics.asking.ask import ask, context_of, rows_behind
from csm_core.metrics.framework.context import Context
from csm_core.metrics.health.components.judgements import judgements
from csm_core.metrics.health.components.settings import health_choice
from csm_core.metrics.health.components.uploaded_numbers import attribute_components
from csm_core.metrics.health.replay.history import component_aucs, health_history, history_tenths
from csm_core.metrics.health.replay.leakage import refusals, restates_outcome
from csm_core.scope import Scope
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.normalise import MISSING
from csm_core.store.workspace import Workspace
from tests.csm_core.metrics.health.past_company import AS_OF, company
from tests.workspaces import batch_of, new_workspace_of

TABLES = company(seed=8, accounts=24)
SCOPE = Scope(as_of=AS_OF)
HORIZON = 60


def asked(where: Workspace, **settings: object) -> Context:
    return context_of(where, "health_backtest", SCOPE, None, settings)  # type: ignore[arg-type]


@cache
def plain() -> Workspace:
    return new_workspace_of(**TABLES)


@cache
def judged(**row: str) -> Workspace:
    record = {"account_id": "a02", "date": "2024-05-01", "author": "Ann", "band": "red", "reason": "Sponsor left"}
    return new_workspace_of(**TABLES, overrides=[record | row])


def in_force(where: Workspace, day: date, **settings: object) -> str | None:
    judged = judgements(asked(where, **settings)).at("a02", day)
    return judged.band.word if judged else None


def test_a_judgement_holds_from_its_day_to_its_end() -> None:
    where = judged(until="2024-05-20")
    assert [in_force(where, date(2024, month, day)) for month, day in ((4, 30), (5, 1), (5, 20), (5, 21))] == [
        None,
        "at risk",
        "at risk",
        None,
    ]


def test_a_judgement_without_an_end_holds_for_the_days_of_the_setting() -> None:
    # Ninety days from 1 May are 1 May to 29 July; ten are 1 to 10 May.
    assert in_force(judged(), date(2024, 6, 20)) == "at risk"
    assert in_force(judged(), date(2024, 5, 10), judgement_days=10) == "at risk"
    assert in_force(judged(), date(2024, 5, 11), judgement_days=10) is None


def test_a_newer_judgement_takes_the_place_of_an_older_one_even_when_it_is_over() -> None:
    rows = [
        {"account_id": "a02", "date": "2024-04-01", "author": "Ann", "band": "red"},
        {"account_id": "a02", "date": "2024-05-01", "author": "Ben", "sentiment": "Healthy", "until": "2024-05-03"},
    ]
    where = new_workspace_of(**TABLES, overrides=rows)
    days = (date(2024, 4, 30), date(2024, 5, 2), date(2024, 5, 4))
    assert [in_force(where, day) for day in days] == ["at risk", "healthy", None]


def test_a_judgement_is_told_beside_the_score_and_never_in_it() -> None:
    usual, actual = (ask(where, "health_score", SCOPE) for where in (plain(), judged()))
    before, after = ({row["account_id"]: row for row in result.rows()} for result in (usual, actual))
    assert {a: (row["value"], row["series"]) for a, row in before.items()} == {
        a: (row["value"], row["series"]) for a, row in after.items()
    }
    assert "Judged 'at risk' by Ann on 2024-05-01: Sponsor left (holds until 2024-07-29)." in str(
        after["a02"]["note"]
    )
    behind = rows_behind(judged(), "health_score", SCOPE).to_pylist()
    assert {row["judged"] for row in behind if row["account_id"] == "a02"} == {"at risk"}
    assert {row["judged"] for row in behind if row["account_id"] != "a02"} == {None}


def test_a_judgement_by_nobody_known_names_nobody() -> None:
    one = judgements(asked(judged(author=""))).at("a02", date(2024, 5, 2))
    assert one is not None
    assert one.sentence == "Judged 'at risk' on 2024-05-01: Sponsor left (holds until 2024-07-29)."


def test_a_judgement_can_stand_in_the_place_of_the_band() -> None:
    where, settings = judged(band="green"), {"judgements": "in_place", "red_below": 100, "green_from": 100}
    bands = {row["account_id"]: row["series"] for row in ask(where, "health_score", SCOPE, None, settings).rows()}
    assert bands.pop("a02") == "healthy"
    assert set(bands.values()) <= {"at risk", "unknown", "healthy"}
    counted = ask(where, "health_bands", SCOPE, None, settings).rows()
    june = [r for r in counted if r["period"] == date(2024, 6, 1) and r["measure"] == "accounts"]
    assert {r["series"]: r["value"] for r in june}["healthy"] == 1 + sum(word == "healthy" for word in bands.values())


def test_words_that_name_no_band_are_counted_and_said() -> None:
    where = judged(band="purple")
    assert in_force(where, date(2024, 5, 2)) is None
    assert any("without a readable band" in note for note in ask(where, "health_score", SCOPE).notes)


def test_judgements_after_a_snapshot_are_not_known_to_it() -> None:
    where = new_workspace_of(
        **TABLES,
        overrides=[
            {"account_id": f"a{n:02}", "date": "2024-01-15", "author": "Ann", "band": "red"} for n in range(24)
        ],
    )
    history = health_history(asked(where), HORIZON, 6)
    days = np.array([day.toordinal() for day in history.days])[history.day]
    is_known = days >= date(2024, 1, 15).toordinal()
    # 90 days from 15 January reach to 13 April.
    assert np.array_equal(history.judged == 0, is_known)
    assert is_known.any()
    assert not is_known.all()
    settings = {"horizon_days": HORIZON, "month_ends": 6}
    cells = ask(where, "health_backtest", SCOPE, None, settings).rows()
    rows = [row for row in cells if (row["measure"], row["series"]) == ("churn_by_judgement", "at risk")]
    assert [(row["n"], row["value"]) for row in rows] == [
        (is_known.sum(), pytest.approx(history.churned[is_known].mean()))
    ]


TELLING = (
    *(
        "End date",
        "Cancel reason",
        "cancellation_reason",
        "Final status",
        "churnDate",
        "Churned",
        "Lost",
        "Closed on",
    ),
    *("Subscription status", "Expiry date", "Non-renewal reason", "contractTerminatedAt", "Renewed"),
)
HARMLESS = ("Employees", "Weekend use", "End users", "Open tickets", "Blended margin", "Logins")


@pytest.mark.parametrize("name", TELLING)
def test_a_column_that_restates_the_outcome_is_seen(name: str) -> None:
    assert restates_outcome(name)


@pytest.mark.parametrize("name", HARMLESS)
def test_a_column_that_only_looks_like_one_is_not(name: str) -> None:
    assert not restates_outcome(name)


def uploaded(name: str, *loads: tuple[str, dict[str, str]]) -> Workspace:
    """The company with an attribute, loaded on each of the given days."""
    where = new_workspace_of(**TABLES)
    for day, values in loads:
        rows = [{"account_id": account, name: text} for account, text in values.items()]
        moment = datetime.fromisoformat(day)
        where.load([batch_of("accounts", rows, f"{day}.csv")], moment, "add")
    return where


EVERYBODY = {f"a{n:02}": str(n) for n in range(24)}


def replayed(where: Workspace, name: str) -> tuple[Context, dict[str, str], np.ndarray]:
    context = asked(where, attributes=f"{name}: 50 (0=0 30=100)")
    history = health_history(context, HORIZON, 6)
    tenths = history_tenths(context, history, health_choice(context).definitions)
    return context, {one.component: one.reason for one in history.refused}, tenths[:, -1]


def test_an_undated_attribute_is_refused_in_a_replay_and_counts_today() -> None:
    where = uploaded("Employees", ("2024-06-19", EVERYBODY))
    _, refused, column = replayed(where, "Employees")
    assert "it has no dated past values" in refused["Employees"]
    assert (column == MISSING).all()
    settings = {"attributes": "Employees: 50 (0=0 30=100)", "horizon_days": HORIZON}
    notes = ask(where, "health_backtest", SCOPE, None, settings).notes
    assert any(note.startswith("Employees is left out of the replay: it has no date") for note in notes)
    rows = rows_behind(where, "health_score", SCOPE, None, {"attributes": "Employees: 50 (0=0 30=100)"}).to_pylist()
    assert {row["raw_value"] for row in rows if row["component"] == "Employees"} <= {float(n) for n in range(24)}
    assert any(row["component"] == "Employees" and row["contribution"] for row in rows)


def test_an_attribute_counts_from_the_load_that_dates_it() -> None:
    newer = {account: str(29 - int(text)) for account, text in EVERYBODY.items()}
    where = uploaded("Employees", ("2023-06-01", EVERYBODY), ("2024-01-10", newer))
    context, refused, column = replayed(where, "Employees")
    history = health_history(context, HORIZON, 6)
    assert refused == {}
    days = np.array([day.toordinal() for day in history.days])[history.day]
    dated = days >= date(2024, 1, 10).toordinal()
    assert (column[~dated] == MISSING).all()
    numbers = [29 - int(history.accounts[index][1:]) for index in history.account[dated].tolist()]
    # Linear from 0 to 30: n is n ÷ 30 of 1000 tenths, rounded half up.
    assert column[dated].tolist() == [(2 * 1000 * n + 30) // 60 for n in numbers]


def test_a_column_that_says_who_left_is_refused_by_its_name() -> None:
    newer = {account: str(int(text) + 1) for account, text in EVERYBODY.items()}
    where = uploaded("Churn flag", ("2023-06-01", EVERYBODY), ("2023-06-02", newer))
    _, refused, column = replayed(where, "Churn flag")
    assert "its name suggests that it records the outcome" in refused["Churn flag"]
    assert (column == MISSING).all()


def test_what_no_account_has_or_is_no_number_is_said() -> None:
    assert "no account has an attribute" in replayed(plain(), "Employees")[1]["Employees"]
    words = dict.fromkeys(EVERYBODY, "many")
    assert replayed(uploaded("Size", ("2023-06-01", words)), "Size")[1]["Size"] == "it is not a number."


def test_a_component_that_rests_on_later_rows_is_refused() -> None:
    context = asked(plain())
    raw = np.full((3, len(COMPONENTS)), 1.0)
    age = np.zeros_like(raw)
    age[1, 4] = -1.0
    (refusal,) = refusals(context, COMPONENTS, raw, age, np.zeros(3, dtype=bool))
    assert (refusal.component, "rows from after" in refusal.reason) == (COMPONENTS[4].name, True)
    raw[1, 4] = np.nan  # no value rests on that row
    assert refusals(context, COMPONENTS, raw, age, np.zeros(3, dtype=bool)) == ()


def test_a_number_that_only_those_have_who_left_is_refused() -> None:
    context = asked(plain(), attributes="Talks: 5 (0=0 5=100)")
    components = (*COMPONENTS, *attribute_components(context.settings))
    raw = np.full((40, len(components)), 1.0)
    age = np.zeros_like(raw)
    lost = np.arange(40) < 12
    raw[12:, -1] = np.nan
    (refusal,) = refusals(context, components, raw, age, lost)
    assert (refusal.component, "who left soon after" in refusal.reason) == ("Talks", True)
    raw[12, -1] = 1.0  # one who stayed has it too
    assert refusals(context, components, raw, age, lost) == ()
    raw[9:, -1] = np.nan  # nine of those who left: too few to say
    assert refusals(context, components, raw, age, lost) == ()


def test_states_that_exports_overwrite_are_refused_in_a_replay() -> None:
    """Seats and renewals of the accounts export are those of today; without subscriptions that tell, they are out."""
    without = ("quantity", "term_end")
    tables = TABLES | {
        "accounts": [row | {"seats_purchased": "5", "renewal_date": "2024-09-01"} for row in TABLES["accounts"]],
        "subscriptions": [
            {key: text for key, text in row.items() if key not in without} for row in TABLES["subscriptions"]
        ],
    }
    where = new_workspace_of(**tables)
    history = health_history(asked(where), HORIZON, 6)
    assert {one.component for one in history.refused} == {"Licence utilisation", "Time to renewal"}
    index = [component.id for component in COMPONENTS].index("licence_utilisation")
    assert np.isnan(history.values.raw[:, index]).all()
    rows = rows_behind(where, "health_score", SCOPE).to_pylist()
    assert any(row["component"] == "Licence utilisation" and row["points"] is not None for row in rows)


def test_each_components_own_auc_is_that_of_the_rows_that_have_it() -> None:
    context = asked(plain())
    history = health_history(context, HORIZON, 12)
    definitions = health_choice(context).definitions
    tenths, aucs = history_tenths(context, history, definitions), component_aucs(context, history, definitions)
    for index, value in enumerate(aucs):
        is_known = tenths[:, index] != MISSING
        before, other = (
            tenths[is_known & history.churned, index].tolist(),
            tenths[is_known & ~history.churned, index].tolist(),
        )
        pairs = [(x < y) + 0.5 * (x == y) for x in before for y in other]
        assert value == (pytest.approx(sum(pairs) / len(pairs)) if pairs else None)
    assert any(value is not None for value in aucs)
