"""Codec: a value comes back equal, and what is no value says where and why."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import pytest

from csm_core.codec import Codec, Record, Unreadable


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Thing:
    name: str
    day: date
    colour: Colour
    share: float | None
    words: tuple[str, ...] = ()


class Short(Record, frozen=True):
    name: str = ""


THINGS = Codec.of(Thing, version=2)
THING = Thing('"Ünal" <b>', date(2024, 2, 29), Colour.RED, 0.1 + 0.2, ("a", ""))


def test_a_value_comes_back_equal() -> None:
    assert THINGS.decode(THINGS.encode(THING)) == THING


def test_the_version_is_always_written_and_a_field_like_its_default_is_not() -> None:
    assert Codec.of(Short, version=1).encode(Short()) == '{"version":1}'


@dataclass(frozen=True)
class Part:
    share: float


def test_nothing_is_written_that_could_not_be_read_again() -> None:
    assert THINGS.decode(THINGS.encode(replace(THING, share=float("nan")))) == replace(THING, share=None)
    with pytest.raises(ValueError, match="'share': expected 'float', got 'null'"):
        Codec.of(Part, version=1).encode(Part(float("nan")))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is not valid JSON"),
        ("{", "it is not valid JSON"),
        ("[" * 100_000, "expected 'object', got 'array'"),
        ('{"name": "\ud800"}', "it is not valid JSON"),
        ("[]", "expected 'object', got 'array'"),
        ('{"version": "2"}', "'version': expected 'int', got 'str'"),
        ('{"version": 2}', "object missing required field 'name'"),
        (THINGS.encode(THING).replace("red", "blue"), "'colour': invalid enum value 'blue'"),
        (THINGS.encode(THING).replace("02-29", "02-30"), "'day': invalid RFC3339 encoded date"),
        (THINGS.encode(THING).replace('""]', "7]"), "'words[1]': expected 'str', got 'int'"),
    ],
)
def test_what_is_no_value_says_where_and_why(text: str, reason: str) -> None:
    assert THINGS.decode(text) == Unreadable(reason)


def test_a_later_version_is_not_guessed_at_even_where_it_could_be_read() -> None:
    unreadable = THINGS.decode(THINGS.encode(THING).replace('"version":2', '"version":3'))
    assert isinstance(unreadable, Unreadable)
    assert unreadable.is_newer
