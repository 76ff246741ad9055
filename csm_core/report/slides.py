"""The report as slides: one cell a slide, its picture crisp, its numbers a native table, its sentence spoken."""

from __future__ import annotations

import io
from collections.abc import Sequence

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Emu, Inches, Length, Pt

from csm_core.notebook.prose import Block
from csm_core.report.grid import Grid, grid_of, widths
from csm_core.report.plain_xml import xml_text
from csm_core.report.printed import Printed, Section
from csm_core.report.vega import png

_WIDTH, _HEIGHT, _EDGE = Inches(13.333), Inches(7.5), Inches(0.5)
_FULL = Emu(_WIDTH - 2 * _EDGE)
_INK = RGBColor.from_string("0B1220")  # type: ignore[no-untyped-call]
_MUTED = RGBColor.from_string("4A5568")  # type: ignore[no-untyped-call]
_PICTURE_PIXELS = 760
_PICTURE_HEIGHT = 400
_MOST_COLUMNS = 4
_MOST_ROWS, _MOST_ROWS_ALONE, _LONGEST = 14, 15, 300
_NUMBERS = ("age", "value", "low", "high", "n")


def slides(report: Printed) -> bytes:
    """The presentation as a .pptx file: a title, then a slide for each cell and each text."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = _WIDTH, _HEIGHT
    deck.core_properties.title = xml_text(report.title)
    deck.core_properties.author = "CSM Notebook"
    first = _slide(deck)
    _words(first, report.title, _EDGE, Inches(2.6), _FULL, Inches(1.2), 40, bold=True, is_title=True)
    _words(first, report.stamp, _EDGE, Inches(3.9), _FULL, Inches(0.6), 14, _MUTED)
    for section in report.sections:
        _section(_slide(deck), section)
    written = io.BytesIO()
    deck.save(written)
    return written.getvalue()


def _slide(deck: Deck) -> Slide:
    # 'Title Only': so that readers of slides, people and programs, find a title on each.
    made: Slide = deck.slides.add_slide(deck.slide_layouts[5])
    return made


def _section(slide: Slide, section: Section) -> None:
    title = section.title or "Notes"
    _words(slide, title, _EDGE, Inches(0.35), _FULL, Inches(0.9), 26, bold=True, is_title=True)
    below = " · ".join(section.below)[:_LONGEST]
    if section.answer is None:
        # The heading is the slide's title already.
        rest = section.note[1:] if section.note and section.note[0].kind == "heading" else section.note
        _note(slide, rest, _EDGE, Inches(1.5), _FULL, Inches(5.2), 20)
        _words(slide, below, _EDGE, Inches(6.85), _FULL, Inches(0.4), 11, _MUTED)
        return
    top = Inches(1.35)
    grid = grid_of(section.answer)
    if section.picture is not None:
        _picture(slide, section, top)
        _beside(slide, section, grid, top)
    elif section.answer.cell.form.value == "figure" and section.figure is not None:
        _words(slide, section.figure.value, _EDGE, Inches(2.0), Inches(12), Inches(1.2), 66, bold=True)
        _words(slide, section.sentence, _EDGE, Inches(3.4), Inches(12), Inches(0.8), 20)
        _note(slide, section.note, _EDGE, Inches(4.3), Inches(12), Inches(2.3), 18)
    else:
        _table(slide, grid.latest(_MOST_ROWS_ALONE), _EDGE, top, _FULL, 12)
        _note(slide, section.note, _EDGE, Inches(6.0), _FULL, Inches(0.8), 14)
    _words(slide, below, _EDGE, Inches(6.85), _FULL, Inches(0.4), 10, _MUTED)
    _speak(slide, section)


def _picture(slide: Slide, section: Section, top: Length) -> None:
    if section.picture is None:
        return
    drawn = slide.shapes.add_picture(io.BytesIO(png(section.picture, _PICTURE_PIXELS, _PICTURE_HEIGHT)), _EDGE, top)
    room_wide, room_high = Inches(8.1), Inches(5.35)
    scale = min(room_wide / drawn.width, room_high / drawn.height)
    drawn.width, drawn.height = Emu(round(drawn.width * scale)), Emu(round(drawn.height * scale))
    # What a screen reader says of the picture.
    drawn._element.xpath("./p:nvPicPr/p:cNvPr")[0].set("descr", xml_text(section.picture.alt))


def _beside(slide: Slide, section: Section, grid: Grid, top: Length) -> None:
    left, wide = Inches(8.8), Inches(4.05)
    if section.note:
        _note(slide, section.note, left, top, wide, Inches(2.2), 14)
        top = Emu(top + Inches(2.3))
    rows = _MOST_ROWS if not section.note else _MOST_ROWS - 7
    _table(slide, _narrow(_drawn(grid, section)).latest(rows), left, top, wide, 10)


def _drawn(grid: Grid, section: Section) -> Grid:
    """The rows of the measure that the picture shows."""
    if section.answer is None or "measure" not in grid.columns:
        return grid
    index = grid.columns.index("measure")
    wanted = section.answer.cell.measure or grid.raw[0][index]
    return grid.rows([at for at, row in enumerate(grid.raw) if row[index] == wanted]).without("measure")


def _narrow(grid: Grid) -> Grid:
    """What fits beside a picture: what the rows are, and their values."""
    slim = grid.without("note", "complete", "low", "high")
    for name in ("n", "account_id", "age"):
        slim = slim.without(name) if len(slim.columns) > _MOST_COLUMNS else slim
    return slim


def _table(slide: Slide, grid: Grid, left: Length, top: Length, wide: Length, size: int) -> None:
    rows, columns = len(grid.words) + 1, len(grid.columns)
    table = slide.shapes.add_table(rows, columns, left, top, wide, Emu(Inches(0.3) * rows)).table
    letters = [one + 3 for one in widths(grid, 34)]
    for number, width in enumerate(letters):
        table.columns[number].width = Emu(round(wide * width / sum(letters)))
    for row, words in enumerate((grid.headings, *grid.words)):
        for number, text in enumerate(words):
            cell = table.cell(row, number)
            cell.margin_left = cell.margin_right = Inches(0.05)
            cell.margin_top = cell.margin_bottom = Inches(0.02)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.fill.background()  # type: ignore[no-untyped-call]
            paragraph = cell.text_frame.paragraphs[0]
            run = paragraph.add_run()
            run.text = xml_text(text)
            run.font.size, run.font.bold = Pt(size), row == 0
            run.font.color.rgb = _MUTED if row == 0 else _INK
            if grid.columns[number] in _NUMBERS:
                paragraph.alignment = PP_ALIGN.RIGHT


def _words(
    slide: Slide,
    text: str,
    left: Length,
    top: Length,
    wide: Length,
    high: Length,
    size: int,
    colour: RGBColor = _INK,
    *,
    bold: bool = False,
    is_title: bool = False,
) -> None:
    box = slide.shapes.title if is_title and slide.shapes.title is not None else None
    shape = box if box is not None else slide.shapes.add_textbox(left, top, wide, high)
    shape.left, shape.top, shape.width, shape.height = left, top, wide, high
    frame = shape.text_frame
    _prepare(frame)
    run = frame.paragraphs[0].add_run()
    run.text = xml_text(text)
    run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, colour
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT


def _prepare(frame: TextFrame) -> None:
    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)


def _note(
    slide: Slide, blocks: Sequence[Block], left: Length, top: Length, wide: Length, high: Length, size: int
) -> None:
    if not blocks:
        return
    frame = slide.shapes.add_textbox(left, top, wide, high).text_frame
    _prepare(frame)
    for index, block in enumerate(blocks):
        _paragraph(frame.paragraphs[0] if index == 0 else frame.add_paragraph(), block, size)


def _paragraph(paragraph: _Paragraph, block: Block, size: int) -> None:
    if block.kind in ("item", "more"):
        paragraph.level = min(block.level + (1 if block.kind == "more" else 0), 8)
        mark = "" if block.kind == "more" else "• " if block.number is None else f"{block.number}. "
        paragraph.add_run().text = mark
    for source in block.runs:
        run = paragraph.add_run()
        run.text = xml_text(source.text)
        run.font.bold = source.bold or block.kind == "heading"
        run.font.italic = source.italic or block.kind == "quote"
        if source.link:
            run.hyperlink.address = source.link
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(size + 2 if block.kind == "heading" else size), _INK
    paragraph.space_after = Pt(size / 3)


def _speak(slide: Slide, section: Section) -> None:
    """What the slide says, for who speaks and for who can't see: sentence, scope, definition."""
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:
        metric = section.metric
        lines = [section.sentence, *section.below, *([metric.definition] if metric else [])]
        frame.text = xml_text("\n".join(lines))
