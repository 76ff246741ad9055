"""Which rows of a workspace speak of a customer or a person, as conditions on its tables."""

from __future__ import annotations

from csm_core.privacy.subject import PERSONAL, Subject
from csm_core.store.workspace import Parameters
from csm_core.tables.catalogue import TABLES

_OF_PERSON = "coalesce(lower({column}) = any($people::varchar[]), false)"
_OF_DOMAIN = "coalesce(split_part(lower({column}), '@', 2) = any($domains::varchar[]), false)"
_OF_ACCOUNT = "coalesce(lower(account_id) = any($ids::varchar[]), false)"
_OF_NAME = "coalesce(lower(trim(account_name)) = any($names::varchar[]), false)"


def about_sql(table: str, subject: Subject) -> str | None:
    """The condition for rows of a canonical table about the subject; None where the table has no such column.

    It takes the parameters of `about_values`. A row that names another account is of that one, whoever stands in it.
    """
    declared = TABLES[table]
    columns = [name for name in PERSONAL if declared.column(name)]
    parts_sql = [_OF_PERSON.format(column=name) for name in columns]
    if not subject.is_customer:
        return " or ".join(parts_sql) or None
    if declared.column("account_id") is None:
        return None
    parts_sql += [_OF_DOMAIN.format(column=name) for name in columns if name in ("contact_email", "user_id")]
    if declared.column("account_name"):
        parts_sql.append(_OF_NAME)
    others_sql = " or ".join(parts_sql)
    return f"({_OF_ACCOUNT} or (account_id is null and ({others_sql})))" if others_sql else _OF_ACCOUNT


def about_values(condition_sql: str, subject: Subject) -> Parameters:
    """What the condition is bound to."""
    given = {"ids": subject.ids, "names": subject.names, "people": subject.people, "domains": subject.domains}
    return {name: sorted(texts) for name, texts in given.items() if f"${name}::" in condition_sql}
