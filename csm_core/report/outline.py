"""Outline: the blocks of a note with their lists as a tree, for what is written as a tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from csm_core.notebook.prose import Block


@dataclass(slots=True)
class Item:
    """One item of a list: its number where it is counted, its words, and lists within it."""

    number: int | None = None
    parts: list[Block | Listing] = field(default_factory=list)


@dataclass(slots=True)
class Listing:
    """A list; `is_counted` where its items have numbers."""

    is_counted: bool
    items: list[Item] = field(default_factory=list)


def outline(blocks: Sequence[Block]) -> list[Block | Listing]:
    """The same blocks in the same order, each item in the list that its level says."""
    root = Item()
    open_lists: list[Listing] = []
    for block in blocks:
        level = block.level if block.kind in ("item", "more") else -1
        del open_lists[level + 1 :]
        if block.kind == "item":
            while len(open_lists) <= level:
                deeper = Listing(block.number is not None)
                _last(root, open_lists).parts.append(deeper)
                open_lists.append(deeper)
                if len(open_lists) <= level:
                    deeper.items.append(Item())
            open_lists[-1].items.append(Item(block.number))
        _last(root, open_lists).parts.append(block)
    return root.parts


def _last(root: Item, open_lists: Sequence[Listing]) -> Item:
    return open_lists[-1].items[-1] if open_lists else root
