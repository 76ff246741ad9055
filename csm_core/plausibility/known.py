"""Doubts that a person has looked at and marked as known: they are no longer told at figures."""

from __future__ import annotations

from datetime import datetime

from csm_core.plausibility.doubt import Doubt
from csm_core.store.saved import Saved
from csm_core.store.workspace import Workspace

_KIND = "known doubt"


def known_doubts(workspace: Workspace) -> frozenset[str]:
    """The keys of the doubts that are marked as known."""
    return frozenset(document.name for document in Saved(workspace, _KIND).all())


def mark_known(workspace: Workspace, doubt: Doubt, marked_at: datetime) -> None:
    """Mark a doubt as known; the same doubt after the next load stays known."""
    Saved(workspace, _KIND).put(doubt.key, doubt.message, marked_at)


def unmark_known(workspace: Workspace, doubt: Doubt) -> None:
    """Tell the doubt again."""
    Saved(workspace, _KIND).remove(doubt.key)
