"""How the rows of use find their account: once for each person, not once for each event."""

from __future__ import annotations

from csm_core.facts.matching.resolved import resolved

# Sightings are the distinct ways in which events tell of who acted; there are far fewer of them than of events.
_SEEN_SQL = resolved(
    "live.events",
    "t.account_id as given_id, t.user_id, t.account_name",
    "account_id",
    user="user_id",
).replace("from live.events t", "from (select * from {facts}.sightings where source = 'events') t")

# seen: every such way, with a number for its account and person. persons: the account and person of each number.
# Whole numbers are sorted and grouped several times as fast as names.
PERSONS = f"""
seen as (
    select *, dense_rank() over (order by account_id, user_id) as person from ({_SEEN_SQL})
),
persons as (select distinct person, account_id, user_id from seen)"""

# Of a row of events `t`: tenths of a billionth of a minute, so that a sum is the same in whichever order it is made.
# What has no room in it is no length of time.
EXACT_MINUTES = "try_cast(t.duration_minutes as decimal(18, 10))"

# After `from live.events t`: which person a row is of.
OF_PERSON = """
    join seen s on s.given_id is not distinct from t.account_id and s.user_id is not distinct from t.user_id
        and s.account_name is not distinct from t.account_name"""
