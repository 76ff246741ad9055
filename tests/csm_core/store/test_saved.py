"""Saved documents: what the screen called saved is there again, and nobody's change is lost unseen."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from csm_core.errors import SavedElsewhere, UnknownName
from csm_core.store.saved import Saved
from csm_core.store.workspace import Workspace

NOON = datetime.fromisoformat("2026-03-01T12:00")


def notebooks() -> Saved:
    return Saved(Workspace.in_memory(), "notebook")


def test_a_document_comes_back_as_it_was_saved_and_counts_its_versions() -> None:
    saved = notebooks()
    assert saved.get("board") is None
    saved.put("board", "first", NOON)
    saved.put("board", "sécond 'quoted'", NOON)
    actual = saved.get("board")
    assert actual is not None
    assert (actual.text, actual.version, actual.saved_at) == ("sécond 'quoted'", 2, NOON)


def test_kinds_keep_their_names_apart() -> None:
    saved = notebooks()
    saved.put("board", "a notebook", NOON)
    Saved(saved.workspace, "scenario").put("board", "a scenario", NOON)
    assert [document.text for document in saved.all()] == ["a notebook"]
    saved.remove("board")
    assert saved.all() == []
    assert [document.text for document in Saved(saved.workspace, "scenario").all()] == ["a scenario"]


def test_a_save_over_somebody_elses_is_refused_and_keeps_theirs() -> None:
    saved = notebooks()
    saved.put("board", "mine", NOON, seen=0)
    saved.put("board", "theirs", NOON, seen=1)
    with pytest.raises(SavedElsewhere, match="saved by someone else"):
        saved.put("board", "mine again", NOON, seen=1)
    with pytest.raises(SavedElsewhere):
        saved.put("board", "as if new", NOON, seen=0)
    assert [document.text for document in saved.all()] == ["theirs"]


def test_a_rename_keeps_the_text_and_never_covers_another() -> None:
    saved = notebooks()
    saved.put("board", "b", NOON)
    saved.put("review", "r", NOON)
    with pytest.raises(SavedElsewhere, match="'review' already exists"):
        saved.rename("board", "review")
    with pytest.raises(UnknownName, match="board"):
        saved.rename("bord", "other")
    saved.rename("board", "March board")
    assert [(document.name, document.text) for document in saved.all()] == [("March board", "b"), ("review", "r")]


def test_documents_are_no_data() -> None:
    saved = notebooks()
    before = (saved.workspace.fingerprint, saved.workspace.revision)
    saved.put("board", "text", NOON)
    assert (saved.workspace.fingerprint, saved.workspace.revision) == before


def test_what_was_saved_survives_the_death_of_the_process(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    script = f"""
import os, signal
from datetime import datetime
from pathlib import Path
from csm_core.store.saved import Saved
from csm_core.store.workspace import Workspace
saved = Saved(Workspace.open(Path({str(path)!r})), "notebook")
for number in range(5):
    saved.put("board", f"text {{number}}", datetime.fromisoformat("2026-03-01"))
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    workspace = Workspace.open(path)
    actual = Saved(workspace, "notebook").get("board")
    workspace.close()
    assert actual is not None
    assert (actual.text, actual.version) == ("text 4", 5)
