"""A new export is one file in the folder of dialects: nothing else has to know of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from csm_core.intake import dialects
from csm_core.intake.dialects.recognise import known_dialects, recognise
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import ingest_source

MODULE = '''
"""Paddleboat's subscriptions: money in cents, its own words for states, test rows among the others."""

import pyarrow as pa

from csm_core.intake.dialects.declare import Dialect, LeftOut
from csm_core.intake.dialects.rewrite import is_any, words


def _adapt(cells: pa.Table) -> pa.Table:
    return words(cells, "boat_state", {"afloat": "active", "sunk": "canceled"})


def _tests(cells: pa.Table) -> list[LeftOut]:
    rows = is_any(cells, "harbour", ("test",))
    return [] if rows is None else [LeftOut(rows, "test_row", "This row is a test of Paddleboat's own.")]


DIALECTS = (
    Dialect(
        source="Paddleboat subscriptions",
        kind="subscriptions",
        signature=("boat_id", "skipper_ref", "boat_state", "launched_on"),
        columns={
            "subscription_id": ("boat_id",),
            "account_id": ("skipper_ref",),
            "status": ("boat_state",),
            "start_date": ("launched_on",),
            "mrr": ("fare",),
        },
        unused={"tells tests from others": ("harbour",)},
        adapt=_adapt,
        in_minor_units=lambda _cells: True,
        leave_out=_tests,
    ),
)
'''
TEXT = (
    "boat_id,skipper_ref,boat_state,launched_on,fare,harbour\n"
    "b1,C1,afloat,2025-02-01,12550,north\nb2,C2,sunk,2025-03-01,900,south\nb3,C9,afloat,2025-03-01,1,test\n"
)


@pytest.fixture
def with_paddleboat(tmp_path: Path) -> Iterator[None]:
    (tmp_path / "paddleboat.py").write_text(MODULE, encoding="utf-8")
    dialects.__path__.append(str(tmp_path))
    known_dialects.cache_clear()
    yield
    dialects.__path__.remove(str(tmp_path))
    known_dialects.cache_clear()


@pytest.mark.usefixtures("with_paddleboat")
def test_a_file_in_the_folder_is_all_that_a_new_export_takes() -> None:
    (batch,) = ingest_source(Source("boats.csv", TEXT.encode()), None, lambda _stage, _share: None).batches
    assert batch.report.source == "Paddleboat subscriptions"
    assert [(row["account_id"], row["status"], str(row["mrr"])) for row in batch.rows.to_pylist()] == [
        ("C1", "active", "125.5000"),
        ("C2", "canceled", "9.0000"),
    ]
    assert batch.quarantined["code"].to_pylist() == ["test_row"]


def test_without_the_file_it_is_not_known() -> None:
    assert recognise(["boat_id", "skipper_ref", "boat_state", "launched_on", "fare", "harbour"]) is None
