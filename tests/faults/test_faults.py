"""A few of the faults of `bench/faults`: what is damaged is refused in words, what was called done is there."""

import subprocess
import sys
from pathlib import Path

import pytest

_FAULTS = [
    ("damages", 10, "refused"),
    ("kills", 2, "killed after"),
    ("full_disk", 4, "refused"),
    ("erasures", 2, ""),
]


# Each forks, so it has to be a process without threads.
@pytest.mark.parametrize(("faults", "count", "words"), _FAULTS)
def test_faults_at_random_leave_what_is_whole_or_refused(faults: str, count: int, words: str) -> None:
    command = [sys.executable, "-m", f"bench.faults.{faults}", str(count), "7"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert words in ran.stdout
