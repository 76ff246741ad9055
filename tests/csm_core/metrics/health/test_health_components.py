"""The components of the health score against loops over the rows, and the rules that turn them into points."""

from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest

from csm_core.errors import BadValue, CsmError
from csm_core.metrics.asking.ask import ask, context_of, rows_behind
from csm_core.metrics.health.components.matrix import HealthMatrix, health_matrix
from csm_core.metrics.health.components.settings import health_choice, health_scores
from csm_core.metrics.health.components.uploaded_numbers import attribute_components, attributes_text
from csm_core.scope import Scope
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.normalise import MISSING, ByTenure, Thresholds
from csm_core.store.workspace import Workspace
from tests.csm_core.metrics.health.past_company import AS_OF, company
from tests.workspaces import workspace_of

TABLES = company(seed=8, accounts=24)
INDEX = {component.id: index for index, component in enumerate(COMPONENTS)}
DAYS = (date(2023, 11, 30), AS_OF)


@cache
def workspace() -> Workspace:
    return workspace_of(**TABLES)


@cache
def matrix() -> HealthMatrix:
    return health_matrix(context_of(workspace(), "health_score", Scope(as_of=AS_OF), None, {}), DAYS)


def of(table: str, account: str | None, column: str, after: date, until: date) -> list[dict[str, str]]:
    """The rows of an account (of all, for None) whose day lies after `after` and not after `until`."""
    return [
        row
        for row in TABLES[table]
        if account in (None, row["account_id"]) and after.isoformat() < row.get(column, "") <= until.isoformat()
    ]


def came(account: str, t: date) -> date:
    """Since when an account has been a customer without a gap."""
    lines = sorted(
        (row["start_date"], row["end_date"] or "9999")
        for row in TABLES["subscriptions"]
        if row["account_id"] == account
    )
    since = until = ""
    for start, end in lines:
        if start > t.isoformat():
            break
        since, until = (start if start > until else since), max(until, end)
    return date.fromisoformat(since)


def by_hand(account: str, t: date) -> dict[str, float | None]:
    def back(days: int) -> date:
        return t - timedelta(days=days)

    def share(rows: list[dict[str, str]], kind: str, low: int) -> float | None:
        scores = [float(row["score"]) >= low for row in rows if row["survey_type"] == kind]
        return sum(scores) / len(scores) if scores else None

    since = came(account, t)
    there, earlier = min(28, (t - since).days + 1), min(28, (t - since).days - 27)
    now = {row["event_at"] for row in of("events", account, "event_at", max(back(28), since - timedelta(1)), t)}
    before = {
        row["event_at"] for row in of("events", account, "event_at", max(back(56), since - timedelta(1)), back(28))
    }
    month = of("events", account, "event_at", back(28), t)
    features = {row["event_name"] for row in of("events", account, "event_at", back(365), t)}
    (seats,) = [
        float(row["quantity"])
        for row in TABLES["subscriptions"]
        if row["account_id"] == account and row["start_date"] <= t.isoformat() < (row["end_date"] or "9")
    ]
    nps = [
        float(row["score"])
        for row in of("surveys", account, "responded_at", back(180), t)
        if row["survey_type"] == "nps"
    ]
    paid = [
        bool(row["paid_at"])
        and date.fromisoformat(row["paid_at"]) <= date.fromisoformat(row["due_date"]) + timedelta(7)
        for row in of("invoices", account, "due_date", back(180), back(7))
        if row["invoice_date"] <= t.isoformat()
    ]
    reached = [float(row["actual"]) / float(row["target"]) for row in of("outcomes", account, "date", back(180), t)]
    began = min(row["start_date"] for row in TABLES["subscriptions"] if row["account_id"] == account)
    open_ = [
        row
        for row in of("tickets", account, "escalated_at", date.min, t)
        if not row["escalation_closed_at"] or row["escalation_closed_at"] > t.isoformat()
    ]
    return {
        "usage_trend": (len(now) / there) / (len(before) / earlier) if before else None,
        "usage_frequency": 28 * len(now) / there if there >= 7 else None,
        "licence_utilisation": len({row["user_id"] for row in month}) / seats,
        "feature_breadth": len({row["event_name"] for row in month}) / len(features) if features else None,
        "nps": sum(nps) / len(nps) if nps else None,
        # Satisfied from 4 of 5, easy from 5 of 7.
        "csat": share(of("surveys", account, "responded_at", back(90), t), "csat", 4),
        "ces": share(of("surveys", account, "responded_at", back(180), t), "ces", 5),
        "escalations_open": len(open_),
        "ticket_rate": len(of("tickets", account, "created_at", back(28), t)),
        "payment": sum(paid) / len(paid) if paid else None,
        "outcomes": sum(reached) / len(reached) if reached else None,
        "tenure": (t - date.fromisoformat(began)).days / 30.4375,
    }


@pytest.mark.parametrize("t", DAYS)
def test_each_component_is_what_counting_by_hand_gives(t: date) -> None:
    rows = [row for row, day in enumerate(matrix().days) if day == t]
    assert len(rows) > 8
    for row in rows:
        account = matrix().account_ids[row]
        for name, expected in by_hand(account, t).items():
            value = matrix().raw[row, INDEX[name]]
            assert (None if np.isnan(value) else value) == (None if expected is None else pytest.approx(expected)), (
                account,
                name,
            )


def test_the_next_end_of_a_term_is_stepped_back_by_the_billing_interval() -> None:
    """Monthly, with an end told for 2025-03-14: from 20 June 2024 the next end is 14 July, 24 days away."""
    line = {"account_id": "A", "start_date": "2023-01-14", "term_end": "2025-03-14", "amount": "5", "quantity": "1"}
    where = workspace_of(
        subscriptions=[line | {"billing_interval": "month"}],
        events=[{"account_id": "A", "event_at": "2024-06-01", "event_name": "x"}],
    )
    matrix = health_matrix(context_of(where, "health_score", Scope(as_of=AS_OF), None, {}), [AS_OF])
    assert matrix.raw[0, INDEX["renewal"]] == 24


def test_age_is_counted_to_the_newest_row_behind_a_value() -> None:
    for index, (account, t) in enumerate(zip(matrix().account_ids, matrix().days, strict=True)):
        answers = [
            r["responded_at"]
            for r in of("surveys", account, "responded_at", date.min, t)
            if r["survey_type"] == "nps"
        ]
        age = matrix().age_days[index, INDEX["nps"]]
        assert (None if np.isnan(age) else age) == ((t - date.fromisoformat(max(answers))).days if answers else None)
        newest = max(r["event_at"] for r in of("events", None, "event_at", date.min, t))
        assert matrix().age_days[index, INDEX["usage_trend"]] == (t - date.fromisoformat(newest)).days


def tenths(**settings: object) -> np.ndarray:
    context = context_of(workspace(), "health_score", Scope(as_of=AS_OF), None, settings)  # type: ignore[arg-type]
    return health_scores(context, health_matrix(context, DAYS)).tenths


def test_a_value_that_is_too_old_is_no_data() -> None:
    plain, fresh = tenths(), tenths(**{"stale.nps": 30})
    age = matrix().age_days[:, INDEX["nps"]]
    too_old = age > 30
    assert (too_old & (plain[:, INDEX["nps"]] != MISSING)).any()
    assert (fresh[too_old, INDEX["nps"]] == MISSING).all()
    kept = ~too_old
    assert np.array_equal(fresh[kept, INDEX["nps"]], plain[kept, INDEX["nps"]])
    others = [index for name, index in INDEX.items() if name != "nps"]
    assert np.array_equal(fresh[:, others], plain[:, others])


def test_points_can_differ_by_tenure() -> None:
    """Ten days of use are half of the way for old customers and all of it in the first twelve months."""
    points = tenths(**{"points.usage_frequency": "0=0 10=100 | 12: 0=0 20=100"})
    days, tenure = matrix().raw[:, INDEX["usage_frequency"]], matrix().raw[:, INDEX["tenure"]]
    is_known = ~np.isnan(days)
    per_day = np.where(tenure[is_known] < 12, 100, 50)
    assert set(per_day.tolist()) == {50, 100}
    assert np.array_equal(points[is_known, INDEX["usage_frequency"]], np.minimum(1000, days[is_known] * per_day))


def test_direction_rule_and_gap_are_settings_of_one_component() -> None:
    plain = tenths()
    turned = tenths(**{"direction.ticket_rate": "up", "rule.nps": "min_max", "points.nps": "4=0 9=100"})
    assert np.array_equal(turned[:, INDEX["ticket_rate"]], 1000 - plain[:, INDEX["ticket_rate"]])
    nps = matrix().raw[:, INDEX["nps"]]
    is_known = ~np.isnan(nps)
    expected = np.floor(np.round(np.clip((nps[is_known] - 4) / 5, 0, 1) * 1000, 6) + 0.5)
    assert np.array_equal(turned[is_known, INDEX["nps"]], expected)
    context = context_of(workspace(), "health_score", Scope(as_of=AS_OF), None, {"missing.nps": "worst"})
    rules = dict(zip(INDEX, health_choice(context).missing, strict=True))
    assert (rules.pop("nps").value, {rule.value for rule in rules.values()}) == ("worst", {"reweight"})


def test_a_gap_in_one_component_can_count_as_the_worst_and_the_others_leave_the_mean() -> None:
    """Use alone is known, at 10 of 20 days: 50 points of weight 15. A gap in answers (10) counts 0: 750 ÷ 25 = 30."""
    where = workspace_of(
        accounts=[{"account_id": "A", "start_date": "2023-01-01"}],
        events=[
            {"account_id": "A", "event_at": day, "event_name": "x"}
            for day in ("2024-01-01", *(f"2024-06-{d:02}" for d in range(1, 11)))
        ],
    )
    weights = {f"weight.{component.id}": 0 for component in COMPONENTS}
    weights |= {"weight.usage_frequency": 15, "weight.nps": 10, "weight.csat": 5}
    scope = Scope(as_of=AS_OF)
    (row,) = ask(where, "health_score", scope, None, weights | {"missing.nps": "worst"}).rows()
    assert row["value"] == 30.0
    (row,) = ask(where, "health_score", scope, None, weights).rows()
    assert row["value"] == 50.0
    (row,) = ask(where, "health_score", scope, None, weights | {"missing": "neutral"}).rows()
    assert row["value"] == 50.0
    (row,) = ask(
        where, "health_score", scope, None, weights | {"missing": "worst", "missing.csat": "reweight"}
    ).rows()
    assert row["value"] == 30.0


UNREADABLE = ("1=0", "2=0 1=100", "0=0 1=200", "a=b", "0=0 nan=50", "0=0 inf=100", "")
UNSTAGED = ("0=0 1=1 | 0: 0=0 1=1", "0=0 1=1 | x: 0=0 1=1", "0=0 1=1 | 6:", "0=0 1=1 | 9: 0=0 1=1 | 6: 0=0 1=1")


@pytest.mark.parametrize("text", UNREADABLE + UNSTAGED)
def test_points_that_can_not_be_read_are_refused(text: str) -> None:
    context = context_of(workspace(), "health_score", Scope(as_of=AS_OF), None, {"points.nps": text})
    with pytest.raises(BadValue, match=r"points\.nps"):
        health_choice(context)


def test_the_settings_of_points_say_the_defaults() -> None:
    context = context_of(workspace(), "health_score", Scope(as_of=AS_OF), None, {})
    for definition in health_choice(context).definitions:
        assert definition.rule == Thresholds(definition.component.points)
    staged = {"points.nps": "0=0 10=100 | 6: 0=0 8=100"}
    context = context_of(workspace(), "health_score", Scope(as_of=AS_OF), None, staged)
    assert isinstance(health_choice(context).definitions[INDEX["nps"]].rule, ByTenure)


def test_an_uploaded_number_joins_the_score() -> None:
    """Ten of twenty days are 50 points of weight 10; 30 between 20 and 35 are 66.7 of weight 30."""
    where = workspace_of(
        accounts=[
            {"account_id": "A", "start_date": "2023-01-01", "Licences: sold": "30"},
            {"account_id": "B", "start_date": "2023-01-01", "Licences: sold": "forty"},
        ],
        events=[
            {"account_id": account, "event_at": day, "event_name": "x"}
            for account in "AB"
            for day in ("2024-01-01", *(f"2024-06-{d:02}" for d in range(1, 11)))
        ],
    )
    weights = {f"weight.{component.id}": 0 for component in COMPONENTS}
    settings = weights | {"weight.usage_frequency": 10, "attributes": "Licences: sold: 30 (20=0 35=100)"}
    rows = {row["account_id"]: row for row in ask(where, "health_score", Scope(as_of=AS_OF), None, settings).rows()}
    # (10 · 50 + 30 · 66.7) ÷ 40 = 62.525, rounded down to whole tenths.
    assert rows["A"]["value"] == 62.5
    # What is no number is not known; a quarter of the weight is below half: unknown.
    assert rows["B"]["value"] is None
    behind = rows_behind(where, "health_score", Scope(as_of=AS_OF), None, settings).to_pylist()
    items = [row for row in behind if row["account_id"] == "A" and row["component"] == "Licences: sold"]
    assert [(row["raw_value"], row["points"], row["weight"]) for row in items] == [(30.0, 66.7, 30)]


def test_uploaded_numbers_are_read_and_written() -> None:
    text = "Employees: 10 (50=0 200=100); Contract: years: 5 (0=100 3.5=0)"
    components = attribute_components({"attributes": text})
    assert [(one.name, one.weight, one.points) for one in components] == [
        ("Employees", 10, ((50.0, 0.0), (200.0, 100.0))),
        ("Contract: years", 5, ((0.0, 100.0), (3.5, 0.0))),
    ]
    assert attributes_text(components) == text
    for wrong in ("Employees", "Employees: 10", "A: 101 (0=0 1=1)", "A: 1 (1=0)", "A: 1 (0=0 1=1); A: 2 (0=0 1=1)"):
        with pytest.raises(CsmError, match="attributes"):
            attribute_components({"attributes": wrong})
