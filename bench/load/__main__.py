"""Serve the app to many visitors at once, and say how long they wait and what they cost.

`python -m bench.load --visitors 20 --minutes 5`; `--visitors 5 --minutes 120` is a soak; `--isolation --visitors 40
--rounds 3` gives each visitor data of her own and looks for anybody else's in all that she is sent.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench.load.crowd import crowd
from bench.load.isolation import isolation
from bench.load.served import served


def main() -> int:
    """Print the figures; 1 where a visitor was sent what is another's, or an error."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--visitors", type=int, default=20, help="at once (20)")
    parser.add_argument("--minutes", type=float, default=5, help="how long they stay (5)")
    parser.add_argument("--isolation", action="store_true", help="look for what is another visitor's")
    parser.add_argument("--rounds", type=int, default=3, help="of --isolation, each with other data (3)")
    chosen = parser.parse_args()
    # One more stays from the first to the last; and the place of a visit that ended is kept for a minute.
    most = 1 + chosen.visitors * (chosen.rounds if chosen.isolation else 1)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), CSM_MAX_VISITORS=str(most)) as server,
    ):
        if not chosen.isolation:
            return crowd(server, chosen.visitors, chosen.minutes)
        seen = isolation(server.address, chosen.visitors, chosen.rounds)
    print(f"{seen.visits} visits, {seen.megabytes:,.0f} MB looked through")
    print(f"{seen.downloads} downloads, which had to be asked for again {seen.in_vain} times")
    print("\n".join(seen.strangers) or "nobody was sent anything of anybody else's")
    return int(bool(seen.strangers))


if __name__ == "__main__":
    sys.exit(main())
