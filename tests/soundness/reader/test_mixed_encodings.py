"""One byte that is no UTF-8 spoils one line, not the file; that line is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from csm_core.intake.layout.raw import RawTable
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import ingest_source, stream_source

NAMES = ["Müller & Söhne", "Société Générale", "Ångström", "Peña", "Łódź"]


def file(odd: bytes, places: set[int], rows: int = 12, end: bytes = b"\n") -> bytes:
    lines = [b"account_id,account_name,mrr"]
    for i in range(rows):
        name = odd if i in places else NAMES[i % 5].encode()
        lines.append(b",".join([b"A%d" % i, name, b"%d" % i]))
    return end.join(lines) + end


def taken(content: bytes) -> RawTable:
    (raw,) = read(Source("file.csv", content))
    return raw


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize(
    ("odd", "places"), [("Joe’s Bar", {7}), ("Café Müller", {3, 9}), ("Groß", {0}), ("Peña", {11}), ("Zürich", {5})]
)
def test_only_the_lines_that_are_none_are_read_otherwise(
    odd: str, places: set[int], start: bytes, end: bytes
) -> None:
    raw = taken(start + file(odd.encode("cp1252"), places, end=end))
    assert raw.cells["account_name"].to_pylist() == [odd if i in places else NAMES[i % 5] for i in range(12)]
    (issue,) = [issue for issue in raw.issues if issue.code == "encoding_mixed"]
    assert issue.row == min(places) + 2
    assert odd in str(issue.value)


def test_half_of_the_lines_may_be_written_otherwise() -> None:
    lines = [f"A{i},Müller {i},{i}\n".encode("utf-8" if i % 2 else "cp1252") for i in range(12)]
    raw = taken(b"account_id,account_name,mrr\n" + b"".join(lines))
    assert raw.cells["account_name"].to_pylist() == [f"Müller {i}" for i in range(12)]


def test_a_file_of_another_encoding_throughout_is_guessed_as_a_whole() -> None:
    names = ["株式会社東京商事", "大阪製作所", "名古屋食品工業", "北海道水産"]
    raw = taken(b"id,name\n" + b"".join(f"{i},{name}\n".encode("shift_jis") for i, name in enumerate(names)))
    assert raw.cells["name"].to_pylist() == names
    assert "encoding_guessed" in [issue.code for issue in raw.issues]


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_a_large_file_with_such_lines_is_still_read_in_blocks(start: bytes, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    lines = [f"2024-05-{i % 28 + 1:02},{NAMES[i % 5]},{i}\n".encode() for i in range(900)]
    lines[700] = "2024-05-01,Käse,7\n".encode("cp1252")
    path.write_bytes(start + b"event_at,account_id,event_count\n" + b"".join(lines))
    source = Source("events.csv", path)
    streamed = stream_source(source, None, lambda _stage, _share: None, tmp_path)
    assert streamed is not None
    assert [streamed[1]] == list(ingest_source(source, None, lambda _stage, _share: None).reports)
    assert "encoding_mixed" in [issue.code for issue in streamed[1].issues]
