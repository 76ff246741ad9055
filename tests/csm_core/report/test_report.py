"""Reports: the numbers in a file are the metric's own, every picture says its sentence, and nothing in it acts."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.metrics.compare.rolling import ask_rolling, question_behind
from csm_core.metrics.framework.registry import metric_named
from csm_core.notebook.answered import answered
from csm_core.notebook.cell import Cell
from csm_core.notebook.freeze import freeze
from csm_core.notebook.notebook import Notebook
from csm_core.notebook.prose import Block, Run, prose
from csm_core.report.grid import grid_of
from csm_core.report.html_page import html_page
from csm_core.report.markdown_text import markdown_text
from csm_core.report.outline import Listing, outline
from csm_core.report.printed import Printed, Section, printed
from csm_core.report.slides import slides
from csm_core.report.workbook import workbook
from csm_core.result import Result
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.csm_core.report.conftest import CELLS, HALF, HOSTILE

NOON = datetime.fromisoformat("2026-03-01T12:00")


def rolling(workspace: Workspace, cell: Cell) -> Result:
    assert cell.scope is not None
    return ask_rolling(ask, workspace, cell.metric, cell.scope, None, {})


@pytest.fixture(scope="module")
def page(report: Printed) -> str:
    return html_page(report).decode()


@pytest.fixture(scope="module")
def sheets(report: Printed) -> bytes:
    return workbook(report)


@pytest.fixture(scope="module")
def deck(report: Printed) -> bytes:
    return slides(report)


def test_the_sections_hold_what_the_metrics_answer(workspace: Workspace, report: Printed) -> None:
    for cell, section in zip(CELLS, report.sections[1:], strict=False):
        assert section.answer is not None
        assert section.answer.result == rolling(workspace, cell)
    assert "Unknown metric: 'no_such_metric'" in report.sections[-1].below[0]


def test_the_workbook_holds_every_number_of_the_answer_and_the_rows_behind(
    workspace: Workspace, sheets: bytes
) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(sheets))
    assert book.sheet_names[:2] == ["Summary", "Contents"]
    assert [name.split(" ")[0] for name in book.sheet_names[2:]] == [str(one + 1) for one in range(len(CELLS))]
    for cell, name in zip(CELLS, book.sheet_names[2:], strict=True):
        rows = book.get_sheet_by_name(name).to_python()
        head = next(index for index, row in enumerate(rows) if "Value" in row)
        at = rows[head].index("Value")
        result = rolling(workspace, cell)
        actual = result.table.column("value").to_pylist()
        kept = [row[at] for row in rows[head + 1 : head + 1 + len(actual)]]
        # A workbook keeps 16 digits of a number.
        assert [None if one == "" else one for one in kept] == [
            None if one is None else pytest.approx(one, rel=1e-15) for one in actual
        ]
        scope, settings = question_behind(result, cell.scope, {})
        behind = rows_behind(workspace, cell.metric, scope, None, settings)
        start = next(row_index for row_index, row in enumerate(rows) if row[0] == "Rows behind")
        assert rows[start + 1][: behind.num_columns] == behind.column_names
        assert len(rows) - start - 2 == behind.num_rows
        assert metric_named(cell.metric).definition in [row[1] for row in rows[head:start]]


def test_the_first_sheet_has_a_row_a_figure_with_its_unit_and_a_column_a_period(
    workspace: Workspace, sheets: bytes
) -> None:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheets)).get_sheet_by_name("Summary").to_python()
    head = next(row for row in rows if row[0] == "Figure")
    mrr = next(row for row in rows if row[3] == "1 MRR")
    assert mrr[:3] == [metric_named("mrr").name, "", "EUR"]
    answer = ask(workspace, "mrr", HALF)
    assert head[4:] == [f"{row['period']:%b %Y}" for row in answer.rows()]
    assert mrr[4:] == [row["value"] for row in answer.rows()]
    parts = dict(_parts(sheets))
    assert b"frozen" in parts["xl/worksheets/sheet1.xml"]
    assert all(b"fitToPage" in text for name, text in parts.items() if name.startswith("xl/worksheets/sheet"))


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(sheets: bytes) -> None:
    parts = dict(_parts(sheets))
    assert HOSTILE.replace("<", "&lt;").replace(">", "&gt;").encode() in parts["xl/sharedStrings.xml"]
    for name, text in parts.items():
        if name.startswith("xl/worksheets/"):
            tags = {element.tag.rsplit("}", 1)[-1] for element in ElementTree.fromstring(text).iter()}
            assert not tags & {"f", "hyperlink", "hyperlinks"}
    assert not any("externalLink" in name or "vbaProject" in name for name in parts)


def test_the_page_draws_the_pictures_rows_and_says_their_sentences(report: Printed, page: str) -> None:
    specs = re.findall(r'<script type="application/json" id="spec-(\d+)">(.*?)</script>', page, re.DOTALL)
    drawn = {int(row_index): json.loads(text) for row_index, text in specs}
    pictured = {position: section for position, section in enumerate(report.sections) if section.picture}
    assert drawn.keys() == pictured.keys()
    for index, section in pictured.items():
        assert section.picture is not None
        rows = [
            {name: value for name, value in row.items() if value is not None}
            for row in section.picture.data.to_pylist()
        ]
        assert drawn[index]["datasets"]["source"] == rows
        assert f'aria-label="{escape(section.picture.alt)}"' in page


def test_the_page_fetches_nothing_and_shows_hostile_words_as_words(page: str) -> None:
    body = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert "default-src 'none'" in body
    assert "<script>alert" not in body
    assert "<img" not in body
    assert "<b>" not in body
    assert not re.search(r"\b(?:src|srcset|poster|data|action)\s*=", body.replace("data-spec", ""))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
    assert "<strong>raised</strong>" in body


def test_whatever_a_section_says_stays_text_wherever_it_stands(report: Printed) -> None:
    words = """\"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;</pre>"""
    note = (
        Block("code", (Run(words, code=True),)),
        *(Block(kind, (Run(words, link=words),)) for kind in ("paragraph", "heading", "quote", "item", "more")),
    )

    def with_words(section: Section) -> Section:
        picture = section.picture and replace(section.picture, alt=words)
        return replace(section, title=words, sentence=words, below=(words,), note=note, picture=picture)

    plain, hostile = Parsed(), Parsed()
    plain.feed(html_page(report).decode())
    hostile.feed(html_page(Printed(words, words, tuple(with_words(section) for section in report.sections))).decode())
    assert "img" not in hostile.tags
    assert hostile.tags.count("script") == plain.tags.count("script")
    assert {name for name, _ in hostile.attributes} == {name for name, _ in plain.attributes}
    # Headings, sentences and lines below say it, and so do the names of pictures, word for word.
    assert hostile.texts.count(words) > 4 * len(report.sections)
    assert ("aria-label", words) in hostile.attributes


class Parsed(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_lists_within_lists_are_written_within_their_items() -> None:
    blocks = prose("- one\n\n  3. deep\n\n     more\n  4. deeper\n- two\n\nend")
    one, end = outline(blocks)
    assert isinstance(one, Listing)
    assert not one.is_counted
    (_, deep), (two,) = (item.parts for item in one.items)
    assert isinstance(deep, Listing)
    assert [(item.number, [part.text for part in item.parts]) for item in deep.items] == [  # type: ignore[union-attr]
        (3, ["deep", "more"]),
        (4, ["deeper"]),
    ]
    assert (two, end) == (blocks[-2], blocks[-1])


def test_the_markdown_says_the_sentences_and_holds_the_numbers(report: Printed) -> None:
    text = markdown_text(report).decode()
    nps = report.sections[2]
    assert nps.answer is not None
    assert "**raised**" in text
    assert not re.search(r"(?<!\\)!\[", text)
    for words in grid_of(nps.answer).words:
        value = words[grid_of(nps.answer).columns.index("value")]
        assert f"| {value} |" in text


def test_a_frozen_cell_is_printed_with_its_own_numbers(workspace: Workspace) -> None:
    cell = Cell("nps", scope=Scope(date(2024, 1, 1), date(2024, 3, 1)))
    frozen = freeze(answered(workspace, cell), NOON)
    notebook = Notebook("N").added(Cell("nps", scope=HALF), frozen=frozen)
    section = printed(workspace, notebook, with_rows=True).sections[0]
    assert section.answer == frozen.answer
    assert section.behind is None
    assert any("frozen on 01 Mar 2026" in line for line in section.below)


def test_flags_lay_their_scope_over_the_cells_own(workspace: Workspace) -> None:
    overlay = [("grain", "quarter"), ("f.Region", "North")]
    section = printed(workspace, Notebook.of("N", [Cell("nps", scope=HALF)]), overlay).sections[0]
    assert section.answer is not None
    scope = section.answer.result.scope
    assert (scope.start, scope.grain.value, scope.filters) == (HALF.start, "quarter", (("Region", ("North",)),))


@pytest.mark.parametrize("kind", ["sheets", "deck"])
def test_every_part_of_an_office_file_is_well_formed_declared_and_found(
    kind: str, request: pytest.FixtureRequest
) -> None:
    """The rules of the Open Packaging Conventions whose breach makes an office program offer a repair."""
    parts = dict(_parts(request.getfixturevalue(kind)))
    types = ElementTree.fromstring(parts["[Content_Types].xml"])
    defaults = {one.get("Extension") for one in types if one.tag.endswith("Default")}
    overrides = {str(one.get("PartName")) for one in types if one.tag.endswith("Override")}
    assert {name.removeprefix("/") for name in overrides} <= parts.keys()
    for name, text in parts.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(text)
        assert name == "[Content_Types].xml" or f"/{name}" in overrides or name.rsplit(".", 1)[-1] in defaults
        if name.endswith(".rels"):
            for link in ElementTree.fromstring(text):
                if link.get("TargetMode") != "External":
                    assert _target(name, str(link.get("Target"))) in parts


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_both(tmp_path: Path, sheets: bytes, deck: bytes) -> None:
    for name, content in (("r.xlsx", sheets), ("r.pptx", deck)):
        (tmp_path / name).write_bytes(content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "r.xlsx", "r.pptx"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "r.pdf").stat().st_size > 10_000
    assert done.stdout.count("convert ") == 2


def _parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert len(package.namelist()) == len(set(package.namelist()))
        for name in package.namelist():
            yield name, package.read(name)


def _target(rels: str, target: str) -> str:
    if target.startswith("/"):
        return target.removeprefix("/")
    folder = [part for part in rels.split("/")[:-2] if part]
    for part in target.split("/"):
        folder = folder[:-1] if part == ".." else [*folder, part]
    return "/".join(folder)
