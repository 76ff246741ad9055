"""Bytes to text: which encoding, and how sure that is."""

from __future__ import annotations

import codecs
import re

from csm_core.errors import UnreadableFile
from csm_core.intake.batch import Issue
from csm_core.intake.read.likely_encodings import likely_encodings
from csm_core.intake.read.mixed_lines import MixedLines
from csm_core.text.plural import plural

BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LINE_ENDS = rb"(\r\n|\n|\r)"
_GAP = "\ufffd"
# Not those between the mark of a figure and its digits: without them it would be another figure.
_PADDING = re.compile(r"(?<![\w\x00])(?:(?<!\d[.,])\x00++|\x00++(?!\d))|\x00++(?!\w|\.\d)")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def decode(name: str, content: bytes) -> tuple[str, str, tuple[Issue, ...]]:
    """The text, its encoding and what is to be said about it.

    A byte-order mark decides, then strict UTF-8, then UTF-8 line by line with a guess for the lines that are
    none, then a guess over all lines that hold other bytes; a guess is always reported with an example. Raises
    UnreadableFile for bytes that are no text.
    """
    for bom, encoding in BOMS:
        if content.startswith(bom) and bom == codecs.BOM_UTF8:
            content = content.removeprefix(bom)
        elif content.startswith(bom):
            return _strict(name, content, encoding), encoding, ()
    if b"\x00" in content:
        return _with_zeros(name, content)
    try:
        return content.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError:
        mixed = MixedLines.of(re.split(LINE_ENDS, content)[::2])
        if mixed is not None:
            return _line_by_line(content, mixed), "utf-8", (mixed.issue(),)
        return _guess(name, content)


def _line_by_line(content: bytes, mixed: MixedLines) -> str:
    return "".join(mixed.decoded(part) for part in re.split(LINE_ENDS, content))


def _strict(name: str, content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"Byte {error.start:,} is not valid {encoding}, which the file says it is."
        raise UnreadableFile.because(name, reason, "Export it again as UTF-8.") from error
    if "\x00" in text:
        raise _binary(name, text.count("\x00"))
    return text


def _with_zeros(name: str, content: bytes) -> tuple[str, str, tuple[Issue, ...]]:
    """UTF-16 without a mark has a zero beside nearly every Latin letter; else only text in UTF-8 may have zeros,
    which are gaps."""
    pairs = len(content) // 2
    for encoding, zeros in (("utf-16-le", content[1::2]), ("utf-16-be", content[0::2])):
        if pairs and zeros.count(0) > 0.5 * pairs and len(content) % 2 == 0:
            text = _strict(name, content, encoding)
            return text, encoding, (guessed(encoding, text.splitlines()[0][:60] if text else ""),)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _binary(name, content.count(0)) from error
    if CONTROL.search(text.replace("\x00", "")):
        raise _binary(name, content.count(0))
    return _PADDING.sub("", text).replace("\x00", _GAP), "utf-8", (_zeros(text),)


def _zeros(text: str) -> Issue:
    first = text.index("\x00")
    line = text.count("\n", 0, first) + 1
    message = (
        f"It holds {plural(text.count(chr(0)), 'zero byte')} (first: line {line}), which text never contains: the "
        "export may be cut off or damaged. Those at the edge of a cell were removed; inside a cell they are shown "
        f"as '{_GAP}'."
    )
    return Issue("zero_bytes", "warning", message, row=line)


def _binary(name: str, zeros: int) -> UnreadableFile:
    reason = f"It contains {zeros:,} zero bytes, which text never does: it is damaged, or not a table."
    return UnreadableFile.because(name, reason, "Export it again as CSV.")


def _guess(name: str, content: bytes) -> tuple[str, str, tuple[Issue, ...]]:
    telling = b"\n".join(line for line in content.split(b"\n") if not line.isascii())
    for encoding in likely_encodings(telling):
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if not CONTROL.search(text):
            example = next((line for line in text.splitlines() if not line.isascii()), "")
            return text, encoding.replace("_", "-"), (guessed(encoding, example[:80]),)
    reason = "It is not text in any encoding we can read."
    raise UnreadableFile.because(name, reason, "Export it again as UTF-8.")


def guessed(encoding: str, example: str) -> Issue:
    """What is said of a guess, with an example to check it by."""
    message = (
        f"The file does not name its encoding; it was read as {encoding.replace('_', '-')}. "
        "Check that accents look right in the example."
    )
    return Issue("encoding_guessed", "warning", message, value=example)
