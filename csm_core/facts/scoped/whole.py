"""Inputs of the health score: the facts whole, whatever the filters, as what an account's score is must not hang on
which accounts are shown; and what people judged of accounts."""

from __future__ import annotations

from csm_core.facts.framework.fact import Day
from csm_core.facts.matching.identities import resolved
from csm_core.facts.revenue.unnamed_currency import stated_currency


def whole_inputs(facts: str, timezone: str) -> dict[str, str]:
    """The text of each input by its name: rows up to the as-of day, without period and segment."""
    day = Day(timezone)
    given_sql = day.of('"date"')
    judged_sql = resolved("live.overrides", "t.* exclude (account_id)", "account_id")
    return {
        "every_use": f"""
            select * from {facts}.user_days
            where used_on <= $as_of and grain is null and {_joined("events", facts)}""",
        "every_answer": f"select * from {facts}.answers where responded_on <= $as_of and score is not null",
        "every_ticket": f"""
            select * from {facts}.tickets where created_on <= $as_of and {_joined("tickets", facts)}""",
        # What was written off is no revenue, and was to be paid all the same.
        "every_bill": f"""
            select account_id, invoice_id, cast(bill_id as varchar) as bill, billed_on, due_on, paid_on, total
            from {facts}.bills where billed_on <= $as_of
            union all by name
            select account_id, invoice_id, concat('written off ', cast(bill_id as varchar)) as bill, billed_on,
                due_on, cast(null as date) as paid_on, total
            from {facts}.written_off_bills where billed_on <= $as_of""",
        "every_amount": f"""
            select account_id, billed_on, cast(amount as double) as amount,
                {stated_currency("currency")} as currency
            from {facts}.bills where billed_on <= $as_of and account_id is not null and amount is not null""",
        "every_attainment": f"select * from {facts}.attainments where measured_on <= $as_of",
        "account_coverage": f"select * from {facts}.account_coverage",
        "account_matches": f"select source, account_id, way, row_count from {facts}.matches",
        "every_attribute": f"""
            select account_id, attribute, try_cast(value as double) as number, valid_from, valid_to, is_dated
            from {facts}.account_attributes""",
        "every_tool_score": f"""
            select account_id, name, scored_on, valid_to, points, band
            from {facts}.tool_scores where scored_on <= $as_of and points is not null""",
        "given_judgements": f"""
            select account_id, {given_sql} as given_on, {day.of("until")} as last_day, author,
                lower(trim(coalesce(band, sentiment))) as words, reason, load_id, source_row
            from ({judged_sql.replace("{facts}", facts)}) where account_id is not null and {given_sql} <= $as_of""",
    }


def _joined(source: str, facts: str) -> str:
    """SQL that is true unless most rows of a table find no customer: then what is not in it tells nothing."""
    return f"not exists (select 1 from {facts}.account_coverage where source = '{source}' and is_unknown)"
