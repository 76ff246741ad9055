"""The report as PDF: pages that break where they should, text that can be searched, and tags for who hears it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, time
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from csm_core.notebook.prose import Block
from csm_core.report.grid import grid_of
from csm_core.report.html_page import is_figure
from csm_core.report.outline import Listing, outline
from csm_core.report.plain_xml import xml_text
from csm_core.report.printed import Printed, Section
from csm_core.report.vega import pdf

_TEMPLATE = Path(__file__).with_name("templates") / "page.typ"
_WIDTH, _HEIGHT = 690, 250  # pixels of a chart: 4 to 3 points
_MOST_ROWS, _MOST_COLUMNS = 40, 7
_NUMBERS = ("age", "value", "low", "high", "n")
# Where nothing says when the data end, so that the same report gives the same bytes: no clock is read.
_MADE = datetime(2000, 1, 1, tzinfo=UTC)

Part = dict[str, object]


def pdf_page(report: Printed) -> bytes:
    """The whole report as A4 pages. What the template is given is data: no word of it is read as markup."""
    with TemporaryDirectory(prefix="csm-") as folder:
        room = Path(folder)
        shutil.copy(_TEMPLATE, room / "page.typ")
        (room / "data.json").write_text(json.dumps(_plain(_data(report, room)), ensure_ascii=False), "utf-8")
        made = datetime.combine(report.as_of, time(), UTC) if report.as_of else _MADE
        compiler = typst.Compiler(str(room / "page.typ"), root=str(room))
        drawn = compiler.compile(format="pdf", timestamp=made)
    if not isinstance(drawn, bytes):
        raise TypeError("a PDF is one file")
    return drawn


def _data(report: Printed, room: Path) -> Part:
    parts: list[Part] = []
    for in_row, together in groupby(enumerate(report.sections), key=is_figure):
        if in_row:
            parts.append({"kind": "figures", "cards": [_card(report, section) for _, section in together]})
        else:
            parts += [_section(report, section, room / f"chart{number}.pdf") for number, section in together]
    return {
        "title": report.title,
        "company": report.brand.company,
        "colour": report.brand.colour,
        "logo": _logo(report, room),
        "day": report.day,
        "scope": report.scope,
        "about": [report.stamp, *report.shared],
        "parts": parts,
    }


def _plain(value: object) -> object:
    """The same without characters that no document can hold."""
    match value:
        case str():
            return xml_text(value)
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case list():
            return [_plain(one) for one in value]
        case _:
            return value


def _logo(report: Printed, room: Path) -> str:
    brand = report.brand
    if brand.logo is None:
        return ""
    name = "logo.png" if brand.logo_type == "image/png" else "logo.jpg"
    (room / name).write_bytes(brand.logo)
    return name


def _card(report: Printed, section: Section) -> Part:
    figure = section.figure
    return {
        "label": section.title,
        "value": figure.value if figure else "—",
        "moved": figure.change_words if figure else "",
        "band": f"95 %: {figure.band}" if figure and figure.band else "",
        "own": list(report.lines_of(section)),
        "note": _note(section.note),
    }


def _section(report: Printed, section: Section, chart: Path) -> Part:
    answer = section.answer
    part: Part = {"own": list(report.lines_of(section)), "note": _note(section.note)}
    if answer is None:
        return part | {"kind": "text", "title": section.title if section.below else ""}
    part |= {"kind": "exhibit", "title": section.title, "chart": "", "alt": "", "said": "", "table": None}
    if section.picture is not None:
        chart.write_bytes(pdf(section.picture, _WIDTH, _HEIGHT))
        return part | {"chart": chart.name, "alt": section.picture.alt}
    if section.sentence != section.title:
        part["said"] = section.sentence
    if answer.result.has_value:
        grid = grid_of(answer).without("note", "complete").varied()
        grid = grid.without(*grid.columns[_MOST_COLUMNS:])
        shown = grid.latest(_MOST_ROWS)
        left = len(grid.words) - len(shown.words)
        part["table"] = {
            "heads": list(shown.headings),
            "numbers": [name in _NUMBERS for name in shown.columns],
            "rows": [list(row) for row in shown.words],
            "left": f"{left:,} more rows are in the web page and the workbook." if left else "",
        }
    return part


def _note(blocks: Sequence[Block]) -> list[Part]:
    return [_prose(part) for part in outline(blocks)]


def _prose(part: Block | Listing) -> Part:
    if isinstance(part, Listing):
        items = [{"number": item.number, "parts": [_prose(one) for one in item.parts]} for item in part.items]
        return {"kind": "list", "counted": part.is_counted, "items": items}
    runs = [
        {"text": run.text, "bold": run.bold, "italic": run.italic, "code": run.code, "link": run.link or ""}
        for run in part.runs
    ]
    return {"kind": part.kind, "level": part.level, "runs": runs}
