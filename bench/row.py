"""Row: one comparison, as the table of docs/scaling.md shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.clock import Timed, report, skipped

_HEADER = (
    "| what | ours | rival | rival ÷ ours | by the clock | target | reached |\n"
    "| --- | --- | --- | --- | --- | --- | --- |"
)
_BEGINS, _ENDS = "<!-- what `make bench` measured: begins -->", "<!-- ends -->"


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, in words: `ours` and `rival` with their figures.

    `ratio` is rival ÷ ours in work, `clock_ratio` the same by the clock: above 1 the rival needs more. `target` says
    what must be reached, and `reached` whether it was; both are empty where nothing was asked for.
    """

    what: str
    ours: str
    rival: str = "–"
    ratio: float | None = None
    clock_ratio: float | None = None
    target: str = ""
    reached: bool | None = None

    @classmethod
    def against(cls, what: str, ours: Timed, rival: Timed, least: float | None = None) -> Row:
        """Ours beside a rival; `least`: rival ÷ ours that must be reached, in work."""
        ratio = rival.work / ours.work
        return cls(
            what,
            written(ours.work),
            f"{rival.who} {written(rival.work)}",
            ratio,
            rival.clock / ours.clock,
            "" if least is None else f"≥ {least:g}",
            None if least is None else ratio >= least,
        )

    @classmethod
    def within(cls, what: str, ours: Timed, most_seconds: float) -> Row:
        """Ours alone, within so many seconds of work."""
        return cls(what, written(ours.work), target=f"≤ {written(most_seconds)}", reached=ours.work <= most_seconds)

    @classmethod
    def growth(cls, what: str, large: Timed, small: Timed, most: float) -> Row:
        """Ours on more rows beside ours on fewer: no more than `most` times the work."""
        ratio = small.work / large.work
        rival = f"{small.who} {written(small.work)}"
        return cls(
            what, written(large.work), rival, ratio, small.clock / large.clock, f"≥ {1 / most:.2g}", ratio * most >= 1
        )

    def markdown(self) -> str:
        """One line of the table; a target that is missed stands out."""
        mark = {True: "yes", False: "**no**", None: ""}[self.reached]
        ratios = ("–" if ratio is None else f"{ratio:.2g}" for ratio in (self.ratio, self.clock_ratio))
        return f"| {' | '.join((self.what, self.ours, self.rival, *ratios, self.target, mark))} |"


def compared(what: str, ours: Timed, rivals: Sequence[tuple[Timed, float | None]]) -> list[Row]:
    """Print ours and each rival, and give a row for each; beside a rival stands the least ratio that must be
    reached."""
    report(what, ours, [rival for rival, _ in rivals])
    return [Row.against(what, ours, rival, least) for rival, least in rivals]


def without_rival(what: str, ours: Timed, rival: str, why: str, least: float) -> Row:
    """A row whose rival can't be had here."""
    skipped(what, why)
    return Row(what, written(ours.work), f"{rival}: {why}", target=f"≥ {least:g}")


def write_table(rows: Sequence[Row], path: Path) -> None:
    """Put the table between its marks in a page."""
    before, _, rest = path.read_text("utf-8").partition(_BEGINS)
    _, _, after = rest.partition(_ENDS)
    table = "\n".join((_HEADER, *(row.markdown() for row in rows)))
    path.write_text(f"{before}{_BEGINS}\n{table}\n{_ENDS}{after}", "utf-8")


def written(seconds: float) -> str:
    """A time of work in two or three digits."""
    if seconds < 1:
        return f"{seconds * 1000:.2g} ms" if seconds < 0.1 else f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s"
