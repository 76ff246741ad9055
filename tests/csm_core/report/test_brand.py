"""Brand: what a workspace keeps of the company, and what it refuses."""

from datetime import datetime

import pytest

from csm_core.errors import BadValue
from csm_core.report.brand import Brand, save_brand, saved_brand
from csm_core.store.workspace import Workspace
from tests.csm_core.report.test_slides import PNG

NOON = datetime.fromisoformat("2026-03-01T12:00")


def test_a_workspace_keeps_its_brand() -> None:
    workspace = Workspace.in_memory()
    assert saved_brand(workspace) == Brand()
    save_brand(workspace, Brand("  Acme  Ltd ", "#7a2e0e", PNG), NOON)
    assert saved_brand(workspace) == Brand("Acme Ltd", "#7A2E0E", PNG)


@pytest.mark.parametrize(
    "brand",
    [Brand("x" * 61), Brand(colour="red"), Brand(colour="#FFFF00"), Brand(logo=PNG[:12]), Brand(logo=b"<svg/>")],
)
def test_what_could_not_be_printed_or_read_is_refused(brand: Brand) -> None:
    with pytest.raises(BadValue):
        brand.checked()
