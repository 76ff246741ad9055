"""A number of things in words."""

from __future__ import annotations


def plural(number: int, thing: str, things: str | None = None) -> str:
    """'1 row', '2 rows', '1,234 rows', '0 rows'; `things` where it isn't the thing with an s."""
    return f"{number:,} {thing if number == 1 else things or f'{thing}s'}"
