"""Words in Markdown: what stands for itself in a text that is read as Markdown."""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*_\[\]<>#|~$&!])")
_LINE_START = re.compile(r"^(\s*\d*)([+\-.)=])")


def inline_markdown(text: str) -> str:
    """The words within a line: no mark in them means anything."""
    return _MARKS.sub(r"\\\1", " ".join(text.split("\n")))


def line_markdown(text: str) -> str:
    """The words as a line of their own: nothing at its beginning makes a list or a rule."""
    return _LINE_START.sub(r"\1\\\2", inline_markdown(text))
