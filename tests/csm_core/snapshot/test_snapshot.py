"""A snapshot tells its numbers, and nothing that was not shared."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from csm_core import registry
from csm_core.errors import SnapshotGone
from csm_core.facts.build import FACTS, definitions
from csm_core.facts.queries.span import data_span
from csm_core.metrics.framework.declare import Shape
from csm_core.notebook.answered import answered
from csm_core.notebook.cell import Cell, Text
from csm_core.notebook.notebook import Notebook
from csm_core.result import Result
from csm_core.scope import Scope, Span
from csm_core.snapshot.disclosure import ACCOUNTS, COMMENTS, MARKS, NAMES, NEVER, OWNERS, PERSONS, PLAIN, Disclosure
from csm_core.snapshot.shared import Shared
from csm_core.snapshot.take import take_snapshot
from csm_core.snapshot.terms import Terms
from csm_core.snapshot.vault import Vault
from csm_core.snapshot.withheld import NOTE
from csm_core.store.workspace import Workspace
from csm_core.tables.catalogue import TABLES
from tests.contract.company import company
from tests.workspaces import workspace_of

NOON = datetime.fromisoformat("2026-03-01T12:00")
TOKEN, SALT = "a-token-that-nobody-guesses", b"salt of one snapshot"
SCOPE = Scope(start=date(2023, 7, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 30), currency="EUR")


@pytest.fixture(scope="module")
def source() -> Workspace:
    return workspace_of(**company())


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    for workspace in list(Workspace._open.values()):
        workspace.close()


def terms_of(
    source: Workspace, scope: Scope = SCOPE, names: bool = True, comments: bool = True, **more: object
) -> Terms:
    span = data_span(source, TABLES, scope.timezone)
    assert span is not None
    terms = Terms(
        title="March board",
        made_at=NOON,
        expires_at=NOON + timedelta(days=30),
        fingerprint=source.fingerprint,
        definitions=definitions(),
        scope=scope,
        span=span,
        splits=("Region",),
        names=names,
        comments=comments,
    )
    return replace(terms, **more)  # type: ignore[arg-type]


def taken(source: Workspace, cells: list[Cell | Text], terms: Terms, path: Path) -> Shared:
    """The snapshot of the cells as somebody opens it who has nothing but its file."""
    cells = [replace(cell, scope=cell.scope or terms.scope) if isinstance(cell, Cell) else cell for cell in cells]
    disclosure = Disclosure(terms.names, terms.comments, terms.splits, SALT)
    take_snapshot(source, Notebook.of("Board", cells), terms, disclosure, path)
    return Shared.of(Workspace.open(path))


def values(result: Result) -> list[tuple[object, ...]]:
    """Every value with its place, as a reader sees it."""
    shown = [
        (
            *(str(row[key]) for key in ("period", "segment", "measure", "series", "age", "account_id")),
            row["n"],
            *(None if (actual := row[name]) is None else f"{actual:.9g}" for name in ("value", "low", "high")),
        )
        for row in result.rows()
    ]
    return sorted(shown, key=str)


def test_each_text_column_of_the_facts_is_told_apart_by_what_it_gives_away() -> None:
    names = {*ACCOUNTS, *NAMES, *PERSONS, *MARKS, *COMMENTS, *OWNERS, *PLAIN}
    items = {name for fact in FACTS if fact.name not in NEVER for name, type_ in fact.columns if type_ == "varchar"}
    assert items - names == set()


def test_every_metric_says_the_same_in_a_snapshot_that_hides_nothing(source: Workspace, tmp_path: Path) -> None:
    cells: list[Cell | Text] = [Cell(name) for name in registry()]
    shared = taken(source, cells, terms_of(source), tmp_path / "s.duckdb")
    for entry in shared.notebook().entries:
        assert entry.frozen is not None
        assert isinstance(entry.content, Cell)
        actual = values(answered(source, entry.content).result)
        kept = entry.frozen.answer.result
        few = {row[:6] for row in values(kept) if row[7] is None}
        assert [row for row in values(kept) if row[7] is not None] == [row for row in actual if row[:6] not in few]
        assert kept.sql == ()


def test_what_is_kept_and_what_is_asked_anew_are_equal(source: Workspace, tmp_path: Path) -> None:
    shared = taken(source, [Cell("mrr"), Cell("nps"), Text("All is well")], terms_of(source), tmp_path / "s.duckdb")
    for entry in shared.notebook().entries[:2]:
        assert entry.frozen is not None
        again = shared.dated(entry, None, None, None)
        assert values(again.result) == values(entry.frozen.answer.result)


def test_a_reader_splits_and_dates_within_what_was_shared(source: Workspace, tmp_path: Path) -> None:
    shared = taken(source, [Cell("mrr")], terms_of(source), tmp_path / "s.duckdb")
    (entry,) = shared.notebook().entries
    assert shared.splits() == ("Region",)
    split = shared.dated(entry, date(2020, 1, 1), date(2030, 1, 1), "Region").result
    scope = replace(SCOPE, split="Region")
    figures = {row[:6]: row for row in values(answered(source, Cell("mrr", scope=scope)).result)}
    assert {row[1] for row in values(split)} >= {"North", "South"}
    assert all(row == figures[row[:6]] for row in values(split) if row[7] is not None)
    # Wider than what was shared is drawn in to it.
    assert {row["period"] for row in split.rows()} == {
        row["period"] for row in shared.dated(entry, None, None, None).result.rows()
    }
    with pytest.raises(SnapshotGone, match="Plan"):
        shared.dated(entry, None, None, "Plan")


def test_without_names_nothing_in_the_file_names_an_account_a_person_or_a_file(
    source: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "s.duckdb"
    cells: list[Cell | Text] = [
        Cell("mrr"),
        Cell("nps"),
        Cell("health_score"),
        Cell("active_users"),
        Cell("resolution_time"),
    ]
    shared = taken(source, cells, terms_of(source, names=False, comments=False), path)
    for entry in shared.notebook().entries:
        assert entry.frozen is not None
        assert entry.frozen.answer.names == ()
        rows = entry.frozen.answer.result.rows()
        assert all(row["value"] is None for row in rows if row["account_id"] is not None)
    for workspace in list(Workspace._open.values()):
        workspace.close()
    raw = path.read_bytes()
    secret = {row["account_id"] for row in source.query("select account_id from facts.account_list").to_pylist()}
    secret |= {row["u"] for row in source.query("select distinct user_id as u from facts.user_days").to_pylist()}
    secret |= {row["c"] for row in source.query("select distinct comment as c from facts.answers").to_pylist()}
    secret = {text for text in secret if text and len(text) > 3}
    assert len(secret) > 40
    # First the plain search, which is a thousand times as fast: few are there at all, inside of longer words.
    there = [text for text in secret if text.encode() in raw]
    whole = [rb"(?<![0-9a-z])" + re.escape(text.encode()) + rb"(?![0-9a-z])" for text in there]
    assert [text for text, pattern in zip(there, whole, strict=True) if re.search(pattern, raw)] == []


@pytest.mark.parametrize(
    ("names", "comments", "stated"),
    [
        (False, False, set()),
        (True, False, {"Ann Okafor"}),
        (False, True, {"the sponsor left"}),
        (True, True, {"Ann Okafor", "the sponsor left"}),
    ],
)
def test_a_judgement_leaves_as_its_band_and_its_words_only_where_such_are_shared(
    names: bool, comments: bool, stated: set[str], tmp_path: Path
) -> None:
    given = {
        "account_id": "c000",
        "date": "2024-06-01",
        "author": "Ann Okafor",
        "sentiment": "Critical",
        "reason": "the sponsor left",
    }
    odd = given | {"account_id": "c001", "sentiment": "the sponsor left"}
    source = workspace_of(**company(accounts=8), overrides=[given, odd])
    path = tmp_path / "s.duckdb"
    bands = Cell("health_bands", settings=(("judgements", "in_place"),))
    shared = taken(source, [bands, Cell("health_score")], terms_of(source, names=names, comments=comments), path)
    kept = [entry.frozen.answer.result for entry in shared.notebook().entries if entry.frozen]
    assert values(kept[0]) == values(answered(source, replace(bands, scope=SCOPE)).result)
    assert any("without a readable band (red, amber or green): 1." in note for note in kept[1].notes)
    for workspace in list(Workspace._open.values()):
        workspace.close()
    raw = path.read_bytes()
    assert {text for text in ("Ann Okafor", "the sponsor left") if text.encode() in raw} == stated


def test_a_filter_keeps_the_others_out_of_the_file(source: Workspace, tmp_path: Path) -> None:
    scope = replace(SCOPE, filters=(("Region", ("North",)),))
    path = tmp_path / "s.duckdb"
    shared = taken(source, [Cell("mrr")], terms_of(source, scope), path)
    others = (
        source.query(
            "select distinct account_id from facts.account_attributes where attribute = 'Region' and value = 'South'"
        )
        .column(0)
        .to_pylist()
    )
    inside = Workspace.open(path)
    for fact in FACTS:
        if "account_id" in [name for name, _ in fact.columns]:
            rows = inside.query(f"select distinct account_id from facts.{fact.name}").column(0).to_pylist()
            assert set(rows) & set(others) == set(), fact.name
    (entry,) = shared.notebook().entries
    assert entry.frozen is not None
    assert values(entry.frozen.answer.result) == values(answered(source, Cell("mrr", scope=scope)).result)


def test_tables_that_no_shared_cell_reads_do_not_leave(source: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    taken(source, [Cell("nps")], terms_of(source), path)
    inside = Workspace.open(path)
    for fact in ("account_intervals", "user_days", "tickets", "bills", "identities", "sightings"):
        assert inside.query(f"select count(*) as n from facts.{fact}").to_pylist() == [{"n": 0}], fact
    assert inside.query("select count(*) as n from facts.answers").to_pylist()[0]["n"] > 0


def test_figures_of_fewer_than_five_are_withheld(tmp_path: Path) -> None:
    answers = [
        {"responded_at": "2024-03-10", "score": "9", "survey_type": "nps", "contact_email": f"p{index}@a.example"}
        for index in range(4)
    ] + [
        {"responded_at": "2024-04-10", "score": "9", "survey_type": "nps", "contact_email": f"p{row_index}@a.example"}
        for row_index in range(5)
    ]
    source = workspace_of(surveys=answers)
    scope = Scope(start=date(2024, 3, 1), end=date(2024, 5, 1), as_of=date(2024, 4, 30))
    shared = taken(source, [Cell("nps")], terms_of(source, scope), tmp_path / "s.duckdb")
    (entry,) = shared.notebook().entries
    assert entry.frozen is not None
    assert [(row["n"], row["value"], row["note"]) for row in entry.frozen.answer.result.rows()] == [
        (4, None, NOTE),
        (5, 100.0, None),
    ]


def test_single_accounts_are_shown_by_name_only_where_names_are_shared(source: Workspace, tmp_path: Path) -> None:
    assert registry()["health_score"].shape is Shape.ACCOUNTS
    shared = taken(source, [Cell("health_score")], terms_of(source), tmp_path / "s.duckdb")
    (entry,) = shared.notebook().entries
    assert entry.frozen is not None
    assert any(row["value"] is not None for row in entry.frozen.answer.result.rows())
    assert entry.frozen.answer.names


def test_a_snapshot_made_by_other_definitions_shows_what_it_kept_and_no_more(
    source: Workspace, tmp_path: Path
) -> None:
    shared = taken(source, [Cell("mrr")], terms_of(source, definitions="0" * 16), tmp_path / "s.duckdb")
    (entry,) = shared.notebook().entries
    assert entry.frozen is not None
    assert entry.frozen.answer.result.has_value
    with pytest.raises(SnapshotGone, match="Definitions have changed"):
        shared.dated(entry, None, None, "Region")


def test_later_loads_into_the_workspace_change_no_snapshot(tmp_path: Path) -> None:
    rows = company(accounts=8)
    source = workspace_of(**rows)
    shared = taken(source, [Cell("mrr")], terms_of(source), tmp_path / "s.duckdb")
    before = values(shared.dated(shared.notebook().entries[0], None, None, None).result)
    source.undo(source.loads()[0].load_id)
    assert values(shared.dated(shared.notebook().entries[0], None, None, None).result) == before


def vault_with(source: Workspace, folder: Path) -> tuple[Vault, str]:
    vault, terms = Vault(folder), terms_of(source)
    notebook = Notebook.of("Board", [Cell("mrr", scope=SCOPE)])
    disclosure = Disclosure(True, True, ("Region",), SALT)
    return vault, vault.put(TOKEN, lambda path: take_snapshot(source, notebook, terms, disclosure, path))


def test_a_token_opens_its_snapshot_until_it_is_taken_back(source: Workspace, tmp_path: Path) -> None:
    vault, mark = vault_with(source, tmp_path)
    assert vault.open(TOKEN, NOON).terms.title == "March board"
    assert TOKEN not in "".join(path.name for path in tmp_path.iterdir())
    for token in ("", "../register", mark, TOKEN[:-1]):
        with pytest.raises(SnapshotGone, match="does not exist"):
            vault.open(token, NOON)
    vault.revoke(mark)
    with pytest.raises(SnapshotGone, match="revoked"):
        vault.open(TOKEN, NOON)
    assert list(tmp_path.glob("*.duckdb")) == []


def test_an_expired_snapshot_says_so_and_is_deleted(source: Workspace, tmp_path: Path) -> None:
    vault, _ = vault_with(source, tmp_path)
    assert vault.sweep(NOON + timedelta(days=29)) == 0
    assert vault.sweep(NOON + timedelta(days=30)) == 1
    with pytest.raises(SnapshotGone, match="expired on 2026-03-31"):
        vault.open(TOKEN, NOON + timedelta(days=31))
    assert list(tmp_path.glob("*.duckdb")) == []


def test_a_snapshot_is_not_shown_after_its_time_even_before_anybody_swept(source: Workspace, tmp_path: Path) -> None:
    vault, _ = vault_with(source, tmp_path)
    with pytest.raises(SnapshotGone, match="expired"):
        vault.open(TOKEN, NOON + timedelta(days=30))


def test_a_damaged_file_and_one_of_another_version_are_said(source: Workspace, tmp_path: Path) -> None:
    vault, mark = vault_with(source, tmp_path)
    for workspace in list(Workspace._open.values()):
        workspace.close()
    (tmp_path / f"{mark}.duckdb").write_bytes(b"no database")
    with pytest.raises(SnapshotGone, match="can't be read"):
        vault.open(TOKEN, NOON)
    with pytest.raises(SnapshotGone, match="another version"):
        Terms.read(terms_of(source).text().replace('"version":1', '"version":2'))
    with pytest.raises(SnapshotGone, match="can't be read"):
        Terms.read("[]")


def test_terms_come_back_as_they_were_written(source: Workspace) -> None:
    terms = terms_of(
        source, replace(SCOPE, filters=(("Región", ("Nord & Süd",)),), timezone="Europe/Berlin"), names=False
    )
    assert Terms.read(terms.text()) == terms


def test_the_terms_of_the_first_version_are_read() -> None:
    text = (
        '{"version": 1, "title": "Board", "made_at": "2026-02-03T09:30:00.125000", "expires_at": '
        '"2026-03-05T00:00:00+00:00", "fingerprint": "abc", "definitions": "def", "scope": [["start", "2026-01-01"], '
        '["f.plan", "pro"], ["f.plan", "team"]], "span": ["2024-01-01", "2026-01-31", "EUR"], "splits": ["plan"], '
        '"names": true, "comments": false}'
    )
    assert Terms.read(text) == Terms(
        "Board",
        datetime.fromisoformat("2026-02-03T09:30:00.125"),
        datetime.fromisoformat("2026-03-05T00:00:00+00:00"),
        "abc",
        "def",
        Scope(date(2026, 1, 1), filters=(("plan", ("pro", "team")),)),
        Span(date(2024, 1, 1), date(2026, 1, 31), "EUR"),
        ("plan",),
        True,
        False,
    )


def test_terms_whose_scope_can_not_be_read_open_nothing(source: Workspace) -> None:
    text = terms_of(source).text()
    with pytest.raises(SnapshotGone, match="can't be read"):
        Terms.read(text.replace('"scope":[', '"scope":[["grain","fortnight"],'))
