"""A crowd: visitors who look at the demo company, each for herself, until the time is over."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from statistics import median, quantiles

from bench.load.isolation import answers_of
from bench.load.served import Served
from bench.load.visitor import Visitor

_PAGES = ("", "health", "revenue", "retention", "voice", "adoption", "support")
_CHOICES = {"compare": ("year", "previous", "none"), "grain": ("month", "quarter"), "split": ("Owner", "Segment")}
_WEIGHTS = ("usage_trend", "usage_frequency", "nps", "csat", "payment")
# Between two clicks; after so many of them a visit ends, and another one begins.
_THINKING_SECONDS = (2.0, 8.0)
_CLICKS_A_VISIT = 40
_LOOKS = 8
_WORDS = re.compile(rb"(?:This server takes|You are (?:next|number))[^\x00-\x1f]{0,160}")
_ERROR = re.compile(rb"a bug in the app|Traceback|Uncaught")


@dataclass(slots=True)
class Log:
    """What all visitors noticed: kind of click → seconds of each, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    troubles: list[str] = field(default_factory=list)


def crowd(server: Served, visitors: int, minutes: float) -> int:
    """Print reruns, memory and work; 1 where anybody met an error."""
    first = Visitor(server.address)
    first.open()  # imports what all need; she stays, and has a place
    before = server.megabytes()
    log, over, opened = Log(), threading.Event(), threading.Barrier(visitors + 1)
    threads = [
        threading.Thread(target=_stay, args=(server.address, number, log, over, opened), daemon=True)
        for number in range(visitors)
    ]
    for thread in threads:
        thread.start()
    opened.wait()
    _one_too_many(server.address)
    work, start = server.work_seconds(), time.monotonic()
    print(f"memory: {before:,.0f} MB before, {server.megabytes():,.0f} MB with {visitors} visitors", flush=True)
    for number in range(1, _LOOKS + 1):
        time.sleep(max(0.0, start + 60 * minutes * number / _LOOKS - time.monotonic()))
        passed = (time.monotonic() - start) / 60
        print(f"memory after {passed:,.1f} minutes: {server.megabytes():,.0f} MB", flush=True)
    over.set()
    for thread in threads:
        thread.join(300)
    first.close()
    _report(log, server.work_seconds() - work)
    return int(bool(log.troubles))


def _stay(address: str, number: int, log: Log, over: threading.Event, opened: threading.Barrier) -> None:
    """Visit after visit until it is over."""
    draw, is_first = random.Random(number), True
    while not over.is_set():
        try:
            with closing(Visitor(address)) as visitor:
                visitor.open("health", "demo=1")
                while b"in the queue" in visitor.sent() and not over.is_set():
                    visitor.wait(11)  # until the place of a visit that has ended is free
                log.seconds["open"].append(visitor.seconds[-1])
                if is_first:
                    opened.wait(1800)
                is_first = False
                for _ in range(_CLICKS_A_VISIT):
                    if over.wait(draw.uniform(*_THINKING_SECONDS)):
                        break
                    kind = _click(visitor, draw, number)
                    log.seconds[kind].append(visitor.seconds[-1])
                    if _ERROR.search(visitor.sent()):
                        log.troubles.append(f"visitor {number}: an error after {kind}")
        except Exception as error:
            log.troubles.append(f"visitor {number}: {type(error).__name__}: {error}")
            opened.abort()


def _click(visitor: Visitor, draw: random.Random, number: int) -> str:
    """One thing that a visitor does."""
    kind = draw.choice(("scope", "scope", "weights", "weights", "weights", "page", "page", "upload"))
    if kind == "upload":
        visitor.go("data")
        visitor.upload("exports.0", f"answers-{draw.randrange(9)}.csv", answers_of(number, draw.randrange(9)))
        return kind
    if kind == "weights":
        key = f"board.exact.{draw.choice(_WEIGHTS)}"
        if key in visitor.widgets:
            visitor.turn(key, float(draw.randrange(5, 60)))
            return kind
        visitor.go("health")
        return "page"
    if kind == "scope":
        key = draw.choice(sorted(_CHOICES))
        visitor.turn(key, draw.choice(_CHOICES[key]))
        return kind
    visitor.go(draw.choice(_PAGES))
    return kind


def _one_too_many(address: str) -> None:
    with closing(Visitor(address)) as visitor:
        visitor.open()
        words = [words.decode("utf-8", "replace") for words in _WORDS.findall(visitor.sent())]
        print(f"who comes when all places are taken: {' | '.join(words)}; in {visitor.seconds[-1]:.1f} s")
        came = visitor.wait(11)
        print(f"  its page {'asked again' if came else 'did not ask again'} by itself", flush=True)


def _report(log: Log, work: float) -> None:
    everything = [second for kind, seconds in log.seconds.items() if kind != "open" for second in seconds]
    for kind, seconds in sorted({**log.seconds, "all but open": everything}.items()):
        if len(seconds) > 1:
            last = quantiles(seconds, n=20)[-1]
            print(f"{kind:14} {len(seconds):6} reruns, median {median(seconds):6.2f} s, 95 % within {last:6.2f} s")
    print(f"work of the server: {work / max(1, len(everything)):.2f} s of processor time a rerun")
    for trouble in log.troubles[:20]:
        print(trouble)
