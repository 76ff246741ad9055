"""What every metric and every variant of the catalogue must keep to."""

import importlib
import math
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

import pyarrow as pa
import pytest

from csm_core.metrics.asking.ask import ask, rows_behind, rows_of_cell
from csm_core.metrics.framework.declare import Example
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.framework.registry import FAMILIES, registry
from csm_core.result import KEYS, SCHEMA, Result
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from csm_core.text.table_words import table_words
from tests.contract.company import Rows, company
from tests.contract.order_of_sums import order_dependent
from tests.workspaces import example_workspace, workspace_of

QUESTIONS = [
    pytest.param(metric.id, variant.name, id=f"{metric.id}-{variant.name}")
    for metric in registry().values()
    for variant in metric.variants
]
EXAMPLES = [
    pytest.param(metric, example, id=f"{metric.id}-{index}")
    for metric in registry().values()
    for index, example in enumerate(metric.examples)
]
SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 17))


@cache
def usual() -> Workspace:
    return workspace_of(**company())


@cache
def asked(metric_id: str, scope: Scope, variant: str | None = None) -> Result:
    """The answer of the usual company: asked once, looked at by many tests."""
    return ask(usual(), metric_id, scope, variant)


def close(left: object, right: object) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-6)
    return left == right


def cells(result: Result) -> dict[tuple[object, ...], dict[str, object]]:
    figures = {tuple(row[key] for key in KEYS): row for row in result.rows()}
    assert len(figures) == result.table.num_rows, "two rows of the answer have the same keys"
    return figures


def same(left: Result, right: Result, ignoring: tuple[str, ...] = ()) -> None:
    a, b = cells(left), cells(right)
    assert list(a) == list(b), "the same cells, in another order"
    for key, row in a.items():
        for name in ("value", "low", "high", "n", "complete", "note"):
            if name not in ignoring:
                assert close(row[name], b[key][name]), (key, name, row[name], b[key][name])


@pytest.mark.parametrize(("metric", "example"), EXAMPLES)
def test_worked_example_comes_out_as_it_says(metric: Metric, example: Example) -> None:
    scope, dropped = Scope.from_query(example.scope)
    result = ask(example_workspace(example), metric.id, scope, example.variant, dict(example.settings))
    assert not dropped
    for expected in example.expected:
        wanted = dict(expected)
        keys = {name for name in wanted if name in KEYS}
        matching = [row for row in result.rows() if all(str(row[name]) == str(wanted[name]) for name in keys)]
        assert matching, (wanted, result.rows())
        assert any(
            all(close(float_of(row[name]), float_of(value)) for name, value in wanted.items() if name not in keys)
            for row in matching
        ), (wanted, matching)


def float_of(value: object) -> object:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


@pytest.mark.parametrize("metric", registry().values(), ids=registry())
def test_declaration_is_whole(metric: Metric) -> None:
    assert metric.family in FAMILIES
    home = f"csm_core.metrics.{metric.family.replace(' ', '_')}.{metric.id}"
    assert importlib.import_module(home).METRIC is metric
    for text in (metric.name, metric.question, metric.definition, metric.formula):
        assert text.strip()
    assert metric.question.endswith("?")
    assert metric.examples, "a reader must have an example to check by hand"
    names = [variant.name for variant in metric.variants]
    assert len(set(names)) == len(names) > 0
    assert all(variant.whose and variant.definition for variant in metric.variants)
    assert all(refused.variant and refused.reason for refused in metric.refused)
    assert len({setting.name for setting in metric.settings}) == len(metric.settings)


@pytest.mark.parametrize(("metric_id", "variant"), QUESTIONS)
def test_result_is_one_tidy_table_with_reasons_for_gaps(metric_id: str, variant: str) -> None:
    result = asked(metric_id, SCOPE, variant)
    assert result.table.schema.equals(SCHEMA)
    metric = registry()[metric_id]
    for row in result.rows():
        if row["value"] is None:
            assert row["note"], row
        else:
            assert math.isfinite(float(str(row["value"])))
        if row["series"] is not None and metric.series:
            assert row["series"] in metric.series
        if metric.measures:
            assert row["measure"] in metric.measures or row["value"] is None
    assert result.variant == variant
    assert result.fingerprint == usual().fingerprint


@pytest.mark.parametrize(("metric_id", "variant"), QUESTIONS)
def test_same_question_gives_the_same_answer_twice(metric_id: str, variant: str) -> None:
    assert ask(usual(), metric_id, SCOPE, variant).table.equals(asked(metric_id, SCOPE, variant).table)


@pytest.mark.parametrize(("metric_id", "variant"), QUESTIONS)
def test_no_sum_hangs_on_the_order_of_its_rows(metric_id: str, variant: str) -> None:
    """Threads hand rows over as they finish: a last digit that moves with them may move a rounded figure."""
    for sql in dict.fromkeys(asked(metric_id, SCOPE, variant).sql):
        assert order_dependent(usual(), sql) == [], sql


@pytest.mark.parametrize(("metric_id", "variant"), QUESTIONS)
def test_order_of_rows_in_the_files_changes_nothing(metric_id: str, variant: str) -> None:
    same(asked(metric_id, SCOPE, variant), ask(shuffled(), metric_id, SCOPE, variant))


@cache
def shuffled() -> Workspace:
    tables = company()
    for rows in tables.values():
        random.Random(3).shuffle(rows)
    return workspace_of(**dict(reversed(tables.items())))


@pytest.mark.parametrize(("metric_id", "variant"), QUESTIONS)
def test_renamed_accounts_and_extra_columns_change_nothing(metric_id: str, variant: str) -> None:
    plain, other = asked(metric_id, SCOPE, variant), ask(renamed(), metric_id, SCOPE, variant)
    mapped = plain.table.set_column(
        KEYS_AT["account_id"],
        SCHEMA.field("account_id"),
        pa.array(
            [None if id_ is None else f"x{id_}" for id_ in plain.table.column("account_id").to_pylist()], pa.string()
        ),
    )
    same(replace(plain, table=mapped), other)


KEYS_AT = {name: SCHEMA.get_field_index(name) for name in KEYS}


@cache
def renamed() -> Workspace:
    return workspace_of(
        **{
            name: [
                {key: f"x{value}" if key == "account_id" else value for key, value in row.items()}
                | ({"Extra": "anything"} if name == "accounts" else {})
                for row in rows
            ]
            for name, rows in company().items()
        }
    )


@pytest.mark.parametrize(("metric_id", "variant"), QUESTIONS)
def test_rows_after_the_as_of_day_change_nothing(metric_id: str, variant: str) -> None:
    same(asked(metric_id, SCOPE, variant), ask(cut(), metric_id, SCOPE, variant))


@cache
def cut() -> Workspace:
    """The company as it was known on the as-of day: later rows are not there, later ends not yet known."""
    last = "2024-06-17"
    moments = {
        "subscriptions": "start_date",
        "surveys": "responded_at",
        "events": "event_at",
        "tickets": "created_at",
        "invoices": "invoice_date",
        "outcomes": "date",
        "accounts": "start_date",
        "fx_rates": "date",
    }
    later_ends = {"end_date", "paid_at", "followed_up_at", "solved_at", "escalated_at", "escalation_closed_at"}
    tables: dict[str, Rows] = {
        name: [
            {key: "" if key in later_ends and value[:10] > last else value for key, value in row.items()}
            for row in rows
            if row.get(moments.get(name, ""), "")[:10] <= last
        ]
        for name, rows in company().items()
    }
    # An answer that was still to come was an invitation, where they had been asked.
    tables["surveys"] = [row for row in map(asked_or_answered, company()["surveys"]) if row]
    return workspace_of(**tables)


def asked_or_answered(row: dict[str, str], last: str = "2024-06-17") -> dict[str, str]:
    figures = dict(row)
    if figures.get("followed_up_at", "")[:10] > last:
        figures["followed_up_at"] = ""
    if "" < figures.get("responded_at", "")[:10] <= last:
        return figures
    asked = figures.get("sent_at", "")
    return (
        {name: figures[name] for name in ("account_id", "contact_email", "survey_type", "sent_at")}
        if ("" < asked <= last)
        else {}
    )


@pytest.mark.parametrize(("metric_id", "variant"), QUESTIONS)
def test_a_later_start_of_the_window_does_not_trim_a_look_back(metric_id: str, variant: str) -> None:
    wide = cells(asked(metric_id, SCOPE, variant))
    narrow = cells(asked(metric_id, replace(SCOPE, start=date(2024, 4, 1)), variant))
    compared = 0
    for key, row in narrow.items():
        if row["period"] is not None:
            assert close(row["value"], wide[key]["value"]), key
            compared += 1
    assert compared or all(row["period"] is None for row in narrow.values())


@pytest.mark.parametrize(("metric_id", "variant"), QUESTIONS)
def test_what_is_known_beyond_the_end_of_the_window_makes_no_cell_of_its_own(metric_id: str, variant: str) -> None:
    """Rows between the window's end and the as-of day belong to no period that is shown."""
    timeless = {key[1:] for key in cells(asked(metric_id, SCOPE, variant)) if key[0] is None}
    # Single accounts may well be in the one and not in the other.
    short = asked(metric_id, replace(SCOPE, end=date(2024, 5, 1)), variant)
    for key, row in cells(short).items():
        if key[0] is None and row["value"] is not None and key[4] is None and key[5] is None:
            assert key[1:] in timeless, row


@pytest.mark.parametrize(
    ("metric_id", "variant"), [question for question in QUESTIONS if registry()[str(question.values[0])].additive]
)
def test_segments_add_up_where_the_metric_is_additive(metric_id: str, variant: str) -> None:
    whole = cells(asked(metric_id, SCOPE, variant))
    sums: dict[tuple[object, ...], float] = {}
    for key, row in cells(asked(metric_id, replace(SCOPE, split="Region"), variant)).items():
        if row["value"] is not None:
            bare = (key[0], None, *key[2:])
            sums[bare] = sums.get(bare, 0.0) + float(str(row["value"]))
    for key, row in whole.items():
        if row["value"] is not None:
            assert close(row["value"], sums[key]), key


@pytest.mark.parametrize(("metric_id", "variant"), QUESTIONS)
def test_values_keep_their_bounds_and_intervals_hold_them(metric_id: str, variant: str) -> None:
    metric = registry()[metric_id]
    low_bound, high_bound = metric.variant(variant).bounds
    for row in asked(metric_id, replace(SCOPE, split="Region"), variant).rows():
        value, low, high = row["value"], row["low"], row["high"]
        if not isinstance(value, float) or (metric.measures and row["measure"] != metric.measures[0]):
            continue
        assert low_bound is None or value >= low_bound - 1e-9
        assert high_bound is None or value <= high_bound + 1e-9
        if isinstance(low, float) and isinstance(high, float):
            assert low <= high
            if metric.interval_holds_value:
                assert low - 1e-9 <= value <= high + 1e-9
        if metric.interval is None:
            assert (low, high) == (None, None)


@pytest.mark.parametrize(("metric_id", "variant"), QUESTIONS)
def test_nothing_in_scope_is_none_with_a_reason_and_never_zero(metric_id: str, variant: str) -> None:
    nobody = replace(SCOPE, filters=(("Region", ("Nowhere",)),))
    result = asked(metric_id, nobody, variant)
    assert not result.has_value
    assert all(row["note"] for row in result.rows())


@pytest.mark.parametrize("metric_id", registry())
def test_missing_tables_are_named(metric_id: str) -> None:
    result = ask(next_to_nothing(), metric_id, SCOPE)
    assert result.missing
    assert not result.has_value
    note = str(result.rows()[0]["note"])
    assert all(table_words(table) in note for names in result.missing for table in names.split(" or "))


@cache
def next_to_nothing() -> Workspace:
    campaign = {"campaign_id": "k", "start_date": "2024-01-01"}
    return workspace_of(annotations=[{"date": "2024-01-01", "text": "a note"}], campaigns=[campaign])


@pytest.mark.parametrize(("metric_id", "variant"), QUESTIONS)
def test_rows_behind_make_the_value(metric_id: str, variant: str) -> None:
    metric = registry()[metric_id]
    for scope in (SCOPE, replace(SCOPE, split="Region", start=date(2024, 5, 1))):
        behind = rows_behind(usual(), metric_id, scope, variant)
        assert behind.num_rows
        for row in some(asked(metric_id, scope, variant).rows()):
            if row["value"] is None:
                continue
            rows_behind_cell = rows_of_cell(behind, {key: row[key] for key in KEYS})
            made = metric.value_of(rows_behind_cell, metric.variant(variant))
            if made is None:
                assert (row["value"], rows_behind_cell.num_rows) == (0, 0), row
            else:
                assert math.isclose(made, float(str(row["value"])), rel_tol=1e-6, abs_tol=1e-6), (row, made)


def some(rows: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    """At most about sixty cells, spread over the answer: enough to catch a wrong key, quick enough for all."""
    yield from rows[:: max(1, len(rows) // 60)]


@pytest.mark.parametrize(("metric_id", "variant"), QUESTIONS)
def test_incomplete_periods_are_flagged(metric_id: str, variant: str) -> None:
    """June 2024 is not over on the 17th: whatever is said of it is said to be unfinished."""
    rows = asked(metric_id, SCOPE, variant).rows()
    june = [row for row in rows if row["period"] == date(2024, 6, 1) and row["value"] is not None]
    assert all(row["complete"] is False for row in june)
    may = [row for row in rows if row["period"] == date(2024, 5, 1) and row["age"] in (None, 0)]
    assert all(row["complete"] is True for row in may)


@pytest.mark.parametrize(("metric_id", "variant"), QUESTIONS)
def test_sql_is_shown_and_stands_by_itself(metric_id: str, variant: str) -> None:
    result = asked(metric_id, SCOPE, variant)
    assert result.sql
    for statement in result.sql:
        assert "$" not in statement
        usual().query(f"from ({statement}) limit 0")
