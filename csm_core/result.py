"""Result: the one tidy table in which every metric answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

import pyarrow as pa

from csm_core.periods import Grain
from csm_core.scope import Scope
from csm_core.units import Unit

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = pa.schema(
    [
        ("period", pa.date32()),  # first day of the period, or of the cohort's period
        ("segment", pa.string()),  # null where nothing splits
        ("measure", pa.string()),  # where a metric gives several (count and MRR …)
        ("series", pa.string()),  # movement, band, theme, step, component …
        ("age", pa.int32()),  # periods since the cohort began
        ("account_id", pa.string()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("n", pa.int64()),
        ("complete", pa.bool_()),
        ("note", pa.string()),  # why there is no value, or what to know about it
    ]
)
KEYS = ("period", "segment", "measure", "series", "age", "account_id")


class ResultRow(TypedDict):
    """A row of a Result as plain Python values, columns as in SCHEMA."""

    period: date | None
    segment: str | None
    measure: str | None
    series: str | None
    age: int | None
    account_id: str | None
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    complete: bool | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One fitted parameter of a model, with its interval where it is identified."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a figure is not made of: `counted` of `whole` (`noun`: paying accounts, events) are in it.

    `subject`: money, or the table whose rows lack an account. `reason` says of the others why they are not (it may
    be empty), `only` what the figure therefore is of, `cure` what would complete it, as a sentence.
    """

    subject: str
    counted: int
    whole: int
    noun: str
    reason: str
    only: str
    cure: str

    @property
    def sentence(self) -> str:
        """'128 of 230 paying accounts; 102 in USD and GBP without an exchange rate'."""
        counted = f"{self.counted:,} of {self.whole:,} {self.noun}"
        return f"{counted}; {self.reason}" if self.reason else counted


@dataclass(frozen=True, slots=True)
class Result:
    """A metric's answer. `table` has exactly SCHEMA; a row without `value` has a `note` that says why.

    `left_out` says which rows did not enter and why; `notes` what else the reader should know;
    `sql` are the statements that ran, with values in place, ready to be pasted.
    """

    metric: str
    variant: str
    settings: Mapping[str, str | int | float | bool]
    unit: Unit
    scope: Scope
    fingerprint: str
    table: pa.Table
    parameters: tuple[Parameter, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    sql: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()  # tables that would unlock the answer
    unjoined: tuple[str, ...] = ()  # tables that are read and of which most rows find no customer
    coverage: tuple[Coverage, ...] = ()  # what the figure lacks; empty where nothing is missing
    window: int = 1  # months that the value of a month is of: those up to it

    @property
    def has_value(self) -> bool:
        """Whether any row has a value at all."""
        return bool(self.table.column("value").null_count < self.table.num_rows)

    def named(self, name: str) -> str:
        """The name of the answer, with what it is only of where something is missing: 'MRR (EUR contracts only)'."""
        only = ", ".join(one.only for one in self.coverage)
        return f"{name} ({only})" if only and self.has_value else name

    def over_window(self, name: str) -> str:
        """The name with the months that each value is of: 'Customer satisfaction over 12 months'."""
        return name if self.window == 1 else f"{name} over {self.window} months"

    @property
    def age_grain(self) -> Grain:
        """Of which length its ages are: that of its periods, unless the setting `ages_by` says another."""
        setting = str(self.settings.get("ages_by", "period"))
        return self.scope.grain if setting == "period" else Grain(setting)

    def rows(self) -> list[ResultRow]:
        """The rows as plain Python values, columns as in SCHEMA."""
        records: list[ResultRow] = self.table.to_pylist()
        return records

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a pandas frame, columns as in SCHEMA."""
        frame: pd.DataFrame = self.table.to_pandas()
        return frame

    def to_json(self) -> dict[str, object]:
        """The object that `metric --json` prints: dates ISO, missing null, numbers at full precision."""
        start, end, as_of = self.scope.window()
        return {
            "metric": self.metric,
            "variant": self.variant,
            "settings": dict(self.settings),
            "unit": self.unit.value,
            "scope": {
                "start": start.isoformat(),
                "end": end.isoformat(),
                "grain": self.scope.grain.value,
                "split": self.scope.split,
                "filters": {attribute: list(values) for attribute, values in self.scope.filters},
                "as_of": as_of.isoformat(),
                "compare": self.scope.compare.value,
                "currency": self.scope.currency,
                "timezone": self.scope.timezone,
                "roll_up": self.scope.roll_up.value,
                "week_start": self.scope.calendar.week_start.value,
                "fiscal_start": self.scope.calendar.fiscal_start.value,
            },
            "fingerprint": self.fingerprint,
            "rows": [_json_row(row) for row in self.rows()],
            "parameters": {
                parameter.name: {"value": parameter.value, "low": parameter.low, "high": parameter.high}
                for parameter in self.parameters
            },
            "coverage": [asdict(one) for one in self.coverage],
            "notes": [*self.notes, *self.left_out],
            "sql": list(self.sql),
        }


def _json_row(row: ResultRow) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def complete_columns(table: pa.Table) -> pa.Table:
    """The table with every column of SCHEMA, in order and typed; absent ones are null."""
    columns = [
        table.column(field.name).cast(field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in SCHEMA
    ]
    return pa.Table.from_arrays(columns, schema=SCHEMA)
