"""The scoped inputs of recurring revenue: rates, the ledger's lines, states at instants and moves of a period."""

from __future__ import annotations

from csm_core.facts.revenue.ledger import LedgerRules
from csm_core.facts.revenue.unnamed_currency import stated_currency


def revenue_inputs(facts: str, ledger: str, rules: LedgerRules) -> dict[str, str]:
    """The text of each input by its name; they read `instants`, `periods` and `members`, and bound parameters."""
    return {
        "rates": _rates(facts),
        "daily_rates": _daily_rates(facts),
        "ledger_lines": _ledger_lines(ledger, rules),
        "ledger": f"""
            select * replace ({stated_currency("currency")} as currency) from {ledger}
            where valid_from <= $as_of and known_on <= $as_of and $as_of < known_until""",
        "account_states": _STATES,
        "starting_lines": """
            select l.account_id, l.currency, sum(l.amount) as amount
            from ledger l join account_starts s on s.account_id = l.account_id and s.first_paid_on = l.valid_from
            where l.amount > 0 group by all""",
        "account_starts": f"""
            select f.account_id, f.first_paid_on,
                case when coalesce(t.truncated, false) and a.start_on < f.first_paid_on then a.start_on
                    else f.first_paid_on end as started_on,
                coalesce(t.truncated, false) and not coalesce(a.start_on >= f.first_paid_on, false) as truncated
            from (
                select account_id, min(valid_from) as first_paid_on from {ledger}
                where amount > 0 and valid_from <= $as_of group by account_id
            ) f
            left join (
                select account_id, bool_or(truncated) as truncated from {facts}.account_intervals group by account_id
            ) t on t.account_id = f.account_id
            join {facts}.account_list a on a.account_id = f.account_id""",
        "account_moves": _MOVES,
    }


def _rates(facts: str) -> str:
    """instant, currency, rate into the reporting currency: the last rate before the instant.

    Before a currency's first rate its first one stands in. A currency without any rate has no row here, and where the
    reporting currency has none, only what is in that very currency can be counted.
    """
    return f"""
        with priced as (
            select i.instant, r.currency, r.rate,
                row_number() over (partition by i.instant, r.currency order by
                    case when r.valid_from < i.at_instant then 0 else 1 end,
                    case when r.valid_from < i.at_instant then date '9999-12-31' - r.valid_from
                        else r.valid_from - date '0001-01-01' end, r.valid_from) as choice
            from (select instant, case when $fx_fixed then $as_of::date + 1 else instant end as at_instant
                from instants) i
            join {facts}.exchange_rates r on true
        ),
        base as (select instant, currency, rate from priced where choice = 1)
        select b.instant, b.currency, b.rate / own.rate as rate
        from base b join base own on own.instant = b.instant and own.currency = $currency
        where b.currency is distinct from $currency
        union all
        select i.instant, $currency, 1.0 from instants i"""


def _daily_rates(facts: str) -> str:
    """currency, valid_from, valid_to, rate: the rate into the reporting currency of each day, in stretches.

    The same rates as `rates` has at the instant that closes the day, for what is earned day by day.
    """
    return f"""
        with ranked as (
            select currency, valid_from, rate, row_number() over (partition by currency order by valid_from) as place,
                row_number() over (partition by currency order by case when valid_from <= $as_of then 0 else 1 end,
                    case when valid_from <= $as_of then date '9999-12-31' - valid_from
                        else valid_from - date '0001-01-01' end) as last_place
            from {facts}.exchange_rates
        ),
        begun as (
            select currency, rate,
                case when place = 1 or $fx_fixed then date '0001-01-01' else valid_from end as valid_from
            from ranked where last_place = 1 or not $fx_fixed
        ),
        told as (
            select *, lead(valid_from, 1, date '9999-12-31') over (
                partition by currency order by valid_from) as valid_to
            from begun
        )
        select t.currency, greatest(t.valid_from, own.valid_from) as valid_from,
            least(t.valid_to, own.valid_to) as valid_to, t.rate / own.rate as rate
        from told t
        join told own on own.currency = $currency and own.valid_from < t.valid_to and t.valid_from < own.valid_to
        where t.currency is distinct from $currency
        union all
        select $currency, date '0001-01-01', date '9999-12-31', 1.0"""


def _ledger_lines(ledger: str, rules: LedgerRules) -> str:
    """instant, account_id, product, currency, amount, is_held: every line of the day that an instant closes.

    An instant is the midnight that closes a day, and its state is that of the day: a line that ends with the
    midnight was there, one that begins with it was not.
    """
    standing = "l.valid_from < {t} and {t} <= l.valid_to and l.known_on <= $as_of and $as_of < l.known_until"
    plain = f"""
        select i.instant, l.account_id, l.product, {stated_currency("l.currency")} as currency,
            l.amount, l.is_held
        from instants i join {ledger} l on {standing.format(t="i.instant")} and not l.is_metered"""
    if rules.metered == "out":
        return plain
    # The mean of the month-end asked for and of the two before it.
    return f"""{plain}
        union all
        select i.instant, l.account_id, l.product, {stated_currency("l.currency")},
            cast(l.amount / 3 as decimal(18, 4)), l.is_held
        from (
            select unnest($instants::date[]) as instant, unnest($instants::date[]) as at_instant
            union select unnest($instants::date[]), unnest($instants_1_months_back::date[])
            union select unnest($instants::date[]), unnest($instants_2_months_back::date[])
        ) i join {ledger} l on {standing.format(t="i.at_instant")} and l.is_metered"""


_STATES = """
        select l.instant, l.account_id, l.currency, sum(l.amount) as amount, max(r.rate) as rate,
            cast(sum(l.amount) * max(r.rate) as decimal(18, 4)) as mrr, bool_or(l.is_held) as is_held
        from ledger_lines l join rates r on r.instant = l.instant and r.currency = l.currency
        group by l.instant, l.account_id, l.currency"""

# One row an account, currency-free, and period: its MRR at both edges, what changing rates did to the MRR of the
# start, and in which segment it stood at either edge (null: outside the filters).
_MOVES = """
        with edges as (
            select p.period, s.account_id, s.mrr as mrr_start, cast(0 as decimal(18, 4)) as mrr_end,
                cast(s.amount * r.rate as decimal(18, 4)) - s.mrr as rate_effect,
                s.is_held as held_start, false as held_end
            from periods p
            join account_states s on s.instant = p.period
            left join rates r on r.instant = p.period_instant and r.currency = s.currency
            union all
            select p.period, s.account_id, 0, s.mrr, 0, false, s.is_held
            from periods p join account_states s on s.instant = p.period_instant
        ),
        summed as (
            select period, account_id, sum(mrr_start) as mrr_start, sum(mrr_end) as mrr_end,
                sum(rate_effect) as rate_effect, bool_or(held_start) as held_start, bool_or(held_end) as held_end
            from edges group by period, account_id
        )
        select s.period, p.period_instant, s.account_id, s.mrr_start, s.mrr_end, s.rate_effect, s.held_start,
            s.held_end, a.first_paid_on < s.period as paid_before, ms.account_id is not null as in_start,
            ms.segment as segment_start, me.account_id is not null as in_end, me.segment as segment_end
        from summed s
        join periods p on p.period = s.period
        left join account_starts a on a.account_id = s.account_id
        left join members ms on ms.account_id = s.account_id and ms.valid_from < p.period
            and p.period <= ms.valid_to
        left join members me on me.account_id = s.account_id and me.valid_from < p.period_instant
            and p.period_instant <= me.valid_to"""
