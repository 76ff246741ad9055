"""Answers as records, with all that it takes to show them another day, and back."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from csm_core.codec import Record
from csm_core.metrics.compare.benchmarks import Benchmark
from csm_core.metrics.compare.headline import Headline
from csm_core.notebook.answered import Answered
from csm_core.notebook.content_record import CellRecord, cell_of, cell_record
from csm_core.notebook.result_record import ResultRecord, result_of, result_record

_ANNOTATIONS = pa.schema([("date", pa.date32()), ("text", pa.string()), ("cohort", pa.string())])


class AnsweredRecord(Record, frozen=True):
    """An answer, its cell with it. Each annotation is day, text and cohort."""

    cell: CellRecord
    result: ResultRecord
    names: dict[str, str]
    before: Headline | None = None
    annotations: tuple[tuple[date, str, str | None], ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()


def answered_record(answer: Answered) -> AnsweredRecord:
    """The answer as it is written."""
    return AnsweredRecord(
        cell=cell_record(answer.cell),
        result=result_record(answer.result),
        before=answer.before,
        annotations=tuple((row["date"], row["text"], row["cohort"]) for row in answer.annotations.to_pylist()),
        names=dict(answer.names),
        benchmarks=answer.benchmarks,
    )


def answered_of(record: AnsweredRecord) -> Answered:
    """The answer that a record is. Raises BadRecord."""
    notes = [dict(zip(_ANNOTATIONS.names, one, strict=True)) for one in record.annotations]
    return Answered(
        cell_of(record.cell),
        result_of(record.result),
        record.before,
        pa.Table.from_pylist(notes, schema=_ANNOTATIONS),
        tuple(record.names.items()),
        record.benchmarks,
    )
