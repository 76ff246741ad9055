"""The server that forks a process for each job: what a job ends with comes back, and nothing else crosses."""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from csm_core.intake.worker import fork_server
from csm_core.intake.worker.fork_server import ForkServer
from tests.csm_core.intake.processes import is_alive, wait_for_the_end_of

ROOT = Path(__file__).parents[4]
PROGRAM = "tests.csm_core.intake.odd_jobs"


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    made = ForkServer(PROGRAM)
    yield made
    made.stop()


def folder_of(job: str, below: Path) -> Path:
    folder = below / f"job {len(list(below.iterdir()))}"
    folder.mkdir()
    (folder / "job.json").write_text(json.dumps({"name": job}))
    os.mkfifo(folder / "go")
    return folder


def seen(server: ForkServer, folder: Path) -> dict[str, Any]:
    with server.fork(folder) as job:
        (line,) = job.lines()
        assert job.end() == 0
    actual: dict[str, Any] = json.loads(line)
    assert actual["process"] == job.pid
    return actual


@pytest.mark.parametrize(
    ("job", "code"),
    [
        ("return 0", 0),
        ("return 3", 3),
        ("raise", 1),
        ("abort", -signal.SIGABRT),
        ("killed", -signal.SIGKILL),
        ("out of time", -signal.SIGXCPU),
    ],
)
def test_how_a_job_ended_is_told(job: str, code: int, server: ForkServer, tmp_path: Path) -> None:
    with server.fork(folder_of(job, tmp_path)) as forked:
        assert list(forked.lines()) == []
        assert forked.end() == code


def test_last_words_are_kept_in_the_folder(server: ForkServer, tmp_path: Path) -> None:
    for job, words in (("raise", "ValueError: broken in the job"), ("take memory", "MemoryError")):
        folder = folder_of(job, tmp_path)
        with server.fork(folder) as forked:
            assert list(forked.lines()) == []
        assert words in (folder / "stderr").read_text()


def test_each_job_has_a_process_of_its_own_that_knows_nothing_of_another(server: ForkServer, tmp_path: Path) -> None:
    folders = [folder_of("look around", tmp_path) for _ in range(2)]
    first, second = (seen(server, folder) for folder in folders)
    assert first["process"] != second["process"]
    assert first["server"] == second["server"] == server.start()
    assert [first.pop("folder"), second.pop("folder")] == [str(folder) for folder in folders]
    del first["process"], second["process"]
    assert first == second
    assert first["before"] == []


def test_a_job_holds_no_file_but_its_own_and_nothing_of_the_hosts_environment(
    server: ForkServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSM_SECRET", "theirs")
    waiting = server.fork(folder_of("wait", tmp_path))
    with waiting:
        # Beside a job that runs, whose ends the server holds.
        observed = seen(server, folder_of("look around", tmp_path))
    assert observed["descriptors"] == [0, 1, 2]
    # Python itself sets the last of them where nothing says what characters are.
    assert set(observed["environment"]) - {"LC_CTYPE"} == set(fork_server._ENVIRONMENT)
    assert str(tmp_path) not in observed["path"]
    assert "" not in observed["path"]


def test_what_a_job_says_is_heard_while_it_works(server: ForkServer, tmp_path: Path) -> None:
    folder = folder_of("wait", tmp_path)
    with server.fork(folder) as job:
        lines = job.lines()
        assert next(lines) == "waiting\n"
        (folder / "go").write_text("4")
        assert list(lines) == []
        assert job.end() == 4


def test_several_threads_have_jobs_at_once_and_each_gets_the_code_of_its_own(
    server: ForkServer, tmp_path: Path
) -> None:
    folders = [folder_of("wait", tmp_path) for _ in range(4)]

    def begun(folder: Path) -> fork_server.ForkedJob:
        job = server.fork(folder)
        assert next(job.lines()) == "waiting\n"
        return job

    with ThreadPoolExecutor(4) as threads, ExitStack() as ended:
        jobs = [ended.enter_context(job) for job in threads.map(begun, folders)]
        for code, folder in enumerate(folders):
            (folder / "go").write_text(str(code))
        # They ended by themselves before they are asked.
        assert [(list(job.lines()), job.end()) for job in jobs] == [([], code) for code in range(4)]


def test_a_host_that_wants_no_more_leaves_no_process_behind(server: ForkServer, tmp_path: Path) -> None:
    def cancel(_line: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), server.fork(folder_of("wait", tmp_path)) as job:  # noqa: PT012
        for line in job.lines():
            cancel(line)
    assert not Path(f"/proc/{job.pid}").exists()


def test_a_server_that_ended_is_started_anew(server: ForkServer, tmp_path: Path) -> None:
    before = server.start()
    os.kill(before, signal.SIGKILL)
    with server.fork(folder_of("return 3", tmp_path)) as job:
        assert list(job.lines()) == []
        assert job.end() == 3
    assert server.start() != before


def test_a_server_that_ends_under_a_job_is_no_exit_code(server: ForkServer, tmp_path: Path) -> None:
    with server.fork(folder_of("end server", tmp_path)) as job:
        assert list(job.lines()) == []
        with pytest.raises(EOFError):
            job.end()


def test_a_program_that_can_not_start_takes_no_job(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    server = ForkServer("csm_core.intake.no_such_program")
    with pytest.raises(EOFError):
        server.fork(folder_of("return 0", tmp_path))
    server.stop()
    assert "no_such_program" in capfd.readouterr().err


def test_a_job_for_which_there_is_no_room_is_not_taken_and_the_server_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> int:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", full)
    (job, job_end), (status, status_end) = socket.socketpair(), socket.socketpair()
    with job, status, selectors.DefaultSelector() as selector:
        job.sendall(os.fsencode(tmp_path))
        fork_server._begin(selector, lambda _folder: 0, job_end, status_end)
        assert not selector.get_map()
        with pytest.raises(EOFError):
            fork_server.ForkedJob(job, status)


def test_an_interrupt_from_the_keyboard_is_for_the_host(server: ForkServer) -> None:
    assert os.getpgid(server.start()) != os.getpgid(0)


# A host that starts a server, forks, and reads in both: the fork waits until it is told to end.
FORKING = f"""
    import json, os, sys
    from pathlib import Path
    from csm_core.intake.worker.fork_server import ForkServer

    server = ForkServer({PROGRAM!r})

    def code(number):
        folder = Path(sys.argv[1]) / str(number)
        folder.mkdir()
        (folder / "job.json").write_text(json.dumps({{"name": f"return {{number}}"}}))
        with server.fork(folder) as job:
            assert list(job.lines()) == []
            return job.end()

    ours = [code(0), server.start()]
    if os.fork() == 0:
        print(json.dumps([*ours, code(3), server.start(), os.getpid()]), flush=True)
    sys.stdin.read()
"""


def test_a_host_that_forks_has_a_server_in_each_and_each_ends_with_its_own(tmp_path: Path) -> None:
    command = [sys.executable, "-c", textwrap.dedent(FORKING), str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as host:
        assert host.stdin is not None
        assert host.stdout is not None
        code, server, code_in_fork, server_of_fork, fork = json.loads(host.stdout.readline())
        assert (code, code_in_fork) == (0, 3)
        assert server != server_of_fork
        host.kill()
        wait_for_the_end_of(server)
        assert is_alive(fork)
        assert is_alive(server_of_fork)
        host.stdin.close()
        wait_for_the_end_of(fork)
        wait_for_the_end_of(server_of_fork)
