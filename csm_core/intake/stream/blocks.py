"""A large text file as blocks of whole lines in UTF-8, so that it never lies in memory whole."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from csm_core.intake.batch import Issue
from csm_core.intake.read.encoding import BOMS, CONTROL, guessed
from csm_core.intake.read.likely_encodings import SAMPLE, likely_encodings
from csm_core.intake.read.mixed_lines import MixedLines

BLOCK = 16 << 20
_HEAD_BLOCK = 2 << 20
_LONGEST_LINE = 64 << 20


class Irregular(Exception):
    """The file is not as regular as reading it in blocks needs; it has to be read whole. Its text, if any, names the
    line that makes it so: 'line 7 has 3 cells and the first line has 4'."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of text and how its letters are written; `issues` is what is to be said about that.

    `block`: how many bytes are read at a time. `mixed`: how lines are read that are no UTF-8, where others are.
    """

    path: Path
    encoding: str
    block: int = BLOCK
    issues: tuple[Issue, ...] = ()
    mixed: MixedLines | None = None

    @classmethod
    def of(cls, path: Path, block: int = BLOCK) -> TextFile:
        """By its byte-order mark, or else UTF-8, which reading will show to be so or not."""
        with path.open("rb") as stream:
            start = stream.read(4)
        named = next((encoding for bom, encoding in BOMS if start.startswith(bom)), "utf-8")
        return cls(path, named, block)

    def in_small_blocks(self) -> TextFile:
        """The same, to look at its first lines alone."""
        return replace(self, block=min(self.block, _HEAD_BLOCK))

    def otherwise(self) -> TextFile:
        """The likeliest other encoding, as reading it whole would guess. Raises Irregular where there is none."""
        if self.encoding not in ("utf-8", "utf-8-sig") or self.mixed or self._example("utf-8") is not None:
            raise Irregular
        mixed = MixedLines.of(line for block in self.blocks(_quiet) for line in block.split(b"\n")[:-1])
        if mixed is not None:
            return TextFile(self.path, self.encoding, self.block, (mixed.issue(),), mixed)
        for encoding in likely_encodings(self._telling()):
            example = self._example(encoding)
            if example is not None:
                issues = (guessed(encoding, example[:80]),)
                return TextFile(self.path, encoding.replace("_", "-"), self.block, issues)
        raise Irregular

    def blocks(self, progress: Callable[[int], None]) -> Iterator[bytes]:
        """The text in UTF-8, whole lines that end in a line feed, without blank lines at the end.

        `progress` is told the bytes read so far. Raises Irregular for what only the careful way can judge.
        """
        pending, rest, done = b"", b"", 0
        for part in self._decoded():
            done += len(part)
            progress(done)
            whole = rest + part
            cut = whole.rfind(b"\n") + 1
            if not cut and len(whole) > _LONGEST_LINE:
                raise Irregular
            if cut:
                if pending:
                    yield pending
                pending = self._plain(whole[:cut])
            rest = whole[cut:]
        last = (pending + self._plain(rest)).rstrip(b"\n")
        if last:
            yield last + b"\n"

    def _plain(self, block: bytes) -> bytes:
        """Whole lines in UTF-8 that end in a line feed."""
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n")
        if b"\x00" in block or b"\r" in block:
            raise Irregular
        if self.mixed is None:
            return block
        try:
            block.decode("utf-8")
        except UnicodeDecodeError:
            return b"\n".join(self.mixed.decoded(line).encode() for line in block.split(b"\n"))
        return block

    def _decoded(self) -> Iterator[bytes]:
        with self.path.open("rb") as stream:
            if self.encoding in ("utf-8", "utf-8-sig"):
                stream.seek(3 if self.encoding == "utf-8-sig" else 0)
                while part := stream.read(self.block):
                    yield part
                return
            decoder = codecs.getincrementaldecoder(self.encoding)()
            try:
                while part := stream.read(self.block):
                    yield decoder.decode(part).encode()
                decoder.decode(b"", final=True)
            except UnicodeError as error:
                raise Irregular from error

    def _telling(self) -> bytes:
        """The first lines that hold other bytes than ASCII."""
        lines: list[bytes] = []
        for block in self.blocks(_quiet):
            if not block.isascii():
                lines += [line for line in block.split(b"\n") if not line.isascii()]
            if sum(map(len, lines)) > SAMPLE:
                break
        return b"\n".join(lines)

    def _example(self, encoding: str) -> str | None:
        """The first line with other letters than ASCII's, or None where the file is not written so."""
        example: str | None = None
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for block in self.blocks(_quiet):
                text = decoder.decode(block)
                if CONTROL.search(text):
                    return None
                if example is None and not text.isascii():
                    example = next(line for line in text.splitlines() if not line.isascii())
            decoder.decode(b"", final=True)
        except (UnicodeError, LookupError):
            return None
        return example or ""


def _quiet(done: int) -> None:
    del done
