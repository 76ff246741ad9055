"""Bills and subscriptions that name no customer but by an e-mail address: each address is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.fits import are_mails
from csm_core.intake.values.typed_columns import TypedColumns
from csm_core.tables.catalogue import Table

_PAYING = frozenset({"subscriptions", "mrr_snapshots", "mrr_movements", "invoices"})


def mail_for_id(table: Table, columns: dict[str, tuple[str, float]], samples: Mapping[str, Sequence[str]]) -> None:
    """Where a file of payments has neither id nor name of the customer, his address stands for the id as well."""
    mail = columns.get("contact_email")
    if table.name not in _PAYING or mail is None or not are_mails(samples.get(mail[0], ())):
        return
    if not {"account_id", "account_name"} & set(columns):
        columns["account_id"] = mail


def customers_by_mail(mapping: FileMapping) -> tuple[Issue, ...]:
    """What is said of a mapping under which each address is a customer."""
    header = mapping.columns.get("contact_email")
    if header is None or mapping.columns.get("account_id") != header or mapping.kind not in _PAYING:
        return ()
    message = f"The file identifies customers by '{header}' alone: each address is treated as one customer."
    return (Issue("customer_by_mail", "info", message, column=header, canonical="account_id"),)


def fold_mails(typed: TypedColumns, mapping: FileMapping) -> None:
    """Addresses that are ids, in small letters: 'Ann@Birch.example' and 'ann@birch.example' are one customer."""
    header = mapping.columns.get("contact_email")
    if header is not None and mapping.columns.get("account_id") == header:
        typed.columns["account_id"] = pc.utf8_lower(typed.columns["account_id"])
