"""Wilson intervals against Newcombe's table."""

import pytest

from csm_core.stats.intervals import wilson

# Newcombe (1998), Statistics in Medicine 17, 857-872, Table I, method 3 (score, no continuity
# correction), 95 %: printed to four places.
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("successes", "n", "low", "high"), NEWCOMBE)
def test_wilson_gives_newcombes_published_bounds(successes, n, low, high):
    interval = wilson(successes, n)
    assert interval.low == pytest.approx(low, abs=5e-5)
    assert interval.high == pytest.approx(high, abs=5e-5)


# statsmodels 0.15.0: proportion_confint(successes, n, method="wilson")
@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.27753279986288926),
        (11, 100, 0.06254196357064568, 0.1863129650308032),
        (29, 29, 0.8830302015002592, 1.0),
    ],
)
def test_wilson_equals_statsmodels(successes, n, low, high):
    interval = wilson(successes, n)
    assert interval.low == pytest.approx(low, abs=1e-12)
    assert interval.high == pytest.approx(high, abs=1e-12)
