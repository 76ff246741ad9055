"""`python -m bench`: every comparison one after the other, and the table of docs/scaling.md anew.

With names (`python -m bench survival cohorts`) those alone, and no table.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.cohorts import cohorts
from bench.models import buyers, health, survival
from bench.movements import movements
from bench.replays import replays
from bench.row import Row, write_table
from bench.way_in import way_in

# In the order of the table. A comparison checks equal answers, prints what it measures, and gives its rows.
_COMPARISONS: Mapping[str, Callable[[], list[Row]]] = {
    "health": lambda: health(1_000_000),
    "replays": lambda: replays(5_000) + replays(100_000),
    "survival": lambda: survival(1_000_000, with_peers=True),
    "buyers": lambda: buyers(1_000_000, with_peers=True),
    "movements": lambda: movements(100_000),
    "way_in": lambda: way_in(1_000_000),
    "cohorts": lambda: cohorts(1_000_000) + cohorts(10_000_000),
}
_PAGE = Path(__file__).parents[1] / "docs" / "scaling.md"


def _run(names: list[str]) -> None:
    unknown = set(names) - _COMPARISONS.keys()
    if unknown:
        raise SystemExit(f"No comparison '{min(unknown)}'. There are: {', '.join(_COMPARISONS)}.")
    print("Medians; a ratio above 1 says that the rival needs so many times as long as ours.")
    rows = [row for name in names or _COMPARISONS for row in _COMPARISONS[name]()]
    for row in rows:
        if row.reached is False:
            print(f"\nShort of its target: {row.what}: {row.ours} beside {row.rival}, must be {row.target}")
    if not names:
        write_table(rows, _PAGE)
        print(f"\nThe table is in {_PAGE.name}.")


if __name__ == "__main__":
    _run(sys.argv[1:])
