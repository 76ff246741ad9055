"""What is to be said of single cells of a column, all of them together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.text.plural import agreeing, plural

_SHOWN = 5
_VERBS = ("are", "were", "hold", "have", "say")


@dataclass(frozen=True, slots=True)
class NotedCells:
    """Cells of one column of which something is to be said.

    `sentence`: what, with {cells} for their number ('3 cells'), {are}, {were}, {hold}, {have} or {say} for the verb,
    {header} and {examples}. `rows` and `texts` tell the first ones at least, in order; `count` counts them all.
    `canonical`: the column, where a question is asked.
    """

    code: str
    header: str
    sentence: str
    rows: pa.Array
    texts: pa.Array
    count: int
    level: Literal["info", "warning", "error"] = "warning"
    canonical: str | None = None

    @classmethod
    def where(cls, mask: pa.Array, numbers: pa.Array, texts: pa.Array, of: tuple[str, str, str]) -> NotedCells:
        """Cells that are not what they should be and were left empty; `of`: code, header and what they should be."""
        code, header, noun = of
        sentence = "{cells} in '{header}', such as {examples}, {are} not " + noun + " and {were} left empty"
        rows = numbers.filter(mask)
        return cls(code, header, sentence, rows, texts.filter(mask), len(rows))

    @classmethod
    def saying(
        cls,
        sentence: str,
        mask: pa.Array,
        numbers: pa.Array,
        texts: pa.Array,
        of: tuple[str, str, str | None],
        level: Literal["info", "warning", "error"] = "info",
    ) -> NotedCells:
        """The cells where the mask holds; `of`: code, header and canonical column."""
        rows = numbers.filter(mask)
        code, header, canonical = of
        return cls(code, header, sentence, rows, texts.filter(mask), len(rows), level, canonical)

    def issue(self) -> Issue:
        """How many there are, the first ones' rows, and the first one's text."""
        rows = [int(row) for row in self.rows.slice(0, _SHOWN).to_pylist()]
        texts = self.texts.slice(0, _SHOWN).to_pylist()
        examples = " and ".join(f"'{text[:40]}'" for text in list(dict.fromkeys(texts))[:3] if text)
        one = self.count == 1
        verbs = {verb: agreeing(self.count, verb) for verb in _VERBS}
        sentence = self.sentence.format(
            cells=plural(self.count, "cell"), header=self.header, examples=examples, **verbs
        )
        message = f"{sentence} ({'row' if one else 'first: rows'} {', '.join(map(str, rows))})."
        headers = (self.header,) if self.canonical else ()
        value = texts[0][:200] if texts[0] is not None else None
        return Issue(self.code, self.level, message, rows[0], self.header, value, self.canonical, headers)

    def without_first(self, count: int) -> NotedCells:
        """The same without the first so many."""
        return replace(self, rows=self.rows.slice(count), texts=self.texts.slice(count), count=self.count - count)

    def and_then(self, later: NotedCells) -> NotedCells:
        """These and others further down the file; only the first ones' rows and texts are kept."""
        rows = pa.concat_arrays([self.rows, later.rows]).slice(0, _SHOWN)
        texts = pa.concat_arrays([self.texts, later.texts]).slice(0, _SHOWN)
        return replace(self, rows=rows, texts=texts, count=self.count + later.count)


def any_of(mask: pa.Array) -> bool:
    """Whether the mask holds anywhere."""
    return bool(pc.any(mask, min_count=0).as_py())
