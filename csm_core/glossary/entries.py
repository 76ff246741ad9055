"""Glossary entries: every metric in words, from its declaration, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from csm_core.metrics.framework.declare import (
    ROLL_UP,
    Direction,
    Example,
    Refused,
    Setting,
    Value,
    Variant,
)
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.framework.registry import registry
from csm_core.scope import Scope
from csm_core.units import Unit

_DIRECTION = {
    Direction.UP: "more is better",
    Direction.DOWN: "less is better",
    Direction.NEITHER: "neither direction is better",
}


@dataclass(frozen=True, slots=True)
class VariantEntry:
    """One variant that is offered. `usual` says when it is the one shown without being asked for ('' when never)."""

    name: str
    whose: str
    definition: str
    unit: str
    bounds: str
    usual: str


@dataclass(frozen=True, slots=True)
class SettingEntry:
    """One choice: what it means, what it is without being changed, and what it can be."""

    name: str
    meaning: str
    default: str
    allowed: str


@dataclass(frozen=True, slots=True)
class GivenTable:
    """The rows that a worked example starts from, as a CSV of that table would hold them."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ExampleEntry:
    """A worked example: what is given, what is asked and, one sentence a row, what comes out."""

    title: str
    given: tuple[GivenTable, ...]
    asked: str
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """One metric in words. `inputs` are whole phrases, one for each need; `interval` None where none is given."""

    id: str
    family: str
    name: str
    question: str
    definition: str
    formula: str
    unit: str
    direction: str
    additive: bool
    interval: str | None
    measures: tuple[str, ...]
    series: tuple[str, ...]
    inputs: tuple[str, ...]
    variants: tuple[VariantEntry, ...]
    refused: tuple[Refused, ...]
    settings: tuple[SettingEntry, ...]
    references: tuple[str, ...]
    examples: tuple[ExampleEntry, ...]


def glossary_entries() -> tuple[GlossaryEntry, ...]:
    """Every metric of the catalogue, family by family, in the catalogue's order."""
    return tuple(entry_of(metric) for metric in registry().values())


def entry_of(metric: Metric) -> GlossaryEntry:
    """The entry of one metric."""
    return GlossaryEntry(
        id=metric.id,
        family=metric.family,
        name=metric.name,
        question=metric.question,
        definition=metric.definition,
        formula=metric.formula,
        unit=metric.unit.value,
        direction=_DIRECTION[metric.direction],
        additive=metric.additive,
        interval=metric.interval,
        measures=tuple(_measure(metric, measure) for measure in metric.measures),
        series=metric.series,
        inputs=tuple(" or ".join(source.accepted) + ": " + ", ".join(source.columns) for source in metric.inputs),
        variants=tuple(_variant(metric, variant) for variant in metric.variants),
        refused=metric.refused,
        settings=tuple(_setting(setting) for setting in metric.settings if setting is not ROLL_UP),
        references=metric.references,
        examples=tuple(_example(example) for example in metric.examples),
    )


def _measure(metric: Metric, measure: str) -> str:
    return f"{measure} ({metric.unit_of(metric.variants[0], measure).value})"


def _variant(metric: Metric, variant: Variant) -> VariantEntry:
    return VariantEntry(
        variant.name,
        variant.whose,
        variant.definition,
        variant.unit.value,
        _bounds(variant.bounds, variant.unit),
        _usual(metric, variant.name),
    )


def _usual(metric: Metric, name: str) -> str:
    """When a variant is the default: 'always', with which tables, or '' for never."""
    if metric.choose is None:
        return "always" if name == metric.variants[0].name else ""
    tables = [table for source in metric.inputs for table in source.tables]
    leading = [table for table in dict.fromkeys(tables) if metric.choose({table}) == name]
    return f"with {' or '.join(leading)}" if leading else ""


def _bounds(bounds: tuple[float | None, float | None], unit: Unit) -> str:
    low, high = (None if bound is None else _number(bound) for bound in bounds)
    if low is None and high is None:
        return f"any {unit.value}"
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"{low} and more" if low is not None else f"at most {high}"


def _setting(setting: Setting) -> SettingEntry:
    unit = f" {setting.unit}" if setting.unit else ""
    if isinstance(setting.default, bool):
        allowed = "yes or no"
    elif setting.allowed is None:
        allowed = "any"
    elif isinstance(setting.default, str):
        allowed = ", ".join(str(choice) for choice in setting.allowed)
    else:
        allowed = " to ".join(_number(float(edge)) for edge in setting.allowed) + unit
    return SettingEntry(setting.name, setting.meaning, _written(setting.default), allowed)


def _example(example: Example) -> ExampleEntry:
    scope, _ = Scope.from_query(example.scope)
    chosen = [f"variant {example.variant}"] if example.variant else []
    chosen += [f"{name} = {_written(value)}" for name, value in example.settings]
    expected = []
    for row in example.expected:
        cell = dict(row)
        keys = [f"{name} {_written(value)}" for name, value in row if name not in {"value", "low", "high", "n"}]
        values = [f"{name} = {_written(cell[name])}" for name in ("value", "low", "high", "n") if name in cell]
        expected.append(f"{', '.join(keys) or 'In all'}: {', '.join(values)}")
    given = []
    for table, rows in example.given:
        columns = tuple(dict.fromkeys(column for row in rows for column, _ in row))
        given.append(
            GivenTable(table, columns, tuple(tuple(dict(row).get(name, "") for name in columns) for row in rows))
        )
    return ExampleEntry(example.title, tuple(given), " · ".join([scope.describe(), *chosen]), tuple(expected))


def _written(value: Value | None) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _number(value) if isinstance(value, int | float) else value


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".").replace("-", "\N{MINUS SIGN}")
