"""Slides: few, each with a conclusion, charts that can be edited, letters that are read from the back."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pptx import Presentation
from pptx.presentation import Presentation as Deck
from pptx.shapes.base import BaseShape
from pptx.slide import Slide
from pptx.util import Pt

from csm_core.facts.queries.account_profile import account_names
from csm_core.metrics.framework.registry import metric_named
from csm_core.notebook.cell import Cell, Form, Text
from csm_core.notebook.notebook import Notebook
from csm_core.notebook.opening import opened
from csm_core.notebook.prompts import PROMPTS
from csm_core.notebook.templates import TEMPLATES
from csm_core.report.brand import Brand
from csm_core.report.html_page import html_page
from csm_core.report.printed import Printed, printed
from csm_core.report.slides import slides
from csm_core.store.workspace import Workspace
from tests.csm_core.report.conftest import HALF, HOSTILE

# One pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
PAST = ("mrr", "nps", "mrr_movements", "cohort_retention", "health_bands", "survival", "ticket_rate", "active_users")


@pytest.fixture(scope="module")
def crowded(workspace: Workspace) -> Printed:
    """More than eight slides hold: two texts, headings, five figures and nine pictures."""
    figures = [Cell(metric, scope=HALF, form=Form.FIGURE) for metric in ("mrr", "nps", "csat", "ces", "ticket_rate")]
    contents = [
        Text(f"# In brief\n\nWe grew. {HOSTILE}"),
        *figures,
        Text("# Revenue"),
        *(Cell(metric, scope=HALF, note="Prices rose.\n\nAnd more." if metric == "nps" else "") for metric in PAST),
        Text("# Next\n\n- who, what, by when"),
    ]
    return replace(printed(workspace, Notebook.of("Board", contents)), brand=Brand("Acme", "#7A2E0E", PNG))


@pytest.fixture(scope="module")
def deck(crowded: Printed) -> Deck:
    return Presentation(io.BytesIO(slides(crowded)))


def shapes(deck: Deck) -> Iterator[tuple[Slide, BaseShape]]:
    return ((slide, shape) for slide in deck.slides for shape in slide.shapes)


def texts(slide: Slide) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_there_are_eight_slides_at_most_and_the_last_says_what_has_no_room(deck: Deck, crowded: Printed) -> None:
    assert len(deck.slides) == 8
    last = "\n".join(texts(deck.slides[-1]))
    assert f"No room on these slides: {metric_named('health_bands').name}" in last
    every = Presentation(io.BytesIO(slides(replace(crowded, most_slides=30))))
    # Cover, two of figures, one of each picture, sources; headings alone take none.
    assert len(every.slides) == 1 + 2 + len(PAST) + 1


def test_charts_are_native_and_hold_the_numbers_of_the_answer(deck: Deck, crowded: Printed) -> None:
    wide = {
        shape.name: shape.chart for _, shape in shapes(deck) if shape.has_chart and shape.width > deck.slide_width / 2
    }
    nps = next(section.answer for section in crowded.sections if section.note and section.answer)
    values = tuple(row["value"] for row in nps.result.rows())
    assert values in [tuple(chart.plots[0].series[0].values) for chart in wide.values()]
    pictures = [shape for _, shape in shapes(deck) if shape.shape_type == 13]
    assert {shape._element.nvPicPr.cNvPr.get("descr") for shape in pictures} == {"Logo"}


def test_a_slides_title_is_what_somebody_concluded_else_what_the_picture_says(deck: Deck, crowded: Printed) -> None:
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    movements = next(one for one in crowded.sections if one.answer and one.answer.cell.metric == "mrr_movements")
    assert "Prices rose" in titles
    assert movements.title in titles
    assert titles[1] == crowded.sections[1].sentence.removesuffix(".")
    noted = deck.slides[titles.index("Prices rose")].notes_slide.notes_text_frame.text
    assert "And more." in noted


def test_nothing_is_smaller_than_14_points(deck: Deck) -> None:
    frames = [shape.text_frame for _, shape in shapes(deck) if shape.has_text_frame]
    frames += [cell.text_frame for _, shape in shapes(deck) if shape.has_table for cell in shape.table.iter_cells()]
    sizes = {run.font.size for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs}
    assert min(size for size in sizes if size is not None) >= Pt(14)
    assert None not in sizes
    for _, shape in shapes(deck):
        if shape.has_chart:
            fonts = {int(size) for size in shape.chart._chartSpace.xpath("//@sz")}
            assert fonts
            assert min(fonts) >= 1400


def test_nothing_stands_outside_of_its_slide_and_every_text_has_room(deck: Deck) -> None:
    for _, shape in shapes(deck):
        assert min(shape.left, shape.top) >= 0
        assert shape.left + shape.width <= deck.slide_width
        assert shape.top + shape.height <= deck.slide_height
        if shape.has_text_frame and shape.text_frame.text:
            # A letter is about half as wide as it is high, and a line a fifth higher.
            lines = [
                (paragraph, max(run.font.size / Pt(1) for run in paragraph.runs))
                for paragraph in shape.text_frame.paragraphs
                if paragraph.runs
            ]
            high = sum(-(-len(one.text) * size * 0.5 // (shape.width / Pt(1))) * size * 1.2 for one, size in lines)
            assert high <= shape.height / Pt(1) + 1, shape.text_frame.text


def test_every_slide_has_company_day_and_its_own_number(deck: Deck, crowded: Printed) -> None:
    for number, slide in enumerate(deck.slides, start=1):
        fields = slide._element.xpath(".//a:fld[@type='slidenum']/a:t")
        assert [field.text for field in fields] == [str(number)]
        assert any(text.startswith(f"Acme · Board · as of {crowded.day}") for text in texts(slide))


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_prompt_of_a_template_is_ever_printed(workspace: Workspace, name: str) -> None:
    template, account = TEMPLATES[name], next(iter(account_names(workspace)))
    plain = printed(workspace, template.notebook("N", account))
    words = "\n".join(text for slide in Presentation(io.BytesIO(slides(plain))).slides for text in texts(slide))
    page = html_page(plain).decode()
    for prompt in PROMPTS:
        assert prompt.removeprefix("- ") not in words
        assert prompt.removeprefix("- ") not in page
    # Its first sentences are the data's.
    first = opened(workspace, template, "N", account).entries[0].content
    assert not any(prompt in first.note for prompt in PROMPTS)
    assert "\n- " in first.note
    assert not any(name in first.note for name in account_names(workspace).values())
