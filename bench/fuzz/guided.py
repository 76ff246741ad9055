"""Fuzzing led by what code the files reach; needs `atheris`, which is no dependency of the project."""

from __future__ import annotations

import hashlib
import random
import re
import sys
import traceback
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import NoReturn


def guided(folder: Path, minutes: float, seed: int) -> NoReturn:
    """Run for so long and end the process: 77 where memory or time ran out, else 0 (failures are files in `folder`).

    The files that reached something new stay in `folder / "corpus"`, for the next time to begin with.
    """
    # Not imported by its name: it is installed by hand, for this alone.
    atheris = import_module("atheris")
    with atheris.instrument_imports(include=["csm_core.intake"]):
        from bench.fuzz.judge import judge
    from bench.fuzz.limits import in_a_fork, is_dense, limit_memory, watched
    from bench.fuzz.mutate import mutated
    from bench.fuzz.seeds import seeds

    starts, kinds = seeds(), set[str]()
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for content in starts:
        (corpus / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content)
        judge(content)
    limit_memory()

    def one(content: bytes) -> None:
        try:
            with watched():
                in_a_fork(partial(judge, content)) if is_dense(content) else judge(content)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            words = re.sub(r"\d+|'.*'", "…", str(error)[:120])
            kind = f"{type(error).__name__} {words} {traceback.extract_tb(error.__traceback__)[-1]}"
            if kind not in kinds:
                kinds.add(kind)
                name = f"failed-{hashlib.sha256(content).hexdigest()[:12]}"
                (folder / name).write_bytes(content)
                (folder / f"{name}.txt").write_text("".join(traceback.format_exception(error)))

    def change(content: bytes, most: int, number: int) -> bytes:
        draw = random.Random(number)
        if draw.random() < 0.3:
            return bytes(atheris.Mutate(content, most))
        return mutated(bytes(content), draw, starts)[:most]

    options = [f"-max_total_time={round(60 * minutes)}", f"-seed={seed}", "-max_len=20000", "-timeout=60"]
    atheris.Setup([sys.argv[0], *options, "-rss_limit_mb=0", str(corpus)], one, custom_mutator=change)
    atheris.Fuzz()
    raise SystemExit
