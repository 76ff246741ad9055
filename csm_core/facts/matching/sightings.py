"""sightings: by which id, person, address and name the rows of each table tell of their account, and how many do."""

from __future__ import annotations

from collections.abc import Collection

from csm_core.facts.framework.fact import Day, Fact, of_accounts, of_all
from csm_core.tables.catalogue import TABLES

# Every table whose rows belong to an account; the accounts themselves are what is looked for.
SOURCES: tuple[str, ...] = tuple(
    name for name, table in TABLES.items() if name != "accounts" and table.column("account_id") is not None
)
# Who pays is a customer: what no list of accounts knows is an account of its own.
BILLING = ("subscriptions", "mrr_snapshots", "mrr_movements", "invoices")


def _one_sql(source: str) -> str:
    """The sightings of one table. A person's id in the product may itself be an address.

    Contacts tell of their people's accounts, they are not found by them.
    """
    declared = TABLES[source]
    people = source != "contacts"
    user = "user_id" if declared.column("user_id") and people else "cast(null as varchar)"
    address = "contact_email" if declared.column("contact_email") and people else user
    # Rows that were put together before they came here count as what they were.
    is_counted = any(column.name == "row_count" for column in declared.internal)
    count_sql = "sum(coalesce(row_count, 1))" if is_counted else "count(*)"
    return f"""
select '{source}' as source, account_id, {user} as user_id,
    case when {address} like '%@%' then lower({address}) end as contact_email, account_name, {count_sql} as row_count,
    max(load_id) as newest_load
from live.{source} group by all
"""


def _trimmed(day: Day, filled: Collection[str]) -> str:
    del day
    return " union all ".join(_one_sql(source) for source in SOURCES if source in filled)


FACT = Fact(
    name="sightings",
    one_row_per="table, id, person, address and name",
    reads=SOURCES,
    columns=(
        ("source", "varchar"),
        ("account_id", "varchar"),
        ("user_id", "varchar"),
        ("contact_email", "varchar"),
        ("account_name", "varchar"),
        ("row_count", "bigint"),
        ("newest_load", "bigint"),
    ),
    key=("source", "account_id", "user_id", "contact_email", "account_name"),
    sql=of_all(_trimmed),
    trimmed=_trimmed,
    rolled_up=of_accounts("sightings"),
)
