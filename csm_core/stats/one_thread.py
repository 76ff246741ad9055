"""Linear algebra on one thread: an optimiser's own matrices are tiny, and on several threads it mostly waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController


@contextmanager
def one_thread() -> Iterator[None]:
    """While this lasts, BLAS and LAPACK work on the thread that calls them."""
    with _libraries().limit(limits=1, user_api="blas"):
        yield


@cache
def _libraries() -> ThreadpoolController:
    """Finding the libraries takes some milliseconds, so once."""
    return ThreadpoolController()
