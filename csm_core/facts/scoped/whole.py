"""Inputs of the health score: the facts whole, whatever the filters, as what an account's score is must not hang on
which accounts are shown; and what people judged of accounts. All up to the as-of day, without period and segment."""

from __future__ import annotations

from csm_core.facts.accounts import account_coverage
from csm_core.facts.activity import answers, attainments, tickets, user_days
from csm_core.facts.framework.fact import Day
from csm_core.facts.matching.resolved import resolved
from csm_core.facts.revenue.unnamed_currency import stated_currency
from csm_core.facts.scoped.scoped_input import Basis, ScopedInput

# What was written off is no revenue, and was to be paid all the same.
_BILLS = """
        select account_id, invoice_id, cast(bill_id as varchar) as bill, billed_on, due_on, paid_on, total
        from {facts}.bills where billed_on <= $as_of
        union all by name
        select account_id, invoice_id, concat('written off ', cast(bill_id as varchar)) as bill, billed_on,
            due_on, cast(null as date) as paid_on, total
        from {facts}.written_off_bills where billed_on <= $as_of"""


def _joined(source: str, facts: str) -> str:
    """SQL that is true unless most rows of a table find no customer: then what is not in it tells nothing."""
    return f"not exists (select 1 from {facts}.account_coverage where source = '{source}' and is_unknown)"


def _use(basis: Basis) -> str:
    return f"""
        select * from {basis.facts}.user_days
        where used_on <= $as_of and grain is null and {_joined("events", basis.facts)}"""


def _tickets(basis: Basis) -> str:
    return f"""
        select * from {basis.facts}.tickets where created_on <= $as_of and {_joined("tickets", basis.facts)}"""


def _judgements(basis: Basis) -> str:
    day = Day(basis.scope.timezone)
    given_sql = day.of('"date"')
    judged_sql = resolved("live.overrides", "t.* exclude (account_id)", "account_id").replace("{facts}", basis.facts)
    return f"""
        select account_id, {given_sql} as given_on, {day.of("until")} as last_day, author,
            lower(trim(coalesce(band, sentiment))) as words, reason, load_id, source_row
        from ({judged_sql}) where account_id is not null and {given_sql} <= $as_of"""


INPUTS = (
    ScopedInput(name="every_use", one_row_per=user_days.FACT.one_row_per, columns=user_days.FACT.columns, sql=_use),
    ScopedInput(
        name="every_invitation",
        one_row_per=answers.FACT.one_row_per,
        columns=answers.FACT.columns,
        sql=lambda basis: f"select * from {basis.facts}.answers where asked_on <= $as_of",
    ),
    ScopedInput(
        name="every_answer",
        one_row_per="answer with a score",
        columns=answers.FACT.columns,
        sql=lambda basis: (
            f"""
            select * from {basis.facts}.answers where responded_on <= $as_of and score is not null"""
        ),
    ),
    ScopedInput(
        name="every_ticket", one_row_per=tickets.FACT.one_row_per, columns=tickets.FACT.columns, sql=_tickets
    ),
    # What nobody recorded is no zero.
    ScopedInput(
        name="ticket_record",
        one_row_per="workspace: how many tickets tell of what",
        columns=(
            ("first_on", "date"),
            ("replies", "bigint"),
            ("reopens", "bigint"),
            ("assignees", "bigint"),
            ("teams", "bigint"),
            ("escalations", "bigint"),
        ),
        sql=lambda basis: (
            f"""
            select min(created_on) as first_on, count(agent_replies) as replies, count(reopens) as reopens,
                count(assignee_changes) as assignees, count(group_changes) as teams,
                count(case when escalated_on <= $as_of or is_escalated is not null then 1 end) as escalations
            from {basis.facts}.tickets where created_on <= $as_of"""
        ),
    ),
    ScopedInput(
        name="every_bill",
        one_row_per="bill, written off or not",
        columns=(
            ("account_id", "varchar"),
            ("invoice_id", "varchar"),
            ("bill", "varchar"),
            ("billed_on", "date"),
            ("due_on", "date"),
            ("paid_on", "date"),
            ("total", "decimal(18,4)"),
        ),
        sql=lambda basis: _BILLS.format(facts=basis.facts),
    ),
    ScopedInput(
        name="every_amount",
        one_row_per="bill with an account and an amount",
        columns=(("account_id", "varchar"), ("billed_on", "date"), ("amount", "double"), ("currency", "varchar")),
        sql=lambda basis: (
            f"""
            select account_id, billed_on, cast(amount as double) as amount,
                {stated_currency("currency")} as currency
            from {basis.facts}.bills where billed_on <= $as_of and account_id is not null and amount is not null"""
        ),
    ),
    ScopedInput(
        name="every_attainment",
        one_row_per=attainments.FACT.one_row_per,
        columns=attainments.FACT.columns,
        sql=lambda basis: f"select * from {basis.facts}.attainments where measured_on <= $as_of",
    ),
    ScopedInput(
        name="account_coverage",
        one_row_per=account_coverage.FACT.one_row_per,
        columns=account_coverage.FACT.columns,
        sql=lambda basis: f"select * from {basis.facts}.account_coverage",
    ),
    ScopedInput(
        name="account_matches",
        one_row_per="table, id, person, address and name that rows give for their account",
        columns=(("source", "varchar"), ("account_id", "varchar"), ("way", "varchar"), ("row_count", "bigint")),
        sql=lambda basis: f"select source, account_id, way, row_count from {basis.facts}.matches",
    ),
    ScopedInput(
        name="every_attribute",
        one_row_per="account, attribute and stretch of time",
        columns=(
            ("account_id", "varchar"),
            ("attribute", "varchar"),
            ("number", "double"),
            ("valid_from", "date"),
            ("valid_to", "date"),
            ("is_dated", "boolean"),
        ),
        sql=lambda basis: (
            f"""
            select account_id, attribute, try_cast(value as double) as number, valid_from, valid_to, is_dated
            from {basis.facts}.account_attributes"""
        ),
    ),
    ScopedInput(
        name="every_tool_score",
        one_row_per="account, score of a tool and day",
        columns=(
            ("account_id", "varchar"),
            ("name", "varchar"),
            ("scored_on", "date"),
            ("valid_to", "date"),
            ("points", "double"),
            ("band", "varchar"),
        ),
        sql=lambda basis: (
            f"""
            select account_id, name, scored_on, valid_to, points, band
            from {basis.facts}.tool_scores where scored_on <= $as_of and points is not null"""
        ),
    ),
    ScopedInput(
        name="given_judgements",
        one_row_per="judgement that a person gave of an account",
        columns=(
            ("account_id", "varchar"),
            ("given_on", "date"),
            ("last_day", "date"),
            ("author", "varchar"),
            ("words", "varchar"),
            ("reason", "varchar"),
            ("load_id", "bigint"),
            ("source_row", "bigint"),
        ),
        sql=_judgements,
    ),
)
