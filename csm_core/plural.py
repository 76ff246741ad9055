"""A number of things in words."""

from __future__ import annotations


def plural(number: int, thing: str) -> str:
    """'1 row', '2 rows', '1,234 rows', '0 rows', of a thing whose plural has an s."""
    return f"{number:,} {thing if number == 1 else f'{thing}s'}"
