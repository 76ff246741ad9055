"""Text on slides: boxes whose words fit, in sizes that are read from the back of a room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.slide import Slide
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Emu, Inches, Length, Pt

from csm_core.notebook.prose import Block
from csm_core.report.plain_xml import xml_text

WIDTH, HEIGHT, EDGE = Inches(13.333), Inches(7.5), Inches(0.55)
FULL = Emu(WIDTH - 2 * EDGE)
LEAST = 14  # points: what is smaller is not read from the back
INK, MUTED = "#0B1220", "#4A5568"
# Of a point, in a wide font: the width of a letter, that of a bold one, and the height of a line.
_LETTER, _BOLD, _LINE = 0.58, 0.68, 1.22


@dataclass(frozen=True, slots=True)
class Box:
    """Where something stands on a slide."""

    left: Length
    top: Length
    wide: Length
    high: Length


BODY = Box(EDGE, Inches(2.1), FULL, Inches(4.65))


def colour_of(value: str) -> RGBColor:
    """'#RRGGBB' as PowerPoint has it."""
    return RGBColor.from_string(value.removeprefix("#"))  # type: ignore[no-untyped-call, no-any-return]


def fitting(text: str, box: Box, largest: int, bold: bool = False) -> tuple[str, int]:
    """The text and the largest size, from `largest` points down, in which it fits; where it fits in none, as many of
    its sentences or words as do."""
    for size in range(largest, LEAST - 1, -2):
        if lines_of(text, box.wide, size, bold) <= _room(box, size):
            return text, size
    words = text.split(" ")
    while len(words) > 1 and lines_of(f"{' '.join(words)} …", box.wide, LEAST, bold) > _room(box, LEAST):
        words.pop()
    whole = " ".join(words)
    stop = whole.rfind(". ")
    return (whole[: stop + 1] if stop > len(whole) / 2 else f"{whole} …"), LEAST


def lines_of(text: str, wide: Length, size: int, bold: bool = False) -> int:
    """Lines that a text takes, at most."""
    letters = max(int(wide / Pt(1) / (size * (_BOLD if bold else _LETTER))), 1)
    return sum(max(ceil(len(line) / letters), 1) for line in text.split("\n"))


def _room(box: Box, size: int) -> int:
    return max(int(box.high / Pt(1) / (size * _LINE)), 1)


def words(
    slide: Slide,
    text: str,
    box: Box,
    size: int,
    colour: str = INK,
    *,
    bold: bool = False,
    is_title: bool = False,
    align_right: bool = False,
) -> None:
    """A text in a box, in `size` points or fewer."""
    shape = slide.shapes.title if is_title else None
    shape = shape if shape is not None else slide.shapes.add_textbox(box.left, box.top, box.wide, box.high)
    shape.left, shape.top, shape.width, shape.height = box.left, box.top, box.wide, box.high
    prepare(shape.text_frame)
    written, size = fitting(xml_text(text), box, size, bold)
    run = shape.text_frame.paragraphs[0].add_run()
    run.text = written
    run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, colour_of(colour)
    shape.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT if align_right else PP_ALIGN.LEFT


def prepare(frame: TextFrame) -> None:
    """A frame without margins, whose lines break."""
    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)


def note(slide: Slide, blocks: Sequence[Block], box: Box, size: int) -> None:
    """The blocks of a note, in `size` points or fewer; those that have no room are left to the speaker's notes."""
    if not blocks:
        return
    sizes = [one for one in range(size, LEAST - 1, -2) if _high(blocks, box, one) <= box.high]
    fits = sizes[0] if sizes else LEAST
    kept = list(blocks)
    while len(kept) > 1 and _high(kept, box, fits) > box.high:
        kept.pop()
    frame = slide.shapes.add_textbox(box.left, box.top, box.wide, box.high).text_frame
    prepare(frame)
    for index, block in enumerate(kept):
        _paragraph(frame.paragraphs[0] if index == 0 else frame.add_paragraph(), block, fits)


def _high(blocks: Sequence[Block], box: Box, size: int) -> float:
    lines = sum(lines_of(block.text, box.wide, size) for block in blocks)
    return float(Pt(1)) * (lines * size * _LINE + len(blocks) * size / 2)


def _paragraph(paragraph: _Paragraph, block: Block, size: int) -> None:
    if block.kind in ("item", "more"):
        paragraph.level = min(block.level + (1 if block.kind == "more" else 0), 8)
        mark = "" if block.kind == "more" else "•  " if block.number is None else f"{block.number}.  "
        paragraph.add_run().text = mark
    for source in block.runs:
        run = paragraph.add_run()
        run.text = xml_text(source.text)
        run.font.bold = source.bold or block.kind == "heading"
        run.font.italic = source.italic or block.kind == "quote"
        if source.link:
            run.hyperlink.address = source.link
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(size + 2 if block.kind == "heading" else size), colour_of(INK)
    paragraph.space_after = Pt(size / 2)
