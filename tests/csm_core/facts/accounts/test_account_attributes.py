"""What is known of an account is dated by the load that told it, and undated before the first one."""

from datetime import date, datetime

from csm_core.facts.queries.attributes import attribute_values
from csm_core.scope import NOT_SET
from csm_core.store.workspace import Workspace
from tests.csm_core.facts.reading import OPEN, fact_rows
from tests.workspaces import Row, batch_of, workspace_of

ALWAYS = date(1, 1, 1)
COLUMNS = "attribute, value, valid_from, valid_to, is_dated"


def account(account_id: str, **attributes: str) -> Row:
    return {"account_id": account_id, **attributes}


def at(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2024, month, day, hour)  # noqa: DTZ001 - the store keeps plain UTC


def loaded(*steps: tuple[datetime, list[Row]], mode: str = "add") -> Workspace:
    workspace = Workspace.in_memory()
    for moment, rows in steps:
        workspace.load([batch_of("accounts", rows)], moment, mode)  # type: ignore[arg-type]
    return workspace


def history(workspace: Workspace, attribute: str, account_id: str = "A") -> list[tuple[object, ...]]:
    rows = fact_rows(workspace, "account_attributes", f"account_id, {COLUMNS}")
    return sorted((row[2:] for row in rows if row[:2] == (account_id, attribute)), key=lambda row: str(row[1]))


def test_before_the_first_load_an_attribute_is_taken_as_unchanged_and_marked_undated() -> None:
    workspace = loaded((at(3, 5), [account("A", plan="Pro", Region="North")]))
    assert history(workspace, "Plan") == [("Pro", ALWAYS, OPEN, False)]
    assert history(workspace, "Region") == [("North", ALWAYS, OPEN, False)]


def test_a_second_load_dates_the_change() -> None:
    for mode in ("add", "replace"):
        workspace = loaded(
            (at(3, 5), [account("A", Region="N")]), (at(6, 7, 15), [account("A", Region="S")]), mode=mode
        )
        assert history(workspace, "Region") == [
            ("N", ALWAYS, date(2024, 6, 7), False),
            ("S", date(2024, 6, 7), OPEN, True),
        ]


def test_two_loads_on_one_day_are_one_state_the_last_one() -> None:
    workspace = loaded(
        (at(3, 5), [account("A", Region="N")]),
        (at(6, 7, 9), [account("A", Region="S")]),
        (at(6, 7, 15), [account("A", Region="W")]),
    )
    assert history(workspace, "Region") == [
        ("N", ALWAYS, date(2024, 6, 7), False),
        ("W", date(2024, 6, 7), OPEN, True),
    ]


def test_an_account_that_a_later_load_brings_is_undated_too() -> None:
    workspace = loaded((at(3, 5), [account("A", Region="N")]), (at(6, 7), [account("B", Region="S")]))
    assert history(workspace, "Region") == [("N", ALWAYS, OPEN, False)]
    assert history(workspace, "Region", "B") == [("S", ALWAYS, OPEN, False)]


def test_undo_takes_its_piece_of_history_back() -> None:
    workspace = loaded((at(3, 5), [account("A", Region="N")]), (at(6, 7), [account("A", Region="S")]))
    assert len(history(workspace, "Region")) == 2
    workspace.undo(workspace.loads()[-1].load_id)
    assert history(workspace, "Region") == [("N", ALWAYS, OPEN, False)]


def test_there_is_one_value_on_every_day() -> None:
    regions = ["N", "S", "S", "W", "N"]
    steps = [(at(row_index + 1, 10), [account("A", Region=region)]) for row_index, region in enumerate(regions)]
    # An export that says again what an older one said is news: the older one had been superseded.
    past = history(loaded(*steps, mode="replace"), "Region")
    assert [row[1] for row in past[1:]] == [row[2] for row in past[:-1]]
    assert (past[0][1], past[-1][2]) == (ALWAYS, OPEN)
    for index, region in enumerate(regions):
        day = date(2024, index + 1, 10)
        assert [row[0] for row in past if row[1] <= day < row[2]] == [region]  # type: ignore[operator]


def test_the_present_values_are_what_can_be_chosen_with_not_set_where_some_have_none() -> None:
    workspace = loaded(
        (at(3, 5), [account("A", Region="N", Tier="1"), account("B", Tier="2")]),
        (at(6, 7), [account("A", Region="S", Tier="1")]),
    )
    assert dict(attribute_values(workspace)) == {"Region": ("S", NOT_SET), "Tier": ("1", "2")}


def test_names_and_values_are_kept_as_they_are_written() -> None:
    odd = 'O\'Brien "x"; drop table facts.answers; -- é 💡'
    workspace = workspace_of(accounts=[{"account_id": "A", odd: odd}])
    assert dict(attribute_values(workspace)) == {odd: (odd,)}
