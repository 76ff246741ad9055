"""All letters of a column at once: what is nowhere among them need not be looked for cell by cell."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a column of texts (`pa.string()`), in UTF-8 and one after the other, and where cells begin."""

    text: bytes
    edges: npt.NDArray[np.int32]

    @classmethod
    def of(cls, column: pa.Array) -> Letters:
        """The column's letters; those of empty cells may be among them."""
        _, offsets, letters = column.buffers()
        if offsets is None or not len(column):
            return cls(b"", np.zeros(1, np.int32))
        edges = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
        first, last = int(edges[0]), int(edges[-1])
        text = b"" if letters is None else letters.slice(first, last - first).to_pybytes()
        return cls(text, edges - first)

    @property
    def is_ascii(self) -> bool:
        """Whether no cell holds other letters than ASCII's."""
        return self.text.isascii()

    def may_begin_or_end_with(self, signs: bytes) -> bool:
        """Whether a cell may begin or end with one of these ASCII signs."""
        present = bytes(sign for sign in signs if sign in self.text)
        if not present:
            return False
        letters = np.frombuffer(self.text, np.uint8)
        starts = self.edges[:-1][self.edges[:-1] < len(letters)]
        stops = self.edges[1:][self.edges[1:] > 0] - 1
        return bool(np.isin(letters[starts], list(present)).any() or np.isin(letters[stops], list(present)).any())

    def all_begin_with_digits(self) -> bool:
        """Whether every cell begins with an ASCII digit, so that none is empty."""
        if not len(self.edges) or (self.edges[1:] == self.edges[:-1]).any():
            return False
        letters = np.frombuffer(self.text, np.uint8)[self.edges[:-1]]
        return bool(((letters >= ord("0")) & (letters <= ord("9"))).all())

    def possible(self, words: Collection[str]) -> list[str]:
        """Those of the words (in lower case) of which every letter is there, in whatever case."""
        if not self.is_ascii:
            return list(words)
        # A letter that is nowhere is found out at once; most are in the first cells.
        wanted = {letter for word in words for letter in word}
        present = {one for one in wanted if one.encode() in self.text or one.upper().encode() in self.text}
        return [word for word in words if set(word) <= present]
