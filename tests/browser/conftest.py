"""Fixtures of the browser tests: one Chromium and one served app for all of them, a fresh visitor for each."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from csm_core import Workspace
from csm_core.loading.demo import load_demo
from data.generate import write_demo
from tests.browser.rig import CHROMIUM_FLAGS, ROOT, Screen, chromium_path, served

HERE = Path(__file__).parent
NO_BROWSER = "NO BROWSER: no Chromium was found, so nothing here was tested; install chromium or set CSM_CHROMIUM"

Visit = Callable[..., Screen]


# What takes longest, so that nobody waits for it alone in the end.
LONGEST = ("test_journey", "test_first_visit", "test_visitors", "test_notebook", "test_crash", "test_snapshot")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: HERE not in item.path.parents or item.path.stem not in LONGEST)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if chromium_path() is None:
        terminalreporter.write_sep("*", NO_BROWSER, red=True, bold=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app as a host runs it: every visitor has a workspace of her own, in memory."""
    with served(ROOT / "asgi.py", tmp_path_factory.mktemp("app") / "server.log") as address:
        yield address


@pytest.fixture
def team_app(tmp_path: Path) -> Iterator[str]:
    """The app as a team runs it: one workspace file, so that a link opens on the same data elsewhere."""
    with served(ROOT / "asgi.py", tmp_path / "server.log", CSM_WORKSPACE=str(tmp_path / "team.duckdb")) as address:
        yield address


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace file of one's own with the demo company, which whoever needs it first builds for all workers."""
    folder = tmp_path_factory.getbasetemp()
    shared = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "demo.duckdb"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            begun = shared.with_suffix(".begun")
            begun.unlink(missing_ok=True)
            workspace = Workspace.open(begun)
            load_demo(workspace)
            workspace.close()
            begun.rename(shared)
    return Path(shutil.copy(shared, tmp_path_factory.mktemp("demo_file") / "demo.duckdb"))


@pytest.fixture(scope="session")
def demo_app(demo_file: Path) -> Iterator[str]:
    """The app on a workspace file that holds the demo company."""
    with served(ROOT / "asgi.py", demo_file.with_name("server.log"), CSM_WORKSPACE=str(demo_file)) as address:
        yield address


@pytest.fixture(scope="session")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's exports as files, and one of no tool that is known."""
    folder = tmp_path_factory.mktemp("exports")
    write_demo(folder)
    rows = [f"2026-08-{day:02},2026-09-{day:02},someone{day}@example.example,{1 + day % 5}" for day in range(1, 21)]
    (folder / "happiness.csv").write_text("\n".join(["Asked,Answered,Person,Stars", *rows]) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def visit(chromium: Browser, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Visit]:
    """Open a new visitor's browser: visit(address=None, width=1440, height=900, dark=False) gives her Screen.

    Without an address it is `app`. In the end, anything that a visitor's browser noticed fails the test: an
    error on the console, an uncaught exception, a refused request, and any request that leaves this machine.
    A server of a test's own is asked for before this one, so that it ends after its visitors have left.
    Pictures go to the folder CSM_SHOTS, or to the test's own.
    """
    shots = Path(os.environ.get("CSM_SHOTS", tmp_path / "shots"))
    shots.mkdir(parents=True, exist_ok=True)
    contexts: list[BrowserContext] = []
    screens: list[Screen] = []

    def new_visitor(address: str | None = None, width: int = 1440, height: int = 900, dark: bool = False) -> Screen:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="UTC",
        )
        contexts.append(context)
        screens.append(Screen(context.new_page(), address or request.getfixturevalue("app"), shots))
        return screens[-1]

    yield new_visitor
    for context in contexts:
        context.close()
    assert [problem for screen in screens for problem in screen.problems] == []
