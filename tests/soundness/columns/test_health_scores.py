"""Dated scores of another health tool are scores of their own: never answers, never customers, never use."""

from __future__ import annotations

import pytest

from csm_core.intake.batch import Batch
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import ingest_source
from tests.soundness.health_score_files import FIRST, LOOK_ALIKES, SECOND, Scores

_KIND = "health_scores"


@pytest.mark.parametrize("one", [*FIRST, *SECOND], ids=lambda one: one.file)
def test_scores_are_read_with_their_day(one: Scores) -> None:
    batches = _read(one.file, one.text)
    if not one.points and not one.further:
        assert "surveys" not in {batch.table for batch in batches}
        return
    scored = [batch for batch in batches if batch.table == _KIND]
    assert [_points(batch) for batch in scored] == [set(rows) for rows in (one.points, one.further) if rows]
    tools = {row["tool"] for batch in scored for row in batch.rows.to_pylist()}
    assert tools == {one.tool}
    assert {batch.table for batch in batches if not one.points} <= {_KIND, "accounts", "mrr_snapshots"}
    for batch in batches:
        assert batch.report.rows_in == batch.report.rows_kept + batch.report.rows_quarantined


@pytest.mark.parametrize(("name", "text", "kind"), LOOK_ALIKES, ids=lambda one: one[:12])
def test_what_only_looks_like_them_stays_what_it_is(name: str, text: str, kind: str) -> None:
    assert {batch.table for batch in _read(name, text)} == {kind}


def _read(name: str, text: str) -> tuple[Batch, ...]:
    return ingest_source(Source(name, text.encode()), None, lambda _stage, _share: None).batches


def _points(batch: Batch) -> set[tuple[str, str, float]]:
    return {
        (str(row["account_id"] or row["account_name"]), f"{row['date']:%Y-%m-%d}", round(row["points"], 2))
        for row in batch.rows.to_pylist()
    }
