"""Several customers in one row, each in a role: who pays, who is served, who sells. Which one counts is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from csm_core.intake.columns.assign import Tie
from csm_core.intake.values.fits import are_names, fits
from csm_core.intake.values.profile import Profiles
from csm_core.intake.vocabulary.headers import spoken
from csm_core.tables.catalogue import Table
from csm_core.tables.revenue import ACCOUNT

_SURE = 0.8
_WHO = (
    r"(?: (?:customer|client|account|company|organi[sz]ation|org|party|name|kunde|cliente|compte|cuenta|klant))*"
    r"(?: (?:id|name|no|nr|number|code|key))?"
)
# Role → headers in it, in the order in which a line of service counts for them; a bill counts for who is billed.
_ROLES: Mapping[str, str] = {
    "served": (
        rf"(?:end|child|sub|using|served|service|sold to|subscription owner|user){_WHO}|end user company"
        r"|endkunde|nutzender kunde|client final|cliente final|eindklant|leistungsempfanger"
    ),
    "delivered": (
        rf"(?:ship(?:ped|ping)? to|shipping|deliver(?:y|ed) to|delivery|licensed to){_WHO}|lieferempfanger"
        r"|warenempfanger|livre a|enviado a|verzonden aan"
    ),
    "billed": (
        rf"(?:bill(?:ed)? to|billing|invoiced? to|invoice owner|invoice|pay(?:er|ing)|paid by|buyer|purchaser)"
        rf"{_WHO}|rechnungsempfanger|zahlender kunde|facture a|payeur|facturado a|pagador|gefactureerd aan|betaler"
    ),
    "above": rf"(?:parent|ultimate parent|group|holding){_WHO}",
    "selling": (
        rf"(?:reseller|partner|distributor|agency|channel partner|vertriebspartner|revendeur|distribuidor){_WHO}"
    ),
}
_PATTERNS = {role: re.compile(pattern) for role, pattern in _ROLES.items()}
# These words name a customer of their own only beside a customer's noun.
_NEEDS_NOUN = re.compile(
    r"^(?:(?:shipping|delivery|billing|invoice)(?: (?:id|no|nr|number|code|key))?"
    r"|(?:end|sub|service|user|group|partner|agency)(?: (?:id|no|nr|number|code|key|name))*)$"
)


def customer_by_role(
    table: Table, columns: dict[str, tuple[str, float]], headers: Sequence[str], profiles: Profiles
) -> Tie | None:
    """Take the customer in a role where no column names him plainly; several roles are a tie that a person decides.

    Lists of customers and people are left alone: there a parent has a column of its own."""
    if table.name in ("accounts", "contacts") or not any("account_id" in group for group in table.required):
        return None
    roles = {header: role for header in headers if (role := _role(header, profiles)) is not None}
    now = {columns[name][0] for name in ("account_id", "account_name") if name in columns}
    taken = {header for name, (header, _) in columns.items() if name not in ("account_id", "account_name")}
    roles = {header: role for header, role in roles.items() if header not in taken}
    if not roles or (now and not now & set(roles)) or (now and len(roles) < 2):
        return None
    if set(roles.values()) <= {"above", "selling"}:
        return None
    order = list(_ROLES)
    if table.name == "invoices":
        order.sort(key=lambda role: role != "billed")
    ranked = sorted(roles, key=lambda header: (order.index(roles[header]), not _is_id(header), header))
    first = ranked[0]
    for name in ("account_id", "account_name"):
        columns.pop(name, None)
    columns["account_id"] = (first, _SURE)
    if are_names(profiles[first].values):
        columns["account_name"] = (first, _SURE)
    named = next((one for one in ranked if roles[one] == roles[first] and are_names(profiles[one].values)), None)
    if named is not None:
        columns["account_name"] = (named, _SURE)
    rivals = [next(one for one in ranked if roles[one] == role) for role in order if role in roles.values()]
    return Tie("account_id", tuple(sorted(rivals)), first) if len(rivals) > 1 else None


def _role(header: str, profiles: Profiles) -> str | None:
    words = spoken(header)
    role = next((role for role, pattern in _PATTERNS.items() if pattern.fullmatch(words)), None)
    if role is None or _NEEDS_NOUN.match(words) or not profiles[header].values:
        return None
    return role if fits(ACCOUNT, profiles[header].values) > 0 else None


def _is_id(header: str) -> bool:
    return bool(re.search(r"\b(id|no|nr|number|code|key)$", spoken(header)))
