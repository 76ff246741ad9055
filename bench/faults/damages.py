"""Damage a workspace at random: it is refused in words, or is as it was (`python -m bench.faults.damages 200`)."""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.faults.company import figures, left_by_a_killed_process
from bench.faults.forked import answer
from csm_core.engines.workspace_unusable import WorkspaceUnusable
from csm_core.store.workspace_file import log_of

_BLOCK = 262_144


def damaged(content: bytes, draw: random.Random) -> tuple[str, bytes]:
    """The bytes of a file with one damage, and what it is."""
    kind = draw.choice(sorted(_DAMAGES))
    return kind, _DAMAGES[kind](bytearray(content), draw)


def outcome_of(path: Path, expected: object) -> str:
    """What becomes of it who opens a damaged workspace."""
    given = answer(partial(figures, path))
    if given == expected:
        return "as it was"
    if isinstance(given, Exception):
        return "refused" if isinstance(given, WorkspaceUnusable) else type(given).__name__
    return given if isinstance(given, str) else "wrong"


def trials(count: int, seed: int, folder: Path) -> Counter[tuple[str, str, str]]:
    """So many damages, each of a fresh copy: file, kind of damage, outcome → how often.

    Outcomes are 'refused', 'as it was', or a fault: 'wrong', 'died', 'hangs', or the name of an exception.
    """
    draw = random.Random(seed)
    whole = folder / "whole" / "team.duckdb"
    whole.parent.mkdir()
    left_by_a_killed_process(whole)
    files = [file for file in whole.parent.iterdir() if not file.name.endswith(".state")]
    contents = {file.name: file.read_bytes() for file in files}
    state = {file.name: file.read_bytes() for file in whole.parent.iterdir() if file not in files}
    assert log_of(whole).name in contents
    shutil.copytree(whole.parent, folder / "copy")
    expected = answer(partial(figures, folder / "copy" / whole.name))
    assert isinstance(expected, list)
    outcomes: Counter[tuple[str, str, str]] = Counter()
    for number in range(count):
        target = folder / str(number)
        target.mkdir()
        name = draw.choice(sorted(contents))
        kind, content = damaged(contents[name], draw)
        for other, bytes_ in (contents | state | {name: content}).items():
            (target / other).write_bytes(bytes_)
        if not content and name != whole.name:
            (target / name).unlink()
        outcomes["log" if name != whole.name else "file", kind, outcome_of(target / whole.name, expected)] += 1
        shutil.rmtree(target)
    return outcomes


def _bit(content: bytearray, draw: random.Random) -> bytes:
    content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    return bytes(content)


def _zeros(content: bytearray, draw: random.Random) -> bytes:
    at, length = draw.randrange(len(content)), draw.choice((16, 512, 4096, 65_536))
    content[at : at + length] = bytes(len(content[at : at + length]))
    return bytes(content)


def _noise(content: bytearray, draw: random.Random) -> bytes:
    at, length = draw.randrange(len(content)), draw.choice((16, 512, 4096))
    content[at : at + length] = draw.randbytes(len(content[at : at + length]))
    return bytes(content)


def _cut(content: bytearray, draw: random.Random) -> bytes:
    return bytes(content[: draw.randrange(len(content))])


def _gone(content: bytearray, draw: random.Random) -> bytes:
    del content, draw
    return b""


def _swapped(content: bytearray, draw: random.Random) -> bytes:
    size = min(_BLOCK, len(content) // 4)
    one, other = (3 * 4096 + size * draw.randrange(max(1, len(content) // size - 1)) for _ in range(2))
    first, second = bytes(content[one : one + size]), bytes(content[other : other + size])
    if len(first) == len(second):
        content[one : one + size], content[other : other + size] = second, first
    return bytes(content)


def _longer(content: bytearray, draw: random.Random) -> bytes:
    at = draw.randrange(len(content))
    return bytes(content[:at]) + draw.randbytes(draw.choice((1, 512))) + bytes(content[at:])


_DAMAGES: dict[str, Callable[[bytearray, random.Random], bytes]] = {
    "a bit turned": _bit,
    "zeros": _zeros,
    "noise": _noise,
    "cut off": _cut,
    "emptied or gone": _gone,
    "blocks swapped": _swapped,
    "bytes put in": _longer,
}
_GOOD = ("refused", "as it was")


def main(count: int, seed: int) -> int:
    """Print how often which damage came out how; 1 where any came out as a fault."""
    with tempfile.TemporaryDirectory() as folder:
        outcomes = trials(count, seed, Path(folder))
    for (file, kind, outcome), number in sorted(outcomes.items()):
        print(f"{file:4}  {kind:16}  {outcome:24} {number:5}{'' if outcome in _GOOD else '  <- a fault'}")
    return int(any(outcome not in _GOOD for _, _, outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
