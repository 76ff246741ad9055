"""Codec: values as JSON text and back, each field checked against its declared type."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from csm_core.errors import CsmError

T = TypeVar("T")
R = TypeVar("R")

_PATH = re.compile(r" - at `\$?\.?(?P<path>.*?)`$")


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """The shape of a JSON object. A field without a default has to be there; one that has its default isn't written.

    A text may hold further fields: they are passed over. A field that must not get lost needs a new version.
    """


class BadRecord(ValueError):
    """Not the shape that was declared. The message says where and why, without a full stop."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """In place of a value: a saved text that can't be used. `reason` completes 'It can't be read: …'."""

    reason: str
    is_newer: bool = False


class _Header(Record, frozen=True):
    version: int = 1


@dataclass(frozen=True, slots=True)
class Codec(Generic[T, R]):
    """How values of one kind are written.

    `record` is the shape of the text (a Record, or a dataclass), `version` its number: texts of a later one are not
    guessed at. `write` and `read` turn values into records and back;
    `read` raises BadRecord for what is no value.
    """

    record: type[R]
    version: int
    write: Callable[[T], R]
    read: Callable[[R], T]
    is_indented: bool = False

    @classmethod
    def of(cls, shape: type[R], version: int) -> Codec[R, R]:
        """For a dataclass that is written just as it is."""
        return Codec(shape, version, _same, _same)

    def encode(self, value: T) -> str:
        """The text; `decode` gives an equal value back, but that numbers which are not finite are null.

        Raises
        ------
        ValueError
            When it could not be read again, such as for a field that has to be a number and is not finite.
        """
        encoded = msgspec.json.encode({"version": self.version} | plain(self.write(value)))
        text = (msgspec.json.format(encoded, indent=1) if self.is_indented else encoded).decode()
        back = self.decode(text)
        if isinstance(back, Unreadable):
            raise ValueError(f"the text to be saved could not be read back: {back.reason}")
        return text

    def decode(self, text: str) -> T | Unreadable:
        """The value, or why there is none."""
        try:
            version = _decoded(text, _Header).version
            if version > self.version:
                return Unreadable("it was written by a newer version of this program", is_newer=True)
            return self.read(_decoded(text, self.record))
        except (ValueError, CsmError) as error:
            return Unreadable(str(error).rstrip("."))


def plain(record: object) -> dict[str, object]:
    """The record or dataclass as objects, lists, texts and numbers."""
    built: dict[str, object] = msgspec.to_builtins(record)
    return built


def record_of(given: object, record: type[R]) -> R:
    """The record that is in objects, lists, texts and numbers. Raises BadRecord."""
    try:
        return msgspec.convert(given, record)
    except msgspec.ValidationError as error:
        raise BadRecord(_words(error)) from error


def _same(value: R) -> R:
    return value


def _decoded(text: str, record: type[R]) -> R:
    try:
        return msgspec.json.decode(text, type=record)
    except msgspec.ValidationError as error:
        raise BadRecord(_words(error)) from error
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as error:
        raise BadRecord("it is not valid JSON") from error


def _words(error: msgspec.ValidationError) -> str:
    """The field comes first, where people look for it: 'entries[0].id': expected 'str', got 'int'."""
    message = str(error)
    where = _PATH.search(message)
    reason = (message[: where.start()] if where else message).replace("`", "'")
    reason = reason[0].lower() + reason[1:]
    return f"'{where['path']}': {reason}" if where else reason
