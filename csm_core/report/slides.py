"""The report as slides for a board: one conclusion a slide, charts that can be edited, and where they come from."""

from __future__ import annotations

import io
from collections.abc import Sequence

from pptx import Presentation
from pptx.slide import Slide
from pptx.util import Inches

from csm_core.notebook.prose import Block, Run
from csm_core.report.plain_xml import xml_text
from csm_core.report.printed import Printed
from csm_core.report.slide_desk import Desk
from csm_core.report.slide_exhibit import exhibit_page
from csm_core.report.slide_figures import figures_page
from csm_core.report.slide_plan import DeckPlan, Page, body_of, deck_plan
from csm_core.report.slide_text import BODY, EDGE, FULL, HEIGHT, MUTED, WIDTH, Box, note, words


def slides(report: Printed) -> bytes:
    """The presentation as a .pptx file of at most so many slides; the last one says what has no room on them."""
    plan = deck_plan(report)
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    deck.core_properties.title = xml_text(report.title)
    deck.core_properties.author = xml_text(report.brand.company or "CSM Notebook")
    desk = Desk(deck, report)
    _cover(desk, plan)
    for page in plan.pages:
        match page.kind:
            case "figures":
                figures_page(desk, page)
            case "exhibit":
                exhibit_page(desk, page)
            case "text":
                _text(desk, page)
    _sources(desk, plan)
    written = io.BytesIO()
    deck.save(written)
    return written.getvalue()


def _cover(desk: Desk, plan: DeckPlan) -> None:
    report = desk.report
    slide = desk.slide(report.title, report.brand.company)
    day = f"As of {report.day}" if report.day else report.stamp
    words(slide, day, Box(EDGE, Inches(1.35), FULL, Inches(0.4)), 20, MUTED)
    # Without a text of its own a cover says what the slides conclude.
    titles = tuple(Block("item", (Run(page.sections[0].title),)) for page in plan.pages)
    note(slide, plan.brief or titles, Box(EDGE, Inches(2.3), FULL, Inches(4.4)), 24)


def _text(desk: Desk, page: Page) -> None:
    section = page.sections[0]
    slide = desk.slide(section.title or "Notes")
    note(slide, body_of(section), BODY, 24)


def _sources(desk: Desk, plan: DeckPlan) -> None:
    report = desk.report
    slide = desk.slide("What these figures rest on")
    metrics = {section.metric.name: section.metric for section in report.sections if section.metric}
    shown = {section.metric.name for page in plan.pages for section in page.sections if section.metric}
    of_pictures = {line for section in report.sections if section.picture for line in section.picture.notes}
    lines = [report.stamp, *(line for line in report.shared if line not in of_pictures), *plan.left_out]
    lines += [f"{name}: {metric.definition}" for name, metric in metrics.items() if name in shown]
    # A line that has no room is in the speaker's notes.
    _lines(slide, lines)
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:
        frame.text = xml_text("\n".join(lines))


def _lines(slide: Slide, lines: Sequence[str]) -> None:
    blocks = tuple(Block("paragraph", (Run(line),)) for line in lines)
    note(slide, blocks, Box(EDGE, Inches(1.5), FULL, Inches(5.3)), 16)
