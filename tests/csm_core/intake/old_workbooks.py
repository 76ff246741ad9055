"""XLS and XLSB workbooks of a few cells, made byte by byte: no library writes them, and far cells least of all."""

from __future__ import annotations

import io
import struct
import zipfile

Cells = dict[tuple[int, int], str | float]
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xls(cells: Cells) -> bytes:
    """One sheet in BIFF8, in an OLE container."""
    sheet = _biff_begin(0x10)
    for (row, column), value in cells.items():
        index = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            sheet += _biff(0x204, index + struct.pack("<HB", len(value), 0) + value.encode("latin-1"))
        else:
            sheet += _biff(0x203, index + struct.pack("<d", value))
    end = _biff(0x0A)
    begin = _biff_begin(0x05)
    named = _biff(0x85, struct.pack("<IHBB", len(begin) + 13 + len(end), 0, 1, 0) + b"S")
    return _container(begin + named + end + sheet + end)


def xlsb(cells: Cells) -> bytes:
    """One sheet in Excel's binary parts."""
    rows = sorted({row for row, _ in cells})
    columns = [column for _, column in cells]
    sheet = _record(129) + _record(148, struct.pack("<IIII", rows[0], rows[-1], min(columns), max(columns)))
    sheet += _record(145)
    for row in rows:
        sheet += _record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0))
        for (_, column), value in ((row_index, value) for row_index, value in cells.items() if row_index[0] == row):
            index = struct.pack("<II", column, 0)
            is_text = isinstance(value, str)
            sheet += _record(6, index + _wide(value)) if is_text else _record(5, index + struct.pack("<d", value))
    bundle = _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("S"))
    book = _record(131) + _record(143) + bundle + _record(144) + _record(132)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types/>')
        archive.writestr("_rels/.rels", _relation("officeDocument", "xl/workbook.bin"))
        archive.writestr("xl/_rels/workbook.bin.rels", _relation("worksheet", "worksheets/sheet1.bin"))
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", sheet + _record(146) + _record(130))
    return buffer.getvalue()


def _biff(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _biff_begin(what: int) -> bytes:
    return _biff(0x809, struct.pack("<HHHHII", 0x600, what, 0x0DBB, 0x07CC, 0, 6))


def _container(stream: bytes) -> bytes:
    """Sector 0 is the allocation table, 1 the directory, the rest the stream 'Workbook'."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    count = len(stream) // 512
    table = [_FAT, _END, *range(3, count + 2), _END]
    table += [_FREE] * (128 - len(table))
    directory = _entry("Root Entry", 5, _END, 0, 1) + _entry("Workbook", 2, 2, len(stream), _FREE)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    return header.ljust(512, b"\xff") + struct.pack("<128I", *table) + directory.ljust(512, b"\0") + stream


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    wide = name.encode("utf-16-le") + b"\0\0"
    tree = struct.pack("<HBBIII", len(wide), kind, 1, _FREE, _FREE, child)
    return wide.ljust(64, b"\0") + tree + bytes(16) + struct.pack("<IQQIQ", 0, 0, 0, start, size)


def _record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([(kind & 0x7F) | 0x80, kind >> 7])
    size, left = b"", len(data)
    while True:
        part, left = left & 0x7F, left >> 7
        size += bytes([part | (0x80 if left else 0)])
        if not left:
            return head + size + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _relation(kind: str, target: str) -> str:
    relation = f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return f'<?xml version="1.0"?><Relationships xmlns="{_RELATIONS}">{relation}</Relationships>'
