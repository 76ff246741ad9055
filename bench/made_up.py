"""Made-up rows, always the same: events, subscriptions and purchase histories as exports would have them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import QUARANTINE_SCHEMA, Batch, FileReport
from csm_core.tables.catalogue import TABLES

SEED = 20260930
START = np.datetime64("2023-01-01")
DAYS = 3 * 365


def events(rows: int, accounts: int = 2_000, people: int = 20_000) -> pa.Table:
    """event_at, account_id, user_id, event_name: about twenty events on each day on which a person is there.

    Accounts begin over time and are used less as they age.
    """
    random = np.random.default_rng(SEED)
    days = max(1, rows // 20)
    who = random.integers(0, people, days)
    begins = (who % accounts * 7919 % DAYS) * 0.9
    age = random.exponential(200, days)
    when = np.where(begins + age < DAYS, begins + age, begins)
    day_index = random.integers(0, days, rows)
    person, day = who[day_index], when[day_index]
    moment = (START + day.astype("timedelta64[D]")).astype("datetime64[us]")
    moment += random.integers(1, 86_400, rows).astype("timedelta64[s]")
    features = pa.array([f"feature {day_index}" for day_index in range(12)])
    return pa.table(
        {
            "event_at": pa.array(moment, pa.timestamp("us")),
            "account_id": _named("account", person % accounts),
            "user_id": _named("person", person),
            "event_name": features.take(pa.array(random.integers(0, 12, rows))),
        }
    )


def subscriptions(rows: int) -> pa.Table:
    """account_id, start_date, end_date, mrr. Never on a first of a month, where rivals would need our rule."""
    random = np.random.default_rng(SEED)
    account = random.integers(0, rows // 5, rows)
    start = _inside_month(random.integers(0, DAYS - 60, rows))
    end = _inside_month((start - START).astype(np.int64) + random.integers(20, 700, rows))
    open_ended = random.random(rows) < 0.4
    return pa.table(
        {
            "account_id": _named("account", account),
            "start_date": pa.array(start.astype("datetime64[us]"), pa.timestamp("us")),
            "end_date": pa.array(end.astype("datetime64[us]"), pa.timestamp("us"), mask=open_ended),
            "mrr": pa.array(random.integers(10, 2_000, rows), pa.float64()).cast(pa.decimal128(18, 4)),
            "currency": pa.repeat("EUR", rows),
        }
    )


def lifetimes(rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Age in whole days at which a customer was lost or last seen, and whether it was lost."""
    random = np.random.default_rng(SEED)
    lost_at, seen_until = random.exponential(500, rows), random.uniform(0, DAYS, rows)
    return np.ceil(np.minimum(lost_at, seen_until)) + 1, lost_at <= seen_until


def purchases(customers: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, t_x and T in weeks, of buyers as the BG/NBD model (r 0.25, alpha 4.4, a 0.8, b 2.4) has them."""
    random = np.random.default_rng(SEED)
    T = random.integers(27, 40, customers).astype(float)  # noqa: N806 - the paper's letter
    rate, leaving = random.gamma(0.25, 1 / 4.4, customers), random.beta(0.8, 2.4, customers)
    x, t_x, now = np.zeros(customers), np.zeros(customers), np.zeros(customers)
    alive = np.ones(customers, dtype=bool)
    while alive.any():
        now[alive] += random.exponential(1 / rate[alive])
        alive &= now < T
        x[alive] += 1
        t_x[alive] = now[alive]
        alive &= random.random(customers) > leaving
    # Dates are whole days.
    return x, np.round(t_x * 7) / 7, T


def batch(table: str, rows: pa.Table) -> Batch:
    """The rows as intake would hand them to the store."""
    schema = TABLES[table].schema
    numbers = pa.array(np.arange(2, rows.num_rows + 2))
    columns = {name: rows.column(name) for name in rows.column_names} | {"source_row": numbers}
    whole = pa.table(
        [columns.get(name, pa.nulls(rows.num_rows, schema.field(name).type)) for name in schema.names], schema=schema
    )
    report = FileReport(f"{table}.csv", None, table, None, 1.0, "utf-8", ",", 1, rows.num_rows, rows.num_rows, 0)
    made = Batch(table, whole, QUARANTINE_SCHEMA.empty_table(), report, "", "{}")
    return replace(made, content_hash=f"{table} {rows.num_rows} {SEED}")


def _named(what: str, numbers: np.ndarray) -> pa.Array:
    names = pa.array([f"{what}-{number:06d}" for number in range(int(numbers.max()) + 1)])
    return pc.take(names, pa.array(numbers))


def _inside_month(days: np.ndarray) -> np.ndarray:
    day = START + days.astype("timedelta64[D]")
    is_first = day == day.astype("datetime64[M]").astype("datetime64[D]")
    return day + is_first.astype("timedelta64[D]")
