"""Canonical tables and kinds of files as people read them."""

from __future__ import annotations

import re

_SHORT = re.compile(r"\b(mrr|fx)\b")


def table_words(name: str) -> str:
    """'MRR snapshots' for 'mrr_snapshots', 'subscription versions' for 'subscription_versions'."""
    return _SHORT.sub(lambda match: match[0].upper(), name.replace("_", " "))


def table_heading(name: str) -> str:
    """The same as it begins a line: 'Health scores'."""
    words = table_words(name)
    return words[:1].upper() + words[1:]
