"""Every way in which the screen changes something, tried by somebody who may only look; new ones fail until then."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from csm_core import Scope, Workspace
from csm_core.backups.shelf import BackupShelf
from csm_core.closing.closing import close_month, reopen_month
from csm_core.errors import NotAllowed
from csm_core.facts.queries.decisions import Decision, decide_match, forget_decision
from csm_core.facts.queries.written_annotations import Annotation, annotate, remove_annotation
from csm_core.intake.mapping import FileMapping
from csm_core.loading.decisions import say_list, say_source
from csm_core.loading.demo import load_demo
from csm_core.loading.load_files import load_read, read_files
from csm_core.loading.typed_rates import load_typed_rates
from csm_core.metrics.compare.benchmarks import Benchmark, keep_benchmarks, remove_benchmark
from csm_core.metrics.health.attention.calls import Call, remove_call, save_call
from csm_core.metrics.health.what_if.scenario import (
    DEFAULT,
    make_standing,
    remove_scenario,
    save_scenario,
    scenario_of,
)
from csm_core.notebook.cell import Text
from csm_core.notebook.notebook import Notebook
from csm_core.notebook.shelf import Shelf
from csm_core.plausibility.doubt import Doubt
from csm_core.plausibility.known import mark_known, unmark_known
from csm_core.privacy.everywhere import erase_everywhere
from csm_core.privacy.subject import subject_of
from csm_core.report.brand import Brand, save_brand
from csm_core.scope import Span
from csm_core.snapshot.shares import SHARES, share_documents
from csm_core.snapshot.vault import Vault
from csm_core.store.audit_log import AuditLog
from csm_core.store.saved import Saved
from csm_core.store.saved_calendar import KeptCalendar
from csm_core.store.saved_mappings import keep_mapping
from csm_core.store.tenancies import Tenancies
from csm_core.store.tenancy import Role
from csm_ui.visitor.caretaker import one_round
from csm_ui.visitor.hosting import hosting
from csm_ui.visitor.keys import Key
from tests.pages.conftest import NOW, Visit, assert_sound
from tests.pages.doors import doors
from tests.workspaces import LOADED_AT, batch_of

ANN, ED = "ann@example.com", "ed@example.com"
KEY = "0" * 16
DAY = date(2024, 3, 1)
SPAN = Span(DAY, date(2024, 4, 30), None)
DOUBT = Doubt("check", "warning", "subject", "message", "cause", ())
CALL = Call("A", "Acme", DAY, "", (), None, None, None)


@dataclass
class Demoted:
    """Whoever was an editor when her tab was opened, and is a viewer by now."""

    workspace: Workspace
    register: Tenancies
    folder: Path

    @property
    def shelf(self) -> Shelf:
        return Shelf(self.workspace)


# What is refused where it happens, whoever calls it.
REFUSED: Mapping[str, Callable[[Demoted], object]] = {
    "csm_core.closing.closing.close_month": lambda her: close_month(her.workspace, Scope(), SPAN, DAY, {}, NOW),
    "csm_core.closing.closing.reopen_month": lambda her: reopen_month(her.workspace, DAY, NOW),
    "csm_core.facts.queries.decisions.decide_match": lambda her: decide_match(
        her.workspace, [Decision("name", "acme", "A")]
    ),
    "csm_core.facts.queries.decisions.forget_decision": lambda her: forget_decision(her.workspace, "name", "acme"),
    "csm_core.facts.queries.written_annotations.annotate": lambda her: annotate(
        her.workspace, Annotation(DAY, "launch"), NOW
    ),
    "csm_core.facts.queries.written_annotations.remove_annotation": lambda her: remove_annotation(her.workspace, "x"),
    "csm_core.loading.decisions.say_list": lambda her: say_list(her.workspace, 1, DAY, None),
    "csm_core.loading.decisions.say_source": lambda her: say_source(her.workspace, 1, "crm"),
    "csm_core.loading.demo.load_demo": lambda her: load_demo(her.workspace),
    "csm_core.loading.load_files.load_read": lambda her: load_read(her.workspace, read_files([]), loaded_at=NOW),
    "csm_core.loading.typed_rates.load_typed_rates": lambda her: load_typed_rates(
        her.workspace, "EUR", {"USD": 1.1}, NOW
    ),
    "csm_core.metrics.compare.benchmarks.keep_benchmarks": lambda her: keep_benchmarks(
        her.workspace, [Benchmark("nps", 40.0, "them")], NOW
    ),
    "csm_core.metrics.compare.benchmarks.remove_benchmark": lambda her: remove_benchmark(her.workspace, "x"),
    "csm_core.metrics.health.attention.calls.remove_call": lambda her: remove_call(her.workspace, "x"),
    "csm_core.metrics.health.attention.calls.save_call": lambda her: save_call(her.workspace, CALL, NOW),
    "csm_core.metrics.health.what_if.scenario.make_standing": lambda her: make_standing(her.workspace, DEFAULT, NOW),
    "csm_core.metrics.health.what_if.scenario.remove_scenario": lambda her: remove_scenario(her.workspace, "x"),
    "csm_core.metrics.health.what_if.scenario.save_scenario": lambda her: save_scenario(
        her.workspace, scenario_of("x", {}), NOW, 0
    ),
    "csm_core.notebook.shelf.Shelf.change": lambda her: her.shelf.change(
        "Weekly", lambda _: Notebook.of("Weekly", (Text("Words"),)), NOW
    ),
    "csm_core.notebook.shelf.Shelf.create": lambda her: her.shelf.create(Notebook.of("Monthly", ()), NOW),
    "csm_core.notebook.shelf.Shelf.remove": lambda her: her.shelf.remove("Weekly"),
    "csm_core.notebook.shelf.Shelf.rename": lambda her: her.shelf.rename("Weekly", "Daily"),
    "csm_core.plausibility.known.mark_known": lambda her: mark_known(her.workspace, DOUBT, NOW),
    "csm_core.plausibility.known.unmark_known": lambda her: unmark_known(her.workspace, DOUBT),
    "csm_core.privacy.everywhere.erase_everywhere": lambda her: erase_everywhere(
        her.workspace,
        subject_of(her.workspace, "A"),
        Vault(her.folder / "v"),
        BackupShelf(her.folder / "b"),
        AuditLog(her.folder / "a"),
    ),
    "csm_core.report.brand.save_brand": lambda her: save_brand(her.workspace, Brand("Acme"), NOW),
    "csm_core.store.documents.Documents.put": lambda her: Saved(her.workspace, SHARES).put("x", "{}", NOW),
    "csm_core.store.documents.Documents.remove": lambda her: share_documents(her.workspace).remove("x"),
    "csm_core.store.saved_calendar.KeptCalendar.keep": lambda her: KeptCalendar.of(her.workspace).keep(
        her.workspace, NOW
    ),
    "csm_core.store.saved_mappings.keep_mapping": lambda her: keep_mapping(
        her.workspace, ["id"], "a.csv", [FileMapping("accounts", columns={"account_id": "id"})], NOW
    ),
    "csm_core.store.tenancies.Tenancies.delete": lambda her: her.register.delete(KEY, ED),
    "csm_core.store.tenancies.Tenancies.let_in": lambda her: her.register.let_in(KEY, ED, ED, Role.OWNER),
    "csm_core.store.tenancies.Tenancies.rename": lambda her: her.register.rename(KEY, ED, "Hers"),
    "csm_core.store.tenancies.Tenancies.send_away": lambda her: her.register.send_away(KEY, ED, ANN),
    "csm_core.store.workspace.Workspace.undo": lambda her: her.workspace.undo(1),
}
# What is done to files by their paths; the screen asks before, which the tests of these names show.
ASKED_BY_THE_SCREEN = {
    "csm_core.backups.backup.accept": "test_a_backup_is_restored_by_owners_alone",
    "csm_core.backups.backup.restore": "test_a_backup_is_restored_by_owners_alone",
    "csm_core.snapshot.take.take_snapshot": "test_copies_are_made_and_taken_back_by_editors_alone",
    "csm_core.snapshot.vault.Vault.put": "test_copies_are_made_and_taken_back_by_editors_alone",
    "csm_core.snapshot.vault.Vault.revoke": ("test_copies_are_made_and_taken_back_by_editors_alone"),
}
# What everybody may do.
ANYBODYS = {
    "csm_core.backups.shelf.BackupShelf.last_good": "reads a backup through, in a file of its own",
    "csm_core.snapshot.vault.Vault.open": "deletes what has expired",
    "csm_core.store.tenancies.Tenancies.create": "a workspace of one's own",
    "csm_core.store.tenancies.Tenancies.open": "notes that it was used",
}


@pytest.fixture
def register(tmp_path: Path) -> Tenancies:
    """A host on which Ann owns a workspace with a customer and a notebook, and Ed is its editor."""
    register = Tenancies(tmp_path)
    register.create(ANN, "Team", KEY, NOW)
    register.let_in(KEY, ANN, ED, Role.EDITOR)
    workspace = register.open(KEY, ANN, NOW)
    accounts = [{"account_id": "A", "account_name": "Acme", "start_date": "2024-01-05"}]
    paid = [{"account_id": "A", "start_date": "2024-01-05", "mrr": "100", "currency": "EUR"}]
    workspace.load([batch_of("accounts", accounts), batch_of("subscriptions", paid)], LOADED_AT, "add")
    Shelf(workspace).create(Notebook.of("Weekly", ()), NOW)
    return register


def demote(register: Tenancies, role: Role = Role.VIEWER) -> None:
    register.let_in(KEY, ANN, ED, role)


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()


def test_every_door_is_one_that_is_tried_here() -> None:
    assert doors() == {*REFUSED, *ASKED_BY_THE_SCREEN, *ANYBODYS}
    assert set(ASKED_BY_THE_SCREEN.values()) <= set(globals())


def test_whoever_is_no_editor_any_more_changes_nothing_by_any_door_that_her_tab_has_open(
    visit: Visit, register: Tenancies, tmp_path: Path
) -> None:
    workspace = visit(ED, "glossary", workspace_key=KEY).session_state[Key.WORKSPACE]
    close_month(workspace, Scope(), SPAN, DAY, {}, NOW)  # as the editor that she was
    demote(register)
    before = everything(register)
    her = Demoted(workspace, register, tmp_path)
    assert [name for name, act in REFUSED.items() if not is_refused(act, her)] == []
    assert everything(register) == before


def is_refused(act: Callable[[Demoted], object], her: Demoted) -> bool:
    try:
        act(her)
    except NotAllowed:
        return True
    return False


def everything(register: Tenancies) -> tuple[object, ...]:
    workspace = register.open(KEY, ANN, NOW)
    saved = workspace.query("select kind, name, text, version from meta.saved order by all").to_pylist()
    return saved, [str(load) for load in workspace.loads()], workspace.row_counts(), str(register.of(ANN))


def test_copies_are_made_and_taken_back_by_editors_alone(visit: Visit, register: Tenancies, tmp_path: Path) -> None:
    mark = Vault(tmp_path / "snapshots").put("token", lambda path: Workspace.open(path).close())
    text = '{"version":1,"title":"Mine","expires_at":"2999-01-01T00:00:00","fingerprint":"x"}'
    Saved(register.open(KEY, ANN, NOW), SHARES).put(mark, text, NOW)
    app = visit(ED, "revenue", workspace_key=KEY)
    app.session_state["share"] = True
    app.run()
    demote(register)
    copies = sorted(path.name for path in (tmp_path / "snapshots").iterdir())
    press(app, "Revoke")
    assert sorted(path.name for path in (tmp_path / "snapshots").iterdir()) == copies


def test_a_file_is_made_for_nobody_who_was_sent_away(
    visit: Visit, register: Tenancies, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: dict[str, Callable[[], bytes]] = {}

    def download_button(label: str, data: Callable[[], bytes], **_: object) -> None:
        files[label] = data

    monkeypatch.setattr("streamlit.download_button", download_button)
    app = visit(ED, "revenue", workspace_key=KEY)
    app.session_state["share"] = True
    app.run()
    assert_sound(app)
    assert b"<html" in files["Web page"]()
    register.send_away(KEY, ANN, ED)
    assert len(files) >= 3
    for make in files.values():
        with pytest.raises(NotAllowed):
            make()


def test_nobody_erases_who_is_no_owner_any_more(visit: Visit, register: Tenancies) -> None:
    demote(register, Role.OWNER)
    app = visit(ED, workspace_key=KEY)
    next(box for box in app.text_input if box.label == "Customer or person").input("acme").run()
    next(box for box in app.text_input if box.label.startswith("Type it")).input("Acme").run()
    demote(register, Role.EDITOR)
    press(app, "Erase for good")
    assert_sound(app)
    left = register.open(KEY, ANN, NOW).query("select account_name from live.accounts").column(0).to_pylist()
    assert left == ["Acme"]


def test_a_backup_is_restored_by_owners_alone(visit: Visit, register: Tenancies, tmp_path: Path) -> None:
    demote(register, Role.OWNER)
    one_round(hosting(), 0.0, NOW)
    path = register.file_of(KEY, ANN)
    Workspace.let_go(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    app = visit(ED, workspace_key=KEY)
    demote(register, Role.EDITOR)
    press(app, "Restore this backup")
    assert len(path.read_bytes()) == len(content) // 2
