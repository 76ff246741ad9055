"""What a file is, and which of its columns is what, does not hang on the order of its columns."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from csm_core.intake.propose.propose import Proposal, propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from tests.csm_core.intake.corpus.case import load_case

# Every third of all cases, and every dialect's own example.
_PATHS = sorted(Path(__file__).parent.rglob("*.case"))
PATHS = [path for number, path in enumerate(_PATHS) if number % 3 == 0 or path.parent.name == "exports"]


def decisions(proposal: Proposal) -> object:
    """All that a proposal decides, without order."""
    mappings = [(one.kind, dict(one.columns), dict(one.constants), one.options) for one in proposal.mappings]
    return (
        proposal.source,
        mappings,
        {(one.code, one.canonical, frozenset(one.headers)) for one in proposal.questions},
    )


@pytest.mark.parametrize("path", PATHS, ids=lambda one: one.stem)
def test_another_order_of_columns_is_understood_alike(path: Path) -> None:
    case = load_case(path)
    for raw in read(Source(case.head["file"], case.content)):
        headers = list(raw.headers)
        random.Random(path.stem).shuffle(headers)
        assert decisions(propose(replace(raw, cells=raw.cells.select(headers)))) == decisions(propose(raw))
