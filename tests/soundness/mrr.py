"""Files whose MRR is known month by month, and what must be told of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from csm_core.intake.mapping import FileMapping
from tests.soundness.company import Company, company


@dataclass(frozen=True, slots=True)
class Revenue:
    """`mrr`: month → MRR at its end (None: nobody pays). `codes`: all must be among what is said of the files;
    `silent`: none may be. `beside`: each must stand beside the figure."""

    name: str
    files: Mapping[str, str]
    mrr: Mapping[str, float | None] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    mapping: FileMapping | None = None

    def company(self) -> Company:
        """The files, taken as they are proposed, or under the mapping."""
        mappings = dict.fromkeys(self.files, (self.mapping,)) if self.mapping else None
        return company(tuple(self.files.items()), mappings)

    def faults(self) -> list[str]:
        """What is not as it should be; empty where all is right."""
        seen = self.company()
        codes = {issue.code for issue in seen.issues}
        faults = [f"{code} is not said; said: {sorted(codes)}" for code in self.codes if code not in codes]
        faults += [f"{code} is said" for code in self.silent if code in codes]
        if not self.mrr:
            return faults
        months = sorted(self.mrr)
        last = months[-1]
        year, month = int(last[:4]), int(last[5:])
        end = f"{year + month // 12}-{month % 12 + 1:02d}-01"
        as_of = f"{last}-{28 if month == 2 else 30 if month in (4, 6, 9, 11) else 31}"
        result = seen.ask("mrr", {"start": f"{months[0]}-01", "end": end, "as_of": as_of})
        rows = result.table.select(["period", "value"]).to_pylist()
        values = {row["period"].isoformat()[:7]: row["value"] for row in rows}
        for name, right in self.mrr.items():
            value = values.get(name)
            if (value is None) != (right is None) or (right is not None and abs(float(value) - right) > 0.01):
                faults.append(f"{name}: {value}, right is {right}")
        text = " ".join((*result.notes, *result.left_out))
        return faults + [
            f"{words!r} does not stand beside the figure: {text}" for words in self.beside if words not in text
        ]


def csv(text: str) -> str:
    """Lines with ' | ' between cells as CSV."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return "".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) + "\n" for row in rows)
