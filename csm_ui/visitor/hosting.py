"""Hosting: what whoever runs the app has set in the environment, checked once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from csm_core.backups.shelf import folder_beside
from csm_core.engines.limits import Limits
from csm_core.errors import BadValue

# What holds where nothing is set.
_USUAL_SNAPSHOTS = "snapshots"
_UPLOAD_MEGABYTES, _WORKSPACES_EACH, _IDLE_MINUTES, _BACKUP_DAYS, _MOST_VISITORS = 400, 5, 120, 7, 50
_USUAL_BACKUPS = "backups"
_SIGN_INS, _VISITS, _UPLOADS, _WRONG_LINKS = 300, 300, 300, 10
_FRAMES = {"none": "'none'", "self": "'self'"}


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """How many of each are taken in a minute from one person, or from one address where nobody is signed in.

    0 is no limit. `wrong_links` are links of snapshots that open nothing.
    """

    sign_ins: int
    visits: int
    uploads: int
    wrong_links: int


@dataclass(frozen=True, slots=True)
class Hosting:
    """How this app is run; `docs/hosting.md` explains each.

    With `workspace` everybody who reaches the app shares that file. With `workspaces` people sign in, and each has
    workspaces of their own. With neither, each visitor's workspace is private, in memory, and ends with the visit.
    """

    workspace: Path | None
    workspaces: Path | None
    snapshots: Path | None
    domains: tuple[str, ...]
    trusts_unstated_emails: bool
    upload_megabytes: int
    limits: Limits
    most_workspaces: int
    idle_minutes: int
    most_visitors: int
    retention_days: int | None
    backups: Path | None
    backup_days: int
    session_hours: int | None
    public_url: str | None
    frame_ancestors: str
    proxies: int
    requests: RequestLimits

    @property
    def is_private(self) -> bool:
        """Whether what a visitor loads ends with the visit."""
        return self.workspace is None and self.workspaces is None

    @property
    def snapshots_folder(self) -> Path:
        """Where snapshots are kept: beside the workspaces, unless CSM_SNAPSHOTS says otherwise."""
        if self.snapshots:
            return self.snapshots
        if self.workspaces:
            return self.workspaces / "snapshots"
        if self.workspace:
            return self.workspace.with_name(f"{self.workspace.stem}.snapshots")
        return Path.cwd() / _USUAL_SNAPSHOTS

    @property
    def backups_folder(self) -> Path:
        """Where daily backups are kept: beside the workspaces, unless CSM_BACKUPS says otherwise."""
        if self.backups:
            return self.backups
        return self.workspaces / _USUAL_BACKUPS if self.workspaces else folder_beside(self.workspace or Path())


def hosting() -> Hosting:
    """The settings of this process.

    Raises
    ------
    BadValue
        When one can't be used; the app then opens for nobody.
    """
    return _read(tuple(sorted((name, value) for name, value in os.environ.items() if name.startswith("CSM_"))))


def usual_hosting() -> Hosting:
    """What holds where nothing is set."""
    return _read(())


@lru_cache(maxsize=8)
def _read(pairs: tuple[tuple[str, str], ...]) -> Hosting:
    given = dict(pairs)
    hosting = Hosting(
        workspace=_path(given, "CSM_WORKSPACE"),
        workspaces=_path(given, "CSM_WORKSPACES"),
        snapshots=_path(given, "CSM_SNAPSHOTS"),
        domains=tuple(given.get("CSM_ALLOWED_DOMAINS", "").lower().replace(",", " ").split()),
        trusts_unstated_emails=_is_yes(given, "CSM_TRUST_UNSTATED_EMAILS"),
        upload_megabytes=_number(given, "CSM_UPLOAD_MB") or _UPLOAD_MEGABYTES,
        limits=Limits(_number(given, "CSM_MEMORY_MB"), _number(given, "CSM_THREADS")),
        most_workspaces=_number(given, "CSM_WORKSPACES_EACH") or _WORKSPACES_EACH,
        idle_minutes=_number(given, "CSM_IDLE_MINUTES") or _IDLE_MINUTES,
        most_visitors=_number(given, "CSM_MAX_VISITORS") or _MOST_VISITORS,
        retention_days=_number(given, "CSM_RETENTION_DAYS"),
        backups=_path(given, "CSM_BACKUPS"),
        session_hours=_number(given, "CSM_SESSION_HOURS"),
        backup_days=_number_or_none(given, "CSM_BACKUP_DAYS", _BACKUP_DAYS),
        public_url=_address(given, "CSM_PUBLIC_URL"),
        frame_ancestors=_frame_ancestors(given, "CSM_FRAME_ANCESTORS"),
        proxies=_number_or_none(given, "CSM_PROXIES", 0),
        requests=RequestLimits(
            sign_ins=_number_or_none(given, "CSM_LIMIT_SIGN_INS", _SIGN_INS),
            visits=_number_or_none(given, "CSM_LIMIT_VISITS", _VISITS),
            uploads=_number_or_none(given, "CSM_LIMIT_UPLOADS", _UPLOADS),
            wrong_links=_number_or_none(given, "CSM_LIMIT_WRONG_LINKS", _WRONG_LINKS),
        ),
    )
    if hosting.workspace and hosting.workspaces:
        raise BadValue.of(
            "CSM_WORKSPACES", given["CSM_WORKSPACES"], "no value while CSM_WORKSPACE is set: choose one"
        )
    return hosting


def _path(given: Mapping[str, str], name: str) -> Path | None:
    text = given.get(name, "").strip()
    return Path(text) if text else None


def _is_yes(given: Mapping[str, str], name: str) -> bool:
    text = given.get(name, "").strip().lower()
    if text not in ("", "yes", "no"):
        raise BadValue.of(name, text, "yes or no")
    return text == "yes"


def _number_or_none(given: Mapping[str, str], name: str, usual: int) -> int:
    """A number of which 0 is an answer of its own: none."""
    return 0 if given.get(name, "").strip() == "0" else _number(given, name) or usual


def _frame_ancestors(given: Mapping[str, str], name: str) -> str:
    """Who may show the app in a frame, as a Content-Security-Policy writes it."""
    words = given.get(name, "none").replace(",", " ").split() or ["none"]
    sources = [_FRAMES.get(word.strip("'").lower()) or _address({name: word}, name) or "" for word in words]
    if (_FRAMES["none"] in sources and len(sources) > 1) or ";" in "".join(sources):
        raise BadValue.of(name, " ".join(words), "none, self, or addresses such as https://intranet.example.com")
    return " ".join(sources)


def _address(given: Mapping[str, str], name: str) -> str | None:
    """An address without what a page puts behind it."""
    text = given.get(name, "").strip().rstrip("/")
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
        raise BadValue.of(name, text, "an address such as https://csm.example.com")
    return text or None


def _number(given: Mapping[str, str], name: str) -> int | None:
    text = given.get(name, "").strip()
    if text and (not text.isdecimal() or int(text) < 1):
        raise BadValue.of(name, text, "a whole number from 1")
    return int(text) if text else None
