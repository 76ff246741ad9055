"""The limits of a workspace hold for its queries."""

from pathlib import Path

from csm_core import Workspace
from csm_core.engines.limits import Limits

ASKED = "select current_setting('threads') as threads, current_setting('memory_limit') as memory"


def test_a_workspace_takes_no_more_than_its_limits(tmp_path: Path) -> None:
    limits = Limits(megabytes=512, threads=1)
    for workspace in (Workspace.in_memory(limits), Workspace.open(tmp_path / "w.duckdb", limits)):
        # 512 million bytes are 488.28 MiB.
        assert workspace.query(ASKED).to_pylist() == [{"threads": 1, "memory": "488.2 MiB"}]
