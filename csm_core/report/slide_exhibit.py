"""The slide of one picture or table: its title is the conclusion, and the chart has the width of the slide."""

from __future__ import annotations

import io

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.slide import Slide
from pptx.util import Emu, Inches, Pt

from csm_core.metrics.framework.shown_unit import shown_unit
from csm_core.notebook.prose import Block
from csm_core.report.grid import Grid, grid_of, widths
from csm_core.report.plain_xml import xml_text
from csm_core.report.plot import Plot, plot
from csm_core.report.printed import Section
from csm_core.report.slide_chart import native_chart
from csm_core.report.slide_desk import Desk, speak
from csm_core.report.slide_plan import Page
from csm_core.report.slide_text import BODY, EDGE, FULL, INK, LEAST, MUTED, Box, colour_of, note, words
from csm_core.report.vega import png

_MOST_COLUMNS, _MOST_ROWS, _LONGEST_TITLE = 6, 9, 140
_NUMBERS = ("age", "value", "low", "high", "n")


def exhibit_page(desk: Desk, page: Page) -> None:
    """One more slide. What has no room of the note is in the speaker's notes."""
    section = page.sections[0]
    title, rest = _conclusion(section)
    slide = desk.slide(title, page.part)
    under = [section.title] if title != section.title else []
    words(slide, " · ".join([*under, *_drawn(section)]), Box(EDGE, Inches(1.65), FULL, Inches(0.35)), 16, MUTED)
    room = BODY
    if rest:
        room = Box(BODY.left, BODY.top, BODY.wide, Emu(BODY.high - Inches(0.95)))
        note(slide, rest, Box(EDGE, Emu(room.top + room.high + Inches(0.1)), FULL, Inches(0.85)), 18)
    _shown(slide, section, room, desk)
    speak(slide, page.sections)


def _conclusion(section: Section) -> tuple[str, tuple[Block, ...]]:
    """What somebody concluded in the note, else what the picture says; and the rest of the note."""
    first = section.note[0] if section.note else None
    if first is not None and first.kind in ("paragraph", "heading") and len(first.text) <= _LONGEST_TITLE:
        return first.text.removesuffix("."), section.note[1:]
    return section.title, section.note


def _drawn(section: Section) -> list[str]:
    """What the chart shows: its name, in which unit, and of what."""
    if section.answer is None or section.figure is None:
        return []
    scope = section.answer.result.scope
    money = scope.currency if section.figure.unit.value.startswith("money") else None
    drawn = _plot_of(section)
    # Bars have no axis of time: what they are of is in their title.
    asked = section.below[0].split(" · as of ")[0] if drawn is None or drawn.kind in ("line", "stacked") else ""
    return [part for part in (section.figure.label, money, asked) if part]


def _plot_of(section: Section) -> Plot | None:
    if section.answer is None or section.metric is None or section.picture is None or section.figure is None:
        return None
    result, measure = section.answer.result, section.answer.cell.measure
    unit = shown_unit(section.metric, result, measure)
    return plot(result, section.metric.shape, unit, section.picture, measure, section.figure.label)


def _shown(slide: Slide, section: Section, room: Box, desk: Desk) -> None:
    answer = section.answer
    if answer is None or section.metric is None:
        return
    if section.picture is None:
        _table(slide, grid_of(answer).without("note", "complete").latest(_MOST_ROWS).varied(), room)
        return
    unit = shown_unit(section.metric, answer.result, answer.cell.measure)
    drawn = _plot_of(section)
    if drawn is not None:
        native_chart(slide, drawn, room, unit, desk.colour, section.picture.alt)
        return
    shape = slide.shapes.add_picture(io.BytesIO(png(section.picture, 1100, 400)), room.left, room.top)
    scale = min(room.wide / shape.width, room.high / shape.height)
    shape.width, shape.height = Emu(round(shape.width * scale)), Emu(round(shape.height * scale))
    shape._element.xpath("./p:nvPicPr/p:cNvPr")[0].set("descr", xml_text(section.picture.alt))


def _table(slide: Slide, grid: Grid, room: Box) -> None:
    grid = grid.without(*grid.columns[_MOST_COLUMNS:])
    rows, columns = len(grid.words) + 1, len(grid.columns)
    table = slide.shapes.add_table(rows, columns, room.left, room.top, room.wide, Emu(Inches(0.42) * rows)).table
    letters = [one + 3 for one in widths(grid, 34)]
    for number, width in enumerate(letters):
        table.columns[number].width = Emu(round(room.wide * width / sum(letters)))
    for row, texts in enumerate((grid.headings, *grid.words)):
        for number, text in enumerate(texts):
            cell = table.cell(row, number)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.fill.background()  # type: ignore[no-untyped-call]
            paragraph = cell.text_frame.paragraphs[0]
            run = paragraph.add_run()
            run.text = xml_text(text)
            run.font.size, run.font.bold = Pt(LEAST), row == 0
            run.font.color.rgb = colour_of(MUTED if row == 0 else INK)
            if grid.columns[number] in _NUMBERS:
                paragraph.alignment = PP_ALIGN.RIGHT
