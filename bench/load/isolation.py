"""Whether each of many visitors gets her own alone: files, answers, downloads, caches and scenarios."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

from bench.load.visitor import Visitor

_PAGES = ("", "health", "revenue", "retention", "voice", "account", "data")
_ACCOUNTS = 8
# In a name of a customer: whose file it is of, and of which round.
_MARK = re.compile(rb"Mark(\d{3})r(\d)")
_PATIENCE_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of all visits: how many bytes were looked through, how many downloads had to be
    asked for again, and each thing that was another visitor's."""

    visits: int
    megabytes: float
    downloads: int
    in_vain: int
    strangers: tuple[str, ...]


def isolation(address: str, visitors: int, rounds: int, pages: tuple[str, ...] = _PAGES) -> Seen:
    """So many visitors at once, in each round with other data; their files are of one length and one name."""
    strangers: list[str] = []
    received, downloads, in_vain = 0, 0, 0
    for round_ in range(rounds):
        together = threading.Barrier(visitors)
        with ThreadPoolExecutor(visitors) as pool:
            visits = [pool.submit(_visit, address, number, round_, together, pages) for number in range(visitors)]
            for error in filter(None, [visit.exception() for visit in visits]):
                if not isinstance(error, threading.BrokenBarrierError):  # which only follows from another's trouble
                    raise error
            for number, visit in enumerate(visits):
                mark, seen, figures = (b"%03d" % number, b"%d" % round_), 0, 0
                for where, content in visit.result():
                    received += len(content)
                    downloads += where.startswith("download")
                    in_vain += where == "in vain"
                    marks = set(_MARK.findall(content))
                    seen += mark in marks
                    strangers += [f"visitor {number}, round {round_}, {where}: {other}" for other in marks - {mark}]
                    figures += where == "overview" and mrr_of(number, round_) in content
                if not seen or not figures:
                    strangers.append(f"visitor {number}, round {round_}: not her own customers, or another MRR")
    return Seen(visitors * rounds, received / 1e6, downloads, in_vain, tuple(strangers))


def lines_of(number: int, round_: int) -> bytes:
    """The file of a visitor: as long as everybody else's, with other names and other amounts."""
    rows = [
        f"A{account},Mark{number:03}r{round_}n{account},2024-0{1 + account % 6}-05,"
        f"{'2025-03-31' if account == 2 else '':10},{1000 + 9 * number + 3 * round_ + account},EUR"
        for account in range(_ACCOUNTS)
    ]
    return "\n".join(["Account ID,Account name,Start date,End date,MRR,Currency", *rows, ""]).encode()


def mrr_of(number: int, round_: int) -> bytes:
    """Her MRR in May 2024, as the overview writes it: of all but the customer who begins in June."""
    amounts = [1000 + 9 * number + 3 * round_ + account for account in range(_ACCOUNTS) if account != 5]
    return f"MRR is {sum(amounts):,}".encode()


def answers_of(number: int, round_: int) -> bytes:
    """Her customers' answers, which make the last day one in June, and the health score one of two components."""
    rows = [
        f"A{account},2024-0{month}-1{account},{(number + account + month) % 11},nps,Mark{number:03}r{round_} {month}"
        for account in range(_ACCOUNTS)
        for month in range(1, 7)
    ]
    return "\n".join(["Account ID,Responded at,Score,Survey type,Comment", *rows, ""]).encode()


def _visit(
    address: str, number: int, round_: int, together: threading.Barrier, pages: tuple[str, ...]
) -> Iterator[tuple[str, bytes]]:
    """Where she was, and all that she was sent there."""
    sent: list[tuple[str, bytes]] = []
    try:
        _look(Visitor(address), number, round_, together, pages, sent)
    except BaseException:
        together.abort()  # nobody waits for her any more
        raise
    return iter(sent)


def _look(
    visitor: Visitor,
    number: int,
    round_: int,
    together: threading.Barrier,
    pages: tuple[str, ...],
    sent: list[tuple[str, bytes]],
) -> None:
    scenario = f"Mark{number:03}r{round_} weights"
    with closing(visitor):
        visitor.open("data")
        together.wait(_PATIENCE_SECONDS)
        visitor.upload("exports.0", "lines.csv", lines_of(number, round_))
        visitor.upload("exports.0", "answers.csv", answers_of(number, round_))
        sent.append(("upload", visitor.sent()))
        together.wait(_PATIENCE_SECONDS)
        visitor.turn("load_files", 1)
        sent.append(("load", visitor.sent()))
        for page in pages:
            together.wait(_PATIENCE_SECONDS)
            visitor.go(page)
            sent.append((page or "overview", visitor.sent()))
            if page == "health":
                visitor.turn("board.exact.nps", 40.0)
                visitor.write("scenario.name", scenario)
                visitor.turn("FormSubmitter:scenario.save-Save", 1)
                sent.append(("scenario", visitor.sent()))
            buttons = [key for key, widget in visitor.widgets.items() if widget.kind == "download_button"]
            for key in buttons:
                content, again = visitor.download(key)
                sent += [(f"download {key}", content), *[("in vain", b"")] * again]
