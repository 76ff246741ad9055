"""Whether a workbook that can't be opened is locked by a password rather than damaged."""

from __future__ import annotations

import io
import struct
import zipfile

# How the stream of an old Excel file (BIFF8, BIFF5) begins.
_BEGINNINGS = (b"\x09\x08\x10\x00\x00\x06", b"\x09\x08\x08\x00\x00\x05")
_FILE_PASS, _LOOKED_AT = 0x002F, 12


def is_locked(content: bytes) -> bool:
    """True for OpenDocument files and old Excel files that say that they are encrypted."""
    if not content.startswith(b"PK"):
        return any(_has_password(content, content.find(start)) for start in _BEGINNINGS)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("META-INF/manifest.xml") as manifest:
            return b"encryption-data" in manifest.read(1_000_000)
    except (KeyError, zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return False


def _has_password(content: bytes, position: int) -> bool:
    """Whether the record that says so stands among the first ones of the stream that begins there."""
    for _ in range(_LOOKED_AT):
        if not 0 <= position <= len(content) - 4:
            return False
        kind, length = struct.unpack_from("<HH", content, position)
        if kind == _FILE_PASS:
            return True
        position += 4 + length
    return False
