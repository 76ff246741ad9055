"""Calls ticked off: kept as written, and held to what became of the customer."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from csm_core.errors import CsmError, UnreadableDocument
from csm_core.metrics.health.attention.calls import (
    KIND,
    LEFT,
    STAYED,
    TOO_EARLY,
    Call,
    calls_made,
    remove_call,
    save_call,
    saved_calls,
    unreadable_calls,
)
from csm_core.scope import Scope
from csm_core.store.saved import Saved
from csm_core.store.workspace import Workspace
from tests.workspaces import new_workspace_of

NOW = datetime(2024, 2, 1, 9, 30)  # noqa: DTZ001 - the store keeps plain UTC
CALL = Call("A", "Acme", date(2024, 2, 1), "Spoke to “Dana” <b>&", ("Renews soon.", "Use fell."), 41.5, 200.0, None)


def company() -> Workspace:
    def line(account: str, end: str) -> dict[str, str]:
        row = {"account_id": account, "start_date": "2023-01-01", "end_date": end, "billing_interval": "month"}
        return row | {"amount": "200", "currency": "EUR"}

    return new_workspace_of(
        subscriptions=[line("A", ""), line("B", "2024-02-20"), line("C", "")],
        accounts=[{"account_id": name, "Region": "North"} for name in "ABC"],
    )


def test_a_call_is_read_as_it_was_written() -> None:
    workspace = Workspace.in_memory()
    save_call(workspace, CALL, NOW)
    assert saved_calls(workspace) == (CALL,)


def test_a_second_call_on_the_same_day_takes_the_place_of_the_first_and_another_day_is_another() -> None:
    workspace = Workspace.in_memory()
    later, again = replace(CALL, called_on=date(2024, 2, 5)), replace(CALL, note="Called again")
    for call in (CALL, later, again):
        save_call(workspace, call, NOW)
    assert saved_calls(workspace) == (later, again)
    remove_call(workspace, later.name)
    assert saved_calls(workspace) == (again,)


def test_what_became_of_each_customer_is_told_whatever_the_filters() -> None:
    workspace = company()
    early = date(2024, 2, 1)
    for name, day in (("A", early), ("B", early), ("C", date(2024, 9, 1))):
        save_call(workspace, replace(CALL, account_id=name, called_on=day), NOW)
    scope = Scope(as_of=date(2024, 3, 31), filters=(("Region", ("South",)),), split="Region")
    made = {one.call.account_id: one for one in calls_made(workspace, scope)}
    assert {name: one.outcome for name, one in made.items()} == {"A": STAYED, "B": LEFT, "C": TOO_EARLY}
    assert (made["A"].mrr, made["B"].mrr) == (200.0, None)


def test_calls_change_nothing_of_the_data() -> None:
    workspace = company()
    before = workspace.fingerprint, workspace.revision
    save_call(workspace, CALL, NOW)
    assert (workspace.fingerprint, workspace.revision) == before


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"version": 2}', '{"version": 1, "account_id": "A"}'])
def test_a_call_that_can_not_be_read_stays_in_the_log_until_it_is_taken_back(text: str) -> None:
    workspace = Workspace.in_memory()
    Saved(workspace, KIND).put(CALL.name, text, NOW)
    with pytest.raises(UnreadableDocument):
        save_call(workspace, CALL, NOW)
    assert [one.name for one in unreadable_calls(workspace)] == [CALL.name]
    remove_call(workspace, CALL.name)
    save_call(workspace, CALL, NOW)
    assert (saved_calls(workspace), unreadable_calls(workspace)) == ((CALL,), [])


def test_the_text_of_the_first_version_is_read_whole() -> None:
    workspace = Workspace.in_memory()
    text = (
        '{"version": 1, "account_id": "a1", "account_name": "Ünal & <b>", "called_on": "2026-01-05", '
        '"note": "said \\"yes\\"", "reasons": ["usage fell", "no login"], "score": 41.5, "mrr": null, '
        '"at_stake": 1200.0}'
    )
    Saved(workspace, KIND).put("2026-01-05 a1", text, NOW)
    reasons = ("usage fell", "no login")
    assert saved_calls(workspace) == (
        Call("a1", "Ünal & <b>", date(2026, 1, 5), 'said "yes"', reasons, 41.5, None, 1200.0),
    )


def test_a_note_that_is_a_book_is_refused() -> None:
    with pytest.raises(CsmError):
        save_call(Workspace.in_memory(), replace(CALL, note="x" * 2001), NOW)


def test_without_calls_nothing_is_asked_of_the_data() -> None:
    assert calls_made(Workspace.in_memory(), Scope()) == ()
