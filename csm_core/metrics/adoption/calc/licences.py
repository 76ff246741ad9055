"""How many licences each account had, and how many people used them."""

from __future__ import annotations

from csm_core.facts.scoped.query import Query
from csm_core.metrics.adoption.calc.listed_names import listed_names
from csm_core.metrics.adoption.calc.one_feature import feature_of, feature_parameters, use_days_sql
from csm_core.metrics.adoption.calc.rolling_actives import rolling_ctes, rolling_parameters
from csm_core.metrics.adoption.calc.usage_seen import usage_seen_ctes
from csm_core.metrics.customers.live_accounts import live_ctes
from csm_core.metrics.framework.context import Context
from csm_core.store.workspace import Parameter
from csm_core.text.plural import plural

# Dated quantities come first. Who has none may have a number of seats in the CRM: undated, so it is taken to hold
# all the time that the account is a customer.
_LICENCES = {
    "quantities": """
    select account_id, valid_from, valid_to, quantity from intervals
    where quantity > 0 and not is_metered and not is_paused
        and case when len($products::varchar[]) = 0 then (select other_than_one > 0 from quantity_record)
            else product = any($products::varchar[]) end""",
    "licences": """
    select account_id, valid_from, valid_to, quantity, true as is_dated from quantities
    union all
    select s.account_id, s.live_from, s.live_to, a.seats_purchased, false
    from stretches s join account_list a on a.account_id = s.account_id
    where a.seats_purchased > 0 and s.account_id not in (select account_id from quantities)""",
}

# Licence-days of the days on which use was seen, and the people who were active on a day with a licence.
_LICENCE_DAYS = """
    select p.period, m.segment, l.account_id, l.quantity, l.is_dated,
        least(l.valid_to, m.valid_to, p.period_instant)
            - greatest(l.valid_from, m.valid_from, p.period, s.first_on) as days
    from licences l cross join usage_seen s
    join periods p on l.valid_from < p.period_instant and l.valid_to > p.period
    join members m on m.account_id = l.account_id
    where p.shown and p.period <= s.last_on"""
_BOUGHT = """
    select period, segment, account_id, sum(quantity * days order by quantity, days) as whole,
        bool_and(is_dated) as is_dated
    from licence_days where days > 0 group by period, segment, account_id"""
_PEOPLE = """
    select u.account_id, p.period, m.segment, count(*) as part
    from (select account_id, used_on, user_id from {days} where user_id is not null) u
    join periods p on u.used_on >= p.period and u.used_on < p.period_end and p.shown
    join members m on m.account_id = u.account_id and m.valid_from <= u.used_on and u.used_on < m.valid_to
    where exists (select 1 from licences l where l.account_id = u.account_id
        and l.valid_from <= u.used_on and u.used_on < l.valid_to)
    group by u.account_id, p.period, m.segment"""
_PARTS = """
    select b.period, b.segment, b.account_id, coalesce(u.part, 0) as part, b.whole, b.is_dated
    from bought b left join people u on u.account_id = b.account_id and u.period = b.period
        and u.segment is not distinct from b.segment"""

# Licences on the last day of the window, and everybody active within it.
_WINDOW = {
    "bought": """
    select p.period, m.segment, l.account_id, sum(l.quantity order by l.quantity) as whole,
        bool_and(l.is_dated) as is_dated
    from licences l cross join usage_seen s
    join periods p on l.valid_from < p.period_instant and l.valid_to >= p.period_instant
    join members m on m.account_id = l.account_id and m.valid_from < p.period_instant
        and p.period_instant <= m.valid_to
    where p.shown and p.period <= s.last_on and p.period_instant - cast($window_days as integer) >= s.first_on
    group by p.period, m.segment, l.account_id""",
    "parts": """
    select b.period, b.segment, b.account_id, coalesce(r.active, 0) as part, b.whole, b.is_dated
    from bought b left join rolled r on r.account_id = b.account_id and r.period = b.period""",
}

_WITHOUT = """
select count(distinct u.account_id) as n
from user_days u join periods p on p.period = u.period and p.shown
where u.account_id is not null and u.account_id not in (select account_id from licences)
"""


_ONES = (
    "Every subscription line has quantity 1, which counts lines, not seats. Load the number of "
    "seats as the quantity, or as seats_purchased of the accounts{further}."
)
_RECORD = Query("select lines > 0 and other_than_one = 0 as are_ones from quantity_record")


def quantities_are_ones(context: Context, further: str = "") -> tuple[str, ...]:
    """A sentence where there are quantities and all of them are 1, which is no number of seats; else nothing.

    `further` names another way to say what a seat is.
    """
    are_ones = context.table(_RECORD).to_pylist()[0]["are_ones"]
    return (_ONES.format(further=further),) if are_ones else ()


def licences_unknown(context: Context) -> tuple[str, ...]:
    """The same, unless the licensed products are named: of those, each line is as many licences as it says."""
    named = listed_names(context, "licensed_products")
    return () if named else quantities_are_ones(context, ", or name the products (licensed_products)")


def licence_ctes(context: Context, window_days: int | None) -> dict[str, str]:
    """CTEs with `licences` and, at the end, `parts`: period, segment, account_id, part (people), whole (licences)
    and is_dated. Without a window, both are summed over the period's days."""
    own_ctes = usage_seen_ctes(context) | live_ctes(context) | _LICENCES
    if window_days is None:
        people_sql = _PEOPLE.format(days=use_days_sql(context))
        return own_ctes | {"licence_days": _LICENCE_DAYS, "bought": _BOUGHT, "people": people_sql, "parts": _PARTS}
    return own_ctes | rolling_ctes(context, "users") | _WINDOW


def licence_parameters(context: Context, window_days: int | None) -> dict[str, Parameter]:
    """The parameters of it.

    Raises
    ------
    BadValue
        When the licensed products are named by commas alone.
    """
    parameters = feature_parameters(context) if window_days is None else rolling_parameters(context, window_days)
    return {"products": listed_names(context, "licensed_products"), **parameters}


def users_without(context: Context, window_days: int | None) -> tuple[str, ...]:
    """How many accounts show the use asked for, in the periods shown, and have no licences that are known."""
    of_feature_sql = " and u.feature = $feature" if feature_of(context) else ""
    rows = context.table(
        Query(_WITHOUT + of_feature_sql, licence_ctes(context, window_days)),
        **licence_parameters(context, window_days),
    )
    count = int(rows.to_pylist()[0]["n"])
    apart = f"Not counted, as their licences are unknown: {plural(count, 'account')}."
    return (apart,) if count else ()
