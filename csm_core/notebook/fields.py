"""Fields of a JSON object, read with their type: whatever else stands there is said, never guessed at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


class BadField(ValueError):
    """A field is missing or of another type; `str(error)` says which."""


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object. A reader raises BadField where a field is not of its type; `maybe_…` takes null and absence."""

    given: Mapping[str, object]

    @classmethod
    def of(cls, given: object, what: str) -> Fields:
        """The object; `what` is our word for it."""
        if not isinstance(given, dict):
            raise BadField(f"{what} is no object")
        return cls(given)

    def text(self, name: str) -> str:
        """A text."""
        value = self.given.get(name)
        if not isinstance(value, str):
            raise BadField(f"'{name}' is no text")
        return value

    def maybe_text(self, name: str) -> str | None:
        """A text or None."""
        return None if self.given.get(name) is None else self.text(name)

    def whole(self, name: str) -> int:
        """A whole number."""
        value = self.given.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise BadField(f"'{name}' is no whole number")
        return value

    def maybe_whole(self, name: str) -> int | None:
        """A whole number or None."""
        return None if self.given.get(name) is None else self.whole(name)

    def maybe_number(self, name: str) -> float | None:
        """A number or None."""
        value = self.given.get(name)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise BadField(f"'{name}' is no number")
        return float(value)

    def maybe_day(self, name: str) -> date | None:
        """A day as YYYY-MM-DD, or None."""
        text = self.maybe_text(name)
        try:
            return None if text is None else date.fromisoformat(text)
        except ValueError as error:
            raise BadField(f"'{name}' is no day") from error

    def moment(self, name: str) -> datetime:
        """A moment as ISO text."""
        try:
            return datetime.fromisoformat(self.text(name))
        except ValueError as error:
            raise BadField(f"'{name}' is no moment") from error

    def maybe_truth(self, name: str) -> bool | None:
        """True, false or None."""
        value = self.given.get(name)
        if value is not None and not isinstance(value, bool):
            raise BadField(f"'{name}' is neither true nor false")
        return value

    def values(self, name: str) -> list[object]:
        """A list; empty where the field is absent."""
        value = self.given.get(name, [])
        if not isinstance(value, list):
            raise BadField(f"'{name}' is no list")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty where the field is absent."""
        found = self.values(name)
        if not all(isinstance(one, str) for one in found):
            raise BadField(f"'{name}' holds something that is no text")
        return tuple(str(one) for one in found)

    def inner(self, name: str) -> Fields:
        """An object."""
        return Fields.of(self.given.get(name), f"'{name}'")

    def maybe_inner(self, name: str) -> Fields | None:
        """An object or None."""
        return None if self.given.get(name) is None else self.inner(name)
