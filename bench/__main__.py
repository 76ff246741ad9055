"""`python -m bench`: every comparison, one after the other. `--quick` leaves out the largest one."""

from __future__ import annotations

import sys

from bench.cohorts import cohorts
from bench.models import buyers, health, survival
from bench.movements import movements
from bench.replays import replays
from bench.way_in import way_in

if __name__ == "__main__":
    print("Medians; a ratio above 1 says that the rival needs so many times as long as ours.")
    health(1_000_000)
    replays(5_000)
    replays(100_000)
    survival(1_000_000)
    buyers(1_000_000)
    movements(100_000)
    way_in(1_000_000)
    cohorts(1_000_000)
    if "--quick" not in sys.argv:
        cohorts(10_000_000)
