"""The first sheet of a workbook: each figure a row with its unit, each period a column, as finance lays them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xlsxwriter.worksheet import Worksheet

from csm_core.charts.words import period_words
from csm_core.metrics.framework.shown_unit import shown_unit
from csm_core.notebook.cell import Form
from csm_core.periods import Calendar
from csm_core.report.printed import Printed, Section
from csm_core.report.workbook_cells import Styles, on_paper, put
from csm_core.units import Unit

_MOST_PERIODS, _MOST_LINES = 24, 16
_HEAD = 3
_FIXED = ("Figure", "Part", "Unit", "Sheet")


@dataclass(frozen=True, slots=True)
class _Line:
    """One row: what it is, its unit, where all of it is, and its value by period."""

    figure: str
    part: str
    unit: Unit
    currency: str | None
    sheet: str
    values: dict[date, float]


@dataclass(frozen=True, slots=True)
class Summary:
    """The rows of the sheet, and the periods that are its columns."""

    calendar: Calendar
    periods: tuple[date, ...]
    lines: tuple[_Line, ...]


def summary_of(report: Printed, names: Sequence[str | None]) -> Summary | None:
    """What has a value a period, of the calendar that most of the cells have; None where nothing has."""
    dated = [
        (section, name)
        for section, name in zip(report.sections, names, strict=True)
        if name is not None and section.answer is not None and _lines(section, name)
    ]
    calendars = Counter(section.answer.result.scope.calendar for section, _ in dated if section.answer)
    if not calendars:
        return None
    calendar = calendars.most_common(1)[0][0]
    lines: dict[tuple[str, str, Unit], _Line] = {}
    # Figures that stand alone come first, and what is shown twice stands once.
    for section, name in sorted(dated, key=lambda one: not _is_figure(one[0])):
        if section.answer is not None and section.answer.result.scope.calendar == calendar:
            for line in _lines(section, name):
                lines.setdefault((section.answer.result.metric, line.part, line.unit), line)
    periods = sorted({period for line in lines.values() for period in line.values})[-_MOST_PERIODS:]
    return Summary(calendar, tuple(periods), tuple(lines.values()))


def _is_figure(section: Section) -> bool:
    return section.answer is not None and section.answer.cell.form is Form.FIGURE


def _lines(section: Section, sheet: str) -> list[_Line]:
    answer, metric = section.answer, section.metric
    if answer is None or metric is None or section.figure is None:
        return []
    result = answer.result
    groups: dict[tuple[str | None, str | None, str | None], dict[date, float]] = {}
    for row in result.rows():
        if (
            row["period"] is not None
            and row["age"] is None
            and row["account_id"] is None
            and row["value"] is not None
        ):
            groups.setdefault((row["segment"], row["measure"], row["series"]), {})[row["period"]] = row["value"]
    label = metric.name
    return [
        _Line(
            label,
            ", ".join(one.replace("_", " ") for one in parts if one is not None),
            shown_unit(metric, result, parts[1]),
            result.scope.currency,
            sheet,
            values,
        )
        for parts, values in list(groups.items())[:_MOST_LINES]
        if any(values.values())
    ]


def write_summary(sheet: Worksheet, report: Printed, summary: Summary, styles: Styles) -> None:
    """Figures down, periods across; both stay in sight, and all of it goes on one page."""
    put(sheet, 0, 0, report.title, styles.title, styles)
    about = " · ".join(part for part in (report.brand.company, f"as of {report.day}" if report.day else "") if part)
    put(sheet, 1, 0, about or report.stamp, styles.muted, styles)
    for column, heading in enumerate(_FIXED):
        put(sheet, _HEAD, column, heading, styles.head, styles)
    for column, period in enumerate(summary.periods, start=len(_FIXED)):
        put(sheet, _HEAD, column, period_words(period, summary.calendar), styles.head_right, styles)
    for row, line in enumerate(summary.lines, start=_HEAD + 1):
        for column, text in enumerate((line.figure, line.part, _unit_words(line), line.sheet)):
            put(sheet, row, column, text, None, styles)
        for column, period in enumerate(summary.periods, start=len(_FIXED)):
            put(sheet, row, column, line.values.get(period), styles.of_unit(line.unit), styles)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 22)
    sheet.set_column(2, 2, 12)
    sheet.set_column(3, 3, 26)
    sheet.set_column(len(_FIXED), len(_FIXED) + len(summary.periods), 11)
    sheet.freeze_panes(_HEAD + 1, len(_FIXED))
    on_paper(sheet, landscape=True, pages=1)


def _unit_words(line: _Line) -> str:
    is_money = line.unit in (Unit.MONEY, Unit.MONEY_PER_ACCOUNT)
    if is_money and line.currency:
        return line.currency
    return "%" if line.unit is Unit.RATE else line.unit.value
