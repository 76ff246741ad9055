"""Nothing of an erased customer or person is left, and what is known of others stays as it was."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from csm_core.backups.shelf import BackupShelf
from csm_core.cli.main import main
from csm_core.closing.closing import close_month, closed_months
from csm_core.errors import BadValue, NotAllowed, SnapshotGone
from csm_core.facts.build import built_facts
from csm_core.metrics.asking.ask import ask
from csm_core.notebook.cell import Text
from csm_core.notebook.notebook import Notebook
from csm_core.notebook.shelf import Shelf
from csm_core.privacy.erase import erase
from csm_core.privacy.everywhere import erase_everywhere
from csm_core.privacy.known_of import known_of
from csm_core.privacy.subject import subject_of
from csm_core.scope import Scope, Span
from csm_core.snapshot.shares import SHARES
from csm_core.snapshot.vault import Vault
from csm_core.store.audit_log import Act, AuditLog
from csm_core.store.saved import Saved
from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT, Row, batch_of

NOON = datetime.fromisoformat("2024-05-02T12:00")
SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 4, 1), as_of=date(2024, 4, 10), currency="EUR")
SPAN = Span(date(2024, 1, 1), date(2024, 4, 10), "EUR")
# Everything that stands for Acme anywhere below.
OF_ACME = ("acme ltd", "acme.example", "A-1000", "pat@", "sue@", "u-77001", "Kestrel")


def line(account: str, mrr: str) -> Row:
    return {"account_id": account, "start_date": "2024-01-05", "mrr": mrr, "currency": "EUR"}


def answer(day: str, score: str, **who: str) -> Row:
    return {"responded_at": day, "score": score, "survey_type": "nps"} | who


def company(path: Path) -> Workspace:
    """Acme and Borealis: Pat answered and used the product without a word of her account, Sue is in no list."""
    workspace = Workspace.open(path)
    tables: dict[str, list[Row]] = {
        "accounts": [
            {"account_id": "A-1000", "account_name": "Acme Ltd", "domain": "acme.example", "Nickname": "Kestrel"},
            {"account_id": "B-2000", "account_name": "Borealis", "parent_account_id": "A-1000"},
        ],
        "contacts": [
            {"account_id": "A-1000", "contact_email": "pat@acme.example", "user_id": "u-77001"},
            {"account_id": "B-2000", "contact_email": "bo@borealis.example", "user_id": "u-88001"},
        ],
        "subscriptions": [line("A-1000", "100"), line("B-2000", "40")],
        "surveys": [
            answer("2024-03-10", "9", contact_email="pat@acme.example", comment="Pat says it works"),
            answer("2024-03-11", "2", contact_email="sue@acme.example"),
            answer("2024-04-02", "10", contact_email="bo@borealis.example", comment="Fine"),
        ],
        "events": [
            {"event_at": "2024-03-01", "user_id": "u-77001", "event_name": "login"},
            {"event_at": "2024-03-02", "user_id": "u-88001", "event_name": "login"},
        ],
    }
    workspace.load([batch_of(name, rows) for name, rows in tables.items()], LOADED_AT, "add")
    with workspace.writing(rows=True) as cursor:
        for raw in ({"Mail": "Sue@ACME.example"}, {"Mail": "bo@borealis.example"}):
            cursor.execute(
                "insert into meta.quarantine values (4, 9, 'not_answered', null, null, 'No answer.', $raw)",
                {"raw": json.dumps(raw)},
            )
    note = Text("Acme Ltd pays late, says Pat@acme.example; Borealis does not. 1000 seats.")
    Shelf(workspace).create(Notebook.of("Acme Ltd review", [note]), NOON)
    close_month(workspace, SCOPE, SPAN, date(2024, 3, 1), {}, NOON)
    return workspace


def everything(workspace: Workspace) -> str:
    """All text in the workspace: rows, documents, and facts."""
    built_facts(workspace)
    tables = workspace.query("select schema_name, table_name from duckdb_tables() where database_name <> 'derived'")
    names = [".".join(row.values()) for row in tables.to_pylist()]
    return json.dumps({name: workspace.query(f"select * from {name}").to_pylist() for name in names}, default=str)


def mrr_of(workspace: Workspace) -> list[float]:
    return [row["value"] for row in ask(workspace, "mrr", SCOPE).table.to_pylist()]


def test_an_erased_customer_is_in_no_row_text_figure_or_byte_and_the_others_are_as_before(tmp_path: Path) -> None:
    workspace = company(tmp_path / "w.duckdb")
    Vault(tmp_path / "snapshots").put("token", lambda path: path.write_bytes(b"a snapshot"))
    Saved(workspace, SHARES).put(Vault.mark("token"), "{}", NOON)
    log, shelf = AuditLog(tmp_path / "audit.jsonl"), BackupShelf(tmp_path / "backups")
    log.note(NOON, "pat@acme.example", Act.OPENED)
    shelf.add(tmp_path / "w.duckdb", NOON, lambda _, out: out.write_bytes(b"a backup"))
    before = workspace.fingerprint
    assert mrr_of(workspace) == [140.0, 140.0, 140.0]

    subject = subject_of(workspace, " acme LTD ")
    assert {name: len(rows) for name, rows in known_of(workspace, subject).items()} == (
        {"accounts": 1, "contacts": 1, "subscriptions": 1, "surveys": 2, "events": 1, "attributes": 1}
        | {"quarantine": 1, "saved": 2}
    )
    erased = erase_everywhere(workspace, subject, Vault(tmp_path / "snapshots"), shelf, log)
    assert (erased.snapshots, erased.backups) == (1, 1)

    workspace = Workspace.open(tmp_path / "w.duckdb")
    text = everything(workspace)
    assert [word for word in OF_ACME if word.lower() in text.lower()] == []
    for word in ("Borealis", "bo@borealis.example", "u-88001", "erased-1 pays late", "1000 seats"):
        assert word in text
    assert mrr_of(workspace) == [40.0, 40.0, 40.0]
    assert workspace.fingerprint != before
    assert len(closed_months(workspace)) == 1  # it can be read, and still says what the sums were
    # The next load has a number of its own.
    (load,) = workspace.load([batch_of("accounts", [{"account_id": "C"}])], LOADED_AT, "add")
    assert load.load_id == 6
    workspace.close()
    content = (tmp_path / "w.duckdb").read_bytes().lower()
    assert [word for word in OF_ACME if word.lower().encode() in content] == []
    assert log.entries()[0].who == "erased"
    with pytest.raises(SnapshotGone):
        Vault(tmp_path / "snapshots").open("token", NOON)
    # The next backup is due at once, and takes the place of what was made before.
    assert shelf.is_due(tmp_path / "w.duckdb", NOON + timedelta(minutes=1))
    shelf.add(tmp_path / "w.duckdb", NOON + timedelta(minutes=1), lambda _, out: out.write_bytes(b"a new one"))
    assert [one.path.read_bytes() for one in shelf.of(tmp_path / "w.duckdb")] == [b"a new one"]
    assert not shelf.is_due(tmp_path / "w.duckdb", NOON + timedelta(minutes=2))


def test_of_an_erased_person_only_the_counts_are_left(tmp_path: Path) -> None:
    workspace = company(tmp_path / "w.duckdb")

    def figures() -> list[object]:
        return [ask(workspace, metric, SCOPE).table.to_pylist() for metric in ("nps", "active_users", "mrr")]

    before = figures()
    erase(workspace, subject_of(workspace, "u-77001"))
    assert figures() == before
    text = everything(workspace).lower()
    assert [word for word in ("pat@", "u-77001", "pat says") if word in text] == []
    assert "acme ltd pays late, says erased-1;" in text
    with pytest.raises(BadValue, match="in this workspace"):
        subject_of(workspace, "pat@acme.example")
    with pytest.raises(NotAllowed):
        erase(workspace.for_reading(), subject_of(workspace, "bo@borealis.example"))
    workspace.close()


def test_the_command_line_shows_what_is_known_and_erases_only_with_yes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "w.duckdb")
    company(tmp_path / "w.duckdb").close()
    assert main(["about", path, "sue@acme.example"]) == 0
    assert list(json.loads(capsys.readouterr().out)) == ["surveys", "quarantine"]
    assert main(["erase", path, "sue@acme.example"]) == 2
    assert "surveys 1, quarantine 1. Nothing was erased" in capsys.readouterr().out
    assert main(["erase", path, "sue@acme.example", "--yes"]) == 0
    assert "surveys 1, quarantine 1." in capsys.readouterr().out
    assert main(["about", path, "sue@acme.example"]) == 2
