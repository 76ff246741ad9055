"""Rows of the table: what is short of its target says so, and the page keeps what stands around the table."""

from pathlib import Path

from bench.clock import Timed
from bench.row import Row, write_table


def test_a_row_says_whether_its_target_is_reached() -> None:
    ours, rival = Timed("ours", clock=0.01, work=0.02), Timed("pandas", clock=0.04, work=0.05)
    # 50 ms of work against 20, 40 ms by the clock against 10.
    assert Row.against("sums", ours, rival, least=2).markdown() == (
        "| sums | 20 ms | pandas 50 ms | 2.5 | 4 | ≥ 2 | yes |"
    )
    assert Row.against("sums", ours, rival, least=3).markdown().endswith("| ≥ 3 | **no** |")
    assert Row.within("a load", ours, most_seconds=0.01).markdown().endswith("| ≤ 10 ms | **no** |")
    assert Row.growth("more rows", rival, ours, most=3).reached
    assert not Row.growth("more rows", rival, ours, most=2).reached


def test_a_table_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    page = tmp_path / "scaling.md"
    page.write_text("# Scaling\n<!-- what `make bench` measured: begins -->\nold\n<!-- ends -->\n\nWhat follows.\n")
    write_table([Row("sums", "1.0 s")], page)
    text = page.read_text("utf-8")
    assert text.startswith("# Scaling\n")
    assert text.endswith("<!-- ends -->\n\nWhat follows.\n")
    assert "| sums | 1.0 s | – | – | – |  |  |" in text
    assert "old" not in text
