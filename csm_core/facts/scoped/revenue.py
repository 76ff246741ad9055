"""The scoped inputs of recurring revenue: the ledger's lines, states at instants and moves of a period."""

from __future__ import annotations

from csm_core.facts.revenue import account_intervals
from csm_core.facts.revenue.unnamed_currency import stated_currency
from csm_core.facts.scoped.scoped_input import Basis, ScopedInput


def _intervals(basis: Basis) -> str:
    return f"select * from {basis.facts}.account_intervals where valid_from <= $as_of"


def _ledger(basis: Basis) -> str:
    return f"""
        select * replace ({stated_currency("currency")} as currency) from {basis.ledger}
        where valid_from <= $as_of and known_on <= $as_of and $as_of < known_until"""


def _ledger_versions(basis: Basis) -> str:
    return f"""
        select * replace ({stated_currency("currency")} as currency) from {basis.ledger} where valid_from <= $as_of"""


def _starts(basis: Basis) -> str:
    facts = basis.facts
    return f"""
        select f.account_id, f.first_paid_on,
            case when coalesce(t.truncated, false) and a.start_on < f.first_paid_on then a.start_on
                else f.first_paid_on end as started_on,
            coalesce(t.truncated, false) and not coalesce(a.start_on >= f.first_paid_on, false) as truncated
        from (
            select account_id, min(valid_from) as first_paid_on from {basis.ledger}
            where amount > 0 and valid_from <= $as_of group by account_id
        ) f
        left join (
            select account_id, bool_or(truncated) as truncated from {facts}.account_intervals group by account_id
        ) t on t.account_id = f.account_id
        join {facts}.account_list a on a.account_id = f.account_id"""


def _ledger_lines(basis: Basis, known_day: str = "$as_of") -> str:
    """instant, account_id, product, currency, amount, is_held: every line of the day that an instant closes, as
    it was known on `known_day`.

    An instant is the midnight that closes a day, and its state is that of the day: a line that ends with the
    midnight was there, one that begins with it was not.
    """
    standing = (
        f"l.valid_from < {{t}} and {{t}} <= l.valid_to and l.known_on <= {known_day} and {known_day} < l.known_until"
    )
    plain = f"""
        select i.instant, l.account_id, l.product, {stated_currency("l.currency")} as currency,
            l.amount, l.is_held
        from instants i join {basis.ledger} l on {standing.format(t="i.instant")} and not l.is_metered"""
    if basis.rules.metered == "out":
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
        ) i join {basis.ledger} l on {standing.format(t="i.at_instant")} and l.is_metered"""


def _states(source: str) -> str:
    return f"""
        select l.instant, l.account_id, l.currency, sum(l.amount) as amount, max(r.rate) as rate,
            cast(sum(l.amount) * max(r.rate) as decimal(18, 4)) as mrr, bool_or(l.is_held) as is_held
        from {source} l join rates r on r.instant = l.instant and r.currency = l.currency
        group by l.instant, l.account_id, l.currency"""


_LINE_COLUMNS = (
    ("instant", "date"),
    ("account_id", "varchar"),
    ("product", "varchar"),
    ("currency", "varchar"),
    ("amount", "decimal(18,4)"),
    ("is_held", "boolean"),
)
_LEDGER_COLUMNS = (
    ("account_id", "varchar"),
    ("product", "varchar"),
    ("currency", "varchar"),
    ("valid_from", "date"),
    ("valid_to", "date"),
    ("amount", "decimal(18,4)"),
    ("is_held", "boolean"),
    ("known_on", "date"),
    ("is_metered", "boolean"),
    ("known_until", "date"),
    ("interval_id", "bigint"),
)
_STATE_COLUMNS = (
    ("instant", "date"),
    ("account_id", "varchar"),
    ("currency", "varchar"),
    ("amount", "decimal(38,4)"),
    ("rate", "double"),
    ("mrr", "decimal(18,4)"),
    ("is_held", "boolean"),
)

INPUTS = (
    ScopedInput(
        name="intervals",
        one_row_per=f"{account_intervals.FACT.one_row_per}, whatever the filters",
        columns=account_intervals.FACT.columns,
        sql=_intervals,
    ),
    ScopedInput(
        name="ledger_lines",
        one_row_per="instant and line of the ledger in force on the day that it closes",
        columns=_LINE_COLUMNS,
        sql=_ledger_lines,
    ),
    ScopedInput(
        name="lines_as_known",
        one_row_per="instant and line of the ledger in force on the day that it closes, as it was known on that day",
        columns=_LINE_COLUMNS,
        sql=lambda basis: _ledger_lines(basis, "i.instant - 1"),
    ),
    ScopedInput(
        name="ledger",
        one_row_per="account, product, currency and stretch of constant revenue a month",
        columns=_LEDGER_COLUMNS,
        sql=_ledger,
    ),
    ScopedInput(
        name="ledger_versions",
        one_row_per="account, product, currency and stretch of revenue, also as it was known for a time only",
        columns=_LEDGER_COLUMNS,
        sql=_ledger_versions,
    ),
    ScopedInput(
        name="account_states",
        one_row_per="instant, account and currency with a rate: its MRR",
        columns=_STATE_COLUMNS,
        sql=lambda basis: _states("ledger_lines"),
    ),
    ScopedInput(
        name="states_as_known",
        one_row_per="instant, account and currency with a rate: its MRR, as it was known on the day that it closes",
        columns=_STATE_COLUMNS,
        sql=lambda basis: _states("lines_as_known"),
    ),
    ScopedInput(
        name="starting_lines",
        one_row_per="account and currency paid on the account's first day of paying",
        columns=(("account_id", "varchar"), ("currency", "varchar"), ("amount", "decimal(38,4)")),
        sql=lambda basis: (
            """
            select l.account_id, l.currency, sum(l.amount) as amount
            from ledger l join account_starts s on s.account_id = l.account_id and s.first_paid_on = l.valid_from
            where l.amount > 0 group by all"""
        ),
    ),
    ScopedInput(
        name="account_starts",
        one_row_per="account that has ever paid: its first day",
        columns=(
            ("account_id", "varchar"),
            ("first_paid_on", "date"),
            ("started_on", "date"),
            ("truncated", "boolean"),
        ),
        sql=_starts,
    ),
)
