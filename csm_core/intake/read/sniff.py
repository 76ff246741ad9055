"""What a file is, by its first and last bytes."""

from __future__ import annotations

import re
from enum import StrEnum

from csm_core.errors import UnreadableFile
from csm_core.intake.batch import Issue

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "It is a picture (PNG), not a table, whatever its name says."),
    (b"\xff\xd8\xff", "It is a picture (JPEG), not a table, whatever its name says."),
    (b"GIF8", "It is a picture (GIF), not a table, whatever its name says."),
    (b"%PDF", "It is a PDF; tables can't be read from it reliably."),
    (b"{\\rtf", "It is a text document (RTF), not a table."),
    (b"7z\xbc\xaf\x27\x1c", "It is a 7z archive, which can't be opened here."),
    (b"Rar!", "It is a RAR archive, which can't be opened here."),
    (b"BZh", "It is compressed with bzip2, which can't be opened here."),
    (b"\xfd7zXZ", "It is compressed with xz, which can't be opened here."),
    (b"\x28\xb5\x2f\xfd", "It is compressed with zstd, which can't be opened here."),
    (b"MZ", "It is a program, not a table."),
    (b"\x7fELF", "It is a program, not a table."),
    (b"SQLite format 3", "It is an SQLite database; export its tables as CSV."),
)
_WEB_PAGE = rb"(?i)<(!doctype html|html|head|table|body|meta)|<\?xml[^>]*>\s*<html"
_SQL = rb"(?i)(create|insert into|drop|set|begin|start transaction|copy|use|lock tables|pragma|alter|delete from)\s"
_SQL_ROWS = rb"(?im)^\s*(insert into\s+\S+.*(values|select)|copy \S+ .*from stdin|create (table|database))"
_SQL_REMARKS = rb"(?m)^(--.*|#.*)?\r?\n|^--.*$|/\*[\s\S]*?\*/;?"
_REMEDY = "Export it as CSV, Excel, Parquet or JSON lines and upload that file."


class Format(StrEnum):
    """The families that a reader exists for; archives are unpacked before."""

    WORKBOOK = "workbook"
    PARQUET = "parquet"
    JSON = "json"
    TEXT = "text"
    HTML = "html"


_NAMED = {
    ("xlsx", "xls", "xlsm", "xlsb", "ods"): Format.WORKBOOK,
    ("parquet", "pq"): Format.PARQUET,
    ("json", "jsonl", "ndjson"): Format.JSON,
    ("csv", "tsv"): Format.TEXT,
    ("html", "htm"): Format.HTML,
}
_CALLED = {
    Format.WORKBOOK: "a workbook",
    Format.PARQUET: "a Parquet file",
    Format.JSON: "JSON",
    Format.TEXT: "text with delimiters (CSV)",
    Format.HTML: "a web page (HTML)",
}


def sniff(name: str, content: bytes) -> Format:
    """The format of the bytes. Raises UnreadableFile for what is no table, and for locked workbooks."""
    if not content.strip(b"\xef\xbb\xbf\x00 \t\r\n"):
        what = "It contains nothing but zero bytes." if b"\x00" in content else "The file is empty."
        raise UnreadableFile.because(name, what, "Check the export and try again.")
    for magic, reason in _REFUSED:
        if content.startswith(magic) and not _is_plain_text(content):
            raise UnreadableFile.because(name, reason, _REMEDY)
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            reason = "The workbook is protected by a password."
            raise UnreadableFile.because(name, reason, "Save it without a password and upload it again.")
        return Format.WORKBOOK
    if content.startswith(b"PK\x03\x04"):
        return Format.WORKBOOK
    if content.startswith(b"PAR1"):
        return Format.PARQUET
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if re.match(_WEB_PAGE, start):
        return Format.HTML
    if re.match(_SQL, re.sub(_SQL_REMARKS, b"", start)) and re.search(_SQL_ROWS, content[: 1 << 20]):
        reason = "It is an SQL dump (commands for a database), not a table."
        raise UnreadableFile.because(name, reason, "Load it into the database and export its tables as CSV.")
    if start.startswith(b"<?xml"):
        raise UnreadableFile.because(name, "It is an XML file.", _REMEDY)
    return Format.JSON if _looks_like_json(start) else Format.TEXT


def misnamed(name: str, form: Format) -> tuple[Issue, ...]:
    """What is said of a file whose name says something else than its bytes."""
    end = name.rsplit(".", 1)[-1].casefold()
    named = next((one for ends, one in _NAMED.items() if end in ends), form)
    if named is form:
        return ()
    message = f"Its name says {end.upper()}, but it is {_CALLED[form]}; it was read as that."
    return (Issue("misnamed", "info", message),)


def _looks_like_json(start: bytes) -> bool:
    return bool(re.match(rb'\{\s*("|\}|$)|\[\s*(\{|\[|\]|$)', start))


def _is_plain_text(content: bytes) -> bool:
    """Two-letter magics may also begin a header line ('MZ;Name'); real binaries hold control bytes."""
    return not re.search(rb"[\x00-\x08\x0e-\x1a]|^\x89|^\xff|^%PDF|^\{\\rtf", content[:2048])
