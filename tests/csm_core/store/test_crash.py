"""A process that is killed in the middle of a load leaves a workspace that opens, with all of the load or none."""

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT, batch_of

ROWS = 40_000
# Loads one known file, says so, and then loads another one for as long as it lives.
PROGRAM = """
    import sys
    from pathlib import Path
    from csm_core.store.workspace import Workspace
    from tests.workspaces import LOADED_AT, batch_of

    workspace = Workspace.open(Path(sys.argv[1]))
    workspace.load([batch_of("accounts", [{"account_id": "first"}])], LOADED_AT, "add")
    rows = [{"account_id": f"A{place}", "Region": "North"} for place in range(int(sys.argv[2]))]
    batch = batch_of("accounts", rows)
    print("loading", flush=True)
    while True:
        (load,) = workspace.load([batch], LOADED_AT, "add")
        print("loaded", flush=True)
        workspace.undo(load.load_id)
"""


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.06, 0.15])
def test_killed_during_a_load_the_workspace_holds_all_of_it_or_none(delay: float, tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    command = [sys.executable, "-c", textwrap.dedent(PROGRAM), str(path), str(ROWS)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "loading\n"
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            process.kill()
        assert process.wait() == -signal.SIGKILL
    workspace = Workspace.open(path)
    counts = workspace.query(
        "select count(*) filter (where account_id = 'first') as first, "
        "count(*) filter (where account_id <> 'first') as others from canonical.accounts"
    ).to_pylist()[0]
    attributes = workspace.query("select count(*) as n from canonical.attributes").to_pylist()[0]["n"]
    total = sum(load.rows_kept for load in workspace.loads())
    assert counts["first"] == 1
    assert counts["others"] in {0, ROWS}
    assert attributes == counts["others"]
    assert total == 1 + counts["others"]
    # It is not only readable: the next load goes in.
    workspace.load([batch_of("accounts", [{"account_id": "next"}])], LOADED_AT, "add")
    assert workspace.row_counts()["accounts"] == counts["others"] + 2
    workspace.close()
