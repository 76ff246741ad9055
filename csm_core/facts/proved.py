"""What is derived from the data is proved to be derivable, or it is told what is not and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from csm_core.engines.file_trouble import cause_in_file
from csm_core.errors import FactsUnbuildable

Failure = Callable[[str, str], FactsUnbuildable]
_MOST_LETTERS = 200


@contextmanager
def proved(what: str, failed: Failure) -> Iterator[None]:
    """Whatever goes wrong inside, told as what could not be built; but trouble with the file stays what it is.

    `failed` makes the error from `what` and the first line of the reason.
    """
    try:
        yield
    except Exception as error:
        if cause_in_file(error, None) is not None:
            raise
        reason = " ".join(str(error).split("\n", 1)[0].split()) or type(error).__name__
        raise failed(what, reason[:_MOST_LETTERS]) from error
