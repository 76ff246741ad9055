"""Tenancy: the workspaces of a host, whose they are, and who may do what in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from csm_core.errors import BadValue, NotAllowed
from csm_core.limits import UNLIMITED, Limits
from csm_core.saved import Saved
from csm_core.store import Workspace

_KIND = "tenancy"
_MOST_LETTERS = 60
_KEY_LETTERS = 16
# Noted this often, so that a click writes nothing.
_USED_AGAIN = timedelta(hours=1)


class Role(StrEnum):
    """What a person may do in a workspace: a viewer looks, an editor changes, an owner also says who belongs."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"


@dataclass(frozen=True, slots=True)
class Tenancy:
    """One workspace of a host. `members` are addresses in lower case; at least one of them is an owner."""

    key: str
    name: str
    members: Mapping[str, Role]
    used_at: datetime


class Tenancies:
    """The workspaces in a folder: one file each, and a register that says who belongs to which.

    A workspace's key is no secret and opens nothing: every question is put for a person, and the register answers.
    """

    def __init__(self, folder: Path, limits: Limits = UNLIMITED) -> None:
        """`limits` hold for each workspace."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._limits = limits
        self._register = Saved(Workspace.open(folder / "register.duckdb"), _KIND)

    def of(self, person: str) -> list[Tenancy]:
        """The workspaces that a person belongs to, by name."""
        mine = [tenancy for tenancy in self._all() if person.lower() in tenancy.members]
        return sorted(mine, key=lambda tenancy: (tenancy.name.lower(), tenancy.key))

    def mine(self, key: str, person: str) -> Tenancy:
        """The workspace of that key, where the person belongs to it.

        Raises
        ------
        NotAllowed
            When the person does not, or there is none.
        """
        document = self._register.get(key)
        tenancy = _read(document.name, document.text) if document else None
        if tenancy is None or person.lower() not in tenancy.members:
            raise NotAllowed.to_open()
        return tenancy

    def create(self, person: str, name: str, key: str, at: datetime, most: int | None = None) -> Tenancy:
        """A new, empty workspace of a person's own, under a key that no other has: 16 random hex digits.

        Raises
        ------
        NotAllowed
            When the person owns `most` already.
        BadValue
            For a name that is empty or too long.
        """
        owned = [one for one in self.of(person) if one.members[person.lower()] is Role.OWNER]
        if most is not None and len(owned) >= most:
            raise NotAllowed.more_than(most)
        tenancy = Tenancy(_new(key), _named(name), MappingProxyType({person.lower(): Role.OWNER}), at)
        self._put(tenancy)
        return tenancy

    def open(self, key: str, person: str, at: datetime) -> Workspace:
        """The workspace as this person may use it: for a viewer, for reading only.

        Raises
        ------
        NotAllowed
            When the person does not belong to it, or there is none.
        """
        tenancy = self.mine(key, person)
        workspace = Workspace.open(self._path(key), self._limits)
        if at - tenancy.used_at > _USED_AGAIN:
            self._put(replace(tenancy, used_at=at))
        return workspace.for_reading() if tenancy.members[person.lower()] is Role.VIEWER else workspace

    def rename(self, key: str, by: str, name: str) -> Tenancy:
        """Give a workspace another name; an owner's right."""
        renamed = replace(self._owned(key, by), name=_named(name))
        self._put(renamed)
        return renamed

    def let_in(self, key: str, by: str, person: str, role: Role) -> Tenancy:
        """Give a person a role, in place of the one they had; an owner's right.

        Raises
        ------
        NotAllowed
            When `by` is no owner, or nobody would be left who is.
        BadValue
            For what is no e-mail address.
        """
        tenancy = self._owned(key, by)
        address = person.strip().lower()
        if address.count("@") != 1 or not all(address.split("@")) or any(letter.isspace() for letter in address):
            raise BadValue.of("a member", person, "an e-mail address such as ann@example.com")
        return self._keep_owned(replace(tenancy, members=MappingProxyType({**tenancy.members, address: role})))

    def send_away(self, key: str, by: str, person: str) -> Tenancy:
        """Take a person out; an owner's right, and everybody's for themselves."""
        tenancy = self.mine(key, by) if by.lower() == person.lower() else self._owned(key, by)
        left = {address: role for address, role in tenancy.members.items() if address != person.lower()}
        return self._keep_owned(replace(tenancy, members=MappingProxyType(left)))

    def delete(self, key: str, by: str) -> None:
        """Delete a workspace with all its data; an owner's right."""
        self._delete(self._owned(key, by).key)

    def delete_unused(self, since: datetime) -> list[str]:
        """Delete every workspace that nobody opened since then; their names."""
        unused = [tenancy for tenancy in self._all() if tenancy.used_at < since]
        for tenancy in unused:
            self._delete(tenancy.key)
        return [tenancy.name for tenancy in unused]

    def kept_until(self, key: str, person: str, days: int) -> datetime:
        """When the workspace is deleted unless somebody opens it before."""
        return self.mine(key, person).used_at + timedelta(days=days)

    def _all(self) -> list[Tenancy]:
        return [_read(document.name, document.text) for document in self._register.all()]

    def _owned(self, key: str, person: str) -> Tenancy:
        tenancy = self.mine(key, person)
        if tenancy.members[person.lower()] is not Role.OWNER:
            raise NotAllowed.to_manage()
        return tenancy

    def _keep_owned(self, tenancy: Tenancy) -> Tenancy:
        if Role.OWNER not in tenancy.members.values():
            raise NotAllowed.without_owner()
        self._put(tenancy)
        return tenancy

    def _put(self, tenancy: Tenancy) -> None:
        told = {"name": tenancy.name, "members": dict(tenancy.members), "used_at": tenancy.used_at.isoformat()}
        self._register.put(tenancy.key, json.dumps(told), tenancy.used_at)

    def _delete(self, key: str) -> None:
        path = self._path(key)
        Workspace.open(path).close()  # whoever has it open is told on the next question
        path.unlink(missing_ok=True)
        path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
        self._register.remove(key)

    def _path(self, key: str) -> Path:
        # Only keys from the register come here: what an address says never becomes part of a path.
        return self._folder / f"{key}.duckdb"


def _new(key: str) -> str:
    # It becomes the name of a file.
    if len(key) != _KEY_LETTERS or not set(key) <= set("0123456789abcdef"):
        raise ValueError("a key has 16 hex digits")
    return key


def _named(name: str) -> str:
    text = " ".join(name.split())
    if not text or len(text) > _MOST_LETTERS:
        raise BadValue.of("the name of a workspace", name, f"1 to {_MOST_LETTERS} letters")
    return text


def _read(key: str, text: str) -> Tenancy:
    told = json.loads(text)
    members = {person: Role(role) for person, role in told["members"].items()}
    return Tenancy(key, told["name"], MappingProxyType(members), datetime.fromisoformat(told["used_at"]))
