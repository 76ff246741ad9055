"""gzip and zip archives, opened within limits that are checked while they are opened, not believed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

from csm_core.errors import UnreadableFile

MAX_ENTRIES = 2_000
MAX_UNPACKED = 1 << 30
MAX_RATIO = 150
_FREE_OF_RATIO = 16 << 20  # below this size a high ratio is ordinary (logs, repeated ids)
_CHUNK = 1 << 20
# What the standard library raises on directories and streams that are not as they should be.
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError)
_WORKBOOK_MARKS = ("xl/", "content.xml", "[Content_Types].xml", "mimetype")


@dataclass(frozen=True, slots=True)
class Member:
    """One file, dropped as it is or found in an archive (name 'archive/member')."""

    name: str
    content: bytes


def unpack(member: Member, depth: int = 0) -> tuple[Member, ...]:
    """The files in a gzip or zip (also gzips in a zip), or the member itself; workbooks stay whole.

    Raises UnreadableFile for archives that are damaged, locked, empty or grow beyond the limits.
    """
    if member.content.startswith(b"\x1f\x8b"):
        return unpack(Member(member.name, _gunzip(member)), depth + 1) if depth < 3 else _too_deep(member)
    if not member.content.startswith(b"PK\x03\x04") and not member.content.startswith(b"PK\x05\x06"):
        return (member,)
    with open_zip(member.name, member.content) as archive:
        names = [info.filename for info in archive.infolist()]
        if any(name.startswith(_WORKBOOK_MARKS) for name in names):
            return (member,)
        if depth >= 3:
            return _too_deep(member)
        wanted = [info for info in archive.infolist() if _is_data(info.filename)]
        if not wanted:
            raise UnreadableFile.because(member.name, "The archive contains no files.", "Check the export.")
        members: list[Member] = []
        for info in wanted:
            inner = Member(f"{member.name}/{info.filename}", read_entry(member.name, archive, info))
            members.extend(unpack(inner, depth + 1))
        return tuple(members)


def open_zip(name: str, content: bytes) -> zipfile.ZipFile:
    """The zip, its directory held to the limits. Raises UnreadableFile."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGE as error:
        reason = "It is damaged, or was cut off while being copied."
        raise UnreadableFile.because(name, reason, "Export or download it again.") from error
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        reason = f"The archive contains {len(entries):,} files; the limit is {MAX_ENTRIES:,}."
        raise UnreadableFile.because(name, reason, "Upload only the files that matter.")
    unpacked = sum(entry.file_size for entry in entries)
    _hold_to_limits(name, unpacked, len(content))
    return archive


def read_entry(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of one entry, counted while they come, whatever the directory claims."""
    if info.flag_bits & 0x1:
        raise UnreadableFile.because(name, "The archive has a password.", "Unpack it and upload the files.")
    parts: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as stream:
            while part := stream.read(_CHUNK):
                size += len(part)
                _hold_to_limits(name, size, max(info.compress_size, 1))
                parts.append(part)
    except _DAMAGE as error:
        reason = "It is damaged, or was cut off while being copied."
        raise UnreadableFile.because(name, reason, "Export or download it again.") from error
    return b"".join(parts)


def _gunzip(member: Member) -> bytes:
    parts: list[bytes] = []
    size = 0
    left = member.content
    try:
        while left.startswith(b"\x1f\x8b"):
            stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
            while not stream.eof:
                part = stream.decompress(left, _CHUNK)
                left = stream.unconsumed_tail if not stream.eof else stream.unused_data
                size += len(part)
                _hold_to_limits(member.name, size, len(member.content))
                parts.append(part)
                if not part and not left and not stream.eof:
                    raise EOFError
    except (zlib.error, EOFError) as error:
        reason = "It is damaged, or was cut off while being copied."
        raise UnreadableFile.because(member.name, reason, "Export or download it again.") from error
    return b"".join(parts)


def _hold_to_limits(name: str, unpacked: int, packed: int) -> None:
    if unpacked > MAX_UNPACKED or (unpacked > _FREE_OF_RATIO and unpacked / max(packed, 1) > MAX_RATIO):
        reason = (
            f"It unpacks to {unpacked / (1 << 20):,.0f} MB or more from {packed / (1 << 20):,.1f} MB, "
            "as archives do that are made to stop a computer."
        )
        raise UnreadableFile.because(name, reason, "Unpack it yourself and upload the files that matter.")


def _is_data(name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return bool(last) and not name.startswith("__MACOSX/") and not last.startswith(".")


def _too_deep(member: Member) -> tuple[Member, ...]:
    reason = "It contains archives nested too deeply."
    raise UnreadableFile.because(member.name, reason, "Unpack it yourself and upload the files that matter.")
