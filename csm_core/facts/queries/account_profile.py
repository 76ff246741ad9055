"""One account: its name, its people in charge, its attributes, and what it subscribed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import pyarrow as pa

from csm_core.facts.build import built_facts
from csm_core.scope import RollUp
from csm_core.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class AccountProfile:
    """What is known of an account itself, apart from any metric.

    `attributes` are those after the last recorded day, derived ones among them. `subscriptions`: product, plan,
    quantity, amount (money a month), currency, valid_from, valid_to; one row a stretch of constant state, the newest
    first.
    """

    account_id: str
    name: str
    owner: str | None
    started_on: date | None
    renewal_on: date | None
    attributes: Mapping[str, str]
    subscriptions: pa.Table


def account_names(workspace: Workspace, roll_up: RollUp = RollUp.ACCOUNT) -> Mapping[str, str]:
    """Account id → name of every account, or whole group, that any export knows, in the order of names."""
    facts = built_facts(workspace, roll_up=roll_up)
    rows = workspace.query(
        f"select account_id, account_name from {facts}.account_list order by lower(account_name), account_id"
    ).to_pylist()
    return MappingProxyType({row["account_id"]: row["account_name"] for row in rows})


def account_profile(workspace: Workspace, account_id: str, roll_up: RollUp = RollUp.ACCOUNT) -> AccountProfile | None:
    """The profile of one account, or of one whole group by its topmost account; None where no export knows it."""
    facts = built_facts(workspace, roll_up=roll_up)
    asked = {"account_id": account_id}
    rows = workspace.query(
        f"select account_name, owner, started_on, renewal_on from {facts}.account_list "
        "where account_id = $account_id",
        asked,
    ).to_pylist()
    if not rows:
        return None
    attributes = workspace.query(
        f"""
        select attribute, value from {facts}.account_attributes
        where account_id = $account_id and valid_to = date '9999-12-31'
        union all
        select d.attribute, d.value from {facts}.derived_attributes d
        join (select max(last_on) + 1 as day from {facts}.recorded_days) n
            on d.valid_from <= n.day and n.day < d.valid_to
        where d.account_id = $account_id and d.value is not null
        order by attribute
        """,
        asked,
    ).to_pylist()
    subscriptions = workspace.query(
        f"select * from {facts}.account_intervals where account_id = $account_id order by valid_from desc", asked
    )
    return AccountProfile(
        account_id,
        rows[0]["account_name"],
        rows[0]["owner"],
        rows[0]["started_on"],
        rows[0]["renewal_on"],
        MappingProxyType({row["attribute"]: row["value"] for row in attributes}),
        subscriptions,
    )
