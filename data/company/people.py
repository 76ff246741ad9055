"""The users of each account: one contact a seat that it ever had."""

from __future__ import annotations

import numpy as np

from .model import Account, Contact, Line
from .names import MARKETS, person, slug
from .truth import CORE


def make_contacts(rng: np.random.Generator, accounts: list[Account], lines: list[Line], as_of: int) -> list[Contact]:
    """Contacts in the order of account and seat. An account on trial has up to five."""
    most = [0] * len(accounts)
    for line in lines:
        if line.product == CORE:
            most[line.account] = max(most[line.account], line.quantity)
    markets = {market.country: market for market in MARKETS}
    contacts: list[Contact] = []
    for account in accounts:
        market, used = markets[account.country], set[str]()
        for slot in range(most[account.index]):
            first, last = person(rng, market)
            local = f"{slug(first)}.{slug(last)}"
            while local in used:
                local += str(slot)
            used.add(local)
            number = len(contacts)
            created_on = min(account.created + min(slot * 9, 400), as_of)
            contacts.append(
                Contact(
                    str(70_100_000_000 + number * 37),
                    f"u_{10000 + number * 3}",
                    account.index,
                    slot,
                    first,
                    last,
                    f"{local}@{account.domain}",
                    created_on,
                )
            )
    return contacts


def first_contact(contacts: list[Contact], accounts: int) -> list[int]:
    """Position of each account's first contact; the others follow it by seat."""
    positions = [-1] * accounts
    for number, contact in enumerate(contacts):
        if contact.slot == 0:
            positions[contact.account] = number
    return positions
