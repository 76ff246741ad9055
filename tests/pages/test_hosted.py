"""A host with sign-in: who comes in, whose data they see, and what a role lets them do."""

from datetime import timedelta
from pathlib import Path
from weakref import WeakKeyDictionary

import pytest
from streamlit.testing.v1 import AppTest

from csm_core import CsmError, Workspace
from csm_core.store.tenancies import Tenancies
from csm_core.store.tenancy import Role
from csm_ui.visitor.caretaker import in_use, one_round
from csm_ui.visitor.hosting import hosting, usual_hosting
from csm_ui.visitor.identity import address_of, has_ended, may_come_in
from tests.pages.conftest import NOW, ROOT, SECRETS, Visit, assert_sound, texts
from tests.workspaces import LOADED_AT, batch_of


def test_nobody_sees_anything_before_signing_in(visit: Visit) -> None:
    app = visit(None)
    assert [button.label for button in app.button] == ["Sign in"]
    assert not app.sidebar.selectbox


@pytest.mark.parametrize("who", ["eve@evil-example.com", "eve@sub.example.com", "eve@example.com.evil", "eve"])
def test_other_domains_are_not_let_in(visit: Visit, who: str) -> None:
    app = visit(who)
    assert "has no access here" in texts(app)
    assert [button.label for button in app.button] == ["Sign out"]


@pytest.mark.parametrize("claim", [True, "true", "True"])
def test_an_address_that_its_provider_vouches_for_is_let_in(claim: object) -> None:
    assert may_come_in("ann@example.com", claim, usual_hosting())


@pytest.mark.parametrize("claim", [None, False, "false", "", 0, 1, [True]])
def test_an_address_that_its_provider_does_not_vouch_for_is_not_let_in(claim: object) -> None:
    assert not may_come_in("ann@example.com", claim, usual_hosting())
    assert not may_come_in("@example.com", True, usual_hosting())


def test_a_host_may_trust_a_provider_that_says_nothing_of_its_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CSM_WORKSPACE", raising=False)
    monkeypatch.setenv("CSM_TRUST_UNSTATED_EMAILS", "yes")
    assert may_come_in("ann@example.com", None, hosting())
    assert not may_come_in("ann@example.com", "false", hosting())


def test_two_different_addresses_never_become_one_person() -> None:
    assert address_of("Ann@Example.com") == "ann@example.com"
    for claim in ("\u212aim@example.com", "kim@example.com\n", "x@evil.example@example.com", None):
        assert address_of(claim) == ""


def test_a_sign_in_that_is_too_old_ends(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSM_SESSION_HOURS", "8")
    app = visit("ann@example.com")  # whose sign-in has no time
    assert "Your session has ended" in texts(app)
    assert [button.label for button in app.button] == ["Sign in"]
    assert not has_ended(1000, 8, 1000 + 8 * 3600)
    assert has_ended(1000, 8, 1001 + 8 * 3600)
    assert not has_ended(None, None, 1e9)


@pytest.mark.parametrize(
    "secrets",
    [{}, *({"auth": {**SECRETS["auth"], "cookie_secret": secret}} for secret in ("short", "change-me-" * 5))],
)
def test_a_host_that_is_not_safe_opens_for_nobody(visit: Visit, secrets: object) -> None:
    app = visit("ann@example.com", secrets=secrets)
    assert "This app can't be opened yet" in texts(app)
    assert not app.sidebar.selectbox


def test_each_person_has_a_workspace_of_her_own(visit: Visit, tmp_path: Path) -> None:
    visit("ann@example.com")
    visit("bob@example.com")
    register = Tenancies(tmp_path)
    (ann,), (bob,) = register.of("ann@example.com"), register.of("bob@example.com")
    assert ann.key != bob.key
    batch = batch_of("accounts", [{"account_id": "A", "account_name": "Only Ann knows"}])
    register.open(ann.key, "ann@example.com", NOW).load([batch], LOADED_AT, "add")
    assert register.open(bob.key, "bob@example.com", NOW).row_counts() == {}
    stranger = visit("bob@example.com", workspace_key=ann.key)
    assert "no workspace by that name" in texts(stranger)
    assert "Only Ann knows" not in texts(stranger)


def test_a_viewer_has_no_way_to_load_and_an_owner_lets_her_in_and_out(visit: Visit, tmp_path: Path) -> None:
    owner = visit("ann@example.com")
    register = Tenancies(tmp_path)
    (tenancy,) = register.of("ann@example.com")
    next(box for box in owner.text_input if box.label == "Invite").input("Viv@example.com")
    next(button for button in owner.button if button.label == "Invite").click().run()
    assert_sound(owner)
    assert register.of_member(tenancy.key, "viv@example.com").members["viv@example.com"] is Role.VIEWER
    viewer = visit("viv@example.com", workspace_key=tenancy.key)
    assert "its editors load data into it" in texts(viewer)
    assert not any(button.label in ("Load", "Invite") for button in viewer.button)
    register.send_away(tenancy.key, "ann@example.com", "viv@example.com")
    # What was taken away holds on the very next run of a page that is open.
    viewer.run()
    assert "no workspace by that name" in texts(viewer)


def test_deleting_asks_for_the_name(visit: Visit, tmp_path: Path) -> None:
    app = visit("ann@example.com")
    (tenancy,) = Tenancies(tmp_path).of("ann@example.com")
    assert next(button for button in app.button if button.label == "Delete workspace").disabled
    next(box for box in app.text_input if "delete it" in box.label).input(tenancy.name).run()
    next(button for button in app.button if button.label == "Delete workspace").click().run()
    assert_sound(app)
    assert tenancy.key not in [one.key for one in Tenancies(tmp_path).of("ann@example.com")]


def test_a_private_workspace_is_let_go_when_idle_and_a_used_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSM_IDLE_MINUTES", "10")
    monkeypatch.delenv("CSM_WORKSPACE", raising=False)
    monkeypatch.setattr("csm_ui.visitor.caretaker._private", WeakKeyDictionary())
    workspace = Workspace.in_memory()
    monkeypatch.setattr("csm_ui.visitor.caretaker.time.monotonic", lambda: 1000.0)
    in_use(workspace)
    one_round(hosting(), 1000.0 + 599, NOW)
    assert not workspace.is_closed
    one_round(hosting(), 1000.0 + 601, NOW)
    assert workspace.is_closed


def test_a_private_workspace_ends_with_its_visit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CSM_WORKSPACE", raising=False)
    monkeypatch.setattr("csm_ui.visitor.caretaker._private", WeakKeyDictionary())  # others' visits don't end with it
    monkeypatch.setattr("csm_ui.visitor.caretaker.time.monotonic", lambda: 1000.0)
    workspace = Workspace.in_memory()
    in_use(workspace)
    for closed, second in ((True, 60), (False, 120), (True, 180), (True, 300)):  # it was away for a minute
        monkeypatch.setattr("csm_ui.visitor.caretaker.is_open", lambda session, closed=closed: not closed)
        one_round(hosting(), 1000.0 + second, NOW)
        assert not workspace.is_closed
    one_round(hosting(), 1000.0 + 331, NOW)
    assert workspace.is_closed


def test_what_nobody_opened_for_too_long_is_deleted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CSM_WORKSPACES", str(tmp_path))
    monkeypatch.setenv("CSM_RETENTION_DAYS", "30")
    monkeypatch.setenv("CSM_BACKUP_DAYS", "0")
    monkeypatch.delenv("CSM_WORKSPACE", raising=False)
    register = Tenancies(tmp_path)
    register.create("ann@example.com", "Old", "0" * 16, NOW - timedelta(days=31))
    register.create("ann@example.com", "New", "1" * 16, NOW - timedelta(days=29))
    one_round(hosting(), 0.0, NOW)
    assert [one.name for one in register.of("ann@example.com")] == ["New"]
    for workspace in list(Workspace._open.values()):
        workspace.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [("CSM_UPLOAD_MB", "lots"), ("CSM_IDLE_MINUTES", "0"), ("CSM_MEMORY_MB", "-5"), ("CSM_THREADS", "two")],
)
def test_a_setting_that_can_not_be_used_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(CsmError, match=name):
        hosting()


def test_what_the_host_allows_holds_for_the_file_of_a_team(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "team.duckdb"
    for name, value in (("CSM_WORKSPACE", str(path)), ("CSM_MEMORY_MB", "512"), ("CSM_THREADS", "1")):
        monkeypatch.setenv(name, value)
    assert_sound(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run())
    team = Workspace.open(path)
    asked = "select current_setting('threads') as threads, current_setting('memory_limit') as memory"
    assert team.query(asked).to_pylist() == [{"threads": 1, "memory": "488.2 MiB"}]
    team.close()


def damage(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def test_an_owner_restores_the_last_backup_of_a_damaged_workspace_and_nobody_else_does(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    visit("ann@example.com")
    register = Tenancies(tmp_path)
    (tenancy,) = register.of("ann@example.com")
    register.let_in(tenancy.key, "ann@example.com", "ed@example.com", Role.EDITOR)
    path = register.file_of(tenancy.key, "ann@example.com")
    batch = batch_of("accounts", [{"account_id": f"A{number}"} for number in range(2000)])
    register.open(tenancy.key, "ann@example.com", NOW).load([batch], LOADED_AT, "add")
    # Made in another process, while this one has the files open.
    one_round(hosting(), 0.0, NOW)
    assert sorted(one.name.split(".")[0] for one in (tmp_path / "backups").iterdir()) == [tenancy.key, "register"]
    one_round(hosting(), 0.0, NOW + timedelta(hours=1))
    assert len(list((tmp_path / "backups").iterdir())) == 2
    Workspace.let_go(path)
    damage(path)
    editor = visit("ed@example.com", workspace_key=tenancy.key)
    assert "An owner of this workspace can restore" in texts(editor)
    assert "Restore this backup" not in [button.label for button in editor.button]
    owner = visit("ann@example.com", workspace_key=tenancy.key)
    assert "it is damaged" in texts(owner)
    next(button for button in owner.button if button.label == "Restore this backup").click().run()
    assert_sound(owner)
    assert register.open(tenancy.key, "ann@example.com", NOW).row_counts() == {"accounts": 2000}
    register.delete(tenancy.key, "ann@example.com")
    one_round(hosting(), 0.0, NOW + timedelta(hours=2))
    assert [one.name.split(".")[0] for one in (tmp_path / "backups").iterdir()] == ["register"]


def test_owners_read_who_did_what_and_erase_a_customer_and_others_do_neither(visit: Visit, tmp_path: Path) -> None:
    visit("ann@example.com")
    register = Tenancies(tmp_path)
    (tenancy,) = register.of("ann@example.com")
    register.let_in(tenancy.key, "ann@example.com", "ed@example.com", Role.EDITOR)
    rows = [{"account_id": name, "account_name": f"Customer {name}", "start_date": "2024-01-05"} for name in "AB"]
    register.open(tenancy.key, "ann@example.com", NOW).load([batch_of("accounts", rows)], LOADED_AT, "add")
    editor = visit("ed@example.com", workspace_key=tenancy.key)
    assert not any(box.label == "Customer or person" for box in editor.text_input)
    owner = visit("ann@example.com", workspace_key=tenancy.key)
    next(box for box in owner.text_input if box.label == "Customer or person").input("customer a").run()
    next(box for box in owner.text_input if box.label.startswith("Type it")).input("Customer A").run()
    next(button for button in owner.button if button.label == "Erase for good").click().run()
    assert_sound(owner)
    left = register.open(tenancy.key, "ann@example.com", NOW)
    assert left.query("select account_name from live.accounts").column(0).to_pylist() == ["Customer B"]
    activity = next(table.value for table in owner.dataframe if "What" in table.value.columns)
    acts = list(zip(activity["Who"], activity["What"], strict=True))
    assert acts[:2] == [
        ("ann@example.com", "erased a customer or person"),
        ("ann@example.com", "changed the data"),
    ]
    assert ("ed@example.com", "opened the workspace") in acts
    assert "Customer A" not in next((tmp_path / "audit").iterdir()).read_text("utf-8")
