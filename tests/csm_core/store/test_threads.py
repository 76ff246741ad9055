"""Many visitors at once: every answer is that of its own question."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT, batch_of, new_workspace_of

THREADS = 8


def test_eight_threads_get_no_wrong_answer() -> None:
    workspace = Workspace.in_memory()
    together = Barrier(THREADS)

    def many(thread: int) -> int:
        together.wait()
        wrong = 0
        for question in range(60):
            number = thread * 1000 + question
            rows = workspace.query(
                "select $number + 0 * sum(range) as answer, count(*) as n from range($length)",
                {"number": number, "length": 500 + number},
            ).to_pylist()
            wrong += rows != [{"answer": number, "n": 500 + number}]
        return wrong

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(many, range(THREADS))) == [0] * THREADS


def test_metrics_asked_while_others_load_answer_for_one_state_or_the_other() -> None:
    from csm_core.metrics.asking.ask import ask

    line = {"start_date": "2024-01-01", "currency": "EUR"}
    workspace = new_workspace_of(subscriptions=[{"account_id": "A", "mrr": "100", **line}])
    more = batch_of("subscriptions", [{"account_id": "B", "mrr": "11", **line}])
    scope, _ = Scope.from_query([("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31")])
    together = Barrier(THREADS)

    def many(thread: int) -> set[object]:
        together.wait()
        items: set[object] = set()
        for _ in range(6):
            if thread == 0:
                (load,) = workspace.load([more], LOADED_AT, "add")
                workspace.undo(load.load_id)
            else:
                items |= {row["value"] for row in ask(workspace, "mrr", scope).rows()}
        return items

    with ThreadPoolExecutor(THREADS) as pool:
        names = set().union(*pool.map(many, range(THREADS)))
    assert names <= {100.0, 111.0}
    assert ask(workspace, "mrr", scope).rows()[0]["value"] == 100.0
