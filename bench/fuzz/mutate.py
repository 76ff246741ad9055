"""Another file from a file: bytes, cells, lines and members of archives are changed at random."""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence

_MOST_BYTES = 20_000
_ZIP = b"PK\x03\x04"
_CELLS = re.compile(rb"[^,;\t|\r\n]+")
# What tempts a reader: figures, dates, signs, quotation marks, and words that mean something to it.
_WORDS = (
    b"1,234.50|1.234,50|1.234|12,5|-5|(5)|5-|+7|1e3|1e308|1e-9|NaN|inf|-0|007|1_000|12%|12K|1.2M|USD 5|$5|5 EUR|"
    b"99/mo|1200 EUR/yr|9999999999999999999|0.00001|1/2|00:30|1:02:03|45000|1700000000|1700000000000|2024-02-30|"
    b"2024-02-29|02/03/2024|31.12.2024|Mar 2024|2024-03|Q1 2024|2024-01-01T00:00:00Z|2024-01-01 25:00|0000-00-00|"
    b"9999-12-31|1899-12-31|yes|no|true|0|n/a|null|-|Total|Sum|Subtotal|#REF!|=1+1|'=1+1|month|year|EUR|USD|ZZZ|"
    b"active|cancelled|Account ID|Start date|End date|MRR|Amount|Currency|Date|Score|Comment|Email|a@b.example|"
    b"Jan 2024|2024-01|Feb 2024|id|name|user_id|event_name"
)
TOKENS = (
    *_WORDS.split(b"|"),
    *(b'"', b'""', b'"a,b"', b'"a\nb"', b"'", b"\\", b'\\"', b"\x00", b"\xef\xbb\xbf", b"\xff\xfe", b"\xa0"),
    *(b"\xe2\x88\x925", b"\xd9\xa1\xd9\xa2", b"\xef\xbc\x95", b"\xc2\xb2", b"\r", b"\n", b"\r\n", b"\n\n", b"\x85"),
    *(b",", b";", b"\t", b"|", b" ", b"sep=;\n", b"# ", b"[", b"]", b"{", b"}", b":", b"<td>", b"&#48;", b"x" * 90),
)
Change = Callable[[bytes, random.Random, Sequence[bytes]], bytes]


def mutated(content: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    """The content after one to five changes; `others` lend lines and pieces."""
    for _ in range(draw.choice((1, 1, 2, 3, 5))):
        if content.startswith(_ZIP) and draw.random() < 0.8:
            content = _in_a_member(content, draw, others)
        else:
            content = draw.choice(_CHANGES)(content, draw, others)
    return content[:_MOST_BYTES]


def _token(content: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    """A cell becomes another word."""
    cells = list(_CELLS.finditer(content))
    if not cells:
        return content + draw.choice(TOKENS)
    cell = draw.choice(cells)
    word = draw.choice(TOKENS) if draw.random() < 0.7 else draw.choice(cells)[0]
    return content[: cell.start()] + word + content[cell.end() :]


def _inserted(content: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    at = draw.randint(0, len(content))
    return content[:at] + draw.choice(TOKENS) + content[at:]


def _column(content: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    """One column is written another way throughout: a sign before each cell, or behind."""
    mark = draw.choice((b",", b";", b"\t"))
    lines = [line.split(mark) for line in content.splitlines()]
    column = draw.randrange(max((len(line) for line in lines), default=1))
    word, is_before = draw.choice(TOKENS), draw.random() < 0.5
    for line in lines[1:]:
        if column < len(line) and draw.random() < 0.9:
            line[column] = word + line[column] if is_before else line[column] + word
    return b"\n".join(mark.join(line) for line in lines)


def _byte(content: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    changed = bytearray(content or b"\n")
    for _ in range(draw.choice((1, 2, 8))):
        changed[draw.randrange(len(changed))] = draw.randrange(256)
    return bytes(changed)


def _cut(content: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    start = draw.randint(0, len(content))
    return content[:start] + content[start + draw.choice((1, 4, 40, 400)) :]


def _line(content: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    """A line goes, is there twice, changes its place, or comes from another file."""
    lines = content.splitlines(keepends=True) or [b"\n"]
    at, to = draw.randrange(len(lines)), draw.randrange(len(lines) + 1)
    deed = draw.randrange(4)
    if deed == 0:
        del lines[at]
    elif deed == 1:
        lines.insert(to, lines[at])
    elif deed == 2:
        lines.insert(to, lines.pop(at))
    else:
        lines.insert(to, draw.choice(draw.choice(others).splitlines(keepends=True) or [b"\n"]))
    return b"".join(lines)


def _mark(content: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    """Another delimiter, line end or encoding throughout."""
    old, new = draw.sample((b",", b";", b"\t", b"|", b"\n", b"\r\n", b".", b'"', b"'"), 2)
    if draw.random() < 0.8:
        return content.replace(old, new)
    text = content.decode("utf-8", "replace")
    return text.encode(draw.choice(("utf-16-le", "utf-16", "cp1252", "utf-8-sig", "shift_jis")), "replace")


def _spliced(content: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    other = draw.choice(others)
    return content[: draw.randint(0, len(content))] + other[draw.randint(0, len(other)) :]


def _in_a_member(content: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    """One member of an archive, a sheet of a workbook for one, is changed, and packed again."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = {name: packed.read(name) for name in packed.namelist()[:50]}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return _byte(content, draw, others)
    if not members:
        return content
    name = draw.choice(sorted(members))
    members[name] = draw.choice((_token, _inserted, _byte, _cut))(members[name], draw, others)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for member, data in members.items():
            packed.writestr(zipfile.ZipInfo(member), data)
    return out.getvalue()


_CHANGES: tuple[Change, ...] = (
    _token,
    _token,
    _token,
    _inserted,
    _column,
    _column,
    _byte,
    _cut,
    _line,
    _mark,
    _spliced,
)
