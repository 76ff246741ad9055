"""A fork server's program whose jobs do what is asked of them in place of reading: `name` in job.json says what."""

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from csm_core.intake.worker.fork_server import serve

_before: list[str] = []


def _raise() -> int:
    raise ValueError("broken in the job")


def _work_on() -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (1, 6))
    while True:
        time.process_time()


def _take_memory() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (1 << 28, 1 << 28))
    return len(bytes(1 << 30))


def _wait_for_the_host() -> int:
    """Say so, and go on when the host writes a number to the pipe `go`."""
    print("waiting", flush=True)
    return int(Path("go").read_text())


def _look_around() -> int:
    """Say what there is to see, then leave something in every place that a later job might see."""
    descriptors = [int(name) for name in os.listdir("/proc/self/fd")]  # noqa: PTH208 - names, not paths
    print(
        json.dumps(
            {
                "process": os.getpid(),
                "server": os.getppid(),
                "descriptors": [one for one in descriptors if Path(f"/proc/self/fd/{one}").exists()],
                "environment": sorted(os.environ),
                "before": _before,
                "path": sys.path,
                "folder": str(Path.cwd()),
                "mask": os.umask(0o777),
                "interrupt": str(signal.getsignal(signal.SIGINT)),
            }
        ),
        flush=True,
    )
    _before.append("job")
    os.environ["LEFT"] = "behind"
    sys.path.append("left")
    return 0


def _end_with(number: int) -> Callable[[], int]:
    def end() -> int:
        os.kill(os.getpid(), number)
        return 0

    return end


def _end_server() -> int:
    os.kill(os.getppid(), signal.SIGKILL)
    return 0


JOBS: dict[str, Callable[[], int]] = {
    "return 0": lambda: 0,
    "return 3": lambda: 3,
    "raise": _raise,
    "abort": os.abort,
    "killed": _end_with(signal.SIGKILL),
    "out of time": _end_with(signal.SIGXCPU),
    "stopped": _end_with(signal.SIGSTOP),
    "work on": _work_on,
    "take memory": _take_memory,
    "wait": _wait_for_the_host,
    "look around": _look_around,
    "end server": _end_server,
}


def job_of(folder: Path) -> int:
    """The work that its name asks for."""
    return JOBS[json.loads((folder / "job.json").read_text())["name"]]()


if __name__ == "__main__":
    serve(job_of)
