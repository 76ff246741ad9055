"""Texts that no spreadsheet takes for a formula, and the way back to what they were."""

from __future__ import annotations

import re

# What spreadsheets take for the beginning of a formula, also after blanks; and in full width, which some fold.
STARTERS = (
    "=+-@\t\r\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)
# Every blank of Unicode; expression libraries differ in which of them they know.
_BLANKS = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_BEGINNING = rf"'*[{re.escape(_BLANKS)}]*[{re.escape(STARTERS)}]"
# A text that is guarded already gets one apostrophe more, so that each text has a way back of its own.
_TO_GUARD = rf"^{_BEGINNING}"
# As expression and replacement, for whole columns too: one apostrophe less.
GUARDED = (rf"^'({_BEGINNING})", r"\1")


def safe_text(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would run it."""
    return "'" + text if re.match(_TO_GUARD, text) else text


def original_text(text: str) -> str:
    """What `safe_text` was given."""
    return re.sub(*GUARDED, text)
