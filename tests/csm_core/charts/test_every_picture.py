"""What holds for every picture: a valid spec without data, shared between answers, and no text of a file in it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import altair as alt
import pyarrow as pa
import pytest

from csm_core.charts.account_bars import account_bars
from csm_core.charts.chart import chart
from csm_core.charts.cohort_curves import cohort_curves
from csm_core.charts.look import Look, Theme
from csm_core.charts.picture import MOST_MARKS, Picture
from csm_core.charts.tone_stack import bands_over_time
from csm_core.charts.trend import together
from csm_core.charts.waterfall import waterfall
from csm_core.metrics.framework.declare import Shape
from csm_core.result import Result
from csm_core.units import Unit
from tests.csm_core.charts.results import bridge_rows, cohort_rows, month, result_of, trend_rows

# Names as a file might hold them: markup, a script, an expression, a template, a spec, a very long one.
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "'; alert(1); //",
    "datum.value + 1",
    "${7*7}{{7*7}}",
    '"},"data":{"url":"http://evil.example/x.json"},"x":{"',
    "long " * 60,
)


def _trend(names: tuple[str, ...]) -> Picture | None:
    rows = [row for name in names for row in trend_rows([20.0, 24.0, 28.0], name)]
    days = pa.table({"date": pa.array([date(2025, 1, 20)], pa.date32()), "text": [names[0]]})
    return chart(result_of(rows, Unit.POINTS), Shape.TREND, Look(), name="NPS", annotations=days)


def _cohorts(names: tuple[str, ...]) -> Result:
    return result_of([row | {"segment": names[0]} for row in cohort_rows(4)], Unit.RATE)


def _curve(names: tuple[str, ...]) -> Picture | None:
    rows = [{"segment": name, "age": age, "value": 1 - age / 9, "n": 40} for name in names for age in range(6)]
    return chart(result_of(rows, Unit.RATE), Shape.CURVE, Look(), name="Survival")


def _bridge(names: tuple[str, ...]) -> Result:
    return result_of([row | {"segment": name} for name in names for row in bridge_rows()], Unit.MONEY)


def _bands(names: tuple[str, ...]) -> Result:
    cell = {"value": 3.0, "n": 3}
    words = ("at risk", "watch", "leaving")
    return result_of(
        [
            cell | {"period": month(at), "series": word, "segment": name}
            for at in range(3)
            for word in words
            for name in names
        ],
        Unit.COUNT,
    )


def _rates(names: tuple[str, ...]) -> Result:
    rows = [row for name in (None, *names) for row in trend_rows([0.9, 1.0, 1.1], name)]
    return result_of(rows, Unit.RATE)


def _distribution(names: tuple[str, ...]) -> Picture | None:
    rows = [{"series": name, "value": 3.0, "n": 3} for name in names]
    return chart(result_of(rows, Unit.COUNT), Shape.DISTRIBUTION, Look(), name="Reasons")


def _accounts(names: tuple[str, ...]) -> Picture | None:
    rows = [{"account_id": name, "value": 3.0, "n": 3} for name in names]
    return account_bars(result_of(rows, Unit.SCORE), Look(), name="Score", names={name: name for name in names})


PICTURES: dict[str, Callable[[tuple[str, ...]], Picture | None]] = {
    "trend": _trend,
    "curve": _curve,
    "movements": lambda names: chart(_bridge(names), Shape.BRIDGE, Look(), name="MRR"),
    "waterfall": lambda names: waterfall(_bridge(names), Look(), name="MRR"),
    "bridge": lambda names: waterfall(_bridge(names), Look(), name="MRR", is_over_all=True),
    "bands": lambda names: bands_over_time(_bands(names), Look(), name="Health"),
    "together": lambda names: together([(word, _rates(names)) for word in ("NRR", "GRR")], Look(), name="Retention"),
    "cohort_grid": lambda names: chart(_cohorts(names), Shape.COHORTS, Look(), name="Retention"),
    "cohort_curves": lambda names: cohort_curves(_cohorts(names), Look(), name="Retention"),
    "distribution": _distribution,
    "account_bars": _accounts,
}


def drawn(kind: str, names: tuple[str, ...] = ("North", "South")) -> Picture:
    picture = PICTURES[kind](names)
    assert picture is not None
    return picture


@pytest.mark.parametrize("kind", PICTURES)
def test_a_spec_is_valid_vega_lite_and_takes_its_data_by_name(kind: str) -> None:
    picture = drawn(kind)
    alt.LayerChart.from_dict(picture.spec, validate=True)
    assert picture.spec["data"] == {"name": "source"}
    assert "datasets" not in picture.spec
    assert json.loads(json.dumps(picture.spec)) == picture.spec


@pytest.mark.parametrize("kind", PICTURES)
def test_a_spec_is_built_once_for_all_names(kind: str) -> None:
    assert drawn(kind).spec is drawn(kind, ("East", "West")).spec


@pytest.mark.parametrize("kind", PICTURES)
def test_names_from_a_file_are_in_the_data_and_never_in_the_spec(kind: str) -> None:
    text = json.dumps(drawn(kind, HOSTILE).spec)
    for name in HOSTILE:
        assert json.dumps(name)[1:-1] not in text
    # The spec of harmless names and of hostile ones differ in nothing but what the number of names decides.
    assert drawn(kind, HOSTILE).spec is drawn(kind, tuple("abcdef")).spec


@pytest.mark.parametrize("kind", PICTURES)
def test_the_fields_of_a_spec_are_columns_of_its_data(kind: str) -> None:
    picture = drawn(kind)
    fields = set(_fields(picture.spec))
    assert fields <= set(picture.data.column_names)
    assert len(fields) > 1


@pytest.mark.parametrize("kind", PICTURES)
def test_nothing_is_fetched_from_outside(kind: str) -> None:
    spec = {key: value for key, value in drawn(kind).spec.items() if key != "$schema"}
    assert "http" not in json.dumps(spec)
    assert "url" not in json.dumps(spec)


@pytest.mark.parametrize("kind", PICTURES)
def test_data_crosses_as_numbers_texts_and_truth_values(kind: str) -> None:
    assert {str(field.type) for field in drawn(kind).data.schema} <= {"double", "string", "bool"}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_has_the_colour_of_the_theme(theme: Theme) -> None:
    picture = chart(result_of(trend_rows([1.0, 2.0]), Unit.POINTS), Shape.TREND, Look(theme), name="NPS")
    assert picture is not None
    colour = {"light": "#0B1220", "dark": "#E8EDF4"}[theme]
    config = picture.spec["config"]
    assert isinstance(config, dict)
    assert config["text"]["color"] == colour


@pytest.mark.parametrize("shape", Shape)
def test_nothing_to_draw_is_no_picture(shape: Shape) -> None:
    gap = {"period": month(0), "series": "new", "age": 0, "account_id": "A", "note": "No answers.", "n": 0}
    for rows in ([], [gap], [gap | {"value": float("nan")}]):
        assert chart(result_of(rows, Unit.POINTS), shape, Look(), name="NPS") is None


def test_a_table_has_no_picture() -> None:
    assert chart(result_of(trend_rows([1.0]), Unit.POINTS), Shape.TABLE, Look(), name="NPS") is None


def test_however_many_rows_no_picture_has_more_marks_than_a_browser_draws() -> None:
    days = [{"period": date.fromordinal(735000 + day), "value": float(day), "n": 9} for day in range(3000)]
    movements = [row | {"series": series} for row in days for series in ("new", "churn")]
    accounts = [{"account_id": f"{index}", "value": float(index)} for index in range(5000)]
    series = [{"series": f"{row_index}", "value": 1.0} for row_index in range(5000)]
    pictures = [
        chart(result_of(days, Unit.COUNT), Shape.TREND, Look(), name="x"),
        chart(result_of(movements, Unit.COUNT), Shape.BRIDGE, Look(), name="x"),
        chart(result_of(cohort_rows(90), Unit.RATE), Shape.COHORTS, Look(), name="x"),
        chart(result_of(series, Unit.COUNT), Shape.DISTRIBUTION, Look(), name="x"),
        chart(result_of(accounts, Unit.COUNT), Shape.ACCOUNTS, Look(), name="x"),
        cohort_curves(result_of(cohort_rows(90), Unit.RATE), Look(), name="x"),
    ]
    for picture in pictures:
        assert picture is not None
        assert picture.data.num_rows <= MOST_MARKS
        assert picture.notes


def test_a_measure_is_chosen_by_name_and_is_the_first_without_one() -> None:
    rows = [
        {"period": month(0), "measure": "percent", "value": 0.5, "n": 9},
        {"period": month(0), "measure": "mean", "value": 4.25, "n": 9},
    ]
    result = result_of(rows, Unit.RATE)
    first = chart(result, Shape.TREND, Look(), name="CSAT")
    other = chart(result, Shape.TREND, Look(unit=Unit.RATIO), name="CSAT", measure="mean")
    assert first is not None
    assert other is not None
    assert (first.title, other.title) == ("CSAT: 50.0\xa0% in Jan 2025", "CSAT: 4.25 in Jan 2025")


def test_one_period_of_a_bridge_is_a_waterfall_and_several_are_movements() -> None:
    whole = result_of(bridge_rows(), Unit.MONEY)
    one = replace(whole, scope=replace(whole.scope, end=month(1)))
    alone, many = (chart(result, Shape.BRIDGE, Look(), name="MRR") for result in (one, whole))
    assert alone is not None
    assert many is not None
    assert "kind" in alone.data.column_names
    assert "part" in many.data.column_names


def _fields(node: object) -> list[str]:
    if isinstance(node, dict):
        fields_here = [node["field"]] if isinstance(node.get("field"), str) else []
        return fields_here + [name for inner in node.values() for name in _fields(inner)]
    if isinstance(node, list):
        return [name for inner in node for name in _fields(inner)]
    return []
