"""Units: a value is written once, the same way everywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_core.units import Unit, write_percent, write_value

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1234567.0, Unit.MONEY, "1,234,567"),
        (1234.5, Unit.MONEY_PER_ACCOUNT, "1,234"),
        (0.1234, Unit.RATE, f"12.3{NBSP}%"),
        (1.0, Unit.RATE, f"100.0{NBSP}%"),
        (-12.34, Unit.POINTS, f"{MINUS}12.3"),
        (71.4, Unit.SCORE, "71"),
        (1234.0, Unit.COUNT, "1,234"),
        (1.005, Unit.RATIO, "1.00"),
        (3.25, Unit.MONTHS, f"3.2{NBSP}months"),
        (1234.5, Unit.MINUTES, f"1,234.5{NBSP}minutes"),
        (48.0, Unit.HOURS, f"48.0{NBSP}hours"),
        (2.0, Unit.DAYS, f"2.0{NBSP}days"),
    ],
)
def test_each_unit_is_written_in_its_way(value: float, unit: Unit, text: str) -> None:
    assert write_value(value, unit) == text


@pytest.mark.parametrize("unit", Unit)
def test_no_value_is_a_dash_and_never_a_zero(unit: Unit) -> None:
    assert write_value(None, unit, "EUR", signed=True) == "—"


def test_money_names_its_currency() -> None:
    assert write_value(-1234.5, Unit.MONEY, "EUR") == f"{MINUS}1,234{NBSP}EUR"


def test_a_change_has_its_sign() -> None:
    assert write_value(0.05, Unit.RATE, signed=True) == f"+5.0{NBSP}%"
    assert write_value(-0.05, Unit.RATE, signed=True) == f"{MINUS}5.0{NBSP}%"


@pytest.mark.parametrize("value", [0.0, -0.0, 0.0004, -0.0004])
def test_what_is_shown_as_zero_has_no_sign(value: float) -> None:
    assert write_value(value, Unit.RATE, signed=True) == f"0.0{NBSP}%"


@given(st.floats(-1e12, 1e12), st.sampled_from(Unit))
def test_the_sign_is_a_true_minus_and_the_rest_is_the_absolute_value(value: float, unit: Unit) -> None:
    text = write_value(value, unit)
    assert "-" not in text
    assert text.removeprefix(MINUS) == write_value(abs(value), unit)


def test_a_score_is_never_written_at_or_above_a_bound_that_it_has_not_reached() -> None:
    """Bands begin at whole points. Over all tenths of a score, and as a mean of scores may come out in doubles."""
    for tenths in range(1001):
        for score in (tenths / 10, tenths / 10 + 1e-13, max(0.0, tenths / 10 - 1e-13)):
            written = int(write_value(score, Unit.SCORE))
            assert all((written >= bound) == (tenths >= 10 * bound) for bound in (0, 1, 40, 55, 70, 99, 100)), score


def test_a_share_in_a_sentence_is_in_whole_per_cent_as_a_rule() -> None:
    assert (write_percent(0.784), write_percent(0.0125, 2)) == (f"78{NBSP}%", f"1.25{NBSP}%")
