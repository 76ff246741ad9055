"""The demo company and its exports, made once for all tests of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.company.ledger import generate_company
from data.company.model import Company
from data.generate import write_demo


@pytest.fixture(scope="session")
def company() -> Company:
    return generate_company()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo")
    write_demo(path)
    return path
