"""A closed month: its figures are kept, and what changes them later is told account by account."""

import json
import math
import random
from datetime import date, datetime

import pytest

from csm_core.closing.closing import (
    Closing,
    close_month,
    closed_months,
    closing_of,
    reopen_month,
    unreadable_months,
)
from csm_core.closing.counted import Counted
from csm_core.closing.restated import causes, restated
from csm_core.errors import BadValue, NotAllowed, UnreadableDocument
from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope, Span
from csm_core.store.saved import Saved
from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT, Row, batch_of, new_workspace_of

NOON = datetime.fromisoformat("2024-05-02T12:00")
MARCH = date(2024, 3, 1)
SPAN = Span(date(2024, 1, 1), date(2024, 4, 10), "EUR")


def line(account: str, mrr: int, start: str = "2024-01-05", end: str = "") -> Row:
    return {"account_id": account, "start_date": start, "end_date": end, "mrr": str(mrr), "currency": "EUR"}


def answer(person: str, score: int, account: str = "A") -> Row:
    return {
        "responded_at": "2024-03-10",
        "score": str(score),
        "survey_type": "nps",
        "contact_email": person,
        "account_id": account,
    }


# As the first version of closings is written.
TODAYS = (
    '{"version": 1, "month": "2026-01-01", "closed_at": "2026-02-03T09:30:00.125000", "fingerprint": "abc123", '
    '"definitions": "def456", "scope": [["start", "2026-01-01"], ["end", "2026-02-01"], ["as_of", "2026-01-31"], '
    '["currency", "EUR"], ["timezone", "Europe/Berlin"]], "settings": {"grace_days": 30, "basis": "x"}, "figures": '
    '[{"figure": ["mrr", null, null], "value": 300.0, "definition": "m1", "accounts": {"a1": ["Anvil", 100.0, 0.0], '
    '"": [null, 200.0, 0.0]}}, {"figure": ["mrr_movements", null, "new"], "value": null, "definition": null, '
    '"accounts": {}}], "reopened_at": null, "before": [["2026-02-01T08:00:00", "old1"]], "rule": 1}'
)
# Something in April, so that March is over.
APRIL = line("Z", 1, "2024-04-05")


def closed(**tables: list[Row]) -> Workspace:
    workspace = new_workspace_of(**tables)
    close_month(workspace, Scope(), SPAN, MARCH, {}, NOON)
    return workspace


def replaced(workspace: Workspace, table: str, rows: list[Row]) -> None:
    workspace.load([batch_of(table, rows, "newer.csv")], LOADED_AT, "replace")


def restated_figures(workspace: Workspace, **settings: str | int) -> dict[tuple[str, str | None], object]:
    closing = closing_of(workspace, MARCH)
    assert closing is not None
    return {(one.metric, one.series): one for one in restated(workspace, closing, settings)}


def test_nothing_is_said_while_nothing_changed() -> None:
    workspace = closed(subscriptions=[line("A", 100), line("B", 50), APRIL], surveys=[answer("p", 9), answer("q", 3)])
    assert restated_figures(workspace) == {}
    closing = closing_of(workspace, MARCH)
    assert closing is not None
    assert causes(workspace, closing, {}) == []


def test_what_happens_in_later_months_restates_nothing() -> None:
    workspace = closed(subscriptions=[line("A", 100), line("B", 50), APRIL])
    replaced(
        workspace,
        "subscriptions",
        [line("A", 100, end="2024-04-20"), line("B", 50), APRIL, line("C", 9, "2024-04-09")],
    )
    assert restated_figures(workspace) == {}


def test_a_cancellation_that_came_late_is_told_with_its_account() -> None:
    workspace = closed(subscriptions=[line("A", 100), line("B", 50), APRIL])
    replaced(workspace, "subscriptions", [line("A", 100), line("B", 50, end="2024-03-20"), APRIL])
    actual = restated_figures(workspace)
    mrr = actual["mrr", None]
    assert (mrr.then, mrr.now, mrr.difference) == (150.0, 100.0, -50.0)
    assert mrr.accounts.select(["account_id", "part_then", "part", "contribution"]).to_pylist() == [
        {"account_id": "B", "part_then": 50.0, "part": 0.0, "contribution": -50.0}
    ]
    # One of two customers at the start was lost: by B alone, from 0 of 2 to 1 of 2.
    churn = actual["logo_churn_rate", None]
    assert (churn.then, churn.now) == (0.0, 0.5)
    assert churn.accounts.column("contribution").to_pylist() == [0.5]


def test_a_month_that_was_closed_before_the_rule_of_the_closing_day_names_it_as_the_cause() -> None:
    # B is served through 31 March. By the rule before, it was lost in March and the month was closed at 100.
    workspace = closed(subscriptions=[line("A", 100), line("B", 50, end="2024-04-01"), APRIL])
    kept = json.loads(Saved(workspace, "closing").get(MARCH.isoformat()).text)  # type: ignore[union-attr]
    del kept["rule"]
    for one in kept["figures"]:
        if one["figure"][0] == "mrr":
            one["value"] = 100.0
            del one["accounts"]["B"]
    Saved(workspace, "closing").put(MARCH.isoformat(), json.dumps(kept), NOON)
    mrr = restated_figures(workspace)["mrr", None]
    assert (mrr.then, mrr.now) == (100.0, 150.0)
    closing = closing_of(workspace, MARCH)
    assert closing is not None
    (cause,) = causes(workspace, closing, {})
    assert "closed under an earlier rule" in cause


def test_a_changed_definition_of_the_metric_is_the_cause_of_a_figure_that_it_restates_and_of_no_other() -> None:
    workspace = closed(subscriptions=[line("A", 100), line("B", 50), APRIL], surveys=[answer("p", 9), answer("q", 3)])
    # As an earlier version may have kept them: MRR and ARPA were worked out otherwise, to another value.
    store = Saved(workspace, "closing")
    document = json.loads(store.all()[0].text)
    for figure in document["figures"]:
        if figure["figure"][0] in ("mrr", "arpa", "nps"):
            figure["value"] += 1.0
        if figure["figure"][0] in ("mrr", "arpa", "csat"):
            assert len(figure["definition"]) == 12
            figure["definition"] = "0" * 12
    store.put("2024-03-01", json.dumps(document), NOON)
    figures = {metric: one.is_redefined for (metric, _), one in restated_figures(workspace).items()}
    assert figures == {"mrr": True, "arpa": True, "nps": False}
    # Under another setting, another statement is asked: then nobody can tell.
    assert not any(one.is_redefined for one in restated_figures(workspace, metered="mean3").values())


def test_other_data_are_no_other_definition() -> None:
    workspace = closed(subscriptions=[line("A", 100), line("B", 50), APRIL], surveys=[answer("p", 9), answer("q", 3)])
    replaced(workspace, "subscriptions", [line("A", 100, "2021-02-03"), line("C d's", 70), APRIL, line("D", 1)])
    replaced(workspace, "surveys", [answer("p", 9), answer("q", 10), answer("r", 1) | {"responded_at": "2023-03-01"}])
    actual = restated_figures(workspace)
    assert {metric for metric, _ in actual} >= {"mrr", "arpa", "nps"}
    assert not any(one.is_redefined for one in actual.values())


def test_a_setting_that_changes_the_month_is_named() -> None:
    workspace = closed(
        subscriptions=[
            line("A", 100),
            {**line("B", 50, end="2024-06-01"), "cancel_requested_at": "2024-03-10"},
            APRIL,
        ]
    )
    mrr = restated_figures(workspace, churn_moment="requested")["mrr", None]
    assert mrr.difference == -50.0
    closing = closing_of(workspace, MARCH)
    assert closing is not None
    assert causes(workspace, closing, {"churn_moment": "requested"}) == [
        "The setting churn moment was the default and is requested."
    ]


@pytest.mark.parametrize("seed", range(3))
def test_the_accounts_explain_every_difference_exactly(seed: int) -> None:
    chance = random.Random(seed)
    names = [f"a{number}" for number in range(12)]

    def books() -> tuple[list[Row], list[Row]]:
        lines = [
            line(
                name,
                chance.choice((20, 50, 80)),
                f"2024-0{chance.randint(1, 3)}-1{chance.randint(0, 9)}",
                chance.choice(("", "", "2024-03-15")),
            )
            for name in names
            if chance.random() < 0.8
        ]
        answers = [answer(f"p{index}", chance.randint(0, 10), chance.choice((*names, ""))) for index in range(30)]
        return [*lines, line("kept", 10), APRIL], answers

    before, after = books(), books()
    workspace = closed(subscriptions=before[0], surveys=before[1])
    replaced(workspace, "subscriptions", after[0])
    replaced(workspace, "surveys", after[1])
    actual = restated_figures(workspace)
    scope = Scope(start=MARCH, end=date(2024, 4, 1), as_of=date(2024, 3, 31))
    for (metric, series), one in actual.items():
        now = [
            row["value"]
            for row in ask(workspace, metric, scope).rows()
            if row["series"] == series and row["measure"] == one.measure
        ]
        assert one.now == pytest.approx(now[0])
        if one.difference is not None:
            assert math.fsum(one.accounts.column("contribution").to_pylist()) == pytest.approx(
                one.difference, abs=1e-9
            )
    # By a loop over the two books: what was paid at the end of March.
    paid = [
        sum(float(row["mrr"]) for row in rows if row["start_date"] < "2024-04-01" and not row["end_date"])
        for rows in (before[0], after[0])
    ]
    assert (("mrr", None) in actual) == (paid[0] != paid[1])
    if paid[0] != paid[1]:
        assert (actual["mrr", None].then, actual["mrr", None].now) == (paid[0], paid[1])


def test_a_month_that_is_not_over_can_not_be_closed() -> None:
    workspace = new_workspace_of(subscriptions=[line("A", 100), APRIL])
    with pytest.raises(BadValue, match="April 2024"):
        close_month(workspace, Scope(), SPAN, date(2024, 4, 1), {}, NOON)
    # Its last day is enough.
    close_month(workspace, Scope(), Span(SPAN.first, date(2024, 4, 30), "EUR"), date(2024, 4, 1), {}, NOON)


def test_a_month_without_figures_can_not_be_closed() -> None:
    with pytest.raises(BadValue, match="with figures"):
        close_month(new_workspace_of(subscriptions=[line("A", 100)]), Scope(), SPAN, date(2020, 3, 1), {}, NOON)


def test_a_viewer_closes_nothing() -> None:
    reader = new_workspace_of(subscriptions=[line("A", 100), APRIL]).for_reading()
    with pytest.raises(NotAllowed):
        close_month(reader, Scope(), SPAN, MARCH, {}, NOON)


def test_a_month_is_opened_again_and_closing_it_anew_keeps_when_it_was_closed_before() -> None:
    workspace = closed(subscriptions=[line("A", 100), APRIL])
    first = workspace.fingerprint
    reopen_month(workspace, MARCH, NOON)
    assert closed_months(workspace) == []
    replaced(workspace, "subscriptions", [line("A", 80), APRIL])
    close_month(workspace, Scope(), SPAN, MARCH, {}, NOON)
    (closing,) = closed_months(workspace)
    assert closing.before == ((NOON.isoformat(), first),)
    assert restated_figures(workspace) == {}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"version": 99}', "a newer version of this program"),
        ("no JSON", "it is not valid JSON"),
        ('{"version": 1, "month": "2024-03-01"}', "missing required field 'closed_at'"),
        (TODAYS.replace('["currency", "EUR"]', '["grain", "fortnight"]'), "fortnight"),
    ],
)
def test_a_closed_month_that_can_not_be_read_neither_opens_nor_is_closed_anew(text: str, reason: str) -> None:
    workspace = Workspace.in_memory()
    saved = Saved(workspace, "closing")
    saved.put(MARCH.isoformat(), text, NOON)
    assert closed_months(workspace) == []
    (month,) = unreadable_months(workspace)
    assert month.name == "2024-03-01"
    assert reason.lower() in month.reason.lower()
    for change in (
        lambda: close_month(workspace, Scope(), SPAN, MARCH, {}, NOON),
        lambda: reopen_month(workspace, MARCH, NOON),
    ):
        with pytest.raises(UnreadableDocument, match="kept as it is"):
            change()
    kept = saved.get(MARCH.isoformat())
    assert kept is not None
    assert kept.text == text


def test_the_text_of_the_first_version_is_read_whole() -> None:
    workspace = Workspace.in_memory()
    Saved(workspace, "closing").put("2026-01-01", TODAYS, NOON)
    month, before = date(2026, 1, 1), (("2026-02-01T08:00:00", "old1"),)
    scope = Scope(month, date(2026, 2, 1), as_of=date(2026, 1, 31), currency="EUR", timezone="Europe/Berlin")
    figures = (
        Counted("mrr", None, None, 300.0, {"a1": ("Anvil", 100.0, 0.0), "": (None, 200.0, 0.0)}, "m1"),
        Counted("mrr_movements", None, "new", None, {}, None),
    )
    at, settings = datetime.fromisoformat("2026-02-03T09:30:00.125"), {"grace_days": 30, "basis": "x"}
    assert closed_months(workspace) == [
        Closing(month, at, "abc123", "def456", scope, settings, figures, None, before, 1)
    ]
