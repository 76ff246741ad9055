"""Charts of slides: PowerPoint's own, whose numbers are in the workbook behind each and can be changed there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.chart.axis import _BaseAxis
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.chart.series import LineSeries
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)  # fmt: skip
from pptx.enum.dml import MSO_LINE
from pptx.slide import Slide
from pptx.util import Pt

from csm_core.report.plain_xml import xml_text
from csm_core.report.plot import Plot
from csm_core.report.slide_text import INK, LEAST, MUTED, Box, colour_of
from csm_core.units import Unit

_TYPES = {
    "line": XL_CHART_TYPE.LINE_MARKERS,
    "stacked": XL_CHART_TYPE.COLUMN_STACKED,
    "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
}
_GRID = "#DBE1EA"
_LARGE = 10_000
# Categories that have room for their words side by side at the full width of a slide.
_ROOM = 14


def native_chart(slide: Slide, plot: Plot, box: Box, unit: Unit, colour: str, alt: str) -> None:
    """The plot as a chart of PowerPoint's own, in the company's `colour`; `alt` says what it shows."""
    series = [(one.name, one.values) for one in plot.series]
    chart = _chart(slide, _TYPES[plot.kind], box, _data(plot.categories, series, number_format(unit)), alt)
    chart.font.size, chart.font.color.rgb = Pt(LEAST), colour_of(MUTED)
    _series(chart, plot, colour)
    _axes(chart, plot, unit)
    _legend(chart, plot)
    if plot.kind in ("columns", "bars"):
        _bars(chart, plot, unit, colour)
    elif plot.kind == "line":
        _last_labels(chart, plot, unit)


def sparkline(slide: Slide, values: list[float], box: Box, colour: str, alt: str) -> None:
    """A course without axes: only whether it goes up or down."""
    numbers = [str(number) for number in range(1, len(values) + 1)]
    data = _data(numbers, [("Value", values)], "General")
    chart = _chart(slide, XL_CHART_TYPE.LINE, box, data, alt)
    chart.has_legend = False
    chart.font.size = Pt(LEAST)
    chart.category_axis.visible = chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    low, high = min(values), max(values)
    room = (high - low) / 10 or abs(high) / 10 or 1.0
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = low - room, high + room
    line = chart.plots[0].series[0]
    line.smooth = False
    line.format.line.color.rgb, line.format.line.width = colour_of(colour), Pt(2.5)


def number_format(unit: Unit, largest: float = 0.0) -> str:
    """How PowerPoint writes a value; large ones on an axis in thousands."""
    match unit:
        case Unit.RATE:
            return "0%" if largest else "0.0%"
        case Unit.MONEY | Unit.MONEY_PER_ACCOUNT | Unit.COUNT:
            return '#,##0,"k"' if largest >= _LARGE else "#,##0"
        case Unit.RATIO | Unit.MEAN_SCORE:
            return "0.0" if largest else "0.00"
        case Unit.SCORE:
            return "0"
        case _:
            return "#,##0" if largest >= _ROOM else "#,##0.0"


def _data(
    categories: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]], pattern: str
) -> CategoryChartData:
    data: Any = CategoryChartData(number_format=pattern)  # type: ignore[no-untyped-call]
    data.categories = [xml_text(name) for name in categories]
    for name, values in series:
        data.add_series(xml_text(name), values)
    made: CategoryChartData = data
    return made


def _chart(slide: Slide, kind: XL_CHART_TYPE, box: Box, data: CategoryChartData, alt: str) -> Chart:
    # Its types say that it takes another class, and gives the chart rather than its frame.
    shapes: Any = slide.shapes
    frame = shapes.add_chart(kind, box.left, box.top, box.wide, box.high, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", xml_text(alt))
    chart: Chart = frame.chart
    chart.has_title = False
    return chart


def _series(chart: Chart, plot: Plot, colour: str) -> None:
    drawn = chart.plots[0]
    if plot.kind != "line":
        drawn.gap_width = 45
        if plot.kind == "stacked":
            drawn.overlap = 100
    for one, series in zip(plot.series, drawn.series, strict=True):
        if plot.kind == "line":
            _line(series, colour if len(plot.series) in (1, 3) and not one.is_bound else one.colour, one.is_bound)
        elif plot.kind == "stacked":
            series.invert_if_negative = False
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = colour_of(one.colour)


def _line(series: LineSeries, colour: str, is_bound: bool) -> None:
    series.smooth = False
    series.format.line.color.rgb = colour_of(colour)
    series.format.line.width = Pt(1.5 if is_bound else 3)
    if is_bound:
        series.marker.style = XL_MARKER_STYLE.NONE
        series.format.line.dash_style = MSO_LINE.DASH
        return
    series.marker.style = XL_MARKER_STYLE.CIRCLE
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = series.marker.format.line.color.rgb = colour_of(colour)
    series.marker.size = 7


def _axes(chart: Chart, plot: Plot, unit: Unit) -> None:
    categories, values = chart.category_axis, chart.value_axis
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    categories.major_tick_mark = XL_TICK_MARK.NONE
    categories.has_major_gridlines = False
    categories.format.line.color.rgb = colour_of(_GRID)
    if plot.kind == "bars":
        categories.reverse_order = True
    if plot.axis:
        _titled(categories, plot.axis)
    _thinned(categories, len(plot.categories))
    numbers = [abs(value) for one in plot.series for value in one.values if value is not None]
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = (
        number_format(unit, max(numbers, default=0.0)),
        False,
    )
    if unit is Unit.RATE and max(numbers, default=0.0) <= 1 < 1.25 * max(numbers, default=0.0):
        values.maximum_scale = 1.0  # no share is more than all
    values.major_tick_mark = XL_TICK_MARK.NONE
    values.format.line.fill.background()
    values.major_gridlines.format.line.color.rgb = colour_of(_GRID)
    if plot.kind in ("columns", "bars"):
        values.visible = values.has_major_gridlines = False


def _titled(axis: _BaseAxis, text: str) -> None:
    axis.has_title = True
    axis.axis_title.text_frame.text = text
    font = axis.axis_title.text_frame.paragraphs[0].runs[0].font
    font.size, font.bold, font.color.rgb = Pt(LEAST), False, colour_of(MUTED)


def _thinned(axis: _BaseAxis, count: int) -> None:
    """Every n-th category has its words, so that they stay level and apart."""
    every = -(-count // _ROOM)
    if every > 1:
        for name in ("c:tickLblSkip", "c:tickMarkSkip"):
            skip = axis._element.makeelement(_tag(name), {"val": str(every)})
            axis._element.xpath("./c:noMultiLvlLbl")[0].addprevious(skip)


def _tag(name: str) -> str:
    from pptx.oxml.ns import qn

    return str(qn(name))


def _legend(chart: Chart, plot: Plot) -> None:
    chart.has_legend = len(plot.series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        chart.legend.font.size, chart.legend.font.color.rgb = Pt(LEAST), colour_of(INK)


def _bars(chart: Chart, plot: Plot, unit: Unit, colour: str) -> None:
    """One series: each bar in the colour of what it stands for, with its value."""
    drawn, series = chart.plots[0], chart.plots[0].series[0]
    series.invert_if_negative = False
    for index, one in enumerate(plot.colours):
        fill = series.points[index].format.fill
        fill.solid()
        fill.fore_color.rgb = colour_of(colour if one == plot.series[0].colour else one)
    drawn.has_data_labels = True
    labels = drawn.data_labels
    largest = max((abs(value) for value in plot.series[0].values if value is not None), default=0.0)
    labels.number_format = number_format(unit, largest if unit is not Unit.RATE and plot.kind == "columns" else 0.0)
    labels.number_format_is_linked = False
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size, labels.font.color.rgb = Pt(LEAST), colour_of(INK)


def _last_labels(chart: Chart, plot: Plot, unit: Unit) -> None:
    """The latest value of each line, written at its end."""
    for one, series in zip(plot.series, chart.plots[0].series, strict=True):
        if one.latest is None:
            continue
        label = series.points[one.latest].data_label
        label.position = XL_LABEL_POSITION.ABOVE
        label.font.size, label.font.bold, label.font.color.rgb = Pt(LEAST + 2), True, colour_of(INK)
        shown = label._get_or_add_dLbl()
        for name, value in (("c:showLegendKey", 0), ("c:showVal", 1), ("c:showCatName", 0), ("c:showSerName", 0)):
            for element in shown.xpath(f"./{name}"):
                element.set("val", str(value))
