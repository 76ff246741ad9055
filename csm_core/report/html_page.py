"""The report as one HTML file: charts that answer to the pointer, no network, and a sentence for every picture."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from csm_core.report.grid import grid_of
from csm_core.report.outline import Listing, outline
from csm_core.report.printed import Printed, Section
from csm_core.report.vega import spec_with_data, vega_bundle
from csm_core.text.plural import plural

_TEMPLATES = Path(__file__).with_name("templates")
_MOST_ROWS = 2_000
_MOST_OPEN_ROWS = 40
_NUMBERS = ("age", "value", "low", "high", "n")


def html_page(report: Printed) -> bytes:
    """The whole report as UTF-8; opened from a disk it works without a network."""
    rows = [(in_row, list(numbered)) for in_row, numbered in groupby(enumerate(report.sections), key=is_figure)]
    has_charts = any(section.picture for section in report.sections)
    return (
        _environment()
        .get_template("page.html")
        .render(
            report=report,
            rows=rows,
            # The only two that the template takes as markup: our own files, and no word of anybody else's.
            style=(_TEMPLATES / "page.css").read_text(encoding="utf-8"),
            scripts=vega_bundle() if has_charts else "",
        )
        .encode()
    )


def _environment() -> Environment:
    """Whatever a template is given is escaped, as text or, by `tojson`, as data in a script."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "allow_nan": False}
    environment.tests["listing"] = lambda part: isinstance(part, Listing)
    environment.globals.update(
        outline=outline, spec_of=spec_with_data, numbers_of=_numbers, definition_of=_definition
    )
    return environment


def is_figure(numbered: tuple[int, Section]) -> bool:
    """Whether a numbered section stands in a row with others like it."""
    _, section = numbered
    return section.answer is not None and section.figure is not None and section.answer.cell.form.value == "figure"


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The rows of an answer: each column with whether it holds numbers."""

    columns: list[tuple[str, bool]]
    rows: list[list[str]]
    count: str
    is_open: bool


def _numbers(section: Section) -> _Numbers | None:
    if section.answer is None:
        return None
    grid = grid_of(section.answer)
    all_rows = len(grid.words)
    count = plural(all_rows, "row") if all_rows <= _MOST_ROWS else f"the first {_MOST_ROWS:,} of {all_rows:,} rows"
    columns = [(heading, name in _NUMBERS) for heading, name in zip(grid.headings, grid.columns, strict=True)]
    is_open = section.picture is None and all_rows <= _MOST_OPEN_ROWS
    return _Numbers(columns, [list(row) for row in grid.words[:_MOST_ROWS]], count, is_open)


def _definition(section: Section) -> list[str]:
    metric, answer = section.metric, section.answer
    if metric is None or answer is None:
        return []
    variant = metric.variant(answer.result.variant)
    words = [metric.definition, f"{variant.name.replace('_', ' ')}: {variant.definition} ({variant.whose})"]
    return [*words, f"Interval (95 %): {metric.interval}"] if metric.interval else words
