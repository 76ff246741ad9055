"""The way through the child process: what goes in comes out, and what breaks in there stays there."""

from __future__ import annotations

import gzip
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pytest

from bench.clock import work_done
from csm_core.errors import BadMapping, UnreadableFile
from csm_core.intake.mapping import FileMapping, MappingFile
from csm_core.intake.read.source import Source
from csm_core.intake.worker import child
from csm_core.intake.worker import ingest as door
from csm_core.intake.worker.fork_server import ForkedJob, ForkServer
from csm_core.intake.worker.ingest import ingest, inspect
from csm_core.intake.worker.work import ingest_source, inspect_source
from tests.csm_core.intake.hostile import parquet, workbook
from tests.csm_core.intake.processes import wait_for_the_end_of

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
    rows: list[tuple[str, float]] = []
    ingest(Source("accounts.csv", ACCOUNTS), progress=lambda stage, share: rows.append((stage, share)))
    shares = [share for _, share in rows]
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


@pytest.fixture
def odd_jobs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """In place of reading a file, its child does what the name of the file says."""
    server = ForkServer("tests.csm_core.intake.odd_jobs")
    monkeypatch.setattr(door, "_SERVER", server)
    yield
    server.stop()


def refused(name: str) -> str:
    with pytest.raises(UnreadableFile) as caught:
        ingest(Source(name, ACCOUNTS))
    return str(caught.value)


@pytest.mark.usefixtures("odd_jobs")
def test_a_child_that_stands_still_is_ended_and_the_file_is_not_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_PATIENCE_SECONDS", 1.0)
    actual = refused("stopped")
    assert "stalled for 1 seconds: this machine is busy" in actual
    assert "plit it" not in actual


@pytest.mark.usefixtures("odd_jobs")
@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("abort", "Reading it failed"),  # as a parser does on a file made for it
        ("take memory", "more memory than one file may use"),
        ("work on", "far more work than a file of its size should"),
        ("end server", "was stopped from outside. Nothing is wrong with the file"),
    ],
)
def test_a_child_that_dies_is_a_message_that_tells_why(name: str, cause: str) -> None:
    assert cause in refused(name)


@contextmanager
def reading(folder: Path) -> Iterator[ForkedJob]:
    """A child that stays at reading a file of no size: a pipe that nobody writes to."""
    folder.mkdir()
    os.mkfifo(folder / "pipe")
    job = {"task": "ingest", "name": "a.csv", "path": str(folder / "pipe"), "mapping": None}
    (folder / "job.json").write_text(json.dumps(job))
    with door._SERVER.fork(folder) as forked:
        assert json.loads(next(forked.lines())) == ["Reading", 0.0]
        yield forked


def test_a_child_whose_server_was_ended_ends_with_its_host_and_clears_its_folder(tmp_path: Path) -> None:
    with reading(tmp_path / "job") as forked:
        os.kill(door._SERVER.start(), signal.SIGKILL)
    wait_for_the_end_of(forked.pid)
    assert not list(tmp_path.iterdir())


def test_a_child_has_the_limits_of_its_file(tmp_path: Path) -> None:
    with reading(tmp_path / "job") as forked:
        memory, work, core = (resource.prlimit(forked.pid, what) for what in child.limits(0))
    assert memory == (1_200 << 20, 1_200 << 20)
    assert work == (8, 13)  # a signal that tells why comes 5 seconds before the end
    assert core == (0, 0)


def test_a_larger_file_has_a_right_to_more_up_to_a_limit() -> None:
    megabyte = 1 << 20
    assert list(child.limits(10 * megabyte).values()) == [1_400 * megabyte, 58, 0]
    assert list(child.limits(1_000 * megabyte).values()) == [3_072 * megabyte, 1_500, 0]


# Reads in a process that has imported what the server imports, and says what else was imported for it.
READING = """
import json, sys
from pathlib import Path
from csm_core.intake.worker import child
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import ingest_source

child.import_all()
before = set(sys.modules)
for path in map(Path, sys.argv[1:]):
    ingest_source(Source(path.name, path), None, lambda stage, share: None)
# The code page that a file is written in is its own affair.
print(json.dumps([name for name in set(sys.modules) - before if not name.startswith("encodings.")]))
"""


def test_the_server_has_imported_all_that_reading_takes_and_has_no_thread(tmp_path: Path) -> None:
    table = pa.table({"Account ID": ["A", "B"], "Account Name": ["Acme", "Beta"]})
    contents = {
        "accounts.csv": ACCOUNTS,
        "accounts.csv.gz": gzip.compress(ACCOUNTS),
        "accounts.xlsx": workbook({"S": [["Account ID", "Name"], ["A", "Acme"]]}),
        "accounts.parquet": parquet(table),
        "accounts.jsonl": b'{"account_id": "A", "name": "Acme"}\n{"account_id": "B", "name": "Beta"}\n',
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    command = [sys.executable, "-c", READING, *(str(tmp_path / name) for name in contents)]
    done = subprocess.run(command, cwd=Path(__file__).parents[4], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
    # A fork takes along only the thread that forks, and no lock that another one holds would ever open.
    ingest(Source("accounts.csv", ACCOUNTS))
    assert len(list(Path(f"/proc/{door._SERVER.start()}/task").iterdir())) == 1


def test_the_work_of_a_child_counts_once_it_has_ended() -> None:
    # 20,000 rows take some tenths of a second, of which the host has next to nothing.
    rows = b"".join(b"A%d,Acme,North\n" % number for number in range(20_000))
    before, ours = work_done(), time.process_time()
    ingest(Source("accounts.csv", b"Account ID,Account Name,Region\n" + rows))
    assert work_done() - before > 2 * (time.process_time() - ours)


def test_a_server_that_is_started_beforehand_reads_the_first_file() -> None:
    door.prepare()
    begun = door._SERVER.start()
    ingest(Source("accounts.csv", ACCOUNTS))
    assert door._SERVER.start() == begun


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
