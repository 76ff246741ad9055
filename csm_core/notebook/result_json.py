"""Results as JSON and back: how numbers are kept."""

from __future__ import annotations

import math
from datetime import date

import pyarrow as pa

from csm_core.metrics.compare.headline import Headline
from csm_core.metrics.framework.declare import Value
from csm_core.notebook.fields import BadField, Fields
from csm_core.result import SCHEMA, Parameter, Result, complete_columns
from csm_core.scope import Scope
from csm_core.units import Unit

Json = dict[str, object]


def result_json(result: Result) -> Json:
    """The Result with all that is in it, the table by columns: those without any value are left out."""
    table = result.table
    return {
        "metric": result.metric,
        "variant": result.variant,
        "settings": dict(result.settings),
        "unit": result.unit.value,
        "scope": scope_json(result.scope),
        "fingerprint": result.fingerprint,
        "rows": table.num_rows,
        "table": {
            name: [_plain(value) for value in table.column(name).to_pylist()]
            for name in SCHEMA.names
            if table.column(name).null_count < table.num_rows
        },
        "parameters": [[one.name, _plain(one.value), _plain(one.low), _plain(one.high)] for one in result.parameters],
        "notes": list(result.notes),
        "left_out": list(result.left_out),
        "sql": list(result.sql),
        "missing": list(result.missing),
    }


def result_of(fields: Fields) -> Result:
    """The Result that `result_json` wrote.

    Raises
    ------
    BadField
        When it is something else.
    """
    try:
        unit = Unit(fields.text("unit"))
    except ValueError as error:
        raise BadField(f"'{fields.text('unit')}' is no unit") from error
    return Result(
        metric=fields.text("metric"),
        variant=fields.text("variant"),
        settings=settings_of(fields),
        unit=unit,
        scope=scope_of(fields.inner("scope"))[0],
        fingerprint=fields.text("fingerprint"),
        table=_table(fields.inner("table"), fields.whole("rows")),
        parameters=tuple(_parameter(one) for one in fields.values("parameters")),
        notes=fields.texts("notes"),
        left_out=fields.texts("left_out"),
        sql=fields.texts("sql"),
        missing=fields.texts("missing"),
    )


def scope_json(scope: Scope) -> Json:
    """The Scope as in an address: name → text, for a filter name → texts."""
    written: dict[str, object] = {}
    for name, text in scope.to_query():
        known = written.get(name)
        if isinstance(known, list):
            known.append(text)
        else:
            written[name] = [text] if name.startswith("f.") else text
    return written


def scope_of(fields: Fields) -> tuple[Scope, tuple[str, ...]]:
    """The Scope, and a sentence for each part of it that can't be used."""
    pairs = [
        (name, str(text))
        for name, given in fields.given.items()
        for text in (given if isinstance(given, list) else [given])
    ]
    return Scope.from_query(pairs)


def settings_of(fields: Fields) -> dict[str, Value]:
    """Settings by name, none where there are none; whether the metric takes them is not asked here."""
    given = fields.maybe_inner("settings")
    found: dict[str, Value] = {}
    for name, value in given.given.items() if given else ():
        if not isinstance(value, str | int | float | bool):
            raise BadField(f"the setting '{name}' is no single value")
        found[name] = value
    return found


def headline_json(one: Headline) -> Json:
    """One cell of an answer."""
    names = ("period", "value", "low", "high", "n", "complete", "note")
    return {name: _plain(getattr(one, name)) for name in names}


def headline_of(fields: Fields) -> Headline:
    """What `headline_json` wrote."""
    return Headline(
        fields.maybe_day("period"),
        fields.maybe_number("value"),
        fields.maybe_number("low"),
        fields.maybe_number("high"),
        fields.maybe_whole("n"),
        fields.maybe_truth("complete"),
        fields.maybe_text("note"),
    )


def _plain(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value.isoformat() if isinstance(value, date) else value


def _table(columns: Fields, rows: int) -> pa.Table:
    found: dict[str, pa.Array] = {}
    for name in SCHEMA.names:
        values = columns.values(name)
        if values:
            if len(values) != rows:
                raise BadField(f"the column '{name}' has {len(values)} values of {rows}")
            found[name] = _column(name, values)
    if not found:
        return (
            SCHEMA.empty_table() if rows == 0 else complete_columns(pa.table({"value": pa.nulls(rows, pa.float64())}))
        )
    return complete_columns(pa.table(found))


def _column(name: str, values: list[object]) -> pa.Array:
    kind = SCHEMA.field(name).type
    try:
        if pa.types.is_date(kind):
            return pa.array([None if one is None else date.fromisoformat(str(one)) for one in values], kind)
        return pa.array(values, kind)
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise BadField(f"the column '{name}' holds something that is no {kind}") from error


def _parameter(given: object) -> Parameter:
    if not isinstance(given, list) or len(given) != 4 or not isinstance(given[0], str):
        raise BadField("a parameter is no list of name, value, low and high")
    numbers = Fields({"value": given[1], "low": given[2], "high": given[3]})
    return Parameter(
        given[0], numbers.maybe_number("value"), numbers.maybe_number("low"), numbers.maybe_number("high")
    )
