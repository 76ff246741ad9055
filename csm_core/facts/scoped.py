"""Scoped inputs: the facts as one Scope sees them, by name, as the tables that a metric's SQL reads.

Attribute filters and the as-of cut are applied, `period` and `segment` (as it stood when the period began) are
labelled. Nothing is trimmed by the scope's start, so that a look-back sees what came before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from csm_core.facts.ledger import LedgerRules
from csm_core.periods import Period, add_months
from csm_core.scope import NOT_SET, Scope
from csm_core.store import Parameter

# A name that stands by itself: not a column behind a dot, not a parameter.
_NAME = re.compile(r"(?<![.$\w])[a-z_]+\b")
_PARAMETER = re.compile(r"\$([a-z_0-9]+)")


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with named parameters, and their values."""

    sql: str
    parameters: Mapping[str, Parameter]

    def with_literals(self) -> str:
        """The statement as it can be pasted into any DuckDB: values in place, texts quoted."""
        return _PARAMETER.sub(lambda found: _literal(self.parameters[found[1]]), self.sql)


def scoped_statement(
    sql: str,
    scope: Scope,
    periods: Sequence[Period],
    facts: str,
    ledger: str,
    rules: LedgerRules,
    own: Mapping[str, Parameter],
) -> Statement:
    """`sql` with the scoped inputs that it names before it, and the values of all parameters that are used.

    Parameters
    ----------
    periods
        Every period of the data up to the scope's end, not only those shown.
    facts, ledger
        Where the facts and the ledger stand (names of our own making).
    own
        The metric's own parameters. 'instants' (dates) adds moments at which states are needed beside the
        edges of the periods.
    """
    inputs = _inputs(scope, facts, ledger, rules)
    needed: list[str] = []

    def need(text: str) -> None:
        for name in _NAME.findall(text):
            if name in inputs and name not in needed:
                need(inputs[name])
                needed.append(name)

    need(sql)
    ctes = [f"{name} as ({inputs[name].strip()})" for name in needed]
    body = sql.strip()
    if ctes:
        lead = "with recursive " if body.lower().startswith("with recursive ") else "with "
        rest = body[len("with ") :] if body.lower().startswith("with ") else None
        body = lead + ",\n".join(ctes) + (",\n" + rest if rest is not None else "\n" + body)
    values = _values(scope, periods) | dict(own)
    extra = own.get("instants", ())
    values["instants"] = _instants(scope, periods, extra if isinstance(extra, Sequence) else ())  # type: ignore[arg-type]
    for back in (1, 2):
        values[f"instants_{back}_months_back"] = [add_months(day, -back) for day in values["instants"]]  # type: ignore[union-attr, arg-type]
    used = set(_PARAMETER.findall(body))
    return Statement(body, {name: value for name, value in values.items() if name in used})


def _inputs(scope: Scope, facts: str, ledger: str, rules: LedgerRules) -> dict[str, str]:
    rows = {
        "answers": ("answers", "responded_on"),
        "tickets": ("tickets", "created_on"),
        "bills": ("bills", "billed_on"),
        "user_days": ("user_days", "used_on"),
        "attainments": ("attainments", "measured_on"),
    }
    return {
        "periods": """
            select unnest($period_start::date[]) as period, unnest($period_end::date[]) as period_end,
                unnest($period_instant::date[]) as period_instant, unnest($period_shown::boolean[]) as shown,
                unnest($period_complete::boolean[]) as complete, unnest($period_place::bigint[]) as place""",
        "instants": "select distinct unnest($instants::date[]) as instant",
        "members": _members(scope, facts),
        "intervals": f"select * from {facts}.account_intervals where valid_from <= $as_of",
        "identities": f"select * from {facts}.identities",
        "account_names": f"select account_id, account_name, owner from {facts}.account_list",
        "account_list": f"select * from {facts}.account_list",
        "rates": _rates(facts),
        "ledger_lines": _ledger_lines(ledger, rules),
        "ledger": f"select * from {ledger} where valid_from <= $as_of and known_on <= $as_of",
        "account_states": _STATES,
        "starting_lines": """
            select l.account_id, coalesce(l.currency, $currency) as currency, sum(l.amount) as amount
            from ledger l join account_starts s on s.account_id = l.account_id and s.first_paid_on = l.valid_from
            where l.amount > 0 group by all""",
        "account_starts": f"""
            select f.account_id, f.first_paid_on,
                case when t.truncated and a.start_on < f.first_paid_on then a.start_on else f.first_paid_on
                    end as started_on,
                t.truncated and not coalesce(a.start_on >= f.first_paid_on, false) as truncated
            from (
                select account_id, min(valid_from) as first_paid_on from {ledger}
                where amount > 0 and valid_from <= $as_of group by account_id
            ) f
            join (
                select account_id, bool_or(truncated) as truncated from {facts}.account_intervals group by account_id
            ) t on t.account_id = f.account_id
            join {facts}.account_list a on a.account_id = f.account_id""",
        "account_moves": _MOVES,
    } | {name: _dated_rows(scope, f"{facts}.{fact}", day) for name, (fact, day) in rows.items()}


def _scoped_by_accounts(scope: Scope) -> bool:
    return bool(scope.split or scope.filters)


def _dated_rows(scope: Scope, fact: str, day: str) -> str:
    """Rows of one day each. Without split or filter, rows without an account count too."""
    shared = f"from {fact} f left join periods p on f.{day} >= p.period and f.{day} < p.period_end"
    if not _scoped_by_accounts(scope):
        return f"select f.*, p.period, cast(null as varchar) as segment {shared} where f.{day} <= $as_of"
    joined = (
        f"{shared} {'left ' if not scope.filters else ''}join members m on m.account_id = f.account_id "
        f"and coalesce(p.period, f.{day}) >= m.valid_from and coalesce(p.period, f.{day}) < m.valid_to"
    )
    segment = "coalesce(m.segment, $not_set)" if scope.split else "cast(null as varchar)"
    return f"select f.*, p.period, {segment} as segment {joined} where f.{day} <= $as_of"


def _members(scope: Scope, facts: str) -> str:
    """account_id, segment, valid_from, valid_to: who is in the filters, from when to when, and in which segment."""
    joins, wheres, starts, ends = [], [], ["date '0001-01-01'"], ["date '9999-12-31'"]
    names = [f"f{place}" for place in range(len(scope.filters))] + (["s"] if scope.split else [])
    for name in names:
        joins.append(
            f"left join {facts}.account_attributes {name} on {name}.account_id = a.account_id "
            f"and {name}.attribute = ${name}_attribute"
        )
        starts.append(f"coalesce({name}.valid_from, date '0001-01-01')")
        ends.append(f"coalesce({name}.valid_to, date '9999-12-31')")
        if name != "s":
            wheres.append(f"coalesce({name}.value, $not_set) = any(${name}_values::varchar[])")
    first, last = f"greatest({', '.join(starts)})", f"least({', '.join(ends)})"
    wheres.append(f"{first} < {last}")
    segment = "coalesce(s.value, $not_set)" if scope.split else "cast(null as varchar)"
    return (
        f"select a.account_id, {segment} as segment, {first} as valid_from, {last} as valid_to "
        f"from {facts}.account_list a {' '.join(joins)} where {' and '.join(wheres)}"
    )


def _rates(facts: str) -> str:
    """instant, currency, rate into the reporting currency: the last rate before the instant.

    Before a currency's first rate its first one stands in. A currency without any rate has no row here.
    """
    return f"""
        with priced as (
            select i.instant, r.currency, r.rate,
                row_number() over (partition by i.instant, r.currency order by
                    case when r.valid_from < i.at_instant then 0 else 1 end,
                    case when r.valid_from < i.at_instant then date '9999-12-31' - r.valid_from
                        else r.valid_from - date '0001-01-01' end) as choice
            from (select instant, case when $fx_fixed then $as_of::date + 1 else instant end as at_instant
                from instants) i
            join {facts}.exchange_rates r on true
        ),
        base as (select instant, currency, rate from priced where choice = 1)
        select b.instant, b.currency, b.rate / nullif(coalesce(own.rate, 1), 0) as rate
        from base b left join base own on own.instant = b.instant and own.currency = $currency
        where b.currency is distinct from $currency
        union all
        select i.instant, $currency, 1.0 from instants i"""


def _ledger_lines(ledger: str, rules: LedgerRules) -> str:
    """instant, account_id, product, currency, amount, is_held: every line that stands at an instant."""
    standing = "l.valid_from < {t} and {t} < l.live_until and l.known_on <= $as_of"
    plain = f"""
        select i.instant, l.account_id, l.product, coalesce(l.currency, $currency) as currency,
            l.amount, l.is_held
        from instants i join {ledger} l on {standing.format(t="i.instant")} and not l.is_metered"""
    if rules.metered == "out":
        return plain
    # The mean of the month-end asked for and of the two before it.
    return f"""{plain}
        union all
        select i.instant, l.account_id, l.product, coalesce(l.currency, $currency),
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

# One row an account, currency-free, and period: its MRR at both edges, what changing rates did, and in which
# segment it stood at either edge (null: outside the filters).
_MOVES = """
        with changes as (
            select p.period, coalesce(s.account_id, e.account_id) as account_id,
                coalesce(s.mrr, 0) as mrr_start, coalesce(e.mrr, 0) as mrr_end,
                case when s.account_id is null then 0
                    else cast(s.amount * (r.rate - s.rate) as decimal(18, 4)) end as rate_effect,
                coalesce(s.is_held, false) as held_start, coalesce(e.is_held, false) as held_end
            from periods p
            join (
                select p.period, s.account_id, s.currency
                from periods p join account_states s on s.instant = p.period
                union
                select p.period, s.account_id, s.currency
                from periods p join account_states s on s.instant = p.period_instant
            ) k on k.period = p.period
            left join account_states s on s.instant = p.period and s.account_id = k.account_id
                and s.currency = k.currency
            left join account_states e on e.instant = p.period_instant and e.account_id = k.account_id
                and e.currency = k.currency
            left join rates r on r.instant = p.period_instant and r.currency = k.currency
        ),
        summed as (
            select period, account_id, sum(mrr_start) as mrr_start, sum(mrr_end) as mrr_end,
                sum(rate_effect) as rate_effect, bool_or(held_start) as held_start, bool_or(held_end) as held_end
            from changes group by period, account_id
        )
        select s.period, p.period_instant, s.account_id, s.mrr_start, s.mrr_end, s.rate_effect, s.held_start,
            s.held_end, a.first_paid_on < s.period as paid_before, ms.account_id is not null as in_start,
            ms.segment as segment_start, me.account_id is not null as in_end, me.segment as segment_end
        from summed s
        join periods p on p.period = s.period
        left join account_starts a on a.account_id = s.account_id
        left join members ms on ms.account_id = s.account_id and ms.valid_from <= p.period
            and p.period < ms.valid_to
        left join members me on me.account_id = s.account_id and me.valid_from <= p.period_instant
            and p.period_instant < me.valid_to"""


def _instants(scope: Scope, periods: Sequence[Period], extra: Sequence[date]) -> list[date]:
    edges = {period.start for period in periods} | {_instant(scope, period) for period in periods}
    return sorted(edges | set(extra))


def _instant(scope: Scope, period: Period) -> date:
    """The instant at which a period's end is read: never after the as-of day."""
    _, _, as_of = scope.window()
    return min(period.end, as_of + timedelta(days=1))


def _values(scope: Scope, periods: Sequence[Period]) -> dict[str, Parameter]:
    start, _, as_of = scope.window()
    values: dict[str, Parameter] = {
        "as_of": as_of,
        "currency": scope.currency,
        "not_set": NOT_SET,
        "fx_fixed": False,
        "period_start": [period.start for period in periods],
        "period_end": [period.end for period in periods],
        "period_instant": [_instant(scope, period) for period in periods],
        "period_complete": [period.complete for period in periods],
        "period_place": list(range(len(periods))),
        "period_shown": [period.start >= start for period in periods],
    }
    for place, (attribute, chosen) in enumerate(scope.filters):
        values[f"f{place}_attribute"] = attribute
        values[f"f{place}_values"] = list(chosen)
    if scope.split:
        values["s_attribute"] = scope.split
    return values


def _literal(value: Parameter) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "[" + ", ".join(_literal(each) for each in value) + "]"
