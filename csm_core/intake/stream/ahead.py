"""What comes next made ready while the one before is worked on: Arrow works beside Python, not in turns with it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Part = TypeVar("_Part")


def one_ahead(parts: Iterator[_Part]) -> Iterator[_Part]:
    """The same parts, each made in a thread of its own while the one before it is used."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        coming = beside.submit(next, parts, None)
        while (part := coming.result()) is not None:
            coming = beside.submit(next, parts, None)
            yield part
