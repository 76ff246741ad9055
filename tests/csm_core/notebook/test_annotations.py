"""Dated notes written in the app: on every picture that covers their day, and no part of the data."""

from datetime import date, datetime

import pytest

from csm_core.errors import BadValue
from csm_core.facts.queries.annotations import annotations_of
from csm_core.facts.queries.written_annotations import (
    KIND,
    Annotation,
    annotate,
    annotations_stamp,
    remove_annotation,
    unreadable_annotations,
    written_annotations,
)
from csm_core.metrics.asking.ask import ask
from csm_core.notebook.answered import answered
from csm_core.notebook.cell import Cell, Form
from csm_core.notebook.drawn import picture_of
from csm_core.scope import Scope
from csm_core.store.saved import Saved
from csm_core.store.workspace import Workspace
from tests.contract.company import company
from tests.workspaces import new_workspace_of

NOON = datetime.fromisoformat("2026-03-01T12:00")
LAUNCH = Annotation(date(2024, 6, 10), "Launch of *Insights*")


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    made = new_workspace_of(**company())
    annotate(made, LAUNCH, NOON)
    return made


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Cell("nps"), "1: Launch of *Insights* (10 Jun 2024)."),
        (Cell("mrr_movements"), "1: Launch of *Insights* (10 Jun 2024)."),
        (
            Cell("health_bands", scope=Scope(as_of=date(2024, 6, 30))),
            "In this time: Launch of *Insights* (10 Jun 2024).",
        ),
        (
            Cell("mrr_movements", scope=Scope(date(2024, 6, 1), date(2024, 7, 1))),
            "In this time: Launch of *Insights* (10 Jun 2024).",
        ),
    ],
)
def test_a_note_shows_on_every_picture_that_covers_its_day(workspace: Workspace, cell: Cell, text: str) -> None:
    drawn = picture_of(answered(workspace, cell if cell.scope else Cell(cell.metric, scope=Scope())), "light")
    assert drawn is not None
    assert text in drawn.notes


@pytest.mark.parametrize("form", [Form.PICTURE, Form.CURVES])
def test_a_note_shows_with_the_cohort_of_its_day(form: Form) -> None:
    made = new_workspace_of(**company())
    annotate(made, Annotation(date(2023, 3, 10), "New pricing"), NOON)
    drawn = picture_of(answered(made, Cell("cohort_retention", scope=Scope(), form=form)), "light")
    assert drawn is not None
    assert any("Mar 2023: New pricing." in note for note in drawn.notes)


def test_no_picture_of_another_time_shows_it(workspace: Workspace) -> None:
    drawn = picture_of(answered(workspace, Cell("nps", scope=Scope(end=date(2024, 6, 1)))), "light")
    assert drawn is not None
    assert not any("Launch" in note for note in drawn.notes)


def test_a_note_on_one_metric_is_on_no_other() -> None:
    made = new_workspace_of(**company())
    annotate(made, Annotation(date(2024, 6, 10), "Survey reworded", "nps"), NOON)
    scope = ask(made, "nps").scope
    assert annotations_of(made, scope, "nps").column("text").to_pylist() == ["Survey reworded"]
    assert annotations_of(made, scope, "mrr").num_rows == 0


def test_notes_of_files_and_of_the_app_stand_together_in_order_and_once() -> None:
    items = [{"date": "2024-06-10", "text": "Launch"}, {"date": "2024-02-01", "text": "Outage"}]
    made = new_workspace_of(**company(), annotations=items)
    annotate(made, Annotation(date(2024, 6, 10), "Launch"), NOON)
    annotate(made, Annotation(date(2024, 4, 1), "Price"), NOON)
    actual = annotations_of(made, ask(made, "nps").scope, "nps")
    assert actual.column("text").to_pylist() == ["Outage", "Price", "Launch"]


def test_notes_are_no_data_and_go_when_they_are_taken_away() -> None:
    made = new_workspace_of(**company())
    before, stamp = made.revision, annotations_stamp(made)
    kept = annotate(made, Annotation(date(2024, 1, 5), "  two \n lines "), NOON)
    assert kept.text == "two lines"
    assert written_annotations(made) == [kept]
    assert made.revision == before
    assert annotations_stamp(made) != stamp
    remove_annotation(made, kept.key)
    assert written_annotations(made) == []
    assert annotations_stamp(made) == stamp


@pytest.mark.parametrize("text", ["", "  ", "x" * 201])
def test_a_note_without_words_or_with_too_many_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="1 to 200 characters"):
        annotate(Workspace.in_memory(), Annotation(date(2024, 1, 5), text), NOON)


def test_a_note_that_can_not_be_read_is_still_listed_and_can_be_taken_away() -> None:
    workspace = Workspace.in_memory()
    Saved(workspace, KIND).put("2024-01-05 · Launch ·  · ", '{"version": 1, "date": "January"}', NOON)
    assert written_annotations(workspace) == []
    (note,) = unreadable_annotations(workspace)
    assert note.name == "2024-01-05 · Launch ·  · "
    remove_annotation(workspace, note.name)
    assert unreadable_annotations(workspace) == []


def test_the_text_of_the_first_version_of_a_note_is_read() -> None:
    workspace = Workspace.in_memory()
    text = '{"version": 1, "date": "2026-01-07", "text": "Prices rose", "metric": "mrr", "cohort": null}'
    Saved(workspace, KIND).put("2026-01-07 · Prices rose · mrr · ", text, NOON)
    assert written_annotations(workspace) == [Annotation(date(2026, 1, 7), "Prices rose", "mrr")]
