"""The exam of unknown exports: what each file is and what its columns mean, against what the proposal says.

`unknown_exports.txt` holds made-up exports of tools that the reader has no dialect for, in six languages. They were
written before the rules were measured on them. Those for practice have been looked at, and rules were improved by
them. The others are held back: their failures are counted, and no rule is made by them.

    python -m tests.csm_core.intake.exam.examine            the figures of both halves
    python -m tests.csm_core.intake.exam.examine --failures practice exports that go wrong, and how
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from csm_core.intake.propose.propose import propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source


@dataclass(frozen=True, slots=True)
class Export:
    """`kind`: of the main table. `wanted`: header → the canonical columns, of any table that the file becomes, that
    are right for it; the empty set: none. `optional`: headers that may as well be left out."""

    name: str
    kind: str
    half: str
    wanted: Mapping[str, frozenset[str]]
    optional: frozenset[str]
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """How one export went. `wrong`: headers taken for what they are not; `missed`: left out; `asked`: told unsure."""

    export: Export
    kind: str | None
    right: int
    needed: int
    missed: tuple[str, ...]
    wrong: tuple[str, ...]
    asked: bool

    @property
    def passed(self) -> bool:
        """The right kind and every column that has a meaning found, none taken for what it is not."""
        return self.kind == self.export.kind and not self.missed and not self.wrong


def exports() -> list[Export]:
    """The exam's papers, in the file's order."""
    text = Path(__file__).with_name("unknown_exports.txt").read_text("utf-8")
    rows = []
    for paper in re.split(r"(?m)^== ", text)[1:]:
        title, wanted, _, body = paper.split("\n", 3)
        name, kind, half = (part.strip() for part in title.split(" | "))
        pairs = [pair.rsplit("=", 1) for pair in re.split(r"; (?=\S)", wanted)]
        names = {header.strip(): frozenset(given.split("|")) for header, given in pairs}
        # 'plan|' is the plan or nothing: the empty name beside others.
        optional = frozenset(header for header, one in names.items() if "" in one)
        rows.append(Export(name, kind, half, {h: one - {""} for h, one in names.items()}, optional, body))
    return rows


def mark(export: Export) -> Mark:
    """One export under the proposal."""
    (raw,) = read(Source("export.csv", export.text.encode()))
    proposal = propose(raw)
    meant: dict[str, set[str]] = {}
    for canonical, header in (pair for mapping in proposal.mappings for pair in mapping.columns.items()):
        meant.setdefault(header, set()).add(canonical)
    needed = {h: names for h, names in export.wanted.items() if names and h not in export.optional}
    missed = tuple(h for h, names in needed.items() if not names & meant.get(h, set()))
    wrong = tuple(
        f"{header} → {', '.join(sorted(names))}"
        for header, names in meant.items()
        if not names & export.wanted.get(header, frozenset())
    )
    right = len(needed) - len(missed)
    kind = proposal.mapping.kind if proposal.mapping else None
    asked = proposal.mapping is None or any(one.code == "kind_assumed" for one in proposal.questions)
    return Mark(export, kind, right, len(needed), missed, wrong, asked)


def figures(marks: Sequence[Mark]) -> Mapping[str, int]:
    """Counts over some marks."""
    return {
        "exports": len(marks),
        "kind right": sum(one.kind == one.export.kind for one in marks),
        "all right": sum(one.passed for one in marks),
        "columns": sum(one.needed for one in marks),
        "columns right": sum(one.right for one in marks if one.kind == one.export.kind),
        "columns wrong": sum(len(one.wrong) for one in marks),
        "wrong kind without asking": sum(one.kind != one.export.kind and not one.asked for one in marks),
    }


def main(arguments: Sequence[str]) -> None:
    """Print the figures, or the failures of the practice half."""
    marks = [mark(export) for export in exports()]
    if "--failures" in arguments:
        for one in marks:
            if one.export.half == "practice" and not one.passed:
                print(f"{one.export.name}: {one.kind} for {one.export.kind}; missed {one.missed}; wrong {one.wrong}")
    for half in ("practice", "held"):
        print(half, dict(figures([one for one in marks if one.export.half == half])))


if __name__ == "__main__":
    main(sys.argv[1:])
