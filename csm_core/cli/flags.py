"""What is wrong with what an argument was given, said with the argument and an example of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from csm_core.errors import BadValue, UnknownName


@contextmanager
def given_with(argument: str, example: str | None = None) -> Iterator[None]:
    """Name the argument in what is said of its value.

    Parameters
    ----------
    argument
        A flag, or a word of the usage such as 'LOAD'.
    example
        A value that it takes; None where the sentence has one.

    Raises
    ------
    BadValue
        For a value or a name that can't be used.
    """
    try:
        yield
    except (BadValue, UnknownName) as error:
        text = str(error)
        sentence = text[0].lower() + text[1:] if text[1:2].islower() else text
        shown = "" if example is None else f" Example: {argument} {example}."
        raise BadValue(f"{argument}: {sentence}{shown}") from error
