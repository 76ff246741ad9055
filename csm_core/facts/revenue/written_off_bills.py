"""written_off_bills: one row an invoice, or line of one, that was given up as never to be paid."""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact
from csm_core.facts.matching.resolved import resolved


def _sql(day: Day) -> str:
    rows = resolved("live.invoices", "t.* exclude (account_id)", "account_id")
    return f"""
select row_number() over (order by load_id, source_row) as bill_id, account_id, invoice_id,
    {day.of("invoice_date")} as billed_on, {day.of("due_date")} as due_on,
    coalesce(total, line_total, cast(quantity * cast(unit_amount as double) as decimal(18, 4))) as total, currency
from ({rows}) where status = 'written_off'
"""


FACT = Fact(
    name="written_off_bills",
    one_row_per="invoice, or line of one, that was written off",
    reads=("invoices",),
    columns=(
        ("bill_id", "bigint"),
        ("account_id", "varchar"),
        ("invoice_id", "varchar"),
        ("billed_on", "date"),
        ("due_on", "date"),
        ("total", "decimal(18,4)"),
        ("currency", "varchar"),
    ),
    key=("bill_id",),
    sql=_sql,
    after=("identities",),
)
