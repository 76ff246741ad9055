"""The component matrix: what each account's health components were as of chosen days, from rows known then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import compress

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.metrics.customers.live_accounts import tells_revenue
from csm_core.metrics.framework.context import Context
from csm_core.metrics.health.components.judgements import judgements
from csm_core.metrics.health.components.memory import remembered
from csm_core.metrics.health.components.notices import Notice, notices
from csm_core.metrics.health.components.uploaded_numbers import attribute_components
from csm_core.metrics.health.components.values_sql import ATTRIBUTE_VALUES, VALUES_OF_KNOWN, VALUES_OF_PAYING
from csm_core.scoring.components import COMPONENTS, Component
from csm_core.scoring.definitions import Values

TENURE = next(index for index, component in enumerate(COMPONENTS) if component.id == "tenure")


@dataclass(frozen=True, slots=True, eq=False)
class HealthMatrix:
    """One row an account that was a customer on a day, in order of day and account.

    `raw` is rows × components (order of `components`: COMPONENTS, then uploaded numbers), NaN where nothing is
    known; `age_days`, of the same shape, is how many days before the day the newest row behind a value is, NaN where
    it has no age. `mrr` is NaN where no revenue is known. `segment` is None where nothing splits. `judged` is the
    band (code) of a success manager's judgement in force, 255 without one. `is_leaving` says who has given notice by
    the day; in a replay nobody has, as a score must warn before it.
    """

    days: tuple[date, ...]
    account_ids: tuple[str, ...]
    account_names: tuple[str, ...]
    segments: tuple[str | None, ...]
    mrr: npt.NDArray[np.float64]
    raw: npt.NDArray[np.float64]
    age_days: npt.NDArray[np.float32]
    components: tuple[Component, ...]
    judged: npt.NDArray[np.uint8]
    is_leaving: npt.NDArray[np.bool_]

    def of(self, rows: npt.NDArray[np.bool_]) -> HealthMatrix:
        """Only those of the rows."""
        return HealthMatrix(
            days=tuple(compress(self.days, rows)),
            account_ids=tuple(compress(self.account_ids, rows)),
            account_names=tuple(compress(self.account_names, rows)),
            segments=tuple(compress(self.segments, rows)),
            mrr=self.mrr[rows],
            raw=np.asfortranarray(self.raw[rows]),
            age_days=self.age_days[rows],
            components=self.components,
            judged=self.judged[rows],
            is_leaving=self.is_leaving[rows],
        )

    @property
    def values(self) -> Values:
        """The matrix as normalisation wants it."""
        return Values(
            self.raw, self.age_days, codes_of(self.days)[0], codes_of(self.segments)[0], self.raw[:, TENURE]
        )


def health_matrix(context: Context, days: Sequence[date], replay: bool = False) -> HealthMatrix:
    """The components as of each of `days` (none after the as-of day), for the accounts that were customers then.

    What exports overwrite (seats in the CRM, the next renewal, numbers without a date) is taken as it stands now;
    with `replay` it is unknown, and only what was known on each day enters. Worked out once for the same data,
    scope, revenue rules and days.
    """
    return remembered(context, ("matrix", tuple(days), replay), lambda: _matrix(context, days, replay))


def health_values(context: Context, days: Sequence[date], replay: bool) -> pa.Table:
    """The rows behind the matrix, in order of day and account; with `replay` only what was known on each day enters.

    Columns as `health_values_sql` says, and `attribute_0`, `attribute_0_age` … for the uploaded numbers.
    """
    instants = [day + timedelta(days=1) for day in days]
    if tells_revenue(context):
        table = context.table(VALUES_OF_PAYING, days=list(days), instants=instants, replay=replay)
    else:
        table = context.table(VALUES_OF_KNOWN, days=list(days), instants=instants, replay=replay)
    names = [component.name for component in attribute_components(context.settings)]
    if not names:
        return table
    attribute_values = context.table(ATTRIBUTE_VALUES, days=list(days), replay=replay, attributes=names)
    for index, name in enumerate(names):
        column = attribute_values.filter(pc.equal(attribute_values.column("attribute"), name)).select(
            ["t", "account_id", "number", "age"]
        )
        column = column.rename_columns(["t", "account_id", f"attribute_{index}", f"attribute_{index}_age"])
        table = table.join(column, ["t", "account_id"], join_type="left outer")
    return table.sort_by([("t", "ascending"), ("account_id", "ascending")])


def components_of(context: Context) -> tuple[Component, ...]:
    """The components in the order of every matrix: those of our own, then the uploaded numbers that were chosen."""
    return (*COMPONENTS, *attribute_components(context.settings))


def columns_of(table: pa.Table, components: Sequence[Component]) -> tuple[npt.NDArray[np.float64], ...]:
    """raw and age_days (doubles, column order) of the rows of `health_values`."""
    names = [*(component.id for component in COMPONENTS)]
    names += [f"attribute_{index}" for index in range(len(components) - len(COMPONENTS))]
    columns = []
    for ending in ("", "_age"):
        filled = np.full((table.num_rows, len(names)), np.nan, order="F")
        for index, name in enumerate(names):
            filled[:, index] = table.column(name + ending).cast(pa.float64()).to_numpy(zero_copy_only=False)
        columns.append(filled)
    return tuple(columns)


def codes_of(labels: Sequence[object]) -> tuple[npt.NDArray[np.int32], tuple[object, ...]]:
    """Whole numbers for labels, in order of first appearance, and the labels."""
    array = pa.array(labels)
    if pa.types.is_null(array.type):  # none at all, or only None
        return np.zeros(len(labels), np.int32), tuple(dict.fromkeys(labels))
    encoded = array.dictionary_encode(null_encoding="encode")
    return encoded.indices.to_numpy(), tuple(encoded.dictionary.to_pylist())


def _matrix(context: Context, days: Sequence[date], replay: bool) -> HealthMatrix:
    table = health_values(context, days, replay)
    components = components_of(context)
    raw, age = columns_of(table, components)
    row_days = tuple(table.column("t").to_pylist())
    accounts = tuple(table.column("account_id").to_pylist())
    return HealthMatrix(
        days=row_days,
        account_ids=accounts,
        account_names=tuple(table.column("account_name").to_pylist()),
        segments=tuple(table.column("segment").to_pylist()),
        mrr=table.column("mrr").cast("double").to_numpy(zero_copy_only=False),
        raw=raw,
        age_days=age.astype(np.float32),
        components=components,
        judged=judgements(context).bands_of(row_days, accounts),
        is_leaving=_leaving({} if replay else notices(context, days), row_days, table.column("account_id")),
    )


def _leaving(
    notices_given: Mapping[tuple[date, str], Notice], days: Sequence[date], accounts: pa.ChunkedArray
) -> npt.NDArray[np.bool_]:
    leaves = np.zeros(len(days), np.bool_)
    ever = pc.is_in(accounts, pa.array({account for _, account in notices_given}, pa.string())).to_numpy()
    for row in map(int, np.flatnonzero(ever)):
        leaves[row] = (days[row], accounts[row].as_py()) in notices_given
    return leaves
