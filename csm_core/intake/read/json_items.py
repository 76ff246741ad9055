"""The priced items within a JSON record, as billing tools nest them: each is a line of its own."""

from __future__ import annotations

Record = dict[str, object]
_ITEMS = ("items", "subscription_items", "subscriptionItems", "line_items", "lineItems", "lines")
_PRICED = ("price", "plan", "unit_amount", "unitAmount", "unit_price", "unitPrice", "amount", "mrr")
# A record with these has its own money: its items are parts of that.
_WHOLE = ("total", "amount_due", "amount_paid", "amount", "mrr", "total_price")


def itemised(record: Record) -> list[Record]:
    """The record once for each of its priced items, the item in the place of all of them; alone where it has none."""
    if any(record.get(name) is not None for name in _WHOLE):
        return [record]
    for name in _ITEMS:
        held = record.get(name)
        wrapped = isinstance(held, dict) and isinstance(held.get("data"), list)
        items = held["data"] if isinstance(held, dict) and wrapped else held
        if isinstance(items, list) and items and all(_is_priced(one) for one in items):
            return [record | {name: {"data": one} if wrapped else one} for one in items]
    return [record]


def _is_priced(item: object) -> bool:
    return isinstance(item, dict) and any(item.get(name) is not None for name in _PRICED)
