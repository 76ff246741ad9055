"""Tenancies: the workspaces of a host, made, opened, changed and deleted by those who belong to them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from csm_core.codec import Unreadable
from csm_core.engines.limits import UNLIMITED, Limits
from csm_core.errors import BadValue, NotAllowed, SavedElsewhere
from csm_core.store.documents import Documents, UnreadableText
from csm_core.store.tenancy import TENANCIES, Role, Tenancy
from csm_core.store.workspace import Workspace
from csm_core.store.workspace_file import delete_workspace

_KIND = "tenancy"
_REGISTER = "register"
_MOST_LETTERS = 60
_KEY_LETTERS = 16
# Noted this often, so that a click writes nothing.
_USED_AGAIN = timedelta(hours=1)


class Tenancies:
    """The workspaces in a folder: one file each, and a register that says who belongs to which.

    A workspace's key is no secret and opens nothing: every question is put for a person, and the register answers.
    """

    def __init__(self, folder: Path, limits: Limits = UNLIMITED) -> None:
        """`limits` hold for each workspace."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._limits = limits
        self._register = Documents(Workspace.open(folder / f"{_REGISTER}.duckdb"), _KIND, TENANCIES)

    def of(self, person: str) -> list[Tenancy]:
        """The workspaces that a person belongs to, by name."""
        memberships = [tenancy for tenancy in self._all() if person.lower() in tenancy.members]
        return sorted(memberships, key=lambda tenancy: (tenancy.name.lower(), tenancy.key))

    def of_member(self, key: str, person: str) -> Tenancy:
        """The workspace of that key, where the person belongs to it.

        Raises
        ------
        NotAllowed
            When the person does not, or there is none.
        """
        return self._seen(key, person)[0]

    def create(self, person: str, name: str, key: str, at: datetime, most: int | None = None) -> Tenancy:
        """A new, empty workspace of a person's own, under a key that no other has: 16 random hex digits.

        Raises
        ------
        NotAllowed
            When the person owns `most` already.
        BadValue
            For a name that is empty or too long.
        SavedElsewhere
            When there is one of that key.
        """
        tenancy = Tenancy(_new(key), _named(name), MappingProxyType({person.lower(): Role.OWNER}), at)
        with self._register.texts.alone():
            owned = [one for one in self.of(person) if one.members[person.lower()] is Role.OWNER]
            if most is not None and len(owned) >= most:
                raise NotAllowed.more_than(most)
            return self._put(tenancy, 0)

    def open(self, key: str, person: str, at: datetime) -> Workspace:
        """The workspace as this person may use it: for a viewer, for reading only.

        Raises
        ------
        NotAllowed
            When the person does not belong to it, or there is none.
        """
        self.of_member(key, person)
        workspace = Workspace.open(self._path(key), self._limits)
        try:
            # Asked again now that it is open.
            now = self._change(key, person, lambda now: _used(now, at))
        except NotAllowed:
            document = self._register.get(key)
            if document is None or not document.required().members:
                self._drop(key)  # it was deleted meanwhile, and opening made it anew
            raise
        return workspace.for_reading() if now.members[person.lower()] is Role.VIEWER else workspace

    def raise_if_no_editor(self, key: str, person: str) -> None:
        """NotAllowed where the person may not change the workspace's data, or not any more."""
        if self.of_member(key, person).members[person.lower()] is Role.VIEWER:
            raise NotAllowed.to_change()

    def rename(self, key: str, by: str, name: str) -> Tenancy:
        """Give a workspace another name; an owner's right."""
        named = _named(name)
        return self._change(key, by, lambda now: replace(_owned(now, by), name=named))

    def let_in(self, key: str, by: str, person: str, role: Role) -> Tenancy:
        """Give a person a role, in place of the one they had; an owner's right.

        Raises
        ------
        NotAllowed
            When `by` is no owner, or nobody would be left who is.
        BadValue
            For what is no e-mail address.
        """
        address = person.strip().lower()

        def changed(now: Tenancy) -> Tenancy:
            _owned(now, by)
            if address.count("@") != 1 or not all(address.split("@")) or any(letter.isspace() for letter in address):
                raise BadValue.of("a member", person, "an e-mail address such as ann@example.com")
            return _kept_owned(replace(now, members=MappingProxyType({**now.members, address: role})))

        return self._change(key, by, changed)

    def send_away(self, key: str, by: str, person: str) -> Tenancy:
        """Take a person out; an owner's right, and everybody's for themselves."""

        def changed(now: Tenancy) -> Tenancy:
            if by.lower() != person.lower():
                _owned(now, by)
            left = {address: role for address, role in now.members.items() if address != person.lower()}
            return _kept_owned(replace(now, members=MappingProxyType(left)))

        return self._change(key, by, changed)

    def delete(self, key: str, by: str) -> None:
        """Delete a workspace with all its data; an owner's right."""
        self._change(key, by, lambda now: _ended(_owned(now, by)))
        self._drop(key)

    def delete_unused(self, since: datetime) -> list[str]:
        """Delete every workspace that nobody opened since then, and what a crash left of deleted ones; the names."""
        names = [self._delete_unused(document.name, since) for document in self._register.all()]
        return [name for name in names if name is not None]

    def kept_until(self, key: str, person: str, days: int) -> datetime:
        """When the workspace is deleted unless somebody opens it before."""
        return self.of_member(key, person).used_at + timedelta(days=days)

    def file_of(self, key: str, by: str) -> Path:
        """The file of a workspace; an owner's right."""
        return self._path(_owned(self.of_member(key, by), by).key).resolve()

    def files(self) -> list[Path]:
        """The register, and the file of every workspace that it knows, readable or not."""
        keys = [document.name for document in self._register.all()]
        return [self._folder.resolve() / f"{_REGISTER}.duckdb", *(self._path(key).resolve() for key in keys)]

    def unreadable(self) -> list[UnreadableText]:
        """The workspaces of which nobody can tell whose they are, so that nobody is let in, named by their key."""
        return self._register.unreadable()

    def _all(self) -> list[Tenancy]:
        tenancies = [(document.name, document.value) for document in self._register.all()]
        return [replace(one, key=key) for key, one in tenancies if not isinstance(one, Unreadable)]

    def _seen(self, key: str, person: str) -> tuple[Tenancy, int]:
        """A workspace of the person's, and the version in which it was seen."""
        document = self._register.get(key)
        if document is None or isinstance(document.value, Unreadable) or person.lower() not in document.value.members:
            raise NotAllowed.to_open()
        return replace(document.value, key=key), document.version

    def _change(self, key: str, by: str, changed: Callable[[Tenancy], Tenancy]) -> Tenancy:
        """Put what `changed` makes of a workspace in its place. Where somebody else changed it meanwhile, the right
        to do so and the change are asked again of what it is now: nothing that was done is undone unseen."""
        while True:
            tenancy, version = self._seen(key, by)
            to_be = changed(tenancy)
            with suppress(SavedElsewhere):
                return tenancy if to_be == tenancy else self._put(to_be, version)

    def _put(self, tenancy: Tenancy, seen: int) -> Tenancy:
        self._register.put(tenancy.key, tenancy, tenancy.used_at, seen)
        return tenancy

    def _delete_unused(self, key: str, since: datetime) -> str | None:
        while (document := self._register.get(key)) is not None:
            if isinstance(document.value, Unreadable):
                break  # nobody knows whose it is, nor when it was used
            tenancy = replace(document.value, key=key)
            if tenancy.members and tenancy.used_at >= since:
                break
            with suppress(SavedElsewhere):
                self._put(_ended(tenancy), document.version)
                self._drop(key)
                return tenancy.name if tenancy.members else None
        return None

    def _drop(self, key: str) -> None:
        """Take away the data of a workspace that is nobody's any more, then what is known of it."""
        delete_workspace(self._path(key))
        self._register.remove(key)

    def _path(self, key: str) -> Path:
        # Only keys from the register come here: what an address says never becomes part of a path.
        return self._folder / f"{key}.duckdb"


def _new(key: str) -> str:
    # It becomes the name of a file.
    if len(key) != _KEY_LETTERS or not set(key) <= set("0123456789abcdef"):
        raise ValueError("a key has 16 hex digits")
    return key


def _used(tenancy: Tenancy, at: datetime) -> Tenancy:
    return replace(tenancy, used_at=at) if at - tenancy.used_at > _USED_AGAIN else tenancy


def _owned(tenancy: Tenancy, person: str) -> Tenancy:
    if tenancy.members[person.lower()] is not Role.OWNER:
        raise NotAllowed.to_manage()
    return tenancy


def _kept_owned(tenancy: Tenancy) -> Tenancy:
    if Role.OWNER not in tenancy.members.values():
        raise NotAllowed.without_owner()
    return tenancy


def _ended(tenancy: Tenancy) -> Tenancy:
    # Nobody can open it any more. One whose data a crash left behind is deleted with those that nobody uses.
    return replace(tenancy, members=MappingProxyType({}))


def _named(name: str) -> str:
    text = " ".join(name.split())
    if not text or len(text) > _MOST_LETTERS:
        raise BadValue.of("the name of a workspace", name, f"1 to {_MOST_LETTERS} characters")
    return text
