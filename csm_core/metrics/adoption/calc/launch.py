"""One feature's launch: which it is, since when, who was there to use it and when they first did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from csm_core.errors import BadValue
from csm_core.facts.scoped.query import Query
from csm_core.metrics.adoption.calc.usage_seen import USAGE_SEEN
from csm_core.metrics.customers.live_accounts import live_ctes
from csm_core.metrics.framework.context import Context

_CTES = {
    "firsts": """
    select feature, min(used_on) as first_on from user_days where feature is not null group by feature""",
    "campaigned": """
    select feature, min(started_on) as started_on, max(started_on) as newest_on from campaigns
    where feature is not null group by feature""",
}
_LAUNCHES = Query(
    """
    select coalesce(f.feature, c.feature) as feature, f.first_on, c.started_on,
        least(coalesce(f.first_on, c.started_on), coalesce(c.started_on, f.first_on)) as launched_on
    from firsts f full join campaigned c on c.feature = f.feature
    order by c.newest_on desc nulls last, f.first_on desc nulls last, feature""",
    _CTES,
)

# From the day on which the feature could first be used by it, each account with its first use of it.
_EXPOSED_CTES = {
    "exposed": """
    select s.account_id, greatest(min(s.live_from), $launched_on::date) as exposed_on
    from stretches s where s.live_to > $launched_on::date and s.live_from <= $as_of group by s.account_id""",
    "adopters": """
    select account_id, min(used_on) as adopted_on from user_days where feature = $feature group by account_id""",
}
_EXPOSED = """
    select m.segment, e.account_id, n.account_name, e.exposed_on, a.adopted_on,
        a.adopted_on is not null as adopted,
        cast(greatest(coalesce(a.adopted_on, $as_of::date) - e.exposed_on, 0) as double) as duration
    from exposed e
    join members m on m.account_id = e.account_id and m.valid_from <= e.exposed_on and e.exposed_on < m.valid_to
    left join adopters a on a.account_id = e.account_id
    left join account_names n on n.account_id = e.account_id
    order by m.segment, e.account_id"""

# Days with any use in as many days before and from the launch on, of accounts that were customers throughout.
_AROUND_CTES = {
    "sides": """
    select unnest(['use_before', 'use_after']) as measure,
        unnest([$launched_on::date - cast($window_days as integer), $launched_on::date]) as from_on""",
    "there": """
    select distinct s.account_id from stretches s cross join usage_seen u
    where s.live_from <= $launched_on::date - cast($window_days as integer)
        and s.live_to >= $launched_on::date + cast($window_days as integer)
        and u.first_on <= $launched_on::date - cast($window_days as integer)
        and $as_of >= $launched_on::date + cast($window_days as integer) - 1""",
}
_AROUND = """
    select d.measure, m.segment, t.account_id, n.account_name, cast(count(distinct a.used_on) as double) as part,
        cast($window_days as double) as whole
    from there t cross join sides d
    join members m on m.account_id = t.account_id and m.valid_from <= $launched_on::date
        and $launched_on::date < m.valid_to
    left join active_days a on a.account_id = t.account_id and a.used_on >= d.from_on
        and a.used_on < d.from_on + cast($window_days as integer)
    left join account_names n on n.account_id = t.account_id
    group by d.measure, m.segment, t.account_id, n.account_name
    order by d.measure, m.segment, t.account_id"""


@dataclass(frozen=True, slots=True)
class Launch:
    """A feature and the day from which it could be used. `notes` say how they were chosen."""

    feature: str
    launched_on: date
    notes: tuple[str, ...]


def launch_of(context: Context) -> Launch | None:
    """The launch that the settings name, or the newest that the data tell of; None where no feature is known.

    Raises
    ------
    BadValue
        When the setting `launched_on` is no date.
    """
    wanted, launched_on = context.text("feature").strip(), _read_day(context.text("launched_on"))
    launches = context.without_segments.table(_LAUNCHES).to_pylist()
    chosen = next((row for row in launches if row["feature"] == wanted or not wanted), None)
    feature, day = (
        wanted or (chosen["feature"] if chosen else None),
        launched_on or (chosen["launched_on"] if chosen else None),
    )
    if not feature or day is None:
        return None
    how = "as told" if launched_on else "its first use, or the start of its first campaign"
    return Launch(feature, day, (f"{feature}, launched on {day} ({how}).",))


def exposed_accounts(context: Context, launch: Launch) -> pa.Table:
    """segment, account_id, account_name, exposed_on, adopted_on, adopted, duration (days from being exposed to the
    first use, or to the as-of day): one row an account that was a customer on the launch day or later.

    Who left without having used it stays in sight as not having adopted it: leaving is no adoption to come.
    """
    query = Query(_EXPOSED, USAGE_SEEN | live_ctes(context) | _EXPOSED_CTES)
    return context.table(query, feature=launch.feature, launched_on=launch.launched_on)


def use_around(context: Context, launch: Launch) -> pa.Table:
    """measure (use_before, use_after), segment, account_id, account_name, part (days with use), whole (days)."""
    days = context.whole("window_days")
    query = Query(_AROUND, USAGE_SEEN | live_ctes(context) | _AROUND_CTES)
    return context.table(query, launched_on=launch.launched_on, window_days=days)


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text.strip() else None
    except ValueError as error:
        raise BadValue.of("launched_on", text, "a date such as 2025-06-10") from error
