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
    ("reactivation", "came back", "#9FD0EA", "#CFE8F7"),
    ("entered", "entered the segment", "#5F86AD", "#4F7CA8"),
    ("churn", "churn", "#A8330B", "#E4572E"),
    ("contraction", "contraction", "#D98A00", "#F4C469"),
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
# Who pays less for a while and who comes back from it: five colours are as many as a reader tells apart.
_PLACES.update({"resumed": _PLACES["reactivation"], "paused": _PLACES["contraction"]})
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
    is_split = len(segments) > 1
    notes = ["All segments are added together."] if is_split else []
    notes += _with_pauses(cells)
    gaps = sum(1 for group in groups.values() for cell in group if cell.value is None) if is_split else 0
    notes += [f"{gaps} unknown segment values are left out of the sums."] if gaps else []
    return steps, tuple(notes)


def _with_pauses(cells: Sequence[Cell]) -> list[str]:
    """Said where a bar holds two kinds of movement."""
    moved = {cell.series for cell in cells if cell.value}
    parts = ["contraction counts pauses"] if "paused" in moved else []
    parts += ["came back counts resumed"] if "resumed" in moved else []
    return [f"{' and '.join(parts).capitalize()}."] if parts else []


def _added(period: date, rank: int, parts: Sequence[Cell | Step]) -> Step:
    values = [part.value for part in parts if part.value is not None]
    counts = [part.n for part in parts if part.n is not None]
    return Step(
        period,
        rank,
        sum(values) if values else None,
        sum(counts) if counts else None,
        all(part.complete for part in parts),
    )


def bridge_words(
    steps: Sequence[Step],
    period: date,
    name: str,
    unit: Unit,
    currency: str | None,
    calendar: Calendar,
    until: date | None = None,
) -> tuple[str, str]:
    """Title and alt of one period's bridge; of one over several periods with `until`, the first day of the last."""
    period_steps = [step for step in steps if step.period == period]
    moves = [step for step in period_steps if not step.stands and step.value]
    net = sum(step.value for step in moves if step.value is not None)
    when = period_words(period, calendar)
    over = f"in {when}"
    if until is not None and until != period:
        over = f"from {when} to {period_words(until, calendar)}"
    title = f"{name}: net {write_value(net, unit, currency, signed=True)} {over}"
    largest = sorted(moves, key=lambda step: -abs(step.value) if step.value is not None else 0.0)[:_MOST_TOLD]
    if len(largest) > 1:
        movements = (f"{step.word} {write_value(step.value, unit, currency, signed=True)}" for step in largest)
        title += f" ({', '.join(movements)})"
    levels = [f"{step.word} {write_value(step.value, unit, currency)}" for step in period_steps if step.stands]
    words = [f"{step.word} {write_value(step.value, unit, currency, signed=True)}" for step in moves]
    parts = [levels[0], *words, *levels[1:]] if levels else words
    unfinished = "" if all(step.complete for step in period_steps) else f" {when} is not complete."
    return title, f"{name} {over}: {', '.join(parts)}.{unfinished}"


def over_all(steps: Sequence[Step]) -> list[Step]:
    """The steps of all complete periods as those of one: from the first start to the last end; of the first period's
    date. What is not over yet is left out, so that the end is the headline."""
    latest = headline_period(steps)
    kept = [step for step in steps if latest is not None and step.period <= latest]
    if not kept:
        return []
    first = min(step.period for step in kept)
    groups: dict[int, list[Step]] = {}
    for step in kept:
        edge = {_PLACES["start"]: first, _PLACES["end"]: latest}.get(step.rank, step.period)
        if step.period == edge:
            groups.setdefault(step.rank, []).append(step)
    return [_added(first, rank, group) for rank, group in sorted(groups.items())]


def headline_period(steps: Sequence[Step]) -> date | None:
    """The last complete period with a value, or the last with one."""
    valued = [step for step in steps if step.value is not None]
    complete = [step for step in valued if all(other.complete for other in steps if other.period == step.period)]
    return max((step.period for step in complete or valued), default=None)
