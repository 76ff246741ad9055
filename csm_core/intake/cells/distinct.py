"""Whole columns through their distinct values: what a parser does once a value, it never does once a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True, slots=True)
class Distinct:
    """`texts`: each different text once (never null); `indices`: for each row its place, null where empty."""

    texts: list[str]
    indices: pa.Array

    @classmethod
    def of(cls, column: pa.Array) -> Distinct:
        """The column's distinct texts."""
        encoded = pc.dictionary_encode(column)
        return cls(encoded.dictionary.to_pylist(), encoded.indices)

    def spread(self, values: pa.Array) -> pa.Array:
        """One value a row from one value a distinct text."""
        if not self.texts:
            return pa.nulls(len(self.indices), values.type)
        return values.take(self.indices)

    def parse(self, parse: Callable[[str], object], to: pa.DataType) -> pa.Array:
        """Each text parsed (None: it can't be), one value a row."""
        return self.spread(pa.array([parse(text) for text in self.texts], to))
