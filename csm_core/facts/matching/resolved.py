"""resolved: the rows of a table with the account that each belongs to, as SQL."""

from __future__ import annotations

from collections.abc import Collection

from csm_core.facts.framework.fact import EVERYTHING
from csm_core.facts.matching.identities import UNDONE, by_ids_alone
from csm_core.tables.catalogue import TABLES


def resolved(
    source: str,
    columns: str,
    account: str | None,
    email: str | None = None,
    user: str | None = None,
    filled: Collection[str] = EVERYTHING,
) -> str:
    """SQL: the rows of `source` (a table) with `account_id` replaced by the account that each belongs to.

    The row's own account id comes first, then the person's id in the product, the person's e-mail, the e-mail's
    domain, and the name. What finds none keeps a null account: it is never dropped. `filled`: as facts are trimmed.
    """
    candidates = [f"by_id.account_id, t.{account}"] if account else []
    joins = [
        f"left join {{facts}}.identities by_id on by_id.kind = 'id' and by_id.key = t.{account}" if account else ""
    ]
    declared = TABLES.get(source.removeprefix("live."))
    if account and by_ids_alone(filled):
        email = user = declared = None
    if user:
        candidates.append("by_user.account_id")
        joins.append(f"left join {{facts}}.identities by_user on by_user.kind = 'user' and by_user.key = t.{user}")
    address = email or user
    if address is None and declared is not None and declared.column("contact_email"):
        address = "contact_email"
    if address:
        # Whom somebody took away from an account, the domain does not bring back.
        candidates += [
            "by_email.account_id",
            f"case when coalesce(by_email.way, '') <> '{UNDONE}' then by_domain.account_id end",
        ]
        joins.append(
            "left join {facts}.identities by_email on by_email.kind = 'email' "
            f"and by_email.key = case when t.{address} like '%@%' then lower(t.{address}) end"
        )
        joins.append(
            "left join {facts}.identities by_domain on by_domain.kind = 'domain' "
            f"and by_domain.key = case when t.{address} like '%@%' then lower(split_part(t.{address}, '@', 2)) end"
        )
    if declared is not None and declared.column("account_name"):
        candidates.append("by_name.account_id")
        joins.append("left join {facts}.identities by_name on by_name.kind = 'name' and by_name.key = t.account_name")
    return f"select coalesce({', '.join(candidates)}) as account_id, {columns} from {source} t {' '.join(joins)}"
