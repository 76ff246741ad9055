"""Whole customer groups: asking with roll_up=parent is asking plainly of files in which every subsidiary had always
been written under its parent's id. Held for every metric and every variant; the files are rewritten by hand here."""

import random
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.metrics.framework.registry import FAMILIES, registry
from csm_core.scope import RollUp, Scope
from csm_core.store.workspace import Workspace
from tests.contract.company import Rows, company
from tests.contract.test_metrics import QUESTIONS, same
from tests.workspaces import workspace_of

SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 17))
# A chain, two subsidiaries of an account, three of a holding that only its subsidiaries name, and a circle, which
# counts under the first of its ids. Currencies, starts and ends are as the company's chance has them.
PARENTS = {
    "c003": "c002",
    "c002": "c001",
    "c010": "c001",
    "c011": "c012",
    "c013": "c012",
    "c020": "holding",
    "c021": "holding",
    "c022": "holding",
    "c030": "c031",
    "c031": "c032",
    "c032": "c030",
    "c033": "c032",
    "n0": "c012",
    "c015": "c015",
}
TOPMOST = {
    "c003": "c001",
    "c002": "c001",
    "c010": "c001",
    "c011": "c012",
    "c013": "c012",
    "c020": "holding",
    "c021": "holding",
    "c022": "holding",
    "c031": "c030",
    "c032": "c030",
    "c033": "c030",
    "n0": "c012",
}


def drawn(each: int) -> list[str]:
    """Some metrics of every family, the same ones each time: what is asked of them holds in the inputs they share."""
    chance = random.Random(11)
    families = {
        family: [metric.id for metric in registry().values() if metric.family == family] for family in FAMILIES
    }
    return [id_ for ids in families.values() for id_ in sorted(chance.sample(ids, min(each, len(ids))))]


@cache
def in_groups() -> Workspace:
    tables = company()
    for row in tables["accounts"]:
        row["parent_account_id"] = PARENTS.get(row["account_id"], "")
    return workspace_of(**tables)


@cache
def by_hand() -> Workspace:
    tables = {
        name: [row | ({"account_id": topmost(row["account_id"])} if "account_id" in row else {}) for row in rows]
        for name, rows in company().items()
    }
    tables["accounts"] = one_row_a_group(company()["accounts"])
    # Two memberships of one group in one campaign are one.
    tables["campaign_members"] = [dict(each) for each in {tuple(row.items()) for row in tables["campaign_members"]}]
    return workspace_of(**tables)


def topmost(account: str) -> str:
    return TOPMOST.get(account, account)


def one_row_a_group(accounts: Rows) -> Rows:
    """As its parent's own row says; there since the first of its accounts, won at the cost of all of them."""
    groups: dict[str, Rows] = {}
    for row in accounts:
        groups.setdefault(topmost(row["account_id"]), []).append(row)
    made = []
    for group, rows in groups.items():
        parent_row = next((row for row in rows if row["account_id"] == group), {"account_id": group})
        costs = [int(row["acquisition_cost"]) for row in rows if row.get("acquisition_cost")]
        made.append(
            parent_row
            | {"start_date": min(row["start_date"] for row in rows)}
            | {"acquisition_cost": str(sum(costs)) if costs else ""}
        )
    return made


@pytest.mark.parametrize(("metric_id", "variant"), QUESTIONS)
def test_groups_are_answered_for_as_if_the_files_had_never_told_their_accounts_apart(
    metric_id: str, variant: str
) -> None:
    asked = ask(in_groups(), metric_id, SCOPE, variant, {"roll_up": "parent"})
    same(asked, ask(by_hand(), metric_id, SCOPE, variant))
    assert asked.settings["roll_up"] == "parent"
    assert asked.scope.roll_up is RollUp.PARENT


@pytest.mark.parametrize("metric_id", drawn(1))
def test_groups_stand_in_the_segments_and_filters_of_their_parents_own_row(metric_id: str) -> None:
    scope = replace(SCOPE, start=date(2024, 4, 1), split="Region", filters=(("Owner", ("Ada", "(not set)")),))
    same(ask(in_groups(), metric_id, replace(scope, roll_up=RollUp.PARENT)), ask(by_hand(), metric_id, scope))


@pytest.mark.parametrize("metric_id", registry())
def test_no_row_behind_is_of_a_subsidiary(metric_id: str) -> None:
    rows = rows_behind(in_groups(), metric_id, SCOPE, settings={"roll_up": "parent"})
    if "account_id" in rows.column_names:
        assert not set(rows.column("account_id").to_pylist()) & set(TOPMOST)


@pytest.mark.parametrize("metric_id", drawn(1))
def test_the_setting_changes_nothing_where_nobody_has_a_parent(metric_id: str) -> None:
    same(ask(by_hand(), metric_id, SCOPE, settings={"roll_up": "parent"}), ask(by_hand(), metric_id, SCOPE))
