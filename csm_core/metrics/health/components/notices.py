"""Notice: which accounts have said that they leave, when they said so, and when their service ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.context import Context
from csm_core.metrics.health.components.memory import remembered

_FOR_EVER = date(9999, 12, 31)
# Of an account that keeps one of its lines nothing is said: it buys less, and stays. Use that is billed by the unit
# ends with nobody's notice.
_NOTICES = Query(
    """
    select d.t, i.account_id, max(i.requested_on) as given_on, max(i.valid_to) as ends_on
    from days d join intervals i on i.valid_from <= d.t and d.t < i.valid_to and i.amount > 0 and not i.is_metered
    group by d.t, i.account_id having count(*) = count(*) filter (where i.requested_on <= d.t)
    order by d.t, i.account_id""",
    {"days": "select unnest($days::date[]) as t"},
)


@dataclass(frozen=True, slots=True)
class Notice:
    """Notice of an account: the day it was given, and the day service ends, None where no end is known."""

    given_on: date
    ends_on: date | None

    @property
    def sentence(self) -> str:
        """'Gave notice on 5 Sep 2026; service ends on 15 Nov 2026.'"""
        ends = "" if self.ends_on is None else f"; service ends on {day_words(self.ends_on)}"
        return f"Gave notice on {day_words(self.given_on)}{ends}."


def notices(context: Context, days: Sequence[date]) -> Mapping[tuple[date, str], Notice]:
    """Day and account → the notice in force on the day, for each account that has given it for all that it pays.

    Only what was said by the day counts. Worked out once for the same data, scope and days.
    """
    return remembered(context, ("notices", tuple(days)), lambda: _read(context, days))


def _read(context: Context, days: Sequence[date]) -> Mapping[tuple[date, str], Notice]:
    rows = context.table(_NOTICES, days=list(days)).to_pylist()
    return {
        (row["t"], row["account_id"]): Notice(
            row["given_on"], None if row["ends_on"] >= _FOR_EVER else row["ends_on"]
        )
        for row in rows
        if row["account_id"] is not None
    }


def day_words(day: date) -> str:
    """A day as it is said."""
    return f"{day.day} {day:%b %Y}"
