"""Whether an account is in a campaign, as an attribute to split and filter by: from the day it was added on."""

from __future__ import annotations

from csm_core.store.workspace import Workspace

_PREFIX = "Campaign: "
# As they are offered.
MEMBERSHIP = ("in", "not in")


def is_campaign(attribute: str | None) -> bool:
    """Whether an attribute is the membership of a campaign."""
    return attribute is not None and attribute.startswith(_PREFIX)


def campaign_attributes(workspace: Workspace, facts: str) -> tuple[str, ...]:
    """The attribute of each campaign that has members, the newest campaign first."""
    rows = workspace.query(
        f"""
        select name, max(added_on) as newest_on from ({_named(facts)}) group by name order by newest_on desc, name
        """
    ).to_pylist()
    return tuple(row["name"] for row in rows)


def membership_sql(facts: str, name: str) -> str:
    """SQL of account_id, value, valid_from, valid_to: who is in the campaign that $`name`_attribute names, who not.

    Who was added stays a member: campaigns end, and what they did does not.
    """
    return f"""
        with added as (
            select account_id, min(added_on) as added_on from ({_named(facts)}) where name = ${name}_attribute
            group by account_id
        )
        select account_id, 'in' as value, added_on as valid_from, date '9999-12-31' as valid_to from added
        union all
        select a.account_id, 'not in', date '0001-01-01', coalesce(d.added_on, date '9999-12-31')
        from {facts}.account_list a left join added d on d.account_id = a.account_id"""


def _named(facts: str) -> str:
    """Members by the attribute's name. Without a day of their own they were added when the campaign began; of a
    campaign of which no day is told they are taken as members of old."""
    return f"""
        select '{_PREFIX}' || coalesce(c.name, m.campaign_id) as name, m.account_id,
            coalesce(m.added_on, c.started_on, date '0001-01-01') as added_on
        from {facts}.campaign_members m left join {facts}.campaigns c on c.campaign_id = m.campaign_id
        where m.account_id is not null"""
