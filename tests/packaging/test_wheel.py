"""What the wheel holds is enough: installed elsewhere, in an empty folder, the command works and the app starts."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from csm_core.cli.main import main

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which a wheel of this checkout was installed, beside the packages that it needs."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (folder / "dist").glob("csm_notebook-*.whl")
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(folder / "site"),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    return folder / "site"


@pytest.fixture
def environment(installed: Path) -> Mapping[str, str]:
    # Nothing of the checkout can be imported by accident: only the installed files are on the path.
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PYTHONPATH": str(installed)}


def csm(environment: Mapping[str, str], folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-P", str(Path(environment["PYTHONPATH"]) / "bin" / "csm"), *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_command_makes_the_demo_and_answers_as_the_checkout_does(
    environment: Mapping[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert csm(environment, tmp_path, "--version") == "csm 0.2.0\n"
    csm(environment, tmp_path, "demo", "demo.duckdb")
    question = ("metric", "mrr", "demo.duckdb", "--json")
    answer = json.loads(csm(environment, tmp_path, *question))
    monkeypatch.chdir(tmp_path)
    assert main(question) == 0
    assert answer == json.loads(capsys.readouterr().out)


def test_the_command_starts_the_app_in_an_empty_folder(environment: Mapping[str, str], tmp_path: Path) -> None:
    with running(environment, tmp_path) as port:
        assert get(f"http://127.0.0.1:{port}/_stcore/health") == "ok"
        assert "<title>" in get(f"http://127.0.0.1:{port}/retention")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert list(tmp_path.iterdir()) == []
    # Stopped by its own process, as a supervisor does, nothing of it goes on.
    with pytest.raises(OSError, match="refused"):
        get(f"http://127.0.0.1:{port}/_stcore/health")


def test_the_app_is_not_started_on_a_file_that_is_no_workspace(
    environment: Mapping[str, str], tmp_path: Path
) -> None:
    (tmp_path / "mrr.csv").write_text("account_id,mrr\n")
    command = [sys.executable, "-P", "-m", "csm_ui.command", "run", "mrr.csv"]
    ended = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith("WORKSPACE: 'mrr.csv' is not a workspace.")


class running:  # noqa: N801 - reads as a phrase where it is used
    """The app on a free port of this computer, ended with the block."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-P", "-m", "csm_ui.command", "run", f"--port={self.port}"]
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    def __enter__(self) -> int:
        for _ in self.waiting():
            if self.process.poll() is not None:
                raise AssertionError((self.process.stdout or sys.stdin).read())
            try:
                get(f"http://127.0.0.1:{self.port}/_stcore/health")
            except OSError:
                continue
            return int(self.port)
        raise AssertionError("the app did not answer")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(30)
        if self.process.stdout:
            self.process.stdout.close()

    @staticmethod
    def waiting() -> Iterator[int]:
        for turn in range(600):
            yield turn
            time.sleep(0.2)


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=5) as answer:
        return str(answer.read().decode())


def test_every_file_of_the_packages_is_installed_templates_and_styles_too(installed: Path) -> None:
    names = [
        path.relative_to(ROOT)
        for folder in ("csm_core", "csm_ui")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    assert {path.suffix for path in names} >= {".html", ".css", ".py"}
    assert [name for name in names if not (installed / name).is_file()] == []
