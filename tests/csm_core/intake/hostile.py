"""Files made to stop a reader, each as small as it can be."""

from __future__ import annotations

import gzip
import io
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    """An ordinary XLSX with these sheets."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(i, j, cell)
                else:
                    sheet.write(i, j, cell)
    book.close()
    return buffer.getvalue()


def edited(book: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with text replaced in one of its XML parts."""
    source = zipfile.ZipFile(io.BytesIO(book))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in source.infolist():
            text = source.read(info)
            archive.writestr(info.filename, text.replace(old, new) if info.filename == part else text)
    return buffer.getvalue()


def zeros_zipped(megabytes: int, name: str = "zeros.csv") -> bytes:
    """Zeros, a thousand times smaller in the archive."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as out,
    ):
        for _ in range(megabytes):
            out.write(bytes(1 << 20))
    return buffer.getvalue()


def zeros_gzipped(megabytes: int) -> bytes:
    """Zeros as a gzip stream."""
    buffer = io.BytesIO()
    with gzip.GzipFile("", "wb", fileobj=buffer, mtime=0) as packed:
        for _ in range(megabytes):
            packed.write(bytes(1 << 20))
    return buffer.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def far_cell() -> bytes:
    """A table, and one stray cell in the last row and column that a sheet can have."""
    book = workbook({"Sheet1": [["id", "name"], ["1", "A"]]})
    stray = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return edited(book, "xl/worksheets/sheet1.xml", b"</sheetData>", stray)


def with_entities() -> bytes:
    """A workbook whose shared strings define entities that grow a billionfold."""
    book = workbook({"Sheet1": [["id", "name"], ["1", "A"]]})
    declared = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>\n<sst'
    return edited(book, "xl/sharedStrings.xml", b"<sst", declared)


def locked_workbook() -> bytes:
    """The outside of a workbook that Excel encrypted: an OLE container with an EncryptedPackage stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)


def parquet(table: pa.Table) -> bytes:
    """The table as Parquet."""
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


def endless_parquet() -> bytes:
    """Two hundred million rows of one value: under a megabyte in the file, gigabytes in memory."""
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 2_000_000, pa.int32()), pa.array(["x"]))
    buffer = io.BytesIO()
    with pq.ParquetWriter(buffer, pa.schema([("a", column.type)])) as writer:
        for _ in range(40):
            writer.write_table(pa.table({"a": column}), row_group_size=2_000_000)
    return buffer.getvalue()
