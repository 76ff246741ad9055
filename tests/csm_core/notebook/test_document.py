"""Notebooks as text: what is written is read again, and what can't be read is said and kept."""

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from csm_core.codec import plain, record_of
from csm_core.errors import BadNotebook
from csm_core.metrics.asking.ask import ask
from csm_core.metrics.compare.headline import Headline
from csm_core.metrics.framework.declare import setting_name
from csm_core.metrics.framework.registry import metric_named
from csm_core.notebook.answered import answered
from csm_core.notebook.cell import Cell, Form, Text, Unreadable
from csm_core.notebook.check import troubles_of
from csm_core.notebook.content_record import content_of
from csm_core.notebook.document import notebook_of, notebook_text
from csm_core.notebook.drawn import picture_of
from csm_core.notebook.moved import frozen_under, moved_since, seen_of
from csm_core.notebook.notebook import Frozen, Notebook, Seen
from csm_core.notebook.result_record import ResultRecord, result_of, result_record
from csm_core.periods import Grain, Month, Weekday
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.contract.company import company
from tests.workspaces import workspace_of

NOON = datetime.fromisoformat("2026-03-01T12:00")
QUARTERS = Scope(
    date(2023, 1, 1),
    None,
    Grain.QUARTER,
    "Region",
    (("Region", ("North", "Süd & 'West'")),),
    timezone="Europe/Berlin",
)
CELL = Cell(
    "mrr", None, (("grace_days", 30), ("paused", "kept")), QUARTERS, None, None, "MRR, *ours*", "We **raised** it.",
    Form.TABLE, None, 8,
)  # fmt: skip


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return workspace_of(**company())


def test_cells_and_texts_come_back_equal() -> None:
    seen = Seen("NPS is 30.", 30.0, date(2026, 2, 1), "0" * 16, "1" * 16, NOON)
    notebook = Notebook.of("Board", [CELL, Text("# Why\n\nBecause."), Cell("nps")]).added(Cell("csat"), seen)
    assert notebook_of(notebook_text(notebook)) == notebook


def test_what_was_kept_before_rules_had_numbers_says_which_came_since(workspace: Workspace) -> None:
    answer, nps = (answered(workspace, Cell(metric, scope=Scope())) for metric in ("mrr", "nps"))
    seen = replace(seen_of(answer, NOON), digest="of other numbers", value=1.0)
    board = Notebook("Board").added(answer.cell, seen, Frozen(answer, NOON)).added(nps.cell, None, Frozen(nps, NOON))
    assert "earlier rule" not in str(moved_since(board.entries[0].seen, answer))
    written = json.loads(notebook_text(board))
    del written["entries"][0]["seen"]["rule"], written["entries"][0]["frozen"]["rule"]
    del written["entries"][1]["frozen"]["rule"]
    mrr, score = notebook_of(json.dumps(written)).entries
    assert "closed under an earlier rule" in str(moved_since(mrr.seen, answer))
    assert mrr.frozen is not None
    assert "closed under an earlier rule" in " ".join(frozen_under(mrr.frozen))
    # No rule of money moves an answer to a survey.
    assert score.frozen is not None
    assert frozen_under(score.frozen) == ()


@pytest.mark.parametrize("metric", ["mrr", "nps", "cohort_retention", "health_score", "mrr_movements", "survival"])
def test_a_frozen_cell_comes_back_with_its_numbers_and_draws_the_same_picture(
    workspace: Workspace, metric: str
) -> None:
    answer = answered(workspace, Cell(metric, scope=Scope()))
    notebook = Notebook("Board").added(answer.cell, frozen=Frozen(answer, NOON))
    frozen = notebook_of(notebook_text(notebook)).entries[0].frozen
    assert frozen is not None
    assert frozen.at == NOON
    assert frozen.answer.result == answer.result
    assert frozen.answer.result.fingerprint == workspace.fingerprint
    before, after = picture_of(answer, "light"), picture_of(frozen.answer, "light")
    assert (before is None) == (after is None)
    if before and after:
        assert (after.spec, after.data, after.title, after.alt) == (
            before.spec,
            before.data,
            before.title,
            before.alt,
        )


def test_a_result_without_any_value_comes_back_equal() -> None:
    result = ask(workspace_of(accounts=[{"account_id": "a", "start_date": "2026-01-05"}]), "nps")
    assert not result.has_value
    assert result_of(record_of(plain(result_record(result)), ResultRecord)) == result


def test_the_text_is_plain_json_that_a_person_can_read() -> None:
    text = notebook_text(Notebook.of("Board", [CELL]))
    written = json.loads(text)["entries"][0]
    assert written == {
        "id": "1", "kind": "cell", "metric": "mrr", "settings": {"grace_days": 30, "paused": "kept"},
        "scope": {"start": "2023-01-01", "grain": "quarter", "split": "Region", "timezone": "Europe/Berlin",
                  "f.Region": ["North", "Süd & 'West'"]},
        "last": 8, "label": "MRR, *ours*", "form": "table", "note": "We **raised** it.",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ({"id": "1", "kind": "cell"}, "missing required field 'metric'"),
        ({"id": "1", "kind": "film"}, "'film' is not a kind of cell"),
        ({"id": "1", "kind": "cell", "metric": "nps", "form": "hologram"}, "'form': invalid enum value 'hologram'"),
        (
            {"id": "1", "kind": "cell", "metric": "nps", "settings": {"a": [1]}},
            "'settings[...]': expected",
        ),
        (
            {"id": "1", "kind": "cell", "metric": "nps", "scope": {"grain": "fortnight"}},
            "read: 'fortnight' is not a valid grain.",
        ),
        ({"id": "1", "kind": "cell", "metric": "nps", "last": 0}, "'last': 0 is not a number of periods"),
        (
            {"id": "1", "kind": "cell", "metric": "nps", "frozen": {"at": "2026-03-01T12:00:00"}},
            "missing required field",
        ),
        (["not", "an object"], "not an object"),
    ],
)
def test_an_entry_that_cant_be_read_says_so_and_the_notebook_opens(entry: object, text: str) -> None:
    good = {"id": "9", "kind": "text", "note": "still here"}
    document = {"format": "csm-notebook", "version": 1, "name": "N", "next_id": 2, "entries": [entry, good]}
    notebook = notebook_of(json.dumps(document))
    broken = notebook.entries[0].content
    assert isinstance(broken, Unreadable)
    assert text in broken.reason
    assert notebook.entries[1].content == Text("still here")
    assert notebook.next_id == 10
    # Saving loses nothing of what this version could not read.
    assert notebook_of(notebook_text(notebook)).entries[0].content == broken


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Cell("npz"), "Unknown metric: 'npz'. Did you mean 'nps'?"),
        (Cell("nps", "by_moon"), "Unknown variant of nps: 'by_moon'."),
        (Cell("mrr", settings=(("grace", 3),)), "Unknown setting of mrr: 'grace'."),
        (Cell("mrr", settings=(("grace_days", -3),)), "'-3' is not valid for grace_days"),
        (Cell("nps", measure="median"), "has no measure 'median'"),
    ],
)
def test_a_cell_that_this_version_cant_answer_says_why(cell: Cell, text: str) -> None:
    kept = notebook_of(notebook_text(Notebook.of("N", [cell]))).entries[0].content
    assert kept == cell
    assert text in troubles_of(kept)[0]


def test_a_good_cell_has_no_trouble() -> None:
    assert troubles_of(Cell("mrr", settings=(("grace_days", 30),), scope=Scope())) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "it is not valid JSON"),
        ("[" * 100_000, "expected 'object'"),
        ("[]", "expected 'object'"),
        ('{"format": "sheet", "name": "N", "next_id": 1, "entries": []}', "not a CSM Notebook file"),
        ('{"format": "csm-notebook", "version": 2}', "a newer version"),
        (
            '{"format": "csm-notebook", "version": 1, "name": "N", "next_id": "x"}',
            "'next_id': expected 'int'",
        ),
    ],
)
def test_a_text_that_is_no_notebook_is_refused_in_words(text: str, message: str) -> None:
    with pytest.raises(BadNotebook, match=message):
        notebook_of(text)


def test_two_entries_of_one_id_are_refused() -> None:
    twice = [{"id": "1", "kind": "text", "note": ""}] * 2
    document = {"format": "csm-notebook", "version": 1, "name": "N", "next_id": 2, "entries": twice}
    with pytest.raises(BadNotebook, match="share an id"):
        notebook_of(json.dumps(document))


def test_the_text_of_the_first_version_of_a_notebook_is_read_whole() -> None:
    notebook = notebook_of((Path(__file__).parent / "notebook_1.json").read_text("utf-8"))
    why, nps = notebook.entries
    assert why.content == Text("# Why")
    assert nps.content == Cell("nps", scope=Scope(date(2026, 1, 1)), form=Form.FIGURE)
    actual = "Net Promoter Score is 100.0 in Jan 2026."
    assert nps.seen == Seen(actual, 100.0, date(2026, 1, 1), "9ebdebcf72563867", "69aea6d0817e7369", NOON, 1)
    assert nps.frozen is not None
    answer = nps.frozen.answer
    assert (answer.cell, nps.frozen.at, nps.frozen.rule) == (nps.content, NOON, 1)
    assert answer.before == Headline(date(2025, 12, 1), None, None, None, 0, True, "No answers in this period.")
    assert answer.result.scope == Scope(
        date(2026, 1, 1),
        date(2026, 3, 1),
        as_of=date(2026, 2, 6),
        week_start=Weekday.MONDAY,
        fiscal_start=Month.JANUARY,
    )
    few = "One answer alone: too few for an interval."
    kept = answer.result.table.select(["period", "value", "low", "n", "complete", "note"]).to_pylist()
    assert [tuple(row.values()) for row in kept] == [
        (date(2026, 1, 1), 100.0, None, 1, True, few),
        (date(2026, 2, 1), -100.0, None, 1, False, few),
    ]
    # What is written of it today is read as the same.
    assert notebook_of(notebook_text(notebook)) == notebook


def test_a_setting_under_its_former_name_is_the_one_of_today() -> None:
    cell = content_of({"kind": "cell", "metric": "health_backtest", "settings": {"snapshots": 6}})
    assert isinstance(cell, Cell)
    assert cell.settings == (("month_ends", 6),)
    assert metric_named("health_backtest").read_settings({"snapshots": 6})["month_ends"] == 6
    assert setting_name("health_backtest.snapshots") == "health_backtest.month_ends"
