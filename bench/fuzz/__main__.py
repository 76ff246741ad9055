"""Fuzz the reader: `python -m bench.fuzz --minutes 60 FOLDER`, or `--runs 400` for as many files of one seed.

Where `atheris` is installed (`pip install atheris`; it is no dependency), it looks for files that reach code which
none has reached yet, and keeps them in FOLDER. Without it files are drawn from the seeds at random.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
from collections import Counter
from functools import partial
from pathlib import Path

from bench.fuzz.limits import in_a_fork, is_dense, limit_memory, watched


def main() -> int:
    """Try files until the time or their number is up; 1 when one of them was a failure."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="where failures are written, and what atheris keeps")
    parser.add_argument("--minutes", type=float, help="by atheris, for so long")
    parser.add_argument("--runs", type=int, default=400, help="without atheris: so many files (400)")
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    if chosen.minutes is not None:
        from bench.fuzz.guided import guided

        guided(chosen.folder or Path("fuzz"), chosen.minutes, chosen.seed)
    return _drawn(chosen.runs, chosen.seed, chosen.folder)


def _drawn(runs: int, seed: int, folder: Path | None) -> int:
    from bench.fuzz.judge import judge
    from bench.fuzz.mutate import mutated
    from bench.fuzz.seeds import seeds

    starts, draw = seeds(), random.Random(seed)
    for content in starts:
        judge(content)
    limit_memory()
    outcomes: Counter[str] = Counter()
    for number in range(runs):
        content = mutated(draw.choice(starts), draw, starts)
        try:
            with watched():
                outcomes[in_a_fork(partial(judge, content)) if is_dense(content) else judge(content)] += 1
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            outcomes[f"FAILED: {type(error).__name__}: {str(error)[:200]}"] += 1
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"failed-{number}-{hashlib.sha256(content).hexdigest()[:12]}").write_bytes(content)
    for outcome, count in outcomes.most_common():
        print(f"{count:6}  {outcome}")
    return int(any(outcome.startswith("FAILED") for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
