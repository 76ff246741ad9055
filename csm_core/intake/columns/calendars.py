"""Tables of one row a day, week or month: a calendar, or sums of a period, and no rows of customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from csm_core.intake.cells.moments import Order, parse_moment
from csm_core.intake.values.profile import Profiles
from csm_core.intake.vocabulary.own_ids import OWN_ID
from csm_core.tables.catalogue import Table, Type

# What says whose a row is, and tables of which each row is one customer's, or one's of our people.
_WHOSE = ("account_id", "account_name", "contact_email", "contact_id", "user_id")
_OF_CUSTOMERS = frozenset({"accounts", "contacts", "events", "invoices", "opportunities", "surveys", "tickets"})
_LEAST = 3
_MONTHS = (28, 31)
# Days from one row to the next: each day, each working day, each week.
_STEPS = (frozenset({1}), frozenset({1, 3}), frozenset({7}))


def has_one_row_a_period(table: Table, columns: Mapping[str, tuple[str, float]], profiles: Profiles) -> bool:
    """Whether the rows are periods that follow each other, each once, and nothing says whose or which they are.

    `columns`: canonical column → header and how sure."""
    if table.name not in _OF_CUSTOMERS or {*_WHOSE, OWN_ID.get(table.name)} & set(columns):
        return False
    taken = (column for column in table.columns if column.type is Type.MOMENT and column.name in columns)
    dates = (profiles[columns[column.name][0]] for column in taken)
    return any(one.is_unique and one.filled >= _LEAST and _follow(one.values) for one in dates)


def _follow(values: Sequence[str]) -> bool:
    """Whether these are dates without a time of day, at even steps."""
    return any(_are_even(sorted(days)) for order in _orders() if (days := _days(values, order)) is not None)


def _orders() -> tuple[Order, ...]:
    return ("dmy", "mdy")


def _days(values: Sequence[str], order: Order) -> list[date] | None:
    moments = [parse_moment(value, order) for value in values]
    if any(moment is None or moment.shows_times for moment in moments):
        return None
    return [moment.wall.date() for moment in moments if moment is not None]


def _are_even(days: Sequence[date]) -> bool:
    steps = {(later - earlier).days for earlier, later in pairwise(days)}
    return any(steps <= even for even in _STEPS) or (min(steps) >= _MONTHS[0] and max(steps) <= _MONTHS[1])
