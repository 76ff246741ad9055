"""A parser whose errors name the argument, what was given, what is accepted and an example."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from csm_core.errors import BadValue, UnknownName

# What people call flags elsewhere.
_ALIASES = {
    "--segment": "--where", "--filter": "--where", "--by": "--split", "--group-by": "--split",
    "--from": "--start", "--since": "--start", "--until": "--to", "--output": "--out",
    "--interval": "--grain", "--color": "--colour", "--mapping": "--map", "--tz": "--timezone",
}  # fmt: skip
_ARGUMENT = re.compile(r"argument (?P<name>[^:]+): (?P<trouble>.*)", re.DOTALL)
_MISSING = "the following arguments are required: "


class Parser(argparse.ArgumentParser):
    """The parser of a whole command line, or of one command; its errors are BadValue.

    `example` is a whole line; `commands` are the parsers of the commands that it has.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.example = "csm demo demo.duckdb"
        self.commands: dict[str, Parser] = {}

    def error(self, message: str) -> NoReturn:
        """One clear line, and nothing else."""
        raise BadValue(f"{self._words(message)} See '{self.prog} --help'.")

    def unknown(self, words: Iterable[str]) -> NoReturn:
        """Arguments were given that this command does not take: name the first, and the flag that may be meant."""
        first = next(iter(words))
        shown = [flag for flag, action in self._flags().items() if action.help != argparse.SUPPRESS]
        flags = sorted({*shown} - {"-h", "--help"})
        if not first.startswith("-"):
            self.error(f"'{first}' is one argument too many.")
        flag = first.partition("=")[0]
        if _ALIASES.get(flag) in flags:
            self.error(f"Unknown flag: '{flag}'. Did you mean '{_ALIASES[flag]}'?")
        self.error(f"{UnknownName.of('flag', flag, flags)} Example: {self.example}.")

    def _flags(self) -> dict[str, argparse.Action]:
        return {flag: action for action in self._actions for flag in action.option_strings}

    def _words(self, message: str) -> str:
        if message.startswith(_MISSING):
            return f"Missing: {message.removeprefix(_MISSING)}. Example: {self.example}."
        argument = _ARGUMENT.fullmatch(message)
        if argument is None:
            return message if message.endswith((".", "?")) else f"{message[0].upper()}{message[1:]}."
        name, trouble = argument["name"], argument["trouble"]
        action = self._flags().get(name.split("/")[0])
        if action is not None and trouble.startswith("expected "):
            expected = "" if action.help == argparse.SUPPRESS else f" Expected {action.help}."
            return f"{name}: a value is missing.{expected}"
        return f"{name}: {trouble.removesuffix('.')}."


def checked(read: Callable[[str], object], accepted: str) -> Callable[[str], str]:
    """The text as it was given, where `read` takes it; `accepted` says what it takes, with an example."""

    def check(text: str) -> str:
        try:
            read(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"'{text}' is not {accepted}") from None
        return text

    return check


def pair_like(example: str) -> Callable[[str], str]:
    """A name and a value with '=' between them, such as `example`."""

    def check(text: str) -> str:
        if "=" not in text:
            raise argparse.ArgumentTypeError(f"'{text}' has no '=': expected a name and a value, such as {example}")
        return text

    return check


def one_of(names: Iterable[str]) -> Callable[[str], str]:
    """The name that was given, in whatever case."""
    spellings = {name.lower(): name for name in names}

    def check(text: str) -> str:
        if text.lower() not in spellings:
            *others, last = spellings.values()
            raise argparse.ArgumentTypeError(f"'{text}' is not one of {', '.join(others)} or {last}")
        return spellings[text.lower()]

    return check


def number_from(least: int, most: int, accepted: str) -> Callable[[str], int]:
    """A whole number within bounds; `accepted` says what it is, with an example."""

    def check(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"'{text}' is not {accepted}")
        return int(text)

    return check
