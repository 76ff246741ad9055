"""Whatever ends a process, nothing of what it read stays behind: its child ends with it, its folders are cleared."""

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import pytest

from csm_core.intake.kept_folder import KeptFolder, sweep_leftovers
from csm_core.intake.worker.stall import StallWatch
from tests.csm_core.intake.processes import descendants, wait_for_the_end_of

ROOT = Path(__file__).parents[3]
# Reads a file whose reading takes a while, and says when the child is at it; then keeps what was read.
READING = """
    import sys
    from pathlib import Path
    from csm_core.intake.worker.ingest import ingest
    from csm_core.intake.kept_folder import KeptFolder
    from csm_core.intake.read.source import Source

    ingest(Source("events.csv", Path(sys.argv[1]).read_bytes()), None, lambda *told: print("busy", flush=True))
    kept = KeptFolder("passing")
    (kept.path / "content").write_text("rows")
    print("done", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def passing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for passing files, for this test alone."""
    folder = tmp_path / "passing"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_folder_goes_with_whoever_holds_it(passing: Path) -> None:
    folder = KeptFolder("intake")
    (folder.path / "content").write_text("rows")
    assert sweep_leftovers() == 0
    assert list(passing.glob("csm-intake-*")) == [folder.path]
    del folder
    assert not list(passing.glob("csm-*"))


def test_only_our_own_folders_are_ever_cleared(passing: Path) -> None:
    for name in ("csm-exports-2024", "csm-intake", "customers", "csm-passing-young"):
        (passing / name).mkdir()
        (passing / name / "rows.csv").write_text("theirs")
    old = passing / "csm-intake-old"
    old.mkdir()
    for folder in passing.iterdir():
        if folder.name != "csm-passing-young":
            os.utime(folder, (0, 0))
    (passing / "csm-intake-link").symlink_to(passing / "customers")
    # What a version left that did not mark its folders goes after a day.
    assert sweep_leftovers() == 1
    assert not old.exists()
    assert (passing / "customers" / "rows.csv").exists()
    assert (passing / "csm-exports-2024" / "rows.csv").exists()


@pytest.mark.parametrize("moment", ["busy", "done"])
def test_a_killed_process_leaves_no_child_and_what_it_kept_is_cleared(
    moment: str, passing: Path, tmp_path: Path
) -> None:
    path = tmp_path / "events.csv"
    rows = "".join(f"e{number},A{number % 9},u{number},login,2025-01-01\n" for number in range(30_000))
    path.write_text("event_id,account_id,user_id,event_name,event_at\n" + rows)
    command = [sys.executable, "-c", textwrap.dedent(READING), str(path)]
    environment = os.environ | {"TMPDIR": str(passing)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    ) as process:
        assert process.stdout is not None
        while moment not in process.stdout.readline():
            assert process.poll() is None
        # The server, and the child that reads.
        family = descendants(process.pid)
        assert len(family) == (2 if moment == "busy" else 1)
        assert list(passing.glob("csm-*/content"))
        process.kill()
        assert process.wait() == -signal.SIGKILL
    for one in family:
        wait_for_the_end_of(one)
    KeptFolder("intake")
    sweep_leftovers()
    assert not list(passing.glob("csm-*"))


def watched(program: str, patience: float, throttle: bool = False) -> tuple[int, bool]:
    """Exit code of a child under the watch and whether the watch ended it; `throttle` stops it most of the time."""
    with (
        subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.DEVNULL) as process,
        StallWatch(process, patience, look=0.05) as watch,
    ):
        while throttle and process.poll() is None:
            process.send_signal(signal.SIGSTOP)
            time.sleep(0.1)
            process.send_signal(signal.SIGCONT)
            time.sleep(0.02)
        code = process.wait()
    return code, watch.has_stalled


WORK = "import time\nwhile time.process_time() < 0.6: pass"


def test_a_child_that_works_longer_than_the_patience_goes_on() -> None:
    assert watched(WORK, patience=0.3) == (0, False)


def test_a_child_that_is_stopped_most_of_the_time_goes_on() -> None:
    assert watched(WORK, patience=2.0, throttle=True) == (0, False)


@pytest.mark.parametrize("still", ["import time; time.sleep(600)", "import os; os.kill(os.getpid(), 19)"])
def test_a_child_that_stands_still_is_ended(still: str) -> None:
    assert watched(still, patience=0.5) == (-signal.SIGKILL, True)


def test_a_child_that_ends_by_itself_keeps_its_code() -> None:
    assert watched("raise SystemExit(3)", patience=30) == (3, False)
