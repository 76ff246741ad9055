"""Screens: a notebook cut into what is shown at once when it is presented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from csm_core.notebook.cell import Cell, Form
from csm_core.notebook.notebook import Entry, Notebook
from csm_core.notebook.prompts import written
from csm_core.notebook.prose import prose

_MOST_FIGURES = 4


@dataclass(frozen=True, slots=True)
class Screen:
    """Entries that are shown together: figures that follow each other, else one picture, table or text. `section` is
    the heading that they stand under, empty without one."""

    section: str
    entries: tuple[Entry, ...]


def screens(notebook: Notebook) -> tuple[Screen, ...]:
    """The screens in order; a text that is a heading alone, or that nobody has written, is none of them."""
    shown: list[Screen] = []
    section = ""
    for is_figure, together in groupby(notebook.entries, key=_is_figure):
        entries = list(together)
        if is_figure:
            shown += [Screen(section, tuple(group)) for group in _groups(entries)]
            continue
        for entry in entries:
            heading, has_more = _of_text(entry)
            section = heading or section
            if has_more:
                shown.append(Screen(section, (entry,)))
    return tuple(shown)


def _is_figure(entry: Entry) -> bool:
    return isinstance(entry.content, Cell) and entry.content.form is Form.FIGURE


def _groups(entries: list[Entry]) -> Iterator[list[Entry]]:
    for start in range(0, len(entries), _MOST_FIGURES):
        yield entries[start : start + _MOST_FIGURES]


def _of_text(entry: Entry) -> tuple[str, bool]:
    """The heading with which a text begins, and whether there is more to show than that."""
    if isinstance(entry.content, Cell):
        return "", True
    blocks = prose(written(entry.content.note))
    is_heading = bool(blocks) and blocks[0].kind == "heading"
    return (blocks[0].text if is_heading else ""), len(blocks) > is_heading
