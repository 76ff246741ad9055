"""Tenancy: one workspace of a host, whose it is, and who may do what in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from csm_core.codec import Codec, Record


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


class _Record(Record, frozen=True):
    name: str
    members: dict[str, Role]
    used_at: datetime


TENANCIES: Codec[Tenancy, _Record] = Codec(
    record=_Record,
    version=1,
    write=lambda tenancy: _Record(name=tenancy.name, members=dict(tenancy.members), used_at=tenancy.used_at),
    # Its key is the document's name.
    read=lambda record: Tenancy("", record.name, MappingProxyType(record.members), record.used_at),
)
