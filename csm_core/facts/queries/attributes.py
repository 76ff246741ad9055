"""Which attributes the accounts have, and which values: what can be filtered and split by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from csm_core.facts.accounts.derived_attributes import DERIVED
from csm_core.facts.build import built_facts
from csm_core.facts.scoped.campaign_segments import MEMBERSHIP, campaign_attributes
from csm_core.facts.scoped.health_bands import HEALTH_BAND, WORDS
from csm_core.scope import NOT_SET
from csm_core.store.workspace import Workspace

# Any of these says something of how an account is doing; without them nobody has a band.
_HEALTH = ("events", "surveys", "tickets", "invoices", "outcomes")


def attribute_values(workspace: Workspace) -> Mapping[str, tuple[str, ...]]:
    """Attribute → its values: those that files brought in alphabetical order, then those derived from the rows, the
    campaigns (the newest first), and the health band.

    Values are in natural order (2 before 10). Of what files brought only present values count; of what is derived
    every value so far, because a customer passes through them. `NOT_SET` comes last where some account has, or
    had, no value, so that these accounts can be chosen too. Empty when no account has any attribute.
    """
    facts = built_facts(workspace)
    brought = workspace.recall(
        f"""
        select a.attribute, list(distinct a.value) as present,
            count(distinct a.account_id) < (select count(*) from {facts}.account_list) as has_gaps
        from {facts}.account_attributes a
        where a.valid_to = date '9999-12-31'
        group by a.attribute order by a.attribute
        """
    ).to_pylist()
    derived = workspace.recall(
        f"""
        select attribute, list(distinct value) as present, true as has_gaps
        from {facts}.derived_attributes
        where value is not null and valid_from <= (select max(last_on) from {facts}.recorded_days)
        group by attribute
        """
    ).to_pylist()
    derived.sort(key=lambda row: DERIVED.index(row["attribute"]))
    campaigns = dict.fromkeys(campaign_attributes(workspace, facts), MEMBERSHIP)
    health = {HEALTH_BAND: (*WORDS, NOT_SET)} if set(workspace.row_counts()) & set(_HEALTH) else {}
    return MappingProxyType(
        {
            row["attribute"]: (
                *sorted(row["present"], key=in_natural_order),
                *((NOT_SET,) if row["has_gaps"] else ()),
            )
            for row in (*brought, *derived)
        }
        | campaigns
        | health
    )


def values_so_far(workspace: Workspace, attribute: str) -> tuple[str, ...]:
    """Every value of an attribute that some account has or had, and `NOT_SET`; those that it has now come first."""
    present = attribute_values(workspace).get(attribute, ())
    facts = built_facts(workspace)
    rows = workspace.recall(
        f"select distinct value from {facts}.account_attributes where attribute = $attribute and value is not null",
        {"attribute": attribute},
    ).to_pylist()
    former = sorted((str(row["value"]) for row in rows), key=in_natural_order)
    return tuple(dict.fromkeys((*present, *former, NOT_SET)))


def in_natural_order(text: str) -> tuple[float, str]:
    """What to sort names by, so that '2–5 seats' comes before '10 seats': the leading number, then the text.

    'under 30' and 'less than 30' come before '30–100'; names without a number come last, in alphabetical order.
    """
    match = _LEADING.match(text)
    if match is None:
        return (float("inf"), text)
    number = float(match["number"].replace(",", ""))
    return (number - 0.5 if match["below"] else number, text)


_LEADING = re.compile(r"(?P<below>under |below |less than |<\s*)?(?P<number>\d[\d,]*)", re.IGNORECASE)
