"""The Pollock benchmark's way of scoring a reader: ten figures from 0 to 1 for each file, averaged over the files.

Loaded at all; precision, recall and F1 of header cells, of records and of cells, compared as multisets, in any
order (Vitagliano et al., PVLDB 16(8), 2023, section 5).

    python -m tests.csm_core.intake.pollution.score     the figures of this project's reader
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from csm_core.errors import UnreadableFile
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from tests.csm_core.intake.pollution.polluters import Polluted, Row, polluted


@dataclass(frozen=True, slots=True)
class Score:
    """The ten figures of one file, or their averages over files."""

    success: float
    header_precision: float
    header_recall: float
    header_f1: float
    record_precision: float
    record_recall: float
    record_f1: float
    cell_precision: float
    cell_recall: float
    cell_f1: float

    @property
    def total(self) -> float:
        """0 to 10; 10 is perfect."""
        return sum(getattr(self, one.name) for one in fields(self))

    @classmethod
    def average(cls, scores: Sequence[Score]) -> Score:
        """The simple average: every file counts the same."""
        return cls(*(sum(getattr(s, one.name) for s in scores) / len(scores) for one in fields(cls)))


def score(file: Polluted, raw: RawTable | None) -> Score:
    """How much of the file's truth was read; None: it was refused."""
    if raw is None:
        return Score(*([0.0] * 10))
    records = records_of(raw)
    header = raw.headers if file.header else ()
    return Score(
        1.0,
        *_compared(Counter(header), Counter(file.header)),
        *_compared(Counter(records), Counter(file.records)),
        *_compared(_cells(records), _cells(file.records)),
    )


def records_of(raw: RawTable) -> list[Row]:
    """The rows that were read, blank cells as empty text."""
    return [tuple(value or "" for value in row.values()) for row in raw.cells.to_pylist()]


def load(file: Polluted) -> RawTable | None:
    """The file through this project's reader; None where it refuses it."""
    try:
        return read(Source("file.csv", file.content))[0]
    except UnreadableFile:
        return None


def _cells(records: Iterable[Row]) -> Counter[str]:
    return Counter(cell for row in records for cell in row)


def _compared(result: Counter[str] | Counter[Row], wanted: Counter[str] | Counter[Row]) -> tuple[float, float, float]:
    """Precision, recall and F1 of two multisets; two empty ones agree."""
    if not result and not wanted:
        return 1.0, 1.0, 1.0
    both = sum(min(count, wanted[one]) for one, count in result.items())  # type: ignore[index]
    precision, recall = both / max(result.total(), 1), both / max(wanted.total(), 1)
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def main() -> None:
    """Print the average, and each file that is less than perfect by kind."""
    scored = [(file, score(file, load(file))) for file in polluted()]
    print(len(scored), "files", round(Score.average([one for _, one in scored]).total, 3), "of 10")
    for file, one in scored:
        if one.total < 9.9 and not file.damaged:
            print(f"{file.name}: {one.total:.2f}")


if __name__ == "__main__":
    main()
