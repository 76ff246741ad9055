"""The revision of the data is never kept past a change, whoever reads while the change comes into force."""

import threading

import pytest

from csm_core.facts.build import built_facts
from csm_core.metrics.asking.ask import ask
from csm_core.store.revision import KnownRevision, Revision
from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT, batch_of

OLD, NEW = Revision("old", "old"), Revision("new", "new")


def test_it_is_read_once() -> None:
    known = KnownRevision()
    assert known.get(lambda: OLD) is OLD
    assert known.get(lambda: NEW) is OLD


def test_it_is_read_again_after_a_change() -> None:
    known = KnownRevision()
    known.get(lambda: OLD)
    with known.changing():
        pass
    assert known.get(lambda: NEW) is NEW


def test_what_was_read_before_a_change_that_came_meanwhile_is_not_kept() -> None:
    known = KnownRevision()

    def read() -> Revision:
        with known.changing():
            pass  # it comes into force between the reading and the keeping
        return OLD

    assert known.get(read) is OLD
    assert known.get(lambda: NEW) is NEW


def test_what_is_read_while_a_change_comes_into_force_is_not_kept() -> None:
    known = KnownRevision()
    with known.changing():
        assert known.get(lambda: OLD) is OLD
    assert known.get(lambda: NEW) is NEW


def test_a_change_that_fails_leaves_it_readable() -> None:
    known = KnownRevision()
    with pytest.raises(KeyError), known.changing():
        raise KeyError
    assert known.get(lambda: OLD) is OLD
    assert known.get(lambda: NEW) is OLD


def test_facts_bear_the_revision_of_the_rows_that_they_were_built_from() -> None:
    workspace = Workspace.in_memory()
    workspace.load(
        [batch_of("surveys", [{"responded_at": "2024-03-10", "score": "9", "survey_type": "nps"}])], LOADED_AT, "add"
    )
    for zone in ("UTC", "Asia/Tokyo"):
        facts = built_facts(workspace, zone)
        assert workspace.built[facts] == workspace.revision


def test_answers_asked_while_loads_come_and_go_are_of_one_state() -> None:
    workspace = Workspace.in_memory()
    answers = [{"responded_at": "2024-03-10", "score": "10", "survey_type": "nps"}]
    workspace.load([batch_of("surveys", answers)], LOADED_AT, "add")
    more = batch_of("surveys", [answers[0] | {"score": "0"}] * 3)
    counts = {workspace.fingerprint: 1}
    is_over = threading.Event()

    def change() -> None:
        for _ in range(6):
            (load,) = workspace.load([more], LOADED_AT, "add")
            workspace.undo(load.load_id)
        is_over.set()

    changer = threading.Thread(target=change)
    changer.start()
    asked = []
    while not is_over.is_set():
        result = ask(workspace, "nps")
        asked.append((result.fingerprint, result.table.to_pylist()[0]["n"]))
    changer.join()
    assert {count for fingerprint, count in asked if fingerprint in counts} <= {1}
    assert {count for fingerprint, count in asked if fingerprint not in counts} <= {4}
    assert workspace.fingerprint in counts


class Pausing(Workspace):
    """A workspace whose reader of the revision can be held up between reading it and keeping it."""

    has_read, may_go_on = threading.Event(), threading.Event()

    def _read_revision(self) -> Revision:
        revision = super()._read_revision()
        if threading.current_thread().name == "held up":
            self.has_read.set()
            assert self.may_go_on.wait(30)
        return revision


def test_a_reader_held_up_while_a_load_commits_leaves_nothing_stale() -> None:
    workspace = Pausing.in_memory()
    told: list[str] = []
    reader = threading.Thread(target=lambda: told.append(workspace.fingerprint), name="held up")
    reader.start()
    assert workspace.has_read.wait(30)
    workspace.load([batch_of("accounts", [{"account_id": "A"}])], LOADED_AT, "add")
    workspace.may_go_on.set()
    reader.join(30)
    alone = Workspace.in_memory()
    assert told == [alone.fingerprint]
    alone.load([batch_of("accounts", [{"account_id": "A"}])], LOADED_AT, "add")
    assert workspace.fingerprint == alone.fingerprint
