"""The scoped inputs of exchange rates into the reporting currency."""

from __future__ import annotations

from csm_core.facts.scoped.scoped_input import Basis, ScopedInput


def _rates(basis: Basis) -> str:
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
            join {basis.facts}.exchange_rates r on true
        ),
        base as (select instant, currency, rate from priced where choice = 1)
        select b.instant, b.currency, b.rate / own.rate as rate
        from base b join base own on own.instant = b.instant and own.currency = $currency
        where b.currency is distinct from $currency
        union all
        select i.instant, $currency, 1.0 from instants i"""


def _daily_rates(basis: Basis) -> str:
    """currency, valid_from, valid_to, rate: the rate into the reporting currency of each day, in stretches.

    The same rates as `rates` has at the instant that closes the day, for what is earned day by day.
    """
    return f"""
        with ranked as (
            select currency, valid_from, rate, row_number() over (partition by currency order by valid_from) as place,
                row_number() over (partition by currency order by case when valid_from <= $as_of then 0 else 1 end,
                    case when valid_from <= $as_of then date '9999-12-31' - valid_from
                        else valid_from - date '0001-01-01' end) as last_place
            from {basis.facts}.exchange_rates
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


INPUTS = (
    ScopedInput(
        name="rates",
        one_row_per="instant and currency with a rate into the reporting currency",
        columns=(("instant", "date"), ("currency", "varchar"), ("rate", "double")),
        sql=_rates,
    ),
    ScopedInput(
        name="daily_rates",
        one_row_per="currency and stretch of one rate into the reporting currency",
        columns=(("currency", "varchar"), ("valid_from", "date"), ("valid_to", "date"), ("rate", "double")),
        sql=_daily_rates,
    ),
)
