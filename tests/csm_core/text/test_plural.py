"""A number, the thing that is counted, and the verb behind them agree."""

import pytest

from csm_core.text.plural import agreeing, plural


@pytest.mark.parametrize(
    ("number", "verb", "words"),
    [
        (1, "are", "1 row is"),
        (2, "are", "2 rows are"),
        (0, "have", "0 rows have"),
        (1, "have", "1 row has"),
        (1, "say", "1 row says"),
        (1_200, "stand", "1,200 rows stand"),
    ],
)
def test_one_is_singular_and_all_else_plural(number: int, verb: str, words: str) -> None:
    assert f"{plural(number, 'row')} {agreeing(number, verb)}" == words
