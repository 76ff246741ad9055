"""The plan of a deck: which sections stand on which slide, and what has no room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from csm_core.notebook.cell import Form
from csm_core.notebook.prose import Block
from csm_core.report.printed import Printed, Section

FIGURES_EACH = 4
_FIXED = 2  # the cover, and what the figures rest on


@dataclass(frozen=True, slots=True)
class Page:
    """One slide: up to four figures, one picture or table, or a text. `part` is the heading that it stands under."""

    kind: Literal["figures", "exhibit", "text"]
    part: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class DeckPlan:
    """The text of the cover, the slides between cover and sources, and a line for each cell that is on none."""

    brief: tuple[Block, ...]
    pages: tuple[Page, ...]
    left_out: tuple[str, ...]


def deck_plan(report: Printed) -> DeckPlan:
    """At most as many slides as the report wants, the cover and the sources among them. What comes later in the
    notebook gives way; a cell without an answer takes no slide."""
    sections = list(report.sections)
    brief: tuple[Block, ...] = ()
    if sections and sections[0].answer is None and not sections[0].below and body_of(sections[0]):
        brief = sections.pop(0).note
    pages = _pages(sections)
    room = max(report.most_slides - _FIXED, 0)
    late = [section for page in pages[room:] for section in page.sections]
    unknown = [one for one in sections if one.below and (one.answer is None or not one.answer.result.has_value)]
    return DeckPlan(
        brief,
        tuple(pages[:room]),
        (
            *(f"{_name(one)}: {one.sentence or one.below[0]}" for one in unknown),
            *([f"No room on these slides: {', '.join(dict.fromkeys(map(_name, late)))}."] if late else []),
        ),
    )


def body_of(section: Section) -> tuple[Block, ...]:
    """The note of a text without the heading that it begins with."""
    blocks = section.note
    return blocks[1:] if blocks and blocks[0].kind == "heading" else blocks


def _pages(sections: Sequence[Section]) -> list[Page]:
    pages: list[Page] = []
    part = ""
    for section in sections:
        if section.answer is None:
            if section.below:
                continue
            part = section.title or part
            if body_of(section):
                pages.append(Page("text", "", (section,)))
        elif not section.answer.result.has_value:
            continue
        elif section.answer.cell.form is not Form.FIGURE:
            pages.append(Page("exhibit", part, (section,)))
        elif pages and pages[-1].kind == "figures" and len(pages[-1].sections) < FIGURES_EACH:
            pages[-1] = Page("figures", part, (*pages[-1].sections, section))
        else:
            pages.append(Page("figures", part, (section,)))
    return pages


def _name(section: Section) -> str:
    return section.figure.label if section.figure else section.title or "a text"
