"""What a column's values look like as a whole: what they are, how many there are, and how often they repeat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.empty_cells import nothing_to_null
from csm_core.intake.layout.raw import RawTable

_LOOKED_AT = 20_000  # rows; what a column is shows in them
_SAMPLES = 200


@dataclass(frozen=True)
class Profile:
    """One column of a file.

    `values`: its first different values, trimmed. `rows`: data rows looked at; `filled`: those with a value;
    `distinct`: different values among them.
    """

    values: tuple[str, ...]
    rows: int
    filled: int
    distinct: int

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> Profile:
        """The profile of a column of texts."""
        looked_at = column.slice(0, _LOOKED_AT).combine_chunks()
        texts = pc.drop_null(nothing_to_null(looked_at, typed=True))
        different = pc.unique(texts)
        values = tuple(str(one) for one in different.slice(0, _SAMPLES).to_pylist())
        return cls(values, len(looked_at), len(texts), len(different))

    @cached_property
    def is_unique(self) -> bool:
        """True where no value comes twice and no row is without one; one row proves nothing."""
        return self.rows > 1 and self.filled == self.rows and self.distinct == self.filled

    @property
    def repetition(self) -> float:
        """How many rows share a value on average; 1 where all are different or none is filled."""
        return self.filled / self.distinct if self.distinct else 1.0


Profiles = Mapping[str, Profile]


def profiles(raw: RawTable) -> Profiles:
    """Header → profile, for every column of the file."""
    return {header: Profile.of(raw.cells.column(header)) for header in raw.headers}
