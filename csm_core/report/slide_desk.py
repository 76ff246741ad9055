"""The desk that slides are made on: what all of them have, from the bar at the edge to the number at the foot."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Emu, Inches

from csm_core.report.plain_xml import xml_text
from csm_core.report.printed import Printed, Section
from csm_core.report.slide_text import EDGE, FULL, HEIGHT, LEAST, MUTED, Box, colour_of, prepare, words

_TITLE, _TITLE_SIZE = Box(EDGE, Inches(0.62), FULL, Inches(1.0)), 28
_FOOT = Inches(7.0)


@dataclass(frozen=True, slots=True)
class Desk:
    """The deck that is made, and the report that it is made of."""

    deck: Deck
    report: Printed

    @property
    def colour(self) -> str:
        """The company's."""
        return self.report.brand.colour

    def slide(self, title: str, part: str = "") -> Slide:
        """One more slide: its title, the part that it belongs to, and the foot that all of them have."""
        # 'Title Only': so that readers of slides, people and programs, find a title on each.
        made: Slide = self.deck.slides.add_slide(self.deck.slide_layouts[5])
        bar = made.shapes.add_shape(MSO_SHAPE.RECTANGLE, Emu(0), Emu(0), Inches(0.14), HEIGHT)
        bar.fill.solid()
        bar.fill.fore_color.rgb = colour_of(self.colour)
        bar.line.fill.background()
        words(made, part, Box(EDGE, Inches(0.28), Inches(9), Inches(0.3)), LEAST, self.colour, bold=True)
        wide = Emu(_TITLE.wide - (Inches(2.0) if self.report.brand.logo else 0))
        words(made, title, Box(EDGE, _TITLE.top, wide, _TITLE.high), _TITLE_SIZE, bold=True, is_title=True)
        self._foot(made)
        return made

    def _foot(self, slide: Slide) -> None:
        report = self.report
        if report.brand.logo:
            _logo(slide, report.brand.logo, Box(Inches(11.0), Inches(0.35), Inches(1.8), Inches(0.7)))
        parts = [report.brand.company, report.title, f"as of {report.day}" if report.day else "", "CSM Notebook"]
        foot = " · ".join(part for part in parts if part)
        words(slide, foot, Box(EDGE, _FOOT, Inches(11.2), Inches(0.3)), LEAST, MUTED)
        number = slide.shapes.add_textbox(Inches(11.9), _FOOT, Inches(0.88), Inches(0.3))
        prepare(number.text_frame)
        paragraph = number.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT
        colour = MUTED.removeprefix("#")
        # A field, so that it stays right when slides are moved.
        paragraph._p.append(
            parse_xml(
                f'<a:fld {nsdecls("a")} id="{{5C6A0C2E-3B9F-4F0A-9C55-2D6D6B7B8A01}}" type="slidenum">'
                f'<a:rPr lang="en-GB" sz="{LEAST}00"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:rPr>'
                f"<a:t>{len(self.deck.slides)}</a:t></a:fld>"
            )
        )


def _logo(slide: Slide, logo: bytes, room: Box) -> None:
    shape = slide.shapes.add_picture(io.BytesIO(logo), room.left, room.top)
    scale = min(room.wide / shape.width, room.high / shape.height)
    shape.width, shape.height = Emu(round(shape.width * scale)), Emu(round(shape.height * scale))
    shape.left = Emu(room.left + room.wide - shape.width)
    shape._element.xpath("./p:nvPicPr/p:cNvPr")[0].set("descr", "Logo")


def speak(slide: Slide, sections: Sequence[Section]) -> None:
    """What the slide says, for who speaks and for who can't see: sentences, notes, scope, definitions."""
    frame = slide.notes_slide.notes_text_frame
    if frame is None:
        return
    lines: list[str] = []
    for section in sections:
        lines += [section.sentence, *(block.text for block in section.note), *section.below]
        lines += [section.metric.definition] if section.metric else []
    frame.text = xml_text("\n".join(dict.fromkeys(lines)))
