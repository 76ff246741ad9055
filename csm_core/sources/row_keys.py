"""By what a row of each canonical table is known again in a newer export of its own source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from csm_core.midnights import unmarked_sql
from csm_core.tables.catalogue import TABLES, Type

# A file may tell as a moment what an older one told as a date.
_MOMENTS = frozenset(
    column.name for table in TABLES.values() for column in table.columns if column.type is Type.MOMENT
)
_WHO = ("account_id", "account_name", "contact_email")


@dataclass(frozen=True, slots=True)
class RowKey:
    """`id` and what it is unique within (`within`); `natural`: what tells a row where it has no id.

    `compared`: what two tellings of one thing have in common, so that equal ids of two tools can be told apart.
    """

    id: str | None
    within: tuple[str, ...] = ()
    natural: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()

    @property
    def is_named(self) -> str:
        """SQL: whether a row has a key at all."""
        return "true" if self.id is None or self.natural else f"t.{self.id} is not null"

    @property
    def parts(self) -> tuple[str, ...]:
        """SQL: the parts of a row's key, each null where it is not part of it."""
        id_part = (f"t.{self.id}",) if self.id else ()
        rest = f"case when t.{self.id} is null then {{0}} end" if self.id else "{0}"
        within = tuple(f"lower(t.{name})" for name in self.within)
        return (*id_part, *within, *(rest.format(cell_sql(name)) for name in self.natural))


def cell_sql(name: str) -> str:
    """SQL: a row's value as it is compared with those of other files."""
    return unmarked_sql(f't."{name}"') if name in _MOMENTS else f't."{name}"'


# Accounts are no such table: their id is the customer's own, and every source may tell something of her.
ROW_KEYS: Mapping[str, RowKey] = MappingProxyType(
    {
        "contacts": RowKey("contact_id", compared=("contact_email", "user_id")),
        "subscriptions": RowKey(
            "subscription_id",
            natural=(*_WHO, "product", "start_date"),
            compared=("start_date", *_WHO),
        ),
        "mrr_snapshots": RowKey(None, natural=(*_WHO, "month", "product", "currency"), compared=("mrr",)),
        "mrr_movements": RowKey(
            None,
            natural=(*_WHO, "movement_date", "movement_type", "product", "currency"),
            compared=("mrr_delta", "mrr_after"),
        ),
        # A payment or credit note of an invoice is not the invoice told again.
        "invoices": RowKey("invoice_id", ("document_type",), compared=("invoice_date", *_WHO)),
        "surveys": RowKey("response_id", ("survey_type",), compared=("responded_at", "sent_at", "score", *_WHO)),
        "health_scores": RowKey(
            None, natural=("account_id", "account_name", "date", "score_name", "tool"), compared=("score", "band")
        ),
        "tickets": RowKey("ticket_id", compared=("created_at", *_WHO)),
        "opportunities": RowKey("opportunity_id", compared=("account_id", "account_name")),
    }
)
