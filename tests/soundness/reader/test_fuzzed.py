"""Files that nobody would write, drawn at random from one seed: `bench/fuzz` says what a failure is."""

import subprocess
import sys
from pathlib import Path

from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import ingest_source

# About fifteen seconds of work.
RUNS = 400


def test_no_file_kills_the_reader_or_makes_it_keep_what_does_not_stand_there() -> None:
    command = [sys.executable, "-m", "bench.fuzz", "--runs", str(RUNS), "--seed", "11"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[3], check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    # Most are read: a judge that nothing gets to would find no fault.
    kept = next(int(line.split()[0]) for line in ran.stdout.splitlines() if line.endswith("kept"))
    assert kept > RUNS // 2


def test_a_raised_digit_is_no_digit_that_could_be_counted_with() -> None:
    # '²' is a digit to Python's isdigit, and no number to its int.
    content = "Unnamed: 0,Account ID,Billing interval,MRR\n\u00b2,A,\u00b2 months,10\n1,B,3 months,\u00b2\n".encode()
    ingested = ingest_source(Source("export.csv", content), None, lambda _stage, _share: None)
    assert sum(report.rows_in for report in ingested.reports) == 2
