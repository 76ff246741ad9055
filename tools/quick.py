"""The tests of what was changed, in a minute or two: `python tools/quick.py [BASE]`, since HEAD or another commit.

They are the rules of `tests/structure`; the tests that mirror a changed file's path or, where none do, those that
ask a changed metric, or those that import the file; and what the contract asks of a changed metric. What a
change breaks elsewhere only `make test` finds.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
METRIC = re.compile(r"csm_core/metrics/\w+/\w+\.py")
RULES = "tests/structure"
CONTRACT = "tests/contract/test_metrics.py"
# Run for every change, for every changed metric, and not in two minutes.
APART = (f"{RULES}/", CONTRACT, "tests/browser/")


def changed_since(base: str) -> list[str]:
    """Paths of what differs from a commit, and of what is not in git yet."""
    differing = ["git", "diff", "--name-only", base]
    new = ["git", "ls-files", "--others", "--exclude-standard"]
    runs = [subprocess.run(one, cwd=ROOT, capture_output=True, text=True, check=True) for one in (differing, new)]  # noqa: S603
    return [path for run in runs for path in run.stdout.splitlines()]


def files_of_tests(paths: Iterable[str]) -> list[str]:
    """Of the tests of changed paths, in alphabetical order."""
    existing: set[Path] = set()
    for path in map(PurePosixPath, paths):
        if path.parts[0] == "tests" and path.name.startswith("test_"):
            existing |= {ROOT / path} if (ROOT / path).exists() else set()
        elif path.suffix == ".py" and path.parts[0] != "tests":
            existing |= _mirrored(path) or _naming(path) or _importing(path)
    return sorted(name for one in existing if not (name := one.relative_to(ROOT).as_posix()).startswith(APART))


def ids_of_metrics(paths: Iterable[str]) -> list[str]:
    """Of those that changed paths declare."""
    return sorted({PurePosixPath(path).stem for path in paths if _declares_metric(path)})


def _declares_metric(path: str) -> bool:
    is_one = METRIC.fullmatch(path) and (ROOT / path).exists()
    return bool(is_one) and "\nMETRIC = " in (ROOT / path).read_text(encoding="utf-8")


def _mirrored(path: PurePosixPath) -> set[Path]:
    tests = ROOT / "tests"
    return {
        *tests.glob(f"**/test_{path.stem}.py"),
        *tests.glob(f"{path.parent}/test_{path.parent.name}_{path.stem}.py"),
        *tests.glob(f"{path.parent}/test_{path.stem}_page.py"),
        *tests.glob(f"{path.with_suffix('')}/test_*.py"),
    }


def _naming(path: PurePosixPath) -> set[Path]:
    if not _declares_metric(str(path)):
        return set()
    tests = ROOT.glob("tests/csm_core/metrics/**/test_*.py")
    return {test for test in tests if f'"{path.stem}"' in test.read_text(encoding="utf-8")}


def _importing(path: PurePosixPath) -> set[Path]:
    module = str(path.with_suffix("")).replace("/", ".")
    parent, _, name = module.rpartition(".")
    ways = [rf"from {re.escape(module)} import ", rf"import {re.escape(module)}\b"]
    ways += [rf"from {re.escape(parent)} import (?:.*, )?{re.escape(name)}\b"] if parent else []
    imports = re.compile(rf"^\s*(?:{'|'.join(ways)})", re.MULTILINE)
    return {test for test in ROOT.glob("tests/**/test_*.py") if imports.search(test.read_text(encoding="utf-8"))}


def main(base: str = "HEAD") -> int:
    """Run them; the exit code is that of the first run that fails."""
    paths = changed_since(base)
    runs = [[RULES, *files_of_tests(paths)]]
    if ids := ids_of_metrics(paths):
        runs.append([CONTRACT, "-k", " or ".join(f"[{one}- or [{one}]" for one in ids)])
    for run in runs:
        print("pytest", *run, flush=True)
        command = [sys.executable, "-m", "pytest", "--numprocesses=2", *run]
        if code := subprocess.run(command, cwd=ROOT, check=False).returncode:  # noqa: S603
            return code
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
