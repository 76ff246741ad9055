"""What a canonical table is: its columns, their types, and what a row must have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import pyarrow as pa


class Type(StrEnum):
    """The type of a canonical column, in the words of the mapping screen."""

    TEXT = "text"
    MOMENT = "date or time"
    MONEY = "money"
    NUMBER = "number"
    INTEGER = "whole number"
    BOOLEAN = "yes or no"


ARROW: Mapping[Type, pa.DataType] = MappingProxyType(
    {
        Type.TEXT: pa.string(),
        # UTC without a zone. Exactly midnight is a date, which no time zone shifts; see `midnights`.
        Type.MOMENT: pa.timestamp("us"),
        Type.MONEY: pa.decimal128(18, 4),
        Type.NUMBER: pa.float64(),
        Type.INTEGER: pa.int64(),
        Type.BOOLEAN: pa.bool_(),
    }
)
SQL: Mapping[Type, str] = MappingProxyType(
    {
        Type.TEXT: "varchar",
        Type.MOMENT: "timestamp",
        Type.MONEY: "decimal(18, 4)",
        Type.NUMBER: "double",
        Type.INTEGER: "bigint",
        Type.BOOLEAN: "boolean",
    }
)


@dataclass(frozen=True, slots=True)
class Column:
    """One canonical column. `recorded` marks moments at which something was seen to happen:
    they set the data's last day; a future end, renewal or term date does not. `names_period`: its midnights are
    dates, however they are written, as they name what begins with them."""

    name: str
    type: Type
    meaning: str
    recorded: bool = False
    names_period: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One canonical table. A row is kept only when, for each group in `required`, one of the group's columns (a
    column or a pair joined by '+') has a value. `internal`: columns that no file has and no mapping names, in which
    the reader keeps how it read a row."""

    name: str
    meaning: str
    one_row_per: str
    required: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]
    internal: tuple[Column, ...] = ()

    def column(self, name: str) -> Column | None:
        """The column of that name that a file may have, or None."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def schema(self) -> pa.Schema:
        """The typed rows that intake hands to the store: every column, the internal ones, and `source_row`
        (int64, 1-based line or row of the file as the reader would count it)."""
        fields = [pa.field(column.name, ARROW[column.type]) for column in (*self.columns, *self.internal)]
        return pa.schema([*fields, pa.field("source_row", pa.int64())])


def text(name: str, meaning: str) -> Column:
    """A column of text."""
    return Column(name, Type.TEXT, meaning)


def moment(name: str, meaning: str, recorded: bool = False) -> Column:
    """A column of dates or times; `recorded` where something was seen to happen."""
    return Column(name, Type.MOMENT, meaning, recorded)


def month(meaning: str) -> Column:
    """The column of the months that rows are of."""
    return Column("month", Type.MOMENT, meaning, recorded=True, names_period=True)


def money(name: str, meaning: str) -> Column:
    """A column of money."""
    return Column(name, Type.MONEY, meaning)


def number(name: str, meaning: str) -> Column:
    """A column of numbers."""
    return Column(name, Type.NUMBER, meaning)


def integer(name: str, meaning: str) -> Column:
    """A column of whole numbers."""
    return Column(name, Type.INTEGER, meaning)


def yes_no(name: str, meaning: str) -> Column:
    """A column of yes or no."""
    return Column(name, Type.BOOLEAN, meaning)
