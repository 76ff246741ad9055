"""All checks asked of a workspace, and what they said kept until the data changes."""

from __future__ import annotations

import json

from csm_core.facts.build import built_facts
from csm_core.plausibility.doubt import Doubt
from csm_core.plausibility.known import known_doubts
from csm_core.plausibility.registry import checks
from csm_core.store.workspace import Workspace

_NOTE = "plausibility"


def examine(workspace: Workspace) -> tuple[Doubt, ...]:
    """Every doubt about the present data, those marked as known too; asked anew only where the data changed."""
    kept = _kept(workspace)
    if kept is not None:
        return kept
    built_facts(workspace)
    loaded = workspace.row_counts()
    doubts = tuple(
        doubt
        for check in checks().values()
        if any(table in loaded for table in check.tables)
        for doubt in check.examine(workspace, check)
    )
    text = json.dumps({"revision": workspace.revision, "doubts": [doubt.stored() for doubt in doubts]})
    with workspace.writing(derived=True) as cursor:
        cursor.execute("insert or replace into meta.notes values ($name, $text)", {"name": _NOTE, "text": text})
    return doubts


def doubts_about(workspace: Workspace, tables: frozenset[str]) -> tuple[Doubt, ...]:
    """The doubts that touch figures of these canonical tables and that nobody marked as known.

    Only what a load has found already: a question never waits for the checks.
    """
    touching = [doubt for doubt in _kept(workspace) or () if tables.intersection(doubt.tables)]
    dismissed = known_doubts(workspace) if touching else frozenset()
    return tuple(doubt for doubt in touching if doubt.level == "warning" and doubt.key not in dismissed)


def _kept(workspace: Workspace) -> tuple[Doubt, ...] | None:
    text = workspace.note(_NOTE)
    if text is None:
        return None
    whole = json.loads(text)
    if whole["revision"] != workspace.revision:
        return None
    return tuple(Doubt.restored(entry) for entry in whole["doubts"])
