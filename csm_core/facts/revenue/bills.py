"""bills: one row an invoice, or line of one, credit note or payment, with its account, local days and what counts.

Where the total of an invoice stands on each of its lines, it counts once. Payments of customers that have invoices
too pay those, and are no revenue of their own. Credit notes and refunds have negative amounts. Invoices that were
written off are no revenue: they stand in `written_off_bills`.
"""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact
from csm_core.facts.matching.resolved import resolved
from csm_core.facts.revenue.unnamed_currency import named_currency

_LINE = """coalesce(line_total, cast(
    quantity * cast(unit_amount as double) * (1 - least(1, coalesce(discount, 0))) as decimal(18, 4)))"""
_DOCUMENTED = """
-- Ledgers of what customers owe write every payment with a minus: what came in, and no refund.
owed as (
    select load_id from signed group by load_id
    having max(coalesce(amount_paid, total, line)) filter (document_type = 'payment') < 0
        and max(total) filter (not is_payment and sign > 0) > 0
),
documented as (
    select m.*, case
            when m.is_payment and o.load_id is not null and m.document_type = 'payment'
                then abs(coalesce(m.amount_paid, m.total, m.line))
            when m.is_payment then coalesce(m.amount_paid, m.total, m.line)
            when m.totals = 0 then m.line
            when m.total is null then null
            when not coalesce(m.totals > 1 and m.least_total = m.most_total
                and (f.repeats or m.lines_total is not null), false) then m.total
            when m.lines_total = m.total then m.line
            when m.place = 1 then m.total
        end as told,
        case when coalesce(m.totals > 1 and m.least_total = m.most_total
            and (f.repeats or m.lines_total is not null) and not m.is_payment, false) then m.totals else 1
        end as copies
    from measured m left join files f on f.load_id = m.load_id left join owed o on o.load_id = m.load_id
)"""


def bill_rows(day: Day) -> str:
    """SQL: the CTEs up to `documented`: rows of bills with what the others of their document are like.

    `told` is what the row itself bills or pays, `copies` how many rows of the document repeat its total.
    """
    rows = resolved("live.invoices", "t.* exclude (account_id)", "account_id")
    return f"""
signed as (
    select * exclude (currency), coalesce(currency, max(currency) over (
            partition by load_id, account_id, coalesce(invoice_id, concat('row ', cast(source_row as varchar)))
        )) as currency,
        {day.of("coalesce(invoice_date, paid_at)")} as billed_on, {_LINE} as line,
        case when document_type in ('credit_note', 'refund') then -1 else 1 end as sign,
        coalesce(document_type = 'payment', false) or coalesce(total, {_LINE}) is null as is_payment,
        coalesce(invoice_id, concat('row ', cast(source_row as varchar))) as document
    from ({rows}) where status is distinct from 'written_off'
),
measured as (
    select *, count(*) over document_rows as rows_of, count(total) over document_rows as totals,
        min(total) over document_rows as least_total, max(total) over document_rows as most_total,
        sum(line) over document_rows as lines_total,
        row_number() over (partition by load_id, account_id, document, billed_on, currency, sign
            order by case when total is null then 1 else 0 end, source_row) as place
    from signed
    window document_rows as (partition by load_id, account_id, document, billed_on, currency, sign)
),
-- Amounts that differ within any document of a file are amounts of lines: then equal ones are, too.
files as (
    select load_id, bool_and(least_total = most_total) as repeats from measured
    where rows_of > 1 and totals = rows_of and not is_payment group by load_id
),
{_DOCUMENTED}"""


def settled_bills(day: Day) -> str:
    """SQL: the CTEs up to `settled`: of each document what counts, and which payments pay an invoice."""
    return f"""{bill_rows(day)},
turned as (
    select load_id, bool_or(sign < 0 or told < 0) as has_refunds from documented group by load_id
),
counted as (
    select d.*, case when d.sign < 0 then -abs(d.told) else d.told end as amount,
        -- Paid back as a whole, where nothing else in the file says so.
        case when d.sign < 0 or d.told < 0 then 0
            when d.status = 'refunded' and coalesce(d.amount_refunded, 0) = 0 and not coalesce(t.has_refunds, false)
            then abs(d.told)
            when d.copies > 1 and d.place > 1 then 0
            -- No more than was billed: what was paid back may have a tax in it that the bill's amount has not.
            when d.amount_refunded > sum(d.told) over document_rows then sum(d.told) over document_rows
            else d.amount_refunded end as refunded
    from documented d left join turned t on t.load_id = d.load_id
    window document_rows as (partition by d.load_id, d.account_id, d.document, d.billed_on, d.currency, d.sign)
),
invoiced as (
    select distinct account_id from counted
    where not is_payment and sign > 0 and told > 0 and account_id is not null
),
settled as (
    select c.*, i.account_id is not null and c.is_payment and c.amount >= 0 as settles
    from counted c left join invoiced i on i.account_id = c.account_id
)"""


def _sql(day: Day) -> str:
    return f"""
with {settled_bills(day)},
payments as (
    select account_id, invoice_id, max({day.of("coalesce(paid_at, invoice_date)")}) as paid_on,
        sum(told) as paid, sum(refunded) as refunded
    from settled where settles and invoice_id is not null group by account_id, invoice_id
),
told_bills as (
    select s.load_id, s.source_row, s.account_id, s.invoice_id, s.billed_on, {day.of("s.due_date")} as due_on,
        coalesce({day.of("s.paid_at")}, case when p.paid >= s.amount then p.paid_on end) as paid_on,
        case when s.is_payment then null else s.amount end as total,
        case when s.is_payment then s.amount else coalesce(s.amount_paid, p.paid) end as amount_paid,
        case when s.place = 1 then greatest(coalesce(s.refunded, 0), coalesce(p.refunded, 0)) else s.refunded end
            as amount_refunded,
        s.currency, s.is_recurring, s.product, {day.of("s.period_start")} as period_from,
        {day.of("s.period_end")} as period_to, s.sign
    from settled s
    left join payments p on p.account_id = s.account_id and p.invoice_id = s.invoice_id and not s.is_payment
        and s.sign > 0
    where s.told is not null and not s.settles
    union all
    -- What was paid back of a payment for which no invoice is found.
    select s.load_id, s.source_row, s.account_id, s.invoice_id, s.billed_on, null, null, 0, null, s.refunded,
        s.currency, s.is_recurring, s.product, null, null, s.sign
    from settled s
    left join (
        select distinct account_id, invoice_id from settled where not is_payment and invoice_id is not null
    ) k on k.account_id = s.account_id and k.invoice_id = s.invoice_id
    where s.settles and k.account_id is null and s.refunded > 0
)
select row_number() over (order by load_id, source_row) as bill_id, account_id, invoice_id, billed_on, due_on,
    paid_on, total, amount_paid, amount_refunded,
    coalesce(total, amount_paid) - coalesce(amount_refunded, 0) as amount,
    {named_currency("currency")} as currency, is_recurring, product, period_from, period_to
from told_bills
"""


FACT = Fact(
    name="bills",
    one_row_per="invoice, line of one, credit note, refund or payment",
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
        ("amount", "decimal(18,4)"),
        ("currency", "varchar"),
        ("is_recurring", "boolean"),
        ("product", "varchar"),
        ("period_from", "date"),
        ("period_to", "date"),
    ),
    key=("bill_id",),
    sql=_sql,
    after=("identities", "used_currencies"),
)
