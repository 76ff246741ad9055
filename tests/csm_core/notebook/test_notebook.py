"""What a reader does with a notebook, and that what is saved stays saved."""

import signal
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from csm_core.errors import BadValue, SavedElsewhere, UnknownName
from csm_core.notebook.answered import answered
from csm_core.notebook.cell import Cell, Form, Text
from csm_core.notebook.notebook import Notebook
from csm_core.notebook.shelf import Shelf
from csm_core.periods import Grain
from csm_core.scope import Scope, Span
from csm_core.store.workspace import Workspace
from tests.workspaces import new_workspace_of

NOON = datetime.fromisoformat("2026-03-01T12:00")
ABC = Notebook.of("N", [Text("a"), Text("b"), Text("c")])


def notes(notebook: Notebook) -> str:
    return "".join(entry.content.note for entry in notebook.entries)


@pytest.mark.parametrize(
    ("entry", "steps", "expected"),
    [("1", 1, "bac"), ("3", -2, "cab"), ("1", -1, "abc"), ("3", 5, "abc"), ("2", 0, "abc")],
)
def test_an_entry_moves_and_stops_at_either_end(entry: str, steps: int, expected: str) -> None:
    assert notes(ABC.moved(entry, steps)) == expected


def test_a_copy_stands_after_its_original_under_an_id_of_its_own() -> None:
    copied = ABC.duplicated("2")
    assert notes(copied) == "abbc"
    assert [entry.id for entry in copied.entries] == ["1", "2", "4", "3"]


def test_what_is_deleted_comes_back_in_its_place_and_no_id_is_used_twice() -> None:
    gone = ABC.without("2")
    assert notes(gone) == "ac"
    assert notes(gone.restored(ABC.entry("2"), 1)) == "abc"
    assert ABC.restored(ABC.entry("2"), 1) == ABC
    assert ABC.without("3").added(Text("d")).entries[-1].id == "4"


def test_an_entry_that_is_gone_is_said_to_be() -> None:
    with pytest.raises(UnknownName, match="7"):
        ABC.moved("7", 1)


def test_the_last_periods_end_with_the_data() -> None:
    # The data's last day is in March: with the running month, the last three begin in January.
    span = Span(date(2025, 1, 5), date(2026, 3, 14), None)
    asked = Cell("nps", last=3).asked(Scope(end=date(2025, 6, 1), split="Plan"), span)
    assert asked == Cell("nps", scope=Scope(date(2026, 1, 1), split="Plan"))
    # Weeks begin on Monday: 14 March 2026 is a Saturday, its week began on the 9th.
    weekly = Cell("nps", scope=Scope(grain=Grain.WEEK), last=1).asked(Scope(), span)
    assert weekly.scope == Scope(date(2026, 3, 9), grain=Grain.WEEK)


def test_the_digest_changes_with_a_value_and_not_with_the_order_of_a_run() -> None:
    def digest_with(score: str) -> str:
        rows = [{"responded_at": "2026-01-05", "survey_type": "nps", "score": one} for one in ("9", "10", score)]
        return answered(new_workspace_of(surveys=rows), Cell("nps", scope=Scope())).digest

    assert digest_with("3") == digest_with("3")
    assert digest_with("3") != digest_with("8")


def test_a_change_is_made_to_what_is_on_the_shelf_now() -> None:
    shelf = Shelf(Workspace.in_memory())
    shelf.create(ABC, NOON)

    def slowly(notebook: Notebook) -> Notebook:
        if notes(notebook) == "abc":  # somebody else saves while this change is being made
            Shelf(shelf.workspace).change("N", lambda other: other.added(Text("theirs")), NOON)
        return notebook.added(Text("mine"))

    assert notes(shelf.change("N", slowly, NOON)) == "abctheirsmine"
    assert notes(shelf.open("N")) == "abctheirsmine"


def test_names_are_one_line_and_nobody_elses() -> None:
    shelf = Shelf(Workspace.in_memory())
    shelf.create(Notebook("  Monthly   board "), NOON)
    assert shelf.names() == ["Monthly board"]
    assert shelf.free_name("Monthly board") == "Monthly board 2"
    with pytest.raises(SavedElsewhere, match="'Monthly board' already exists"):
        shelf.create(Notebook("Monthly board"), NOON)
    for name in ("", " \n ", "x" * 81):
        with pytest.raises(BadValue):
            shelf.create(Notebook(name), NOON)
    assert shelf.rename("Monthly board", "Board") == "Board"
    with pytest.raises(UnknownName, match="Did you mean 'Board'"):
        shelf.open("Bord")
    shelf.remove("Board")
    assert shelf.names() == []


def test_saves_are_no_data() -> None:
    workspace = new_workspace_of(accounts=[{"account_id": "a", "start_date": "2026-01-05"}])
    before = workspace.fingerprint, workspace.revision
    Shelf(workspace).create(ABC, NOON)
    assert (workspace.fingerprint, workspace.revision) == before


_WRITER = """
import sys
from datetime import datetime
from pathlib import Path
from csm_core.notebook.cell import Text
from csm_core.notebook.notebook import Notebook
from csm_core.notebook.shelf import Shelf
from csm_core.store.workspace import Workspace

shelf = Shelf(Workspace.open(Path(sys.argv[1])))
at = datetime.fromisoformat("2026-03-01T12:00")
shelf.create(Notebook("N"), at)
for number in range(100_000):
    shelf.change("N", lambda notebook: notebook.added(Text(str(number))), at)
    print(number, flush=True)
"""


def test_what_was_said_to_be_saved_survives_a_kill_between_two_saves(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    items = [int(writer.stdout.readline()) for _ in range(25)]
    writer.send_signal(signal.SIGKILL)
    items += [int(line) for line in writer.stdout.read().split("\n")[:-1]]
    writer.wait()
    writer.stdout.close()
    kept = [entry.content.note for entry in Shelf(Workspace.open(path)).open("N").entries]
    # All that was said, in order; the kill may fall after a save and before its word.
    assert kept[: len(items)] == [str(number) for number in items]
    assert len(kept) <= len(items) + 1


def test_a_cell_by_segment_holds_the_headline_of_each_the_largest_first() -> None:
    # Two of a and three of b answer in January: a has one promoter and one detractor (0), b promoters alone (100).
    figures = {"a": ("10", "2"), "b": ("9", "9", "10")}
    accounts = [{"account_id": name, "start_date": "2025-01-01", "Region": name} for name in figures]
    rows = [
        {"responded_at": "2026-01-05", "survey_type": "nps", "score": score, "account_id": name}
        | {"contact_email": f"{index}@{name}.example"}
        for name, scores in figures.items()
        for index, score in enumerate(scores)
    ]
    rows.append({"responded_at": "2026-02-03", "survey_type": "nps", "score": "5", "account_id": "a"})
    cell = Cell("nps", scope=Scope(split="Region"), form=Form.SEGMENTS)
    table = answered(new_workspace_of(accounts=accounts, surveys=rows), cell).result.table
    # February is not over on the third, so January counts.
    assert table.select(["segment", "value", "n"]).to_pylist() == [
        {"segment": "b", "value": 100.0, "n": 3},
        {"segment": "a", "value": 0.0, "n": 2},
    ]
