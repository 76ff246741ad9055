"""Opened: the register and the snapshots of this host, each opened once in a process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from csm_core.engines.limits import Limits
from csm_core.snapshot.vault import Vault
from csm_core.store.tenancies import Tenancies
from csm_ui.visitor.hosting import Hosting


def tenancies(settings: Hosting) -> Tenancies:
    """The workspaces of this host."""
    if settings.workspaces is None:
        raise RuntimeError("nobody signs in on this host")
    return _tenancies(settings.workspaces, settings.limits)


def vault(settings: Hosting) -> Vault:
    """The snapshots of this host."""
    return _vault(settings.snapshots_folder)


# Kept, since nobody else holds the register: its file would be closed and opened several times a run.
@lru_cache(maxsize=8)
def _tenancies(folder: Path, limits: Limits) -> Tenancies:
    return Tenancies(folder, limits)


@lru_cache(maxsize=8)
def _vault(folder: Path) -> Vault:
    return Vault(folder)
