"""The way through the child process: what goes in comes out, and what breaks in there stays there."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from csm_core.errors import BadMapping, UnreadableFile
from csm_core.intake import child
from csm_core.intake import ingest as door
from csm_core.intake.ingest import ingest, inspect
from csm_core.intake.mapping import FileMapping, MappingFile
from csm_core.intake.source import Source
from csm_core.intake.work import ingest_source, inspect_source
from tests.csm_core.intake.hostile import workbook

ACCOUNTS = b"Account ID,Account Name,Region\nA,Acme,North\nB,Beta,South\n,Gamma,West\n"


def silent(_stage: str, _share: float) -> None:
    pass


def test_what_the_child_sends_is_what_was_read() -> None:
    source = Source("accounts.csv", ACCOUNTS)
    here, there = ingest_source(source, None, silent), ingest(source)
    assert there.reports == here.reports
    for sent, made in zip(there.batches, here.batches, strict=True):
        assert (sent.table, sent.report, sent.content_hash, sent.mapping) == (
            made.table,
            made.report,
            made.content_hash,
            made.mapping,
        )
        assert sent.rows.equals(made.rows.combine_chunks())
        assert sent.quarantined.equals(made.quarantined.combine_chunks())
        assert sent.attributes.equals(made.attributes.combine_chunks())
    assert inspect(source) == inspect_source(source, None, silent)


def test_a_file_on_disk_is_read_as_its_bytes_are(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_bytes(ACCOUNTS)
    assert ingest(Source("accounts.csv", path)).reports == ingest(Source("accounts.csv", ACCOUNTS)).reports
    assert Source("a", path).sha256 == Source("b", ACCOUNTS).sha256


def test_progress_is_told_up_to_the_end() -> None:
    told: list[tuple[str, float]] = []
    ingest(Source("accounts.csv", ACCOUNTS), progress=lambda stage, share: told.append((stage, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_an_inspection_offers_samples_and_a_proposal_and_a_saved_mapping_stands_in_for_it() -> None:
    (table,) = inspect(Source("accounts.csv", ACCOUNTS)).tables
    assert table.headers == ("Account ID", "Account Name", "Region")
    assert table.rows == 3
    assert table.proposal.samples["Region"] == ("North", "South", "West")
    saved = MappingFile({"accounts.csv": (FileMapping("accounts", columns={"account_id": "Account Name"}),)})
    (table,) = inspect(Source("accounts.csv", ACCOUNTS), saved).tables
    assert table.proposal.mapping == saved.files["accounts.csv"][0]
    assert table.proposal.confidence == 1.0


def test_a_mapping_without_a_sheet_takes_the_first_sheet_that_fits() -> None:
    book = workbook({"Read me": [["About", "this"], ["x", "y"]], "CRM": [["Account", "Name"], ["A", "Acme"]]})
    saved = MappingFile({"book.xlsx": (FileMapping("accounts", columns={"account_id": "Account"}),)})
    (batch,) = ingest(Source("book.xlsx", book), saved).batches
    assert batch.report.sheet == "CRM"
    assert batch.rows["account_id"].to_pylist() == ["A"]


def test_a_wrong_mapping_comes_back_as_such() -> None:
    saved = MappingFile({"accounts.csv": (FileMapping("accounts", columns={"account_id": "Kunde"}),)})
    with pytest.raises(BadMapping, match="no column 'Kunde'"):
        ingest(Source("accounts.csv", ACCOUNTS), saved)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"gone\.csv: There is no such file"):
        ingest(Source("gone.csv", tmp_path / "gone.csv"))


def test_a_child_that_stands_still_is_ended_and_the_file_is_not_blamed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(door, "_PATIENCE_SECONDS", 1.0)
    (tmp_path / "csm_core" / "intake").mkdir(parents=True)
    for part in ("csm_core/__init__.py", "csm_core/intake/__init__.py"):
        (tmp_path / part).write_text("")
    (tmp_path / "csm_core/intake/child.py").write_text("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)")
    monkeypatch.setattr(door, "_ENVIRONMENT", {**door._ENVIRONMENT, "PYTHONPATH": str(tmp_path)})
    with pytest.raises(UnreadableFile, match="stood still for 1 seconds: this machine is busy") as caught:
        ingest(Source("accounts.csv", ACCOUNTS))
    assert "plit it" not in str(caught.value)


def test_a_child_that_dies_is_a_message(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # A stand-in for the child that aborts as a parser does on a file made for it.
    (tmp_path / "csm_core" / "intake").mkdir(parents=True)
    for part in ("csm_core/__init__.py", "csm_core/intake/__init__.py"):
        (tmp_path / part).write_text("")
    (tmp_path / "csm_core/intake/child.py").write_text("import os; os.abort()")
    monkeypatch.setattr(door, "_ENVIRONMENT", {**door._ENVIRONMENT, "PYTHONPATH": str(tmp_path)})
    with pytest.raises(UnreadableFile, match="Reading it broke down"):
        ingest(Source("accounts.csv", ACCOUNTS))


def test_a_child_out_of_memory_is_a_message(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "csm_core" / "intake").mkdir(parents=True)
    for part in ("csm_core/__init__.py", "csm_core/intake/__init__.py"):
        (tmp_path / part).write_text("")
    (tmp_path / "csm_core/intake/child.py").write_text(
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 28, 1 << 28)); bytes(1 << 30)"
    )
    monkeypatch.setattr(door, "_ENVIRONMENT", {**door._ENVIRONMENT, "PYTHONPATH": str(tmp_path)})
    with pytest.raises(UnreadableFile, match="more memory than one file may use"):
        ingest(Source("accounts.csv", ACCOUNTS))


@pytest.mark.parametrize("task", ["ingest", "inspect"])
def test_a_job_writes_its_result_beside_itself(task: str, tmp_path: Path) -> None:
    (tmp_path / "content").write_bytes(ACCOUNTS)
    job = {"task": task, "name": "accounts.csv", "path": str(tmp_path / "content"), "mapping": None}
    (tmp_path / "job.json").write_text(json.dumps(job))
    assert child.run(tmp_path) == 0
    whole = json.loads((tmp_path / "result.json").read_text())
    assert "error" not in whole
    if task == "ingest":
        with pa.OSFile(str(tmp_path / "0.rows.arrow"), "rb") as stream, pa.ipc.open_file(stream) as reader:
            assert reader.read_all()["account_id"].to_pylist() == ["A", "B"]


def test_a_job_that_fails_says_why(tmp_path: Path) -> None:
    (tmp_path / "content").write_bytes(b"")
    job = {"task": "ingest", "name": "accounts.csv", "path": str(tmp_path / "content"), "mapping": None}
    (tmp_path / "job.json").write_text(json.dumps(job))
    assert child.run(tmp_path) == 1
    assert json.loads((tmp_path / "result.json").read_text())["error"] == "unreadable"
