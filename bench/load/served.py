"""The app as a process of its own, and what it costs: memory and processor time of it and its children."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

_ROOT = Path(__file__).parents[2]
_PATIENCE_SECONDS = 120.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers: its address, its process, and the file that it writes its log to."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def megabytes(self) -> float:
        """Memory that is its own (proportional share) and its children's."""
        return sum(_kilobytes(each) for each in self._family()) / 1024

    def work_seconds(self) -> float:
        """Processor time of it and its children so far."""
        return sum(_ticks(each) for each in self._family()) / _TICKS

    def _family(self) -> list[int]:
        family, queue = [], [self.process.pid]
        while queue:
            family.append(queue.pop())
            with suppress(OSError):
                for thread in Path(f"/proc/{family[-1]}/task").iterdir():
                    queue += map(int, (thread / "children").read_text().split())
        return family


@contextmanager
def served(folder: Path, **environment: str) -> Iterator[Served]:
    """Serve the app; stopped in the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    flags = [f"--server.port={port}", "--server.headless=true", "--server.fileWatcherType=none"]
    log = folder / "server.log"
    variables = {name: value for name, value in os.environ.items() if not name.startswith("CSM_")}
    # All visitors come from one address here, which no limit is meant for.
    limits = {"CSM_LIMIT_VISITS": "0", "CSM_LIMIT_UPLOADS": "0"}
    settings = limits | {"CSM_SNAPSHOTS": str(folder / "snapshots")}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "asgi.py", *flags],
            cwd=_ROOT,
            env=variables | settings | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(process, address, log)
        yield Served(address, process, log)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        process.kill()
        process.wait()


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < end:
        with suppress(httpx.HTTPError):
            if httpx.get(f"{address}/_stcore/health", timeout=2).is_success:
                return
        time.sleep(0.1)
    raise SystemExit(f"The app did not come up:\n{log.read_text('utf-8', 'replace')[-4000:]}")


def _kilobytes(process: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def _ticks(process: int) -> int:
    with suppress(OSError):
        # The program's name, in brackets, may hold anything.
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return sum(int(ticks) for ticks in fields[11:15])
    return 0
