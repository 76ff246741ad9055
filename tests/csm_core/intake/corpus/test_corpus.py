"""Every case of the corpus: no row lost, values exact, types right, nothing asked but what is stated."""

from __future__ import annotations

from pathlib import Path

import pytest

from csm_core.intake.recognise import known_dialects
from tests.csm_core.intake.corpus.case import check_case, load_case

CASES = sorted(Path(__file__).parent.glob("*/*.case"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_file_becomes_exactly_what_stands_beside_it(path: Path) -> None:
    check_case(load_case(path))


def test_every_known_export_has_a_case() -> None:
    sources = {load_case(path).head.get("source") for path in CASES}
    assert {dialect.source for dialect in known_dialects()} <= sources
