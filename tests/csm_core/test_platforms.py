"""Where the program can't run it says so in one line, before anything fails."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# None in sys.modules is how Python itself marks a module that can't be had.
WITHOUT = "import runpy, sys; sys.modules['resource'] = None; sys.argv = ['csm', 'metrics']"


@pytest.mark.parametrize("module", ["csm_core", "csm_ui.command"])
def test_a_system_without_limits_of_processes_is_told_and_nothing_is_traced(module: str) -> None:
    code = f"{WITHOUT}; runpy.run_module('{module}', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "WSL or Docker" in done.stderr


def test_so_is_who_runs_the_app_by_its_file() -> None:
    code = f"{WITHOUT}; runpy.run_path('app.py')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "WSL or Docker" in done.stderr
