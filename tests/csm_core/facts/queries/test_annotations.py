from datetime import date

from csm_core.facts.queries.annotations import annotations_of
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.workspaces import workspace_of

WINDOW = Scope(start=date(2024, 3, 1), end=date(2024, 5, 1), as_of=date(2024, 4, 20))


def noted(*rows: tuple[str, str, str, str]) -> Workspace:
    names = ("date", "text", "metric", "cohort")
    return workspace_of(annotations=[dict(zip(names, row, strict=True)) for row in rows])


def texts(workspace: Workspace, metric: str = "nps", scope: Scope = WINDOW) -> list[str]:
    rows: list[str] = annotations_of(workspace, scope, metric).column("text").to_pylist()
    return rows


def test_only_notes_in_the_window_and_known_on_the_as_of_day_are_shown() -> None:
    workspace = noted(
        ("2024-02-29", "before", "", ""),
        ("2024-03-01", "first day", "", ""),
        ("2024-04-20", "as of", "", ""),
        ("2024-04-21", "not known yet", "", ""),
    )
    assert texts(workspace) == ["first day", "as of"]
    assert texts(workspace, scope=Scope(start=date(2024, 1, 1), end=date(2024, 3, 1), as_of=date(2024, 6, 1))) == [
        "before"
    ]


def test_a_note_for_another_metric_is_not_shown() -> None:
    workspace = noted(("2024-03-05", "for all", "", ""), ("2024-03-06", "for nps", "NPS ", ""))
    assert texts(workspace) == ["for all", "for nps"]
    assert texts(workspace, "csat") == ["for all"]


def test_a_note_told_twice_is_one_and_its_cohort_is_kept() -> None:
    workspace = noted(("2024-03-05", "twice", "", "Mar 2024"), ("2024-03-05", "twice", "", "Mar 2024"))
    assert annotations_of(workspace, WINDOW, "nps").to_pylist() == [
        {"date": date(2024, 3, 5), "text": "twice", "cohort": "Mar 2024"}
    ]


def test_without_notes_there_are_none() -> None:
    assert texts(workspace_of(tickets=[{"account_id": "A", "created_at": "2024-03-01"}])) == []
