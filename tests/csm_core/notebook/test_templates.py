"""Templates ask only what this version can answer, of the account that they are about."""

import pytest

from csm_core.errors import BadValue
from csm_core.notebook.cell import Cell
from csm_core.notebook.check import troubles_of
from csm_core.notebook.templates import TEMPLATES


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_asks_what_can_be_answered(name: str) -> None:
    template = TEMPLATES[name]
    notebook = template.notebook("N", account="A")
    assert [trouble for entry in notebook.entries for trouble in troubles_of(entry.content)] == []
    assert {cell.account for cell in notebook.cells} == {"A" if template.of_account else None}
    # Each cell says what it looks at, so that a report of it needs no screen.
    assert all(isinstance(cell, Cell) and cell.scope is not None for cell in notebook.cells)


def test_a_review_of_nobody_is_refused() -> None:
    with pytest.raises(BadValue, match="account"):
        TEMPLATES["account_review"].notebook("N")
