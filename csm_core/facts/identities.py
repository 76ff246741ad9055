"""identities: by which id, address or domain a row of any export finds its account."""

from __future__ import annotations

from csm_core.facts.fact import Day, Fact


def _sql(day: Day) -> str:
    del day
    return """
with named as (
    select 'id' as kind, account_id as key, account_id, 1 as rank from live.accounts
    union all
    select 'id', external_id, account_id, 2 from live.accounts where external_id is not null
    union all
    select 'email', lower(contact_email), account_id, 1 from live.contacts where contact_email is not null
    union all
    select 'email', lower(contact_email), account_id, 2 from live.accounts where contact_email is not null
    union all
    select 'user', user_id, account_id, 1 from live.contacts where user_id is not null
    union all
    select 'domain', lower(domain), account_id, 1 from live.accounts where domain is not null
),
-- A domain or an address that leads to two accounts leads to none: a wrong join is worse than no join.
counted as (
    select kind, key, rank, min(account_id) as account_id, count(distinct account_id) as accounts
    from named group by kind, key, rank
),
first_choice as (
    select kind, key, account_id, accounts, row_number() over (partition by kind, key order by rank) as choice
    from counted
)
select kind, key, account_id from first_choice where choice = 1 and accounts = 1
"""


FACT = Fact(
    name="identities",
    one_row_per="kind of key and key",
    reads=("accounts", "contacts"),
    columns=(("kind", "varchar"), ("key", "varchar"), ("account_id", "varchar")),
    key=("kind", "key"),
    sql=_sql,
)


def resolved(
    source: str, columns: str, account: str | None, email: str | None = None, user: str | None = None
) -> str:
    """SQL: the rows of `source` (a table) with `account_id` replaced by the account that each belongs to.

    The row's own account id comes first (an unknown id is an account of its own), then the person's id in the
    product, the person's e-mail, and the e-mail's domain. What finds none keeps a null account: it is never dropped.
    """
    found = [f"coalesce(by_id.account_id, t.{account})"] if account else []
    joins = [
        f"left join {{facts}}.identities by_id on by_id.kind = 'id' and by_id.key = t.{account}" if account else ""
    ]
    if user:
        found.append("by_user.account_id")
        joins.append(f"left join {{facts}}.identities by_user on by_user.kind = 'user' and by_user.key = t.{user}")
    address = email or user
    if address:
        found += ["by_email.account_id", "by_domain.account_id"]
        joins.append(
            "left join {facts}.identities by_email on by_email.kind = 'email' "
            f"and by_email.key = lower(t.{address})"
        )
        joins.append(
            "left join {facts}.identities by_domain on by_domain.kind = 'domain' "
            f"and by_domain.key = case when t.{address} like '%@%' then lower(split_part(t.{address}, '@', 2)) end"
        )
    return f"select coalesce({', '.join(found)}) as account_id, {columns} from {source} t {' '.join(joins)}"
