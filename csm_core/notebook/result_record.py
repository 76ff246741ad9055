"""Results as records, and back: how numbers are kept."""

from __future__ import annotations

import math
from datetime import date

import pyarrow as pa

from csm_core.codec import BadRecord, Record
from csm_core.metrics.framework.declare import Value
from csm_core.result import SCHEMA, Coverage, Parameter, Result, complete_columns
from csm_core.scope import Scope
from csm_core.units import Unit

# A Scope as in an address: name → text, for a filter name → texts.
Pairs = dict[str, str | list[str]]


class ResultRecord(Record, frozen=True):
    """A Result with all that is in it, the table by columns: those without any value are left out."""

    metric: str
    variant: str
    settings: dict[str, Value]
    unit: Unit
    scope: Pairs
    fingerprint: str
    rows: int
    table: dict[str, list[object]]
    parameters: tuple[tuple[str, float | None, float | None, float | None], ...] = ()
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    sql: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    window: int = 1


def result_record(result: Result) -> ResultRecord:
    """The Result as it is written."""
    table = result.table
    return ResultRecord(
        metric=result.metric,
        variant=result.variant,
        settings=dict(result.settings),
        unit=result.unit,
        scope=pairs_of(result.scope),
        fingerprint=result.fingerprint,
        rows=table.num_rows,
        table={
            name: [_plain(value) for value in table.column(name).to_pylist()]
            for name in SCHEMA.names
            if table.column(name).null_count < table.num_rows
        },
        parameters=tuple((one.name, one.value, one.low, one.high) for one in result.parameters),
        notes=result.notes,
        left_out=result.left_out,
        sql=result.sql,
        missing=result.missing,
        coverage=result.coverage,
        window=result.window,
    )


def result_of(record: ResultRecord) -> Result:
    """The Result that a record is.

    Raises
    ------
    BadRecord
        When its scope can't be used, or its table holds something that is none of its columns.
    """
    return Result(
        metric=record.metric,
        variant=record.variant,
        settings=record.settings,
        unit=record.unit,
        scope=scope_of(record.scope),
        fingerprint=record.fingerprint,
        table=_table(record.table, record.rows),
        parameters=tuple(Parameter(*one) for one in record.parameters),
        notes=record.notes,
        left_out=record.left_out,
        sql=record.sql,
        missing=record.missing,
        coverage=record.coverage,
        window=record.window,
    )


def pairs_of(scope: Scope) -> Pairs:
    """The Scope as it is written."""
    written: Pairs = {}
    for name, text in scope.to_query():
        pairs = written.get(name)
        if isinstance(pairs, list):
            pairs.append(text)
        else:
            written[name] = [text] if name.startswith("f.") else text
    return written


def scope_of(pairs: Pairs) -> Scope:
    """The Scope that pairs are.

    Raises
    ------
    BadRecord
        When one of them can't be used: without it the question would be another.
    """
    texts = [
        (name, text) for name, given in pairs.items() for text in (given if isinstance(given, list) else [given])
    ]
    scope, dropped = Scope.from_query(texts)
    if dropped:
        raise BadRecord(" ".join(dropped).removesuffix("."))
    return scope


def _plain(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _table(columns: dict[str, list[object]], rows: int) -> pa.Table:
    arrays: dict[str, pa.Array] = {}
    for name in SCHEMA.names:
        values = columns.get(name)
        if values:
            if len(values) != rows:
                raise BadRecord(f"the column '{name}' has {len(values)} of {rows} values")
            arrays[name] = _column(name, values)
    if not arrays:
        return (
            SCHEMA.empty_table() if rows == 0 else complete_columns(pa.table({"value": pa.nulls(rows, pa.float64())}))
        )
    return complete_columns(pa.table(arrays))


def _column(name: str, values: list[object]) -> pa.Array:
    kind = SCHEMA.field(name).type
    try:
        if pa.types.is_date(kind):
            return pa.array([None if one is None else date.fromisoformat(str(one)) for one in values], kind)
        return pa.array(values, kind)
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise BadRecord(f"the column '{name}' contains something that is not a {kind}") from error
