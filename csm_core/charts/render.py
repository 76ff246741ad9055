"""From an Altair chart to the plain dict that is shown: config, size and a place for the data."""

from __future__ import annotations

import altair as alt
from altair.utils import schemapi

from csm_core.charts.look import Theme
from csm_core.charts.palette import palette_of

# Streamlit inserts the table that is given beside a spec under this name.
DATA_NAME = "source"
# Altair checks every part of a chart by Vega-Lite's schema as it is made, and then the whole, for half of the time
# of a new picture. The tests check the whole of every kind.
schemapi.disable_debug_mode()

FONT = '"Source Sans", "Source Sans 3", "Source Sans Pro", sans-serif'


def render(chart: alt.Chart | alt.LayerChart, theme: Theme) -> dict[str, object]:
    """The spec, as wide as its place: what stands beside the marks makes the marks narrower."""
    sized = chart.properties(
        width="container",
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        padding={"left": 4, "right": 8, "top": 8, "bottom": 4},
    )
    spec: dict[str, object] = sized.to_dict(validate=False)
    # Altair's own configuration would mix with the theme's.
    spec["config"] = _config(theme)
    spec.pop("datasets", None)
    _without_data(spec)
    spec["data"] = {"name": DATA_NAME}
    return spec


def _without_data(node: object) -> None:
    """Take out Altair's placeholders for 'no data', which would hide the data of the whole."""
    if isinstance(node, dict):
        node.pop("data", None)
        for inner in node.values():
            _without_data(inner)
    elif isinstance(node, list):
        for inner in node:
            _without_data(inner)


def _config(theme: Theme) -> dict[str, object]:
    colours = palette_of(theme)
    label: dict[str, object] = {"labelColor": colours.muted, "labelFontSize": 12, "titleColor": colours.muted}
    return {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": None, "continuousHeight": 300},
        "axis": {
            **label,
            "gridColor": colours.grid,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "labelOverlap": "greedy",
        },
        "legend": {
            **label,
            "labelColor": colours.text,
            "orient": "top",
            "title": None,
            "symbolType": "square",
            "offset": 8,
            "padding": 0,
            "labelPadding": 4,
            "rowPadding": 4,
            "columnPadding": 18,
        },
        "line": {"strokeWidth": 2.25},
        "text": {"color": colours.text, "fontSize": 12},
        "locale": {"number": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]}},
    }
