"""The demo company twice: its exports as files, and as the app has read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from csm_core.store.workspace import Workspace
from data.generate import write_demo
from tests.recomputed.company import Company
from tests.recomputed.health import Health
from tests.workspaces import demo_workspace


@pytest.fixture(scope="session")
def demo() -> Workspace:
    return demo_workspace()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("exports")
    write_demo(path)
    return path


@pytest.fixture(scope="session")
def company(folder: Path) -> Company:
    return Company(folder)


@pytest.fixture(scope="session")
def health(folder: Path, company: Company) -> Health:
    return Health(folder, company)
