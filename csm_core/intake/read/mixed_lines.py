"""Text in UTF-8 of which some lines are none: each line is read as what it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from csm_core.intake.batch import Issue
from csm_core.intake.read.likely_encodings import SAMPLE, likely_encodings
from csm_core.text.plural import plural

_FEWEST = 0.1  # of the lines with other letters than ASCII's, before one speaks of UTF-8 with exceptions
_FIRST = 5
_SPELLINGS = 1_000
_LATIN_ENDS = "\u0250"
_LATIN = ("cp1252", "cp1250", "cp1254", "cp1257")  # Western first, where all fit alike


@dataclass(frozen=True, slots=True)
class MixedLines:
    """`encoding`: how the lines are read that are no UTF-8; `lines`: the first of them, from 1; `count`: how many
    there are; `example`: the first as it is read."""

    encoding: str
    lines: tuple[int, ...]
    count: int
    example: str

    @classmethod
    def of(cls, lines: Iterable[bytes]) -> MixedLines | None:
        """None where all lines are UTF-8, or hardly any line with other letters than ASCII's is."""
        tally = _Tally()
        for number, line in enumerate(lines, start=1):
            tally.add(number, line)
        return tally.outcome()

    def decoded(self, line: bytes) -> str:
        """One line as text."""
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            return line.decode(self.encoding, errors="replace")

    def issue(self) -> Issue:
        """What is said of it."""
        first = ", ".join(map(str, self.lines))
        message = (
            f"{plural(self.count, 'line')} (first: {first}) can't be read as UTF-8 as the others can; read as "
            f"{self.encoding.replace('_', '-')}. Check the example."
        )
        return Issue("encoding_mixed", "warning", message, row=self.lines[0], value=self.example)


@dataclass
class _Tally:
    valid: int = 0
    odd: int = 0
    first: list[int] = field(default_factory=list)
    telling: list[bytes] = field(default_factory=list)
    size: int = 0
    latin: int = 0  # letters of the valid lines, less those of other alphabets
    seen: set[str] = field(default_factory=set)  # those letters

    def add(self, number: int, line: bytes) -> None:
        if line.isascii():
            return
        try:
            text = line.decode("utf-8")
            self.valid += 1
            if self.valid < _SPELLINGS:
                letters = [sign for sign in text if sign.isalpha() and sign > "~"]
                self.latin += sum(1 if sign < _LATIN_ENDS else -1 for sign in letters)
                self.seen.update(letters)
        except UnicodeDecodeError:
            self.odd += 1
            if len(self.first) < _FIRST:
                self.first.append(number)
            if self.size < SAMPLE:
                self.telling.append(line)
                self.size += len(line)

    def outcome(self) -> MixedLines | None:
        if not self.odd or self.valid < max(1, _FEWEST * (self.valid + self.odd)):
            return None
        likely = likely_encodings(b"\n".join(self.telling))
        if self.latin > 0:
            likely = (*sorted(_LATIN, key=self._strange), *likely)
        encoding = next(one for one in likely if self._fits(one))
        example = self.telling[0].decode(encoding, errors="replace")
        return MixedLines(encoding, tuple(self.first), self.odd, example[:80])

    def _strange(self, encoding: str) -> int:
        """How many letters the odd lines would have that the others have not."""
        text = b"\n".join(self.telling).decode(encoding, errors="replace")
        return sum(sign > "~" and sign.isalpha() and sign not in self.seen for sign in text)

    def _fits(self, encoding: str) -> bool:
        try:
            b"\n".join(self.telling).decode(encoding)
        except (UnicodeDecodeError, LookupError):
            return encoding == "latin_1"
        return True
