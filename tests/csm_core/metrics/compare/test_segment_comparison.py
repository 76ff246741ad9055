"""A segment is said to differ only where it does, with every comparison of the screen counted."""

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from csm_core.metrics.compare.segment_comparison import segment_comparisons
from csm_core.result import Result, complete_columns
from csm_core.scope import Scope
from csm_core.stats.intervals import wilson
from csm_core.units import Unit

MAY, JUNE = date(2024, 5, 1), date(2024, 6, 1)


def answer(*rows: dict[str, object]) -> Result:
    schema = pa.schema(
        [
            ("period", pa.date32()),
            ("segment", pa.string()),
            ("value", pa.float64()),
            ("low", pa.float64()),
            ("high", pa.float64()),
            ("n", pa.int64()),
            ("complete", pa.bool_()),
        ]
    )
    table = complete_columns(pa.Table.from_pylist(list(rows), schema))
    return Result("churn", "v", {}, Unit.RATE, Scope(split="Region"), "", table)


def share(segment: str, lost: int, n: int, period: date = MAY, complete: bool = True) -> dict[str, object]:
    one = wilson(lost, n)
    return {
        "period": period,
        "segment": segment,
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "n": n,
        "complete": complete,
    }


def test_two_segments_are_one_comparison_with_newcombes_interval() -> None:
    # Newcombe (1998), table II: 56/70 against 48/80.
    comparisons = segment_comparisons(answer(share("N", 56, 70), share("S", 48, 80)))
    north, south = comparisons["N"], comparisons["S"]
    assert (north.low, north.high) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))
    assert (south.low, south.high) == (pytest.approx(-0.3339, abs=5e-5), pytest.approx(-0.0524, abs=5e-5))
    # The score test of the same table, without correction: chi² = 7.0192, p = 0.0081.
    score = stats.chi2_contingency([[56, 14], [48, 32]], correction=False).pvalue
    assert north.p == south.p == pytest.approx(score, abs=0.002)
    assert north.is_certain


def test_the_rest_is_the_common_rate_of_the_others() -> None:
    comparisons = segment_comparisons(answer(share("N", 30, 100), share("S", 10, 100), share("W", 10, 300)))
    assert comparisons["N"].difference == pytest.approx(0.3 - 20 / 400)
    assert comparisons["S"].difference == pytest.approx(0.1 - 40 / 400)
    assert comparisons["W"].difference == pytest.approx(10 / 300 - 40 / 200)


def test_p_values_are_multiplied_by_the_number_of_comparisons_smallest_first() -> None:
    rows = [share("N", 30, 100), share("S", 10, 100), share("W", 12, 300)]
    three = segment_comparisons(answer(*rows))
    raw = {}
    for name, one in three.items():
        assert one.low is not None
        assert one.high is not None
        half = one.difference - one.low if one.difference > 0 else one.high - one.difference
        raw[name] = 2 * stats.norm.sf(abs(one.difference) / (half / stats.norm.ppf(0.975)))
    ordered = sorted(raw, key=lambda name: raw[name])
    expected, last = {}, 0.0
    for index, name in enumerate(ordered):
        last = max(last, min(1.0, raw[name] * (3 - index)))
        expected[name] = last
    assert {name: one.p for name, one in three.items()} == pytest.approx(expected)


def test_below_thirty_on_either_side_nothing_is_said() -> None:
    comparisons = segment_comparisons(answer(share("N", 0, 29), share("S", 60, 100)))
    assert [(one.p, one.low, one.is_certain) for one in comparisons.values()] == [(None, None, False)] * 2
    enough = segment_comparisons(answer(share("N", 0, 30), share("S", 60, 100)))
    assert all(one.is_certain for one in enough.values())


def test_a_small_segment_is_no_comparison_that_the_others_pay_for() -> None:
    big = [share("N", 56, 70), share("S", 48, 80), share("W", 60, 90)]
    with_small = segment_comparisons(answer(*big, share("tiny", 1, 2)))
    assert with_small["tiny"].p is None
    assert with_small["N"].p is not None
    assert with_small["N"].p == pytest.approx(segment_comparisons(answer(*big))["N"].p, abs=0.01)


def test_the_last_complete_period_is_compared() -> None:
    comparisons = segment_comparisons(
        answer(share("N", 56, 70), share("S", 48, 80), share("N", 1, 70, JUNE, False), share("S", 1, 80, JUNE, False))
    )
    assert comparisons["N"].difference == pytest.approx(0.2)


def test_a_sum_a_single_segment_and_an_empty_answer_are_not_compared() -> None:
    plain = share("N", 5, 70) | {"low": None, "high": None}
    assert segment_comparisons(answer(plain, share("S", 5, 80))) == {}
    assert segment_comparisons(answer(share("N", 5, 70))) == {}
    assert segment_comparisons(replace(answer(), table=answer().table)) == {}


def test_among_equal_segments_one_in_twenty_screens_cries_wolf_at_most() -> None:
    draw = np.random.default_rng(11)
    screens, cried = 400, 0
    for _ in range(screens):
        lost = draw.binomial(120, 0.2, size=6)
        comparisons = segment_comparisons(
            answer(*(share(f"s{index}", int(one), 120) for index, one in enumerate(lost)))
        )
        cried += any(one.is_certain for one in comparisons.values())
    assert cried / screens <= 0.07
