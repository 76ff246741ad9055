"""Measure: how long something takes, as the median of some runs, and each rival as a ratio to ours."""

from __future__ import annotations

import gc
import os
import resource
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Timed:
    """What somebody needed: the medians of the runs, in seconds by the clock and in seconds of work.

    `work` adds up all threads and child processes. It is the one to trust where other programs run beside.
    """

    who: str
    clock: float
    work: float


def timed(who: str, work: Callable[[], object], runs: int = 5) -> Timed:
    """`work` once to warm up, then `runs` times; with `runs` 1 there is no warming up."""
    if runs > 1:
        work()
    seconds = []
    for _ in range(runs):
        gc.collect()
        done, start = work_done(), perf_counter()
        work()
        seconds.append((perf_counter() - start, work_done() - done))
    return Timed(who, median(clock for clock, _ in seconds), median(done for _, done in seconds))


def work_done() -> float:
    """Seconds of processor time that this process, its children and theirs have had so far."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent) + _living_children()


def report(title: str, ours: Timed, rivals: list[Timed]) -> None:
    """One block: our times, then each rival's and how many times ours they are."""
    print(f"\n{title}")
    print(f"  {'':<46}{'by the clock':>24}{'work of all threads':>24}")
    print(f"  {ours.who:<46}{_written(ours.clock):>12}{'':12}{_written(ours.work):>12}")
    for rival in rivals:
        clock = f"{_written(rival.clock):>12}{rival.clock / ours.clock:>9.2f} × "
        print(f"  {rival.who:<46}{clock}{_written(rival.work):>12}{rival.work / ours.work:>9.2f} ×", flush=True)


def skipped(title: str, why: str) -> None:
    """A comparison that can't be made here, and why."""
    print(f"{title}\n  skipped: {why}", flush=True)


def same(ours: dict[object, float], theirs: dict[object, float], what: str) -> None:
    """A rival that gives another answer is no rival: stop, and say where they part."""
    nothing = float("-inf")
    parted = [
        key
        for key in ours.keys() | theirs.keys()
        if not abs(ours.get(key, nothing) - theirs.get(key, nothing)) <= 1e-6 * max(1, abs(theirs.get(key, 0)))
    ]
    if parted:
        key = min(parted, key=str)
        where = f"as at {key}: {ours.get(key)} and {theirs.get(key)}"
        raise SystemExit(f"{what}: answers differ in {len(parted)} cells, {where}")


def _living_children() -> float:
    """Work of children that have not ended, and of theirs that have."""
    total = 0
    for thread in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # the thread or the child has ended since
            for child in (thread / "children").read_text().split():
                # The program's name, in brackets, may hold anything.
                fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
                total += sum(int(ticks) for ticks in fields[11:15])
    return total / os.sysconf("SC_CLK_TCK")


def _written(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms" if seconds < 10 else f"{seconds:,.1f} s"
