"""What questions derive in memory, and the answers that are kept, stay within the workspace's limits."""

from datetime import date

import numpy as np

from csm_core.engines.limits import Limits
from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from csm_core.store.derived_tables import DerivedTables
from csm_core.store.recent_answers import RecentAnswers
from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT, batch_of

_LINE = {"account_id": "a", "start_date": "2024-01-05", "mrr": "100", "currency": "EUR"}


def _derived(workspace: Workspace) -> set[str]:
    rows = workspace.query(
        "select distinct table_schema as name from information_schema.tables where table_catalog = 'derived'"
    )
    return set(rows.column("name").to_pylist())


def test_the_zone_used_longest_ago_makes_room_for_another_and_is_built_again() -> None:
    # A quarter of it is 5 MB: the tables of one zone take about 4 MB even of one account.
    with_limits = Workspace.in_memory(Limits(megabytes=60))
    with_limits.load([batch_of("subscriptions", [_LINE])], LOADED_AT, "add")
    values = {}
    for zone in ("Europe/Berlin", "Asia/Tokyo", "America/New_York", "Europe/Berlin"):
        scope = Scope(timezone=zone, start=date(2024, 1, 1), as_of=date(2024, 2, 29))
        values.setdefault(zone, []).append([row["value"] for row in ask(with_limits, "mrr", scope).rows()])
    assert values["Europe/Berlin"] == [[100.0, 100.0]] * 2
    zones = {name for name in _derived(with_limits) if name.startswith("tz_")}
    assert len(zones) < 3


def test_rules_that_nobody_asked_for_lately_leave_no_table_behind() -> None:
    with_limits = Workspace.in_memory()
    with_limits.load([batch_of("subscriptions", [_LINE])], LOADED_AT, "add")
    with_limits.limits = Limits(megabytes=8)  # the engine itself can't start with so few
    for days in range(1, 13):
        ask(with_limits, "mrr", Scope(), settings={"grace_days": days})
    tables = with_limits.query("select count(*) as n from duckdb_tables() where database_name = 'derived'")
    # Two megabytes of tables with eleven columns.
    assert 1 <= tables.column("n")[0].as_py() <= 7


def test_what_a_question_reads_stays_until_its_end() -> None:
    built = DerivedTables()
    built["derived.tz_old"] = "r"
    built["derived.tz_new"] = "r"
    sizes = {"derived.tz_old": 10, "derived.tz_new": 10}
    with built.reading():
        assert built.get("derived.tz_old") == "r"
        assert built.forget(sizes, 0) == ["derived.tz_new"]
    assert built.forget({"derived.tz_old": 10}, 0) == ["derived.tz_old"]
    assert built.get("derived.tz_old") is None


def test_answers_beyond_the_budget_go_by_when_they_were_used() -> None:
    made: list[str] = []

    def work(name: str, size: int) -> np.ndarray:
        made.append(name)
        return np.zeros(size, dtype=np.uint8)

    recent = RecentAnswers(most_bytes=1000)
    for name, size in (("a", 400), ("b", 400), ("a", 400), ("c", 400), ("a", 400), ("b", 400)):
        recent.get(name, lambda name=name, size=size: work(name, size))
    # c took the room of b, which was used before a.
    assert made == ["a", "b", "c", "b"]
    recent.get("larger than all", lambda: work("larger than all", 5000))
    recent.get("larger than all", lambda: work("larger than all", 5000))
    assert made[-2:] == ["b", "larger than all"]


def test_who_may_only_look_shares_the_answers_of_the_owner() -> None:
    owner = Workspace.in_memory()
    assert owner.for_reading().recent.get("question", lambda: "first") == "first"
    # Each click of a viewer opens the workspace anew.
    assert owner.for_reading().recent.get("question", lambda: "second") == "first"
    assert owner.recent.get("question", lambda: "third") == "first"
