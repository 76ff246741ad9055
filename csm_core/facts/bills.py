"""bills: one row an invoice or payment, with its account and local days."""

from __future__ import annotations

from csm_core.facts.fact import Day, Fact
from csm_core.facts.identities import resolved


def _sql(day: Day) -> str:
    rows = resolved("live.invoices", "t.* exclude (account_id)", "account_id")
    return f"""
select row_number() over (order by load_id, source_row) as bill_id, account_id, invoice_id,
    {day.of("invoice_date")} as billed_on, {day.of("due_date")} as due_on, {day.of("paid_at")} as paid_on,
    total, amount_paid, amount_refunded, upper(currency) as currency, is_recurring, product
from ({rows})
"""


FACT = Fact(
    name="bills",
    one_row_per="invoice or payment",
    reads=("invoices",),
    columns=(
        ("bill_id", "bigint"),
        ("account_id", "varchar"),
        ("invoice_id", "varchar"),
        ("billed_on", "date"),
        ("due_on", "date"),
        ("paid_on", "date"),
        ("total", "decimal(18,4)"),
        ("amount_paid", "decimal(18,4)"),
        ("amount_refunded", "decimal(18,4)"),
        ("currency", "varchar"),
        ("is_recurring", "boolean"),
        ("product", "varchar"),
    ),
    key=("bill_id",),
    sql=_sql,
    after=("identities",),
)
