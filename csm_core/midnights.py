"""How a midnight that is a moment is told from a date without a time: it is kept a microsecond later.

Dates are kept as the midnight of UTC that begins them. So a moment at exactly that instant gets a mark that any
expression of SQL carries along, and that counting in milliseconds leaves out again.
"""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.compute as pc

MARK = dt.timedelta(microseconds=1)
_DAY = 86_400_000_000


def marked(moments: pa.Array) -> pa.Array:
    """The timestamps (in microseconds, UTC), all of them moments: those at exactly midnight with the mark."""
    micros = moments.cast(pa.int64())
    midnights = pc.equal(pc.multiply(pc.divide(micros, _DAY), _DAY), micros)
    return pc.if_else(midnights, pc.add(micros, 1), micros).cast(moments.type)


def unmarked(moments: pa.Array) -> pa.Array:
    """The timestamps with marked midnights as dates."""
    micros = moments.cast(pa.int64())
    before = pc.subtract(micros, 1)
    midnights = pc.equal(pc.multiply(pc.divide(before, _DAY), _DAY), before)
    return pc.if_else(midnights, before, micros).cast(moments.type)


def marked_sql(moment_sql: str) -> str:
    """SQL for the moment, with the mark where it is at exactly midnight."""
    midnight_sql = f"{moment_sql} = date_trunc('day', {moment_sql})"
    return f"({moment_sql} + to_microseconds(case when {midnight_sql} then 1 else 0 end))"


def unmarked_sql(moment_sql: str) -> str:
    """SQL for the moment to the millisecond, without the mark."""
    return f"date_trunc('millisecond', {moment_sql})"


def days_sql(start_sql: str, end_sql: str) -> str:
    """SQL for the whole days from one date to another."""
    return f"date_diff('day', {start_sql}, {end_sql})"


def seconds_sql(start_sql: str, end_sql: str) -> str:
    """SQL for the seconds from one moment to another."""
    return f"epoch({unmarked_sql(end_sql)} - {unmarked_sql(start_sql)})"
