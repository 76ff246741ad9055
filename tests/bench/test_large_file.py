"""The comparison of a large file runs: at a small size, as every comparison is tried."""

import pytest

from bench.large_file import large_file


def test_a_file_is_taken_in_by_command_and_beside_bare_readers(capsys: pytest.CaptureFixture[str]) -> None:
    rows = large_file(4_000)
    assert [row.target for row in rows] == ["≤ 40 s", "≤ 1,200 MB", "≤ 4.5 ×", "≤ 0.5 s", "≤ 1 GB"]
    out, _ = capsys.readouterr()
    assert "4,000 events" in out
    assert "MB in all processes together" in out
    assert "pyarrow, bare typed read" in out
