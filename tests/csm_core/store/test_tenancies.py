"""Who may do what in a workspace of a shared host."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from csm_core.errors import BadValue, NotAllowed
from csm_core.facts.build import built_facts
from csm_core.store.saved import Saved
from csm_core.store.tenancies import Tenancies
from csm_core.store.tenancy import Role
from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT, batch_of

KEY, OTHER = "0123456789abcdef", "fedcba9876543210"
NOON = datetime.fromisoformat("2026-03-01T12:00")


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Tenancies]:
    yield Tenancies(tmp_path)
    for workspace in list(Workspace._open.values()):
        workspace.close()


def test_whoever_makes_a_workspace_owns_it_and_nobody_else_sees_it(host: Tenancies) -> None:
    tenancy = host.create("Ann@Example.com", "Customers", KEY, NOON)
    assert [(one.name, one.members) for one in host.of("ann@example.com")] == [
        ("Customers", {"ann@example.com": Role.OWNER})
    ]
    assert host.of("bob@example.com") == []
    with pytest.raises(NotAllowed, match="no workspace by that name"):
        host.open(tenancy.key, "bob@example.com", NOON)


@pytest.mark.parametrize("key", ["../register", "register", "no such key", "", "0" * 16])
def test_a_key_that_is_none_says_the_same_as_one_of_others(host: Tenancies, key: str) -> None:
    host.create("ann@example.com", "Customers", KEY, NOON)
    with pytest.raises(NotAllowed, match="no workspace by that name"):
        host.open(key, "ann@example.com", NOON)


def test_a_viewer_reads_what_an_editor_loads_and_changes_nothing(host: Tenancies) -> None:
    key = host.create("ann@example.com", "Customers", KEY, NOON).key
    host.let_in(key, "ann@example.com", "ed@example.com", Role.EDITOR)
    host.let_in(key, "ann@example.com", "viv@example.com", Role.VIEWER)
    theirs = host.open(key, "viv@example.com", NOON)
    empty = theirs.fingerprint
    batch = batch_of("accounts", [{"account_id": "A", "account_name": "Acme"}])
    host.open(key, "ed@example.com", NOON).load([batch], LOADED_AT, "add")
    assert theirs.row_counts() == {"accounts": 1}
    assert theirs.fingerprint != empty  # nothing stale is remembered of the time before
    built_facts(theirs)  # what follows from the data may be built for anybody
    for change in (
        lambda: theirs.load([batch], LOADED_AT, "replace"),
        lambda: theirs.undo(1),
        lambda: Saved(theirs, "notebook").put("board", "{}", NOON),
        lambda: Saved(theirs, "notebook").remove("board"),
    ):
        with pytest.raises(NotAllowed, match="not change it"):
            change()
    assert theirs.row_counts() == {"accounts": 1}


def test_only_an_owner_says_who_belongs(host: Tenancies) -> None:
    key = host.create("ann@example.com", "Customers", KEY, NOON).key
    host.let_in(key, "ann@example.com", "ed@example.com", Role.EDITOR)
    for forbidden in (
        lambda: host.let_in(key, "ed@example.com", "eve@example.com", Role.OWNER),
        lambda: host.let_in(key, "ed@example.com", "ed@example.com", Role.OWNER),
        lambda: host.send_away(key, "ed@example.com", "ann@example.com"),
        lambda: host.rename(key, "ed@example.com", "Mine"),
        lambda: host.delete(key, "ed@example.com"),
    ):
        with pytest.raises(NotAllowed, match="Only an owner"):
            forbidden()
    host.send_away(key, "ed@example.com", "ed@example.com")  # everybody may leave
    with pytest.raises(NotAllowed):
        host.open(key, "ed@example.com", NOON)


def test_a_workspace_keeps_an_owner(host: Tenancies) -> None:
    key = host.create("ann@example.com", "Customers", KEY, NOON).key
    for change in (
        lambda: host.send_away(key, "ann@example.com", "ann@example.com"),
        lambda: host.let_in(key, "ann@example.com", "ann@example.com", Role.EDITOR),
    ):
        with pytest.raises(NotAllowed, match="needs an owner"):
            change()


@pytest.mark.parametrize("address", ["", "ann", "@", "a@b@c", "a b@example.com", "a@example.com\n@x"])
def test_a_member_is_an_address(host: Tenancies, address: str) -> None:
    key = host.create("ann@example.com", "Customers", KEY, NOON).key
    with pytest.raises(BadValue, match="e-mail address"):
        host.let_in(key, "ann@example.com", address, Role.VIEWER)


def test_a_person_has_at_most_so_many(host: Tenancies) -> None:
    host.create("ann@example.com", "One", KEY, NOON, most=1)
    with pytest.raises(NotAllowed, match="1 workspaces"):
        host.create("ann@example.com", "Two", OTHER, NOON, most=1)
    host.create("bob@example.com", "Bob's", OTHER, NOON, most=1)


def test_a_deleted_workspace_leaves_no_file(host: Tenancies, tmp_path: Path) -> None:
    key = host.create("ann@example.com", "Customers", KEY, NOON).key
    host.open(key, "ann@example.com", NOON)
    assert list(tmp_path.glob(f"{key}*"))
    host.delete(key, "ann@example.com")
    assert list(tmp_path.glob(f"{key}*")) == []
    assert host.of("ann@example.com") == []


def test_what_nobody_opened_since_a_day_is_deleted_and_what_was_used_stays(host: Tenancies, tmp_path: Path) -> None:
    old = host.create("ann@example.com", "Old", KEY, NOON)
    used = host.create("ann@example.com", "Used", OTHER, NOON)
    host.open(old.key, "ann@example.com", NOON)
    host.open(used.key, "ann@example.com", NOON + timedelta(days=20))
    assert host.kept_until(used.key, "ann@example.com", 30) == NOON + timedelta(days=50)
    assert host.delete_unused(NOON + timedelta(days=10)) == ["Old"]
    assert [one.name for one in host.of("ann@example.com")] == ["Used"]
    assert list(tmp_path.glob(f"{old.key}*")) == []


def test_the_register_survives_a_restart(tmp_path: Path) -> None:
    key = Tenancies(tmp_path).create("ann@example.com", "Customers", KEY, NOON).key
    for workspace in list(Workspace._open.values()):
        workspace.close()
    assert [one.key for one in Tenancies(tmp_path).of("ann@example.com")] == [key]


def test_a_record_that_can_not_be_read_lets_nobody_in_and_is_never_deleted(host: Tenancies, tmp_path: Path) -> None:
    host.create("ann@example.com", "Customers", KEY, NOON)
    host.create("ann@example.com", "Others", OTHER, NOON)
    host._register.texts.put(KEY, '{"name": "Customers", "members": {"ann@example.com": "king"}}', NOON)
    assert [one.name for one in host.of("ann@example.com")] == ["Others"]
    with pytest.raises(NotAllowed):
        host.open(KEY, "ann@example.com", NOON)
    assert [one.name for one in host.unreadable()] == [KEY]
    assert host.delete_unused(NOON + timedelta(days=10)) == ["Others"]
    assert [one.name for one in host.unreadable()] == [KEY]


def test_the_text_of_the_first_version_of_a_record_is_read(host: Tenancies) -> None:
    text = '{"name": "Acme", "members": {"ann@x.example": "owner"}, "used_at": "2026-02-03T09:30:00.125000"}'
    host._register.texts.put(KEY, text, NOON)
    (tenancy,) = host.of("ann@x.example")
    assert (tenancy.key, tenancy.name, dict(tenancy.members)) == (KEY, "Acme", {"ann@x.example": Role.OWNER})
    assert tenancy.used_at == datetime.fromisoformat("2026-02-03T09:30:00.125")
