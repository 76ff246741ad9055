"""What the reader must never do with a file: die of it, hang, take much memory, or keep what does not stand in it."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from datetime import datetime
from decimal import Decimal

from csm_core.errors import CsmError
from csm_core.intake.batch import Batch, FileReport
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import ingest_source
from csm_core.tables.catalogue import TABLES

NAME = "export.csv"
_PLAIN_FORMAT = re.compile(r"(?:money|number|whole number) \([\w ]+\)")
_EXPONENT = re.compile(r"(?<=[\d.,])[eE]([+-]?\d{1,3})")
# What stands behind a figure → by which powers of ten it may be meant.
_SCALES = ((re.compile(r"%"), (-2,)), (re.compile(r"[kKtT]"), (0, 3)), (re.compile(r"[mM]"), (0, 3, 6)))
# What pads a cell; zero bytes among it, of which the reader tells.
_EDGE = "\x00 \u00a0\t\v\f"
_BILLIONS = re.compile(r"[bB]|Mrd")
_MINUS = re.compile(r"[-\u2212(]")


class Lie(AssertionError):
    """Something that the reader kept, and that does not stand in the file; or a count that does not add up."""


def judge(content: bytes) -> str:
    """Take a file in and compare what was kept with what stands in it.

    Returns 'refused', 'unknown', 'set aside' (nothing was kept) or 'kept'.

    Raises
    ------
    Lie
        When the counts do not add up, a kept row lacks what each must have, or a figure is not that of its cell.
    """
    source = Source(NAME, content)
    try:
        ingested = ingest_source(source, None, lambda _stage, _share: None)
    except CsmError as error:
        if not str(error) or "\n" in str(error):
            raise Lie(f"refused without a sentence: {str(error)!r}") from error
        return "refused"
    for report in ingested.reports:
        _counts(report)
    raws = {(raw.file, raw.sheet): raw for raw in read(source)} if ingested.batches else {}
    for batch in ingested.batches:
        _batch(batch)
        raw = raws.get((batch.report.file, batch.report.sheet))
        if raw is not None:
            _figures(batch, raw, content)
    if not ingested.batches:
        return "unknown"
    return "kept" if any(batch.report.rows_kept for batch in ingested.batches) else "set aside"


def _counts(report: FileReport) -> None:
    if report.rows_in != report.rows_kept + report.rows_quarantined or report.rows_kept < 0:
        raise Lie(f"{report.rows_in} rows in, {report.rows_kept} kept, {report.rows_quarantined} quarantined")
    if report.kind is None and report.rows_kept:
        raise Lie("rows kept of a file that was not recognised")
    # What is unknown or set aside is never shown as if all were well.
    if (report.kind is None or report.rows_in_trouble) and not any(one.level != "info" for one in report.issues):
        raise Lie(f"{report.rows_quarantined} rows are missing without a warning")


def _batch(batch: Batch) -> None:
    rows, report, table = batch.rows.to_pylist(), batch.report, TABLES[batch.table]
    aside = batch.quarantined.to_pylist()
    if not all(row["message"] for row in aside):
        raise Lie("a row is quarantined without a reason")
    # A row with a column for each month becomes as many as it has figures.
    is_wide = "mrr" not in json.loads(batch.mapping)["columns"] and table.name == "mrr_snapshots"
    if not is_wide and (len(rows), len(aside)) != (report.rows_kept, report.rows_quarantined):
        raise Lie(f"{len(rows)} rows and {len(aside)} quarantined, where the report says otherwise: {report}")
    for row in rows:
        for group in table.required:
            if not any(all(row.get(name) is not None for name in pair.split("+")) for pair in group):
                raise Lie(f"row {row['source_row']} lacks {group}")
        for name, value in row.items():
            if isinstance(value, float) and not math.isfinite(value):
                raise Lie(f"{name} is {value}")
            if isinstance(value, datetime) and not 1900 <= value.year <= 2262:
                raise Lie(f"{name} is {value}")


def _figures(batch: Batch, raw: RawTable, content: bytes) -> None:
    """Each figure that was kept is that of its cell, read by the few rules below, and the cell stands in its line.

    Known exports are apart: how they write money is known to the reader, and not to these rules.
    """
    numbers = raw.row_numbers.to_pylist()
    once = {number for number, count in Counter(numbers).items() if count == 1}
    positions = {number: index for index, number in enumerate(numbers) if number in once}
    lines = _plain_lines(raw, content)
    formats = {column.canonical: column.format or "" for column in batch.report.columns}
    if any(issue.code == "discount_in_percent" for issue in batch.report.issues):
        formats.pop("discount", None)  # the report says that 20 is 0.2 here
    rows = [row for row in batch.rows.to_pylist() if row["source_row"] in positions]
    for name, header in json.loads(batch.mapping)["columns"].items():
        # In cents, minutes or the like: other tests say what becomes of those.
        if header not in raw.headers or not _PLAIN_FORMAT.fullmatch(formats.get(name, "")):
            continue
        cells = raw.cells.column(header).to_pylist()
        for row in (row for row in rows if row[name] is not None):
            cell, where = cells[positions[row["source_row"]]] or "", f"{name} of row {row['source_row']}"
            if batch.report.source is None and not _stands_in(Decimal(str(row[name])), cell):
                raise Lie(f"{where} is {row[name]}, where the cell is {cell!r}")
            if cell.strip() not in lines.get(row["source_row"], [cell.strip()]):
                raise Lie(f"{where}: {cell!r} is not in its line")


def _plain_lines(raw: RawTable, content: bytes) -> dict[int, list[str]]:
    """The cells of each line of a file that is one text, where nothing is quoted, escaped or of another encoding."""
    if raw.encoding is None or raw.delimiter is None or content[:2] in (b"PK", b"\x1f\x8b"):
        return {}
    lines = re.split(r"\r\n|\r|\n", content.decode(raw.encoding, "replace"))
    return {
        number: [cell.strip(_EDGE) for cell in line.split(raw.delimiter)]
        for number, line in enumerate(lines, 1)
        if not re.search(r"[\"'\\\ufffd]", line)
    }


def _stands_in(value: Decimal, text: str) -> bool:
    """Whether the text can be read as that number: with a point or a comma for decimals, in full or in thousands."""
    return any(abs(value - one) <= max(Decimal("0.00005"), abs(one) * Decimal("1e-12")) for one in figures_of(text))


def figures_of(text: str) -> set[Decimal]:
    """Every number that the text could mean."""
    exponent = _EXPONENT.search(text)
    shift = int(exponent[1]) if exponent else 0
    match = re.search(r"[.,]?\d[\d.,\s'’_`\u00a0\u2007\u2009\u202f]*", _EXPONENT.sub(" ", text))
    if match is None:
        return set()
    digits = re.sub(r"[^\d.,]", "", match[0]).rstrip(".,")
    readings = {digits.replace(",", ""), digits.replace(".", "").replace(",", ".")}
    plain = [Decimal(reading) for reading in readings if reading.count(".") <= 1 and reading.strip(".")]
    sign = -1 if _MINUS.search(text) else 1
    scales = next((scales for letters, scales in _SCALES if letters.search(text)), (0,))
    scales = (*scales, 9) if _BILLIONS.search(text) else scales
    return {sign * number.scaleb(shift + scale) for number in plain for scale in scales}
