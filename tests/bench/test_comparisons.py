"""Each comparison of `make bench` runs, and stops by itself where a rival gives another answer than we do."""

import pytest

from bench.clock import same
from bench.cohorts import cohorts
from bench.models import buyers, health, survival
from bench.movements import movements
from bench.replays import replays
from bench.way_in import way_in


@pytest.mark.parametrize("compare", [cohorts, movements, survival, buyers, health, replays, way_in])
def test_a_comparison_prints_a_time_for_us(compare, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    compare(4_000)
    out, _ = capsys.readouterr()
    assert "4,000" in out
    assert " ms" in out


def test_a_rival_with_another_answer_stops_the_run() -> None:
    same({1: 1.0}, {1: 1.0 + 1e-9}, "sums")
    for theirs in ({1: 2.0}, {}, {1: 1.0, 2: 0.5}, {1: float("nan")}):
        with pytest.raises(SystemExit, match="sums: answers differ in 1 cells"):
            same({1: 1.0}, theirs, "sums")
