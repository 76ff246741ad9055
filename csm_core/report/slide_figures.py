"""The slide of headline figures: up to four, each with its change, its course and its interval."""

from __future__ import annotations

from pptx.enum.shapes import MSO_SHAPE
from pptx.slide import Slide
from pptx.util import Emu, Inches, Length, Pt

from csm_core.metrics.compare.headline import course
from csm_core.notebook.figure import Figure
from csm_core.report.printed import Section
from csm_core.report.slide_chart import sparkline
from csm_core.report.slide_desk import Desk, speak
from csm_core.report.slide_plan import Page
from csm_core.report.slide_text import EDGE, FULL, INK, LEAST, MUTED, Box, colour_of, fitting, words

_FEWEST = 3  # points that make a course
_FEWEST_COLUMNS = 2


def figures_page(desk: Desk, page: Page) -> None:
    """One more slide, whose title is what its first figure says."""
    figures = [(section, section.figure) for section in page.sections if section.figure is not None]
    first = figures[0][1]
    slide = desk.slide(first.sentence.removesuffix("."), page.part)
    gap = Inches(0.25)
    columns = max(len(figures), _FEWEST_COLUMNS)
    wide = Emu((FULL - (columns - 1) * gap) // columns)
    size = min(fitting(figure.value, _value_box(wide), 40, bold=True)[1] for _, figure in figures)
    for index, (section, figure) in enumerate(figures):
        _card(
            slide, section, figure, Box(Emu(EDGE + index * (wide + gap)), Inches(2.0), wide, Inches(4.7)), size, desk
        )
    speak(slide, page.sections)


def _value_box(wide: Length) -> Box:
    return Box(EDGE, EDGE, wide, Inches(0.75))


def _card(slide: Slide, section: Section, figure: Figure, box: Box, size: int, desk: Desk) -> None:
    """Label, value (in `size` points), change, course and interval, one below the other."""
    line = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, box.left, box.top, box.wide, Pt(2))
    line.fill.solid()
    line.fill.fore_color.rgb = colour_of(desk.colour)
    line.line.fill.background()

    def row(text: str, top: float, high: float, size: int, colour: str = INK, bold: bool = False) -> None:
        spot = Box(box.left, Emu(box.top + Inches(top)), box.wide, Inches(high))
        words(slide, text, spot, size, colour, bold=bold)

    row(figure.label, 0.12, 0.6, 18, MUTED, True)
    row(figure.value, 0.8, 0.75, size, INK, True)
    row(figure.change_words, 1.6, 0.6, 16)
    values = _course(section)
    if len(values) >= _FEWEST:
        spot = Box(box.left, Emu(box.top + Inches(2.3)), box.wide, Inches(1.6))
        sparkline(slide, values, spot, desk.colour, f"{figure.label}, the course of {len(values)} periods")
    n = figure.now.n if figure.now else None
    rests = [f"95 %: {figure.band}"] if figure.band else []
    rests += [f"n = {n:,}"] if n is not None else []
    row("\n".join(rests), 4.05, 0.6, LEAST, MUTED)


def _course(section: Section) -> list[float]:
    """The values of the whole periods."""
    if section.answer is None:
        return []
    cell = section.answer.cell
    cells = course(section.answer.result, cell.measure, cell.series)
    return [one.value for one in cells if one.value is not None and one.complete is not False]
