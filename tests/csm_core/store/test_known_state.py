"""What the data says is never kept past a change, whoever reads while the change comes into force."""

import pytest

from csm_core.engines.limits import Limits
from csm_core.store.known_state import KnownState
from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT, batch_of


def test_it_is_read_once() -> None:
    recorded = KnownState()
    assert recorded.get("what", lambda: "old") == "old"
    assert recorded.get("what", lambda: "new") == "old"


def test_it_is_read_again_after_a_change() -> None:
    recorded = KnownState()
    recorded.get("what", lambda: "old")
    with recorded.changing():
        pass
    assert recorded.get("what", lambda: "new") == "new"


def test_what_was_read_before_a_change_that_came_meanwhile_is_not_kept() -> None:
    recorded = KnownState()

    def read() -> str:
        with recorded.changing():
            pass  # it comes into force between the reading and the keeping
        return "old"

    assert recorded.get("what", read) == "old"
    assert recorded.get("what", lambda: "new") == "new"


def test_what_is_read_while_a_change_comes_into_force_is_not_kept() -> None:
    recorded = KnownState()
    with recorded.changing():
        assert recorded.get("what", lambda: "old") == "old"
    assert recorded.get("what", lambda: "new") == "new"


def test_a_change_that_fails_leaves_it_readable() -> None:
    recorded = KnownState()
    with pytest.raises(KeyError), recorded.changing():
        raise KeyError
    assert recorded.get("what", lambda: "old") == "old"
    assert recorded.get("what", lambda: "new") == "old"


def test_what_follows_from_the_files_alone_outlives_what_is_derived_from_them_and_no_load() -> None:
    recorded = KnownState()
    for of_files in (True, False):
        recorded.get(of_files, lambda: "old", of_files)
    with recorded.changing(derived=True):
        pass
    assert [recorded.get(of_files, lambda: "new", of_files) for of_files in (True, False)] == ["old", "new"]
    with recorded.changing():
        pass
    assert recorded.get(True, lambda: "newer", of_files=True) == "newer"


def test_only_the_answers_used_last_are_kept() -> None:
    recorded = KnownState(most=2)
    for question in ("a", "b", "a", "c"):
        recorded.get(question, lambda: "first")
    assert [recorded.get(question, lambda: "second") for question in ("a", "c", "b")] == ["first", "first", "second"]


def test_a_statement_is_asked_again_after_whatever_was_written() -> None:
    workspace = Workspace.in_memory(Limits(threads=1))
    counted = "select count(*) as rows from canonical.tickets"
    assert workspace.recall(counted).to_pylist() == [{"rows": 0}]
    ticket = {"ticket_id": "1", "account_id": "a", "created_at": "2024-03-10"}
    (load,) = workspace.load([batch_of("tickets", [ticket])], LOADED_AT, "add")
    assert workspace.for_reading().recall(counted).to_pylist() == [{"rows": 1}]
    workspace.undo(load.load_id)
    assert workspace.recall(counted).to_pylist() == [{"rows": 0}]


def test_each_value_of_a_parameter_is_a_question_of_its_own() -> None:
    workspace = Workspace.in_memory(Limits(threads=1))
    for number in (1, 2, 1):
        assert workspace.recall("select $n::int as n", {"n": number}).to_pylist() == [{"n": number}]
