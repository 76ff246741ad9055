"""What lines say, in words: the finding for a title, the takeaway for who can't see them."""

from __future__ import annotations

from collections.abc import Sequence

from csm_core.charts.lines import Line
from csm_core.charts.words import change_words, trust_words
from csm_core.units import Unit, write_value


def lines_words(lines: Sequence[Line], name: str, unit: Unit, currency: str | None, joined: str) -> tuple[str, str]:
    """Title and alt. `joined` stands between a value and its place: 'in' Jan 2026, 'at' 6 months."""
    if len(lines) == 1:
        return _one(lines[0], name, unit, currency, joined)
    return _many(lines, name, unit, currency, joined)


def _one(line: Line, name: str, unit: Unit, currency: str | None, joined: str) -> tuple[str, str]:
    (first, start), (last, stop) = line.first, line.last
    until = f"{write_value(stop, unit, currency)} {joined} {last.when}"
    if last is first:
        title = f"{name}: {until}"
    else:
        verb = change_words(start, stop, unit, currency)
        since = f"{write_value(start, unit, currency)} {joined} {first.when}"
        title = f"{name} {verb} at {until}" if verb == "stayed" else f"{name} {verb} from {since} to {until}"
    said = f"{title}{trust_words(last.cell, unit, currency)}."
    end, so_far = line.end
    if end is last or end.cell.complete:
        return title, said
    return title, f"{said} {end.when} is not over: {write_value(so_far, unit, currency)} so far."


def _many(lines: Sequence[Line], name: str, unit: Unit, currency: str | None, joined: str) -> tuple[str, str]:
    ranked = sorted(lines, key=lambda line: -line.last[1])
    best, worst = ranked[0], ranked[-1]
    title = (
        f"{name}: highest in {best.name} ({write_value(best.last[1], unit, currency)}), "
        f"lowest in {worst.name} ({write_value(worst.last[1], unit, currency)})"
    )
    said = [
        f"{line.name} {write_value(line.last[1], unit, currency)} {joined} {line.last[0].when}"
        f"{trust_words(line.last[0].cell, unit, currency)}"
        for line in ranked
    ]
    return title, f"{name}, {len(lines)} lines. {'; '.join(said)}."
