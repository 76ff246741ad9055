"""Peers that hold pandas below 3: each in an environment of its own, made once in a folder of caches."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.clock import Timed

# What each of them is installed with, to the version; and what it runs, with the arrays at hand as `a`.
_PEERS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "lifelines": (
        ("lifelines==0.30.0",),
        """
from lifelines import KaplanMeierFitter
work = lambda: KaplanMeierFitter().fit(a["duration"], a["lost"])
answer = lambda fit: fit.survival_function_["KM_estimate"].to_dict()
""",
    ),
    "lifetimes": (
        ("lifetimes==0.11.3", "pandas<2.2", "numpy<1.27"),
        """
from lifetimes import BetaGeoFitter
work = lambda: BetaGeoFitter().fit(a["x"], a["t_x"], a["T"])
answer = lambda fit: {name: float(fit.params_[name]) for name in ("r", "alpha", "a", "b")}
""",
    ),
}
_PROGRAM = """
import json, resource, sys, time, warnings
warnings.simplefilter("ignore")
import numpy as np
a = np.load(sys.argv[1])
{code}
def spent():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in both)
runs = []
for _ in range({runs}):
    began, clock = spent(), time.perf_counter()
    fit = work()
    runs.append((time.perf_counter() - clock, spent() - began))
runs.sort()
clock, work_done = runs[len(runs) // 2]
print(json.dumps({{"clock": clock, "work": work_done, "answer": list(answer(fit).items())}}))
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """What a peer needed, and its answer."""

    timed: Timed
    answer: dict[object, float]


def peer(name: str, arrays: Mapping[str, np.ndarray], runs: int) -> Peer | str:
    """Run a peer on these arrays, `runs` times; why it can't be had, where it can't."""
    requirements, code = _PEERS[name]
    python = _environment(name, requirements)
    if isinstance(python, str):
        return python
    with tempfile.TemporaryDirectory(prefix="csm-bench-") as folder:
        path = Path(folder) / "arrays.npz"
        np.savez(path, **arrays)  # type: ignore[arg-type]
        program = _PROGRAM.format(code=code, runs=runs)
        done = subprocess.run([str(python), "-c", program, str(path)], capture_output=True, text=True, check=False)
    if done.returncode:
        return f"it failed ({done.stderr.strip().splitlines()[-1]})"
    spent = json.loads(done.stdout.strip().splitlines()[-1])
    return Peer(Timed(name, spent["clock"], spent["work"]), dict(spent["answer"]))


def _environment(name: str, requirements: tuple[str, ...]) -> Path | str:
    """The Python of a peer's environment; why there is none, where the package index can't be reached."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "csm-notebook-bench"
    folder = cache / f"{name}-{sys.version_info.major}.{sys.version_info.minor}"
    python, mark = folder / "bin" / "python", folder / "installed.txt"
    wanted = "\n".join(requirements)
    if mark.is_file() and mark.read_text("utf-8") == wanted:
        return python
    venv.create(folder, with_pip=True, clear=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return "not measured, as pip could not install it here"
    mark.write_text(wanted, "utf-8")
    return python
