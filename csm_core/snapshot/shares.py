"""Shares: what a workspace remembers of each copy that was shared from it."""

from __future__ import annotations

from datetime import datetime

from csm_core.codec import Codec, Record
from csm_core.store.documents import Documents
from csm_core.store.workspace import Workspace

# The kind of document; each is named by the mark of its copy.
SHARES = "share"


class Share(Record, frozen=True):
    """A copy that was shared: its title, when its link ends (UTC), and the fingerprint of the data that it is of."""

    title: str
    expires_at: datetime
    fingerprint: str


_CODEC = Codec.of(Share, version=1)


def share_documents(workspace: Workspace) -> Documents[Share]:
    """Every copy that a workspace remembers, by its mark."""
    return Documents(workspace, SHARES, _CODEC)
