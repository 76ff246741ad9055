"""Text of which every line stands whole between quotation marks, as if it were one cell."""

from __future__ import annotations

import re

from csm_core.intake.batch import Issue
from csm_core.intake.read.delimiters import likely_delimiter, widths

_WRAPPED = re.compile(r'"((?:[^"]|"")*)"[;,\t]*')
_LINE_END = re.compile(r"\r\n|\n|\r")


def unwrapped(text: str) -> tuple[str, tuple[Issue, ...]]:
    """The text without the marks around its lines, and what is to be said of it; as it was where some line below the
    first has none, or where the lines would come apart into uneven cells."""
    lines = _LINE_END.split(text.rstrip())
    if len(lines) < 2 or not (lines[1].startswith('"') and lines[-1].startswith('"')):
        return text, ()
    matches = [_WRAPPED.fullmatch(line) for line in lines]
    if not all(match or not line.strip() for match, line in zip(matches[1:], lines[1:], strict=True)):
        return text, ()
    bare = "\n".join(
        line if match is None else match[1].replace('""', '"') for match, line in zip(matches, lines, strict=True)
    )
    each = widths(bare, likely_delimiter(bare))
    if len(each) < 2 or len(set(each)) > 1 or each[0] < 2:
        return text, ()
    message = "Each line was quoted as one cell; the quotation marks were removed and the cells separated."
    return f"{bare}\n", (Issue("wrapped_lines", "info", message, value=lines[1][:80]),)
