"""Whatever is loaded and asked, there is an answer or an error in words, never a traceback."""

from __future__ import annotations

import random
from contextlib import suppress
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from csm_core.errors import CsmError
from csm_core.facts.accounts.derived_attributes import DERIVED
from csm_core.facts.scoped.health_bands import HEALTH_BAND
from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.metrics.framework.registry import registry
from csm_core.periods import Grain
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from csm_core.tables.catalogue import TABLES
from tests.contract.company import Rows, company
from tests.workspaces import new_workspace_of

# How many rows of each table are kept: often none, one, or all that there are of a customer or two.
_LEAST = (0, 1, 2, 6)
_SPLITS = (None, "Region", "owner", HEALTH_BAND, *DERIVED)
# A file whose rows lack these is not taken in.
_ASKED_FOR = {name for table in TABLES.values() for group in table.required for name in group}
_QUESTIONS = [(metric.id, variant.name) for metric in registry().values() for variant in metric.variants]


@cache
def rows() -> dict[str, Rows]:
    return company(accounts=4)


def small(seed: int) -> Workspace:
    """A few rows of some tables, in which cells are empty or 0 here and there."""
    chance = random.Random(seed)
    tables: dict[str, Rows] = {}
    for name, given_rows in rows().items():
        count = chance.choice(_LEAST) if chance.random() < 0.8 else len(given_rows)
        kept = [dict(row) for row in chance.sample(given_rows, min(count, len(given_rows)))]
        for row in kept:
            for column in row:
                if column not in _ASKED_FOR and chance.random() < 0.08:
                    row[column] = "0" if row[column].replace(".", "").isdigit() and chance.random() < 0.5 else ""
        if kept:
            tables[name] = kept
    return new_workspace_of(**tables)


@settings(max_examples=3, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6))
def test_every_question_to_a_small_company_ends_in_an_answer_or_in_words(seed: int) -> None:
    chance, workspace = random.Random(seed), small(seed)
    for metric_id, variant in chance.sample(_QUESTIONS, 12):
        scope = Scope(split=chance.choice(_SPLITS), grain=chance.choice(list(Grain)))
        with suppress(CsmError):
            ask(workspace, metric_id, scope, variant)
            rows_behind(workspace, metric_id, scope, variant)
    workspace.close()
