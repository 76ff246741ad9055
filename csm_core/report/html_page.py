"""The report as one HTML file: charts that answer to the pointer, no network, and a sentence for every picture."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

from csm_core.report.grid import grid_of
from csm_core.report.html_words import prose_html, table_html
from csm_core.report.printed import Printed, Section
from csm_core.report.vega import spec_with_data, vega_bundle
from csm_core.text.plural import plural

_STYLE = Path(__file__).with_name("page.css")
_MOST_ROWS = 2_000
_NUMBERS = ("age", "value", "low", "high", "n")
# Nothing may be fetched: neither by a chart nor by anything that somebody wrote into a note.
_POLICY = "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:"
_DRAW = """
for (const place of document.querySelectorAll(".chart")) {
  const spec = JSON.parse(document.getElementById(place.dataset.spec).textContent);
  vegaEmbed(place, spec, {actions: false, renderer: "svg", logLevel: 1});
}
"""


def html_page(report: Printed) -> bytes:
    """The whole report as UTF-8; opened from a disk it works without a network."""
    body, in_row = [], False
    for place, section in enumerate(report.sections):
        is_figure = _is_figure(section)
        if is_figure != in_row:
            body.append('<div class="figures">' if is_figure else "</div>")
            in_row = is_figure
        body.append(_section(section, place))
    if in_row:
        body.append("</div>")
    charts = any(section.picture for section in report.sections)
    scripts = f"<script>{vega_bundle()}</script><script>{_DRAW}</script>" if charts else ""
    title = escape(report.title)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE.read_text(encoding='utf-8')}</style></head><body><main>"
        f'<header><h1>{title}</h1><p class="stamp">{escape(report.stamp)}</p></header>'
        f"{''.join(body)}</main>{scripts}</body></html>"
    ).encode()


def _is_figure(section: Section) -> bool:
    return section.answer is not None and section.figure is not None and section.answer.cell.form.value == "figure"


def _section(section: Section, place: int) -> str:
    note = f'<div class="note">{prose_html(section.note)}</div>' if section.note else ""
    if section.answer is None:
        heading = f"<h2>{escape(section.title)}</h2>" if section.below else ""
        return f'<section class="text">{heading}{_small(section.below)}{note}</section>'
    if _is_figure(section):
        return f'<section class="cell figure">{_figure(section)}{note}{_small(section.below)}</section>'
    shown = _chart(section, place) if section.picture else ""
    sentence = f'<p class="sentence">{escape(section.sentence)}</p>'
    return (
        f'<section class="cell"><h2>{escape(section.title)}</h2>{shown}{sentence}{note}{_small(section.below)}'
        f"{_numbers(section)}{_definition(section)}</section>"
    )


def _figure(section: Section) -> str:
    figure = section.figure
    if figure is None:
        return ""
    moved = f"<p>{escape(figure.moved_words)} since {escape(figure.when_before or '')}" if figure.moved_words else ""
    if moved:
        moved += "</p>" if figure.moved and figure.moved.is_certain else ", within noise</p>"
    return (
        f'<h2>{escape(section.title)}</h2><p class="value" aria-hidden="true">{escape(figure.value)}</p>'
        f'{moved}<p class="sentence">{escape(section.sentence)}</p>'
    )


def _chart(section: Section, place: int) -> str:
    if section.picture is None:
        return ""
    # Within a script element only '</' and '<!--' mean anything: JSON can say both without '<'.
    spec = json.dumps(spec_with_data(section.picture), ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
    return (
        # Vega writes a name of its own on the element that it draws in.
        f'<div class="picture" role="img" aria-label="{escape(section.picture.alt)}">'
        f'<div class="chart" data-spec="spec-{place}"></div></div>'
        f'<script type="application/json" id="spec-{place}">{spec}</script>'
    )


def _numbers(section: Section) -> str:
    if section.answer is None:
        return ""
    grid = grid_of(section.answer)
    rows, all_rows = grid.words[:_MOST_ROWS], len(grid.words)
    count = plural(all_rows, "row") if all_rows <= _MOST_ROWS else f"the first {_MOST_ROWS:,} of {all_rows:,} rows"
    table = table_html(grid.headings, rows, [name in _NUMBERS for name in grid.columns], f"{section.title}: {count}")
    is_open = " open" if section.picture is None and all_rows <= 40 else ""
    return f"<details{is_open}><summary>The numbers ({count})</summary>{table}</details>"


def _definition(section: Section) -> str:
    metric, answer = section.metric, section.answer
    if metric is None or answer is None:
        return ""
    variant = metric.variant(answer.result.variant)
    told = [metric.definition, f"{variant.name.replace('_', ' ')}: {variant.definition} ({variant.whose})"]
    told += [f"Interval (95 %): {metric.interval}"] if metric.interval else []
    words = "".join(f"<p>{escape(one)}</p>" for one in told)
    return f"<details><summary>How it is counted</summary>{words}<pre>{escape(metric.formula)}</pre></details>"


def _small(lines: tuple[str, ...]) -> str:
    return "".join(f'<p class="below">{escape(line)}</p>' for line in lines)
