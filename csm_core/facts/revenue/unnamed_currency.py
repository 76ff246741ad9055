"""What money is in whose row names no currency: the workspace's one currency, where it has only one."""

from __future__ import annotations

# The sign for any currency. Where no file names one, all amounts are in the same one, whatever it is; beside several
# that are named, nobody can say which it is, and no rate leads from it to any of them.
UNNAMED = "\N{CURRENCY SIGN}"


def named_currency(column: str) -> str:
    """SQL for the currency that a row of money is in; null where nobody can say."""
    return (
        f"coalesce(upper({column}), "
        "(select case when count(*) = 1 then max(currency) end from {facts}.used_currencies))"
    )


def stated_currency(column: str) -> str:
    """SQL for a fact's currency as scoped inputs tell it: `UNNAMED` instead of null."""
    return f"coalesce({column}, '{UNNAMED}')"
