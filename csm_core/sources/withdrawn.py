"""Bills that another export of their source calls void, as SQL."""

from __future__ import annotations

# One row an id of a source: the newest load whose row was quarantined, as void or otherwise no revenue any more.
# What an older export said of such a bill does not stand, unless a yet newer one bills it again. Of files loaded
# together nobody knows which is newer; a void bill is never billed again, so it stands as void. A payment that failed
# is no such row: it may name a bill that another payment has paid.
WITHDRAWN_BILLS = """
select origin, bill, max(place) as place, max(case when is_final then loaded_at end) as voided_at
from (
    select l.origin, l.place, m.loaded_at, q.code <> 'draft_bill' as is_final,
        trim(cast(cast(q.raw as json) as map(varchar, varchar))[
            json_extract_string(m.mapping, '$.columns.invoice_id')]) as bill
    from meta.quarantine q
    join live.loads l on l.load_id = q.load_id and not l.is_alone
    join meta.loads m on m.load_id = l.load_id
    where l."table" = 'invoices' and m.kind <> 'payments' and q.code in ('void_bill', 'draft_bill', 'no_revenue')
)
where bill is not null
group by origin, bill
"""


def not_withdrawn(rows: str) -> str:
    """SQL: those of the rows of bills that no export withdraws."""
    return (
        f"select b.* from ({rows}) b join live.loads own on own.load_id = b.load_id "
        "join meta.loads told on told.load_id = b.load_id "
        "left join live.withdrawn_bills w on w.origin = own.origin and w.bill = b.invoice_id "
        "and (w.place > own.place or w.voided_at = told.loaded_at) where w.bill is null"
    )
