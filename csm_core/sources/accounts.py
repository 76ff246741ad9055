"""What the lists of accounts say together, as SQL: one list completes another, column by column."""

from __future__ import annotations

from csm_core.tables.catalogue import TABLES

_TABLE = TABLES["accounts"]
COLUMNS: tuple[str, ...] = tuple(
    column.name for column in (*_TABLE.columns, *_TABLE.internal) if column.name != "account_id"
)
# Of several rows of one account in one list the first value by the alphabet speaks, of these the highest.
_HIGHEST = ("end_date", "employee_count", "seats_purchased", "renewal_date", "acquisition_cost")

# Two tools have records, ids and people of their own: that they differ is no contradiction.
_MAY_DIFFER = ("created_at", "external_id", "domain", "contact_email")


def _standing() -> str:
    has_sql = ", ".join(
        f't."{name}", count(t."{name}") over (partition by t.load_id) > 0 as has_{name}' for name in COLUMNS
    )
    newest_sql = ", ".join(
        f'"{name}", max(case when has_{name} then place end) over (partition by account_id, origin) as at_{name}'
        for name in COLUMNS
    )
    kept_sql = ", ".join(f'case when place = at_{name} then "{name}" end as "{name}"' for name in COLUMNS)
    return f"""
select t.* from canonical.accounts t join live.loads l on l.load_id = t.load_id where l.is_alone
union all
select load_id, source_row, account_id, {kept_sql}
from (
    select load_id, source_row, account_id, place, {newest_sql}
    from (
        select t.load_id, t.source_row, t.account_id, l.place, l.origin, {has_sql}
        from canonical.accounts t join live.loads l on l.load_id = t.load_id where not l.is_alone))
"""


def _described() -> str:
    newest_sql = ", ".join(
        f'a."{name}", max(case when a."{name}" is not null then l.turn end) over (partition by a.account_id) '
        f"as at_{name}"
        for name in COLUMNS
    )
    # Each tool made its own record: the first of them is when the customer was first known.
    chosen_sql = ", ".join(
        f'min("{name}") as "{name}"'
        if name == "created_at"
        else f'{"max" if name in _HIGHEST else "min"}(case when turn = at_{name} then "{name}" end) as "{name}"'
        for name in COLUMNS
    )
    return f"""
select account_id, {chosen_sql}
from (select a.account_id, l.turn, {newest_sql} from live.accounts a join live.loads l on l.load_id = a.load_id)
group by account_id
"""


# Every row of every list, each value only where no newer list of the same source tells that column otherwise.
STANDING_ACCOUNTS = _standing()
# One row an account: of each column the value of the list that was loaded last and has one.
DESCRIBED_ACCOUNTS = _described()


def disagreements_sql() -> str:
    """SQL: the columns in which two sources tell different things of the same accounts.

    Columns: name, load_id and newer_file (what counts), older_file, accounts (how many), example (an account id),
    with what each says of it: newer, older. One row a column and pair of loads.
    """
    own_sql = " union all ".join(
        f"select load_id, account_id, '{name}' as name, cast(min(\"{name}\") as varchar) as said "
        f'from live.accounts where "{name}" is not null group by load_id, account_id'
        for name in COLUMNS
        if name not in _MAY_DIFFER
    )
    return f"""
with told as (
    {own_sql}
    union all
    select load_id, account_id, attribute, min(value) from canonical.attributes group by all
),
placed as (
    select t.*, l.turn, l.origin, max(l.turn) over (partition by t.account_id, t.name, l.origin) as newest
    from told t join live.loads l on l.load_id = t.load_id
),
pairs as (
    select a.name, a.account_id, a.load_id, b.load_id as other_id, a.said as newer, b.said as older,
        row_number() over (partition by a.name, a.load_id, b.load_id order by a.account_id) as nth,
        count(*) over (partition by a.name, a.load_id, b.load_id) as accounts
    from placed a join placed b on a.account_id = b.account_id and a.name = b.name and a.origin <> b.origin
        and a.turn > b.turn
    where a.turn = a.newest and b.turn = b.newest and lower(trim(a.said)) <> lower(trim(b.said))
)
select p.name, p.load_id, p.accounts, p.account_id as example, p.newer, p.older, f.file as newer_file,
    g.file as older_file
from pairs p join meta.loads f on f.load_id = p.load_id join meta.loads g on g.load_id = p.other_id
where p.nth = 1 order by p.load_id, p.name, p.other_id
"""
