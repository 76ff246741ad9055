"""The revision of the data is never kept past a change, whoever reads while the change comes into force."""

import threading

from csm_core.facts.build import built_facts
from csm_core.metrics.asking.ask import ask
from csm_core.store.revision import Revision
from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT, batch_of


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
    rows: list[str] = []
    reader = threading.Thread(target=lambda: rows.append(workspace.fingerprint), name="held up")
    reader.start()
    assert workspace.has_read.wait(30)
    workspace.load([batch_of("accounts", [{"account_id": "A"}])], LOADED_AT, "add")
    workspace.may_go_on.set()
    reader.join(30)
    alone = Workspace.in_memory()
    assert rows == [alone.fingerprint]
    alone.load([batch_of("accounts", [{"account_id": "A"}])], LOADED_AT, "add")
    assert workspace.fingerprint == alone.fingerprint
