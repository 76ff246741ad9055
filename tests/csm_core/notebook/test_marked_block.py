"""Blocks of a note written as Markdown again."""

import pytest

from csm_core.notebook.marked_block import marked_block
from csm_core.notebook.prose import Block


@pytest.mark.parametrize(
    ("block", "written"),
    [
        (Block("paragraph"), "w"),
        # A note's first heading stands one below the page's title; there are at most four levels.
        (Block("heading", level=1), "## w"),
        (Block("heading", level=6), "#### w"),
        (Block("item", level=0), "- w"),
        (Block("item", level=1, number=3), "    3. w"),
        (Block("more", level=0), "    w"),
        (Block("quote"), "> w"),
        (Block("rule"), "---"),
        (Block("code"), "c"),
    ],
)
def test_each_kind_of_block_has_its_mark(block: Block, written: str) -> None:
    assert marked_block(block, words="w", code="c") == written
