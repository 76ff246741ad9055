"""Steps of a bridge: what it starts from, what moved it, and where it ends, with the words and colours of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from csm_core.charts.cells import Cell, cells_of
from csm_core.charts.look import Theme
from csm_core.charts.words import period_words
from csm_core.periods import Calendar
from csm_core.result import Result
from csm_core.units import Unit, write_value

OTHER: Final = "other"
_MOST_TOLD: Final = 3
# Series, word, colour on light and on dark: gains blue, losses orange, what is neither grey; in reading order.
_STEPS: Final = (
    ("start", "start", "#6F8197", "#7C8CA1"),
    ("new", "new", "#0B3F73", "#3B8FD0"),
    ("expansion", "expansion", "#3D97C6", "#9AD0F0"),
    ("reactivation", "reactivation", "#8CC3E0", "#CFE8F7"),
    ("resumed", "resumed", "#BBDCEC", "#6E93AD"),
    ("entered", "entered the segment", "#5F86AD", "#4F7CA8"),
    ("churn", "churn", "#A8330B", "#E4572E"),
    ("contraction", "contraction", "#D98A00", "#F4C469"),
    ("paused", "paused", "#EFC069", "#F9E0AE"),
    ("left", "left the segment", "#C99A7B", "#B5785A"),
    ("currency", "currency", "#8A94A3", "#7E8896"),
    # What moves a score.
    ("data", "what the data say", "#0B5CAD", "#5AA9F0"),
    ("missing inputs", "inputs that came or went", "#8A94A3", "#7E8896"),
    ("weights", "other weights", "#829321", "#B7E0C8"),
    ("definition", "other rules", "#9E6C79", "#B56A93"),
    ("accounts that came", "accounts that came", "#3D97C6", "#9AD0F0"),
    ("accounts that left", "accounts that left", "#D98A00", "#F4C469"),
    (OTHER, OTHER, "#B4BCC7", "#A3AFBF"),
    ("end", "end", "#6F8197", "#7C8CA1"),
)
_PLACES: Final = {series: rank for rank, (series, *_) in enumerate(_STEPS)}
WORDS: Final = tuple(word for _, word, *_ in _STEPS)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one period: a level (`stands`: start or end) or a movement. `value` is None where not known."""

    period: date
    rank: int
    value: float | None
    n: int | None
    complete: bool

    @property
    def word(self) -> str:
        """What the step is called."""
        return WORDS[self.rank]

    @property
    def stands(self) -> bool:
        """Whether this is a level rather than a movement."""
        return self.rank in (_PLACES["start"], _PLACES["end"])


def word_colours(theme: Theme) -> list[str]:
    """The colour of each of WORDS, in their order."""
    return [dark if theme == "dark" else light for _, _, light, dark in _STEPS]


def steps_of(result: Result, measure: str | None) -> tuple[list[Step], tuple[str, ...]]:
    """The steps by period and place, segments added up, with notes on what that leaves out.

    A series that is no known movement counts as 'other'.
    """
    groups: dict[tuple[date, int], list[Cell]] = {}
    cells = [cell for cell in cells_of(result, measure) if cell.period is not None and cell.series is not None]
    for cell in cells:
        if cell.period is not None:
            groups.setdefault((cell.period, _PLACES.get(str(cell.series), _PLACES[OTHER])), []).append(cell)
    steps = [_added(period, rank, group) for (period, rank), group in sorted(groups.items())]
    segments = {cell.segment for cell in cells}
    notes = ["All segments are added together."] if len(segments) > 1 else []
    gaps = sum(1 for group in groups.values() for cell in group if cell.value is None and len(group) > 1)
    notes += [f"{gaps} unknown segment values are left out of the sums."] if gaps else []
    return steps, tuple(notes)


def _added(period: date, rank: int, cells: Sequence[Cell]) -> Step:
    values = [cell.value for cell in cells if cell.value is not None]
    counts = [cell.n for cell in cells if cell.n is not None]
    return Step(
        period,
        rank,
        sum(values) if values else None,
        sum(counts) if counts else None,
        all(cell.complete for cell in cells),
    )


def bridge_words(
    steps: Sequence[Step], period: date, name: str, unit: Unit, currency: str | None, calendar: Calendar
) -> tuple[str, str]:
    """Title and alt of one period's bridge."""
    period_steps = [step for step in steps if step.period == period]
    moves = [step for step in period_steps if not step.stands and step.value]
    net = sum(step.value for step in moves if step.value is not None)
    when = period_words(period, calendar)
    title = f"{name}: net {write_value(net, unit, currency, signed=True)} in {when}"
    largest = sorted(moves, key=lambda step: -abs(step.value) if step.value is not None else 0.0)[:_MOST_TOLD]
    if len(largest) > 1:
        movements = (f"{step.word} {write_value(step.value, unit, currency, signed=True)}" for step in largest)
        title += f" ({', '.join(movements)})"
    levels = [f"{step.word} {write_value(step.value, unit, currency)}" for step in period_steps if step.stands]
    words = [f"{step.word} {write_value(step.value, unit, currency, signed=True)}" for step in moves]
    parts = [levels[0], *words, *levels[1:]] if levels else words
    unfinished = "" if all(step.complete for step in period_steps) else f" {when} is not complete."
    return title, f"{name} in {when}: {', '.join(parts)}.{unfinished}"


def headline_period(steps: Sequence[Step]) -> date | None:
    """The last complete period with a value, or the last with one."""
    valued = [step for step in steps if step.value is not None]
    complete = [step for step in valued if all(other.complete for other in steps if other.period == step.period)]
    return max((step.period for step in complete or valued), default=None)
