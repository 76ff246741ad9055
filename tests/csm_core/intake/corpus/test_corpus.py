"""Every case of the corpus: no row lost, values exact, types right, nothing asked but what is stated."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from csm_core.intake.dialects.recognise import known_dialects, recognise
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from tests.csm_core.intake.corpus.case import check_case, load_case

CASES = sorted(Path(__file__).parent.glob("*/*.case"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_file_becomes_exactly_what_stands_beside_it(path: Path) -> None:
    check_case(load_case(path))


@pytest.mark.parametrize(
    "path", [path for path in CASES if path.parent.name == "exports"], ids=lambda path: path.stem
)
def test_an_export_is_recognised_whatever_the_order_case_and_number_of_its_columns(path: Path) -> None:
    case = load_case(path)
    (raw,) = read(Source(case.head["file"], case.content))
    shuffled = [header.upper() for header in raw.headers]
    random.Random(3).shuffle(shuffled)
    # One in nine columns is missing, a column of the team's own is there, and the kind stays what it is.
    for headers in (shuffled, [h for j, h in enumerate(raw.headers) if j % 9 != 4], [*raw.headers, "Our own"]):
        dialect = recognise(headers)
        assert dialect is not None
        assert dialect[0].source == case.head["source"]


def test_every_known_export_has_a_case() -> None:
    sources = {load_case(path).head.get("source") for path in CASES}
    assert {dialect.source for dialect in known_dialects()} <= sources
