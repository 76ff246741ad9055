"""The files that fuzzing starts from: the cases of the reader's tests, and one of each format."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa

from tests.csm_core.intake import hostile
from tests.csm_core.intake.corpus.case import load_case
from tests.csm_core.intake.old_workbooks import xls, xlsb

_CASES = Path(__file__).parents[2] / "tests" / "csm_core" / "intake" / "corpus"
_SMALL = 6_000
_LINES = [
    ["Account ID", "Start date", "MRR", "Currency", "Seats"],
    ["A", "2024-01-01", "1,234.50", "EUR", "3"],
    ["B", "2024-02-01", "20", "EUR", "12"],
    ["C", "2024-03-15", "7.25", "USD", "1"],
]
_TEXT = "\n".join(";".join(line) for line in _LINES).encode()
_RECORDS = [dict(zip(_LINES[0], line, strict=True)) for line in _LINES[1:]]


def seeds() -> list[bytes]:
    """The contents of the files, in an order that is always the same."""
    cases = (load_case(path).content for path in sorted(_CASES.glob("*/*.case")))
    return [*(content for content in cases if len(content) <= _SMALL), *_formats()]


def _formats() -> list[bytes]:
    cells = {(row, column): value for row, line in enumerate(_LINES) for column, value in enumerate(line)}
    rows = "".join(f"<tr>{''.join(f'<td>{value}</td>' for value in line)}</tr>" for line in _LINES)
    return [
        _TEXT,
        "\ufeff".encode("utf-16-le") + _TEXT.decode().encode("utf-16-le"),
        json.dumps(_RECORDS).encode(),
        "\n".join(json.dumps({"data": record, "tags": ["a", 1]}) for record in _RECORDS).encode(),
        f"<html><table>{rows}</table></html>".encode(),
        hostile.workbook({"S": [list(line) for line in _LINES], "Notes": [["Exported by Ann"]]}),
        xls(dict(cells)),
        xlsb(dict(cells)),
        hostile.parquet(pa.table({name: [line[name] for line in _RECORDS] for name in _LINES[0]})),
        hostile.zipped({"lines.csv": _TEXT, "notes.txt": b"none"}),
        gzip.compress(_TEXT, mtime=0),
    ]
