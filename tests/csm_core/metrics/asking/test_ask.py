"""An answer is of one moment of the data, and in one order."""

from datetime import datetime

import pyarrow as pa
import pytest

from csm_core.metrics.asking.ask import ask, context_of, rows_behind
from csm_core.metrics.framework.context import Context
from csm_core.metrics.voice.survey_responses import with_zeros
from csm_core.result import SCHEMA
from tests.workspaces import batch_of, new_workspace_of, workspace_of

LATER = datetime(2025, 1, 2)  # noqa: DTZ001 - the store keeps plain UTC


@pytest.mark.parametrize("question", [lambda w: ask(w, "mrr").table, lambda w: rows_behind(w, "mrr")])
def test_a_load_that_comes_into_force_within_a_question_is_wholly_in_the_answer(question, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    line = {"start_date": "2024-01-01", "mrr": "10", "currency": "EUR"}
    workspace = new_workspace_of(subscriptions=[{"account_id": "A"} | line])
    plain, loads = Context.table, [batch_of("subscriptions", [{"account_id": "B"} | line])]

    def table(self: Context, sql: str, **parameters: object) -> pa.Table:
        answer = plain(self, sql, **parameters)  # type: ignore[arg-type]
        if loads:
            self.workspace.load([loads.pop()], LATER, "add")
        return answer

    monkeypatch.setattr(Context, "table", table)
    assert question(workspace).equals(question(workspace))
    assert not loads


def test_counts_come_in_one_order_whatever_the_order_of_their_groups() -> None:
    answers = [
        {"responded_at": "2024-01-10", "score": "5", "survey_type": kind, "scale": "1-5", "account_id": "A"}
        for kind in ("csat", "ces")
    ]
    context = context_of(workspace_of(surveys=answers), "survey_responses", None, None, None)
    keys = {name: [None, None] for name in SCHEMA.names}
    counts = pa.table(
        keys
        | {
            "period": [context.periods[0].start] * 2,
            "measure": ["answers"] * 2,
            "series": ["nps", "ces"],
            "value": [1.0, 2.0],
        }
    )
    counts = pa.table({name: counts.column(name).cast(SCHEMA.field(name).type) for name in SCHEMA.names})
    turned = counts.take([1, 0])
    assert with_zeros(counts, context, "-").to_pylist() == with_zeros(turned, context, "-").to_pylist()
