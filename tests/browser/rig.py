"""What the browser tests stand on: a served app, a visitor's screen, and what the visitor's browser noticed."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response, WebSocket
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).parents[2]
HOME = "127.0.0.1"
PATIENCE = 60.0  # seconds; a test that needs them has failed in any case
CHROMIUM_FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"),
    # What a page asks of another host is recorded and never answered.
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOME}",
)
# A cold deep link first looks for the server below the page's own path, and is told that it isn't there.
LOOKING_FOR_THE_SERVER = re.compile(r"^/[^/]+/_stcore/(health|host-config)$")
# Rules that Streamlit's own markup breaks: in the sidebar's menu, a metric's sparkline and the file uploader.
NOT_OURS = {
    "list": '[data-testid="stSidebarNav"]',
    "listitem": '[data-testid="stSidebarNav"]',
    "svg-img-alt": '[data-testid="stMetric"]',
    "presentation-role-conflict": '[data-testid="stFileUploader"]',
}
CALM = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app || app.dataset.testScriptState !== 'notRunning' || app.dataset.testConnectionState !== 'CONNECTED')
        return false;
    const waiting = ['stSkeleton', 'stAppSkeleton', 'stSpinner'].map((id) => `[data-testid="${id}"]`);
    const seen = [...document.querySelectorAll([...waiting, '[data-stale="true"]'].join(','))];
    return !seen.some((element) => element.checkVisibility()) && document.fonts.status === 'loaded';
}"""
# What the Content-Security-Policy forbids is said on the console by Chromium in most cases, and here in all.
FORBIDDEN = """addEventListener('securitypolicyviolation',
    (event) => console.error(`forbidden: ${event.effectiveDirective} ${event.blockedURI}`))"""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def chromium_path() -> str | None:
    """The Chromium to test with: CSM_CHROMIUM, else what the system has, else None."""
    names = (os.environ.get("CSM_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


@contextlib.contextmanager
def served(script: Path, log: Path, **environment: str) -> Iterator[str]:
    """Serve a Streamlit script as `make run` does; gives its address, and stops it in the end."""
    with served_by(script, log, **environment) as (address, _):
        yield address


def free_port() -> int:
    """A port of this computer that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOME, 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served_by(
    script: Path, log: Path, port: int | None = None, by: Sequence[str] = (), **environment: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The same with its process, for a test that ends it; at a port of its own unless one is named. `by`: another
    server's module and arguments."""
    port = port or free_port()
    flags = [f"--server.port={port}", "--server.headless=true", "--server.fileWatcherType=none"]
    command = [*by, f"--port={port}"] if by else ["streamlit", "run", str(script), *flags]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name != "CSM_WORKSPACE"}
            | {"CSM_BACKUP_DAYS": "0"}
            | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for_health(process, f"http://{HOME}:{port}", log)
            yield f"http://{HOME}:{port}", process
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for_health(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"The app did not come up:\n{log.read_text('utf-8', 'replace')[-4000:]}")


@dataclass
class Screen:
    """One visitor's tab, with everything that her browser noticed."""

    page: Page
    address: str
    shots: Path
    problems: list[str] = field(default_factory=list)
    started: int = 0
    finished: int = 0
    running: bool = False

    def __post_init__(self) -> None:
        self.page.add_init_script(FORBIDDEN)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))
        self.page.on("request", self._request)
        self.page.on("response", self._response)
        self.page.on("websocket", self._websocket)

    def open(self, path: str = "/") -> "Screen":
        """Go to a path of the app, query and all, and wait for the whole page."""
        with self.change():
            self.page.goto(self.address + path)
        return self

    @contextlib.contextmanager
    def change(self) -> Iterator[None]:
        """Do something that makes the app run, and wait until it has run and painted."""
        before = self.finished
        yield
        self._until(lambda: self.finished > before, "the app did not run")
        self.settled()

    def settled(self) -> None:
        """Wait until the latest run has ended, its outcome is painted, and no other one followed.

        The page's own running/notRunning mark misses fast runs, which React merges into one paint; the
        server's messages do not.
        """
        seen = -1
        while seen != self.started:
            self._until(lambda: not self.running, "a run did not end")
            self.page.wait_for_function(CALM, timeout=PATIENCE * 1000)
            seen = self.started
            self.page.evaluate(TWO_FRAMES)

    def violations(self) -> list[str]:
        """What axe-core finds in our own part of the page: rule, impact and element."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
        actual: list[dict[str, Any]] = self.page.evaluate(
            """async (notOurs) => {
                const { violations } = await axe.run(document, { resultTypes: ['violations'] });
                const inside = (node, owner) => {
                    const target = typeof node.target[0] === 'string' ? node.target[0] : null;
                    return owner && target && document.querySelector(target)?.closest(owner);
                };
                return violations.flatMap(({ id, impact, nodes }) => nodes
                    .filter((node) => !inside(node, notOurs[id]))
                    .map((node) => ({ id, impact, html: node.html, why: node.failureSummary })));
            }""",
            NOT_OURS,
        )
        return [f"{one['id']} ({one['impact']}): {one['html'][:200]} {one['why']}" for one in actual]

    def overflow(self) -> int:
        """Pixels by which the page, or its main part, is wider than the window."""
        pixels: int = self.page.evaluate(
            """() => Math.max(...[document.scrollingElement, document.querySelector('[data-testid="stMain"]')]
                .filter(Boolean).map((element) => element.scrollWidth - element.clientWidth))"""
        )
        return pixels

    def exceptions(self) -> list[str]:
        """The texts of the error boxes that Streamlit draws where a script fails."""
        return self.page.get_by_test_id("stException").all_inner_texts()

    def screenshot(self, name: str) -> Path:
        """The whole page as a picture. An inner element scrolls, so the window grows to it first."""
        size = self.page.viewport_size or {"width": 1440, "height": 900}
        height = self.page.evaluate("() => document.querySelector('[data-testid=\"stMain\"]')?.scrollHeight ?? 0")
        self.page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
        self.settled()
        path = self.shots / f"{name}.png"
        self.page.screenshot(path=path)
        self.page.set_viewport_size(size)
        return path

    def milliseconds_to_change(self, probe: str, act: Callable[[], None]) -> float:
        """From the input event of `act` to the first frame in which `probe` (a JS expression) has a new value.

        Measured inside the page, so that the way to this process does not count.
        """
        self.page.evaluate(
            f"""() => {{
                const value = () => String({probe});
                const before = value();
                let begun = null;
                const begin = () => {{ begun ??= performance.now(); }};
                for (const kind of ['pointerdown', 'keydown', 'input'])
                    window.addEventListener(kind, begin, {{ capture: true }});
                window.changeSeen = new Promise((seen) => {{
                    const look = () => begun !== null && value() !== before
                        ? seen(performance.now() - begun) : requestAnimationFrame(look);
                    requestAnimationFrame(look);
                }});
            }}"""
        )
        act()
        elapsed: float = self.page.evaluate("() => window.changeSeen")
        return elapsed

    def _until(self, condition: Callable[[], bool], otherwise: str) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"{otherwise} within {PATIENCE:.0f} s; noticed so far: {self.problems}")
            self.page.wait_for_timeout(10)  # lets the browser's messages in

    def _console(self, message: ConsoleMessage) -> None:
        # A failed request is written to the console too; `_response` has judged it already.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname != HOME:
            self.problems.append(f"left this machine: {request.url}")

    def _response(self, response: Response) -> None:
        path = urlsplit(response.url).path
        if response.status >= 400 and not (response.status == 404 and LOOKING_FOR_THE_SERVER.match(path)):
            self.problems.append(f"HTTP {response.status}: {response.url}")

    def _websocket(self, websocket: WebSocket) -> None:
        if urlsplit(websocket.url).hostname != HOME:
            self.problems.append(f"left this machine: {websocket.url}")
        self.running = False  # runs of a closed connection never report their end
        websocket.on("framereceived", self._frame)

    def _frame(self, payload: bytes | str) -> None:
        message = ForwardMsg()
        message.ParseFromString(payload if isinstance(payload, bytes) else payload.encode())
        kind = message.WhichOneof("type")
        # A run that a click cuts short never reports its end: the next one begins instead.
        if kind == "new_session":
            self.started += 1
            self.running = True
        if kind == "script_finished":
            self.finished += 1
            self.running = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
