"""Mappings that were used before: offered again, or said to be lost; never passed over."""

from datetime import datetime

from csm_core.codec import Unreadable
from csm_core.intake.mapping import FileMapping
from csm_core.store.saved import Saved
from csm_core.store.saved_mappings import KeptMapping, keep_mapping, kept_mapping
from csm_core.store.workspace import Workspace

NOON = datetime.fromisoformat("2026-03-01T12:00")
HEADERS = ["When", "Score"]
MAPPING = FileMapping("surveys", columns={"responded_at": "When", "score": "Score"})


def test_a_mapping_that_can_not_be_read_is_said_until_the_file_is_mapped_anew() -> None:
    workspace = Workspace.in_memory()
    keep_mapping(workspace, HEADERS, "a.csv", [MAPPING], NOON)
    (kept,) = Saved(workspace, "mapping").all()
    Saved(workspace, "mapping").put(kept.name, kept.text.replace("surveys", "horoscopes"), NOON)
    lost = kept_mapping(workspace, HEADERS, None)
    assert isinstance(lost, Unreadable)
    assert "horoscopes" in lost.reason
    keep_mapping(workspace, HEADERS, "a.csv", [MAPPING], NOON)
    assert kept_mapping(workspace, HEADERS, None) == KeptMapping("a.csv", (MAPPING,), NOON)


def test_the_text_of_the_first_version_is_read() -> None:
    workspace = Workspace.in_memory()
    keep_mapping(workspace, HEADERS, "a.csv", [MAPPING], NOON)
    (kept,) = Saved(workspace, "mapping").all()
    text = (
        '{\n  "b.csv": {"kind": "surveys", "sheet": null, "columns": {"responded_at": "when", "score": "Score"}, '
        '"constants": {}, "attributes": {}, "options": {}}\n}'
    )
    Saved(workspace, "mapping").put(kept.name, text, NOON)
    assert kept_mapping(workspace, HEADERS, None) == KeptMapping("b.csv", (MAPPING,), NOON)
