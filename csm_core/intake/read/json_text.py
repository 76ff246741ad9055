"""JSON lines, JSON arrays and objects that hold one array to raw tables; nested objects become dotted columns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pyarrow as pa

from csm_core.errors import UnreadableFile
from csm_core.intake.batch import QUARANTINE_SCHEMA, Issue
from csm_core.intake.layout.grid import MAX_COLUMNS, blank_to_null
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.read.encoding import decode
from csm_core.intake.read.json_items import itemised

_MAX_DEPTH, _FEWEST = 6, 2
# Under which names programs wrap what they answer.
_WRAPPERS = frozenset(
    ("data", "result", "results", "response", "responses", "payload", "body", "records", "_embedded")
)
_BROKEN = object()
# Numbers stay the text they were written as, so that long ids keep every digit.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=lambda _: None)


def _layout_issue(layout: str) -> Issue:
    return Issue("json_layout", "info", f"Read as {layout}; nested values became columns with dots.")


LINES_ISSUE = _layout_issue("JSON lines")


def read_json(name: str, content: bytes) -> tuple[RawTable, ...]:
    """One raw table: a row a record. Lines that are no valid record are quarantined. Raises UnreadableFile."""
    text, encoding, issues = decode(name, content)
    text = text.removeprefix("\ufeff")
    records: list[dict[str, str]] = []
    numbers: list[int] = []
    broken: list[dict[str, object]] = []
    whole = _whole(text)
    for number, record in _lines(text) if whole is None else enumerate(whole, start=1):
        if isinstance(record, dict):
            items = itemised(record)
            records += [_flat(one) for one in items]
            numbers += [number] * len(items)
        else:
            broken.append(_quarantined(number, record))
    if not records:
        reason = "It contains no records: it should be one JSON object per line, or one array of objects."
        raise UnreadableFile.because(name, reason, "Export it again, or as CSV.")
    cells = _columns(name, records)
    quarantined = pa.Table.from_pylist(broken, schema=QUARANTINE_SCHEMA)
    issues = (*issues, LINES_ISSUE if whole is None else _layout_issue("JSON"))
    if len(set(numbers)) < len(numbers):
        message = "Records contain several priced items: each item became a row, and rows are counted by item."
        issues = (*issues, Issue("json_items", "info", message))
        numbers = list(range(1, len(numbers) + 1))
    row_numbers = pa.array(numbers, pa.int64())
    return (RawTable(name, None, cells, row_numbers, encoding, issues=issues, quarantined=quarantined),)


def _whole(text: str) -> list[object] | None:
    """The records of a text that is one JSON value: an array, or an object with one array of objects in it."""
    if are_lines(text):
        return None
    value = _parse(text)
    if isinstance(value, list):
        return _headed(value) or value
    if isinstance(value, dict):
        arrays = _arrays(value)
        return _by_column(value) or (arrays[0] if len(arrays) == 1 else [value])
    return None


def are_lines(text: str) -> bool:
    """Whether a text begins with a record that is a line, and goes on."""
    start = text.lstrip()
    first = start.split("\n", 1)[0].strip()
    return start.startswith("{") and first.endswith("}") and _parse(first) is not _BROKEN and "\n" in start.strip()


def record_of(line: str) -> dict[str, str] | None:
    """The cells of a line that is one record, and becomes one row; else None."""
    value = _parse(line)
    if not isinstance(value, dict) or len(itemised(value)) != 1:
        return None
    return _flat(value)


def _headed(value: list[object]) -> list[object] | None:
    """The records of an array of arrays, the first of which holds the headers; None for any other array."""
    first = value[0] if value else None
    if not isinstance(first, list) or not all(isinstance(one, str) and one for one in first):
        return None
    return [dict(zip(first, one, strict=False)) if isinstance(one, list) else one for one in value[1:]]


def _by_column(value: Mapping[str, object]) -> list[object] | None:
    """The records of an object that holds an array for each column; None for any other object."""
    columns = [one for one in value.values() if isinstance(one, list)]
    lengths = {len(one) for one in columns}
    if len(columns) < _FEWEST or len(columns) < len(value) or len(lengths) != 1:
        return None
    if any(isinstance(cell, dict | list) for one in columns for cell in one):
        return None
    return [dict(zip(value, cells, strict=True)) for cells in zip(*columns, strict=True)]


def _arrays(value: Mapping[str, object], depth: int = 1) -> list[list[object]]:
    """The arrays of objects in an object, else those in what it wraps: 'data.responses'. What has an id is a record,
    whose arrays are parts of it."""
    arrays = [one for one in value.values() if isinstance(one, list) and one and isinstance(one[0], dict)]
    if arrays or depth >= _MAX_DEPTH or "id" in value:
        return arrays
    inner = [one for name, one in value.items() if isinstance(one, dict) and name in _WRAPPERS]
    return [array for one in inner for array in _arrays(one, depth + 1)]


def _lines(text: str) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            value = _parse(line)
            yield number, line if value is _BROKEN else value


def _parse(text: str) -> object:
    try:
        value: object = _DECODER.decode(text)
        return value
    except (ValueError, RecursionError):
        return _BROKEN


def _flat(record: dict[str, object], prefix: str = "", depth: int = 1) -> dict[str, str]:
    cells: dict[str, str] = {}
    for key, value in record.items():
        if isinstance(value, str):
            cells[prefix + key] = value
        elif isinstance(value, dict) and value and depth < _MAX_DEPTH:
            cells.update(_flat(value, f"{prefix}{key}.", depth + 1))
        elif isinstance(value, bool):
            cells[prefix + key] = "true" if value else "false"
        elif isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
            cells[prefix + key] = value[0]
        elif value not in (None, [], {}):
            cells[prefix + key] = json.dumps(value, ensure_ascii=False)
    return cells


def _columns(name: str, records: list[dict[str, str]]) -> pa.Table:
    headers: dict[str, None] = {}
    for record in records:
        headers.update(dict.fromkeys(record))
        if len(headers) > MAX_COLUMNS:
            reason = f"Its records have more than {MAX_COLUMNS:,} different fields."
            raise UnreadableFile.because(name, reason, "Export only the fields that matter.")
    if len(headers) * len(records) > 100_000_000:
        reason = f"It holds {len(records):,} records with {len(headers):,} different fields."
        raise UnreadableFile.because(name, reason, "Export only the fields that matter, or fewer records.")
    return pa.table(
        {header: blank_to_null(pa.array([r.get(header) for r in records], pa.string())) for header in headers}
    )


def _quarantined(number: int, record: object) -> dict[str, object]:
    text = record if isinstance(record, str) else json.dumps(record, ensure_ascii=False)
    return {
        "source_row": number,
        "code": "bad_json",
        "value": text[:200],
        "message": "This line is not a valid JSON record.",
        "raw": json.dumps({"line": text}, ensure_ascii=False),
    }
