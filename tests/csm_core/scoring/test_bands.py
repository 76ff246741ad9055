import numpy as np
import pytest

from csm_core.errors import BadValue
from csm_core.scoring.bands import Band, Cutoffs, bands
from csm_core.scoring.weights import UNKNOWN


def test_the_lower_bound_of_a_band_belongs_to_it() -> None:
    scores = np.array([0, 399, 400, 699, 700, 1000, UNKNOWN], dtype=np.uint16)
    assert bands(scores, Cutoffs()).tolist() == [
        Band.RED,
        Band.RED,
        Band.AMBER,
        Band.AMBER,
        Band.GREEN,
        Band.GREEN,
        Band.UNKNOWN,
    ]


def test_equal_cutoffs_leave_no_amber_and_the_ends_leave_no_red_or_green() -> None:
    scores = np.array([0, 499, 500, 999, 1000], dtype=np.uint16)
    assert bands(scores, Cutoffs(50, 50)).tolist() == [0, 0, 2, 2, 2]
    assert bands(scores, Cutoffs(0, 100)).tolist() == [1, 1, 1, 1, 2]


@pytest.mark.parametrize(("red", "green"), [(71, 70), (-1, 70), (40, 101)])
def test_cutoffs_out_of_order_or_range_are_refused(red: int, green: int) -> None:
    with pytest.raises(BadValue, match="red_below at or under green_from"):
        Cutoffs(red, green)
