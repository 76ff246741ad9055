"""Intervals hold what they say: of companies drawn by chance, so many as promised have the truth in theirs."""

import pytest

from tests.csm_core.stats.coverage import ACCOUNTS, BEGIN, DESIGNS, END, PAGE, coverage, table


@pytest.mark.parametrize("design", DESIGNS, ids=[f"{each.metrics}: {each.words}" for each in DESIGNS])
@pytest.mark.parametrize("accounts", ACCOUNTS)
def test_nine_of_ten_intervals_hold_the_truth(design, accounts):
    # 95 % are meant; with a dozen accounts that nothing is known of but what they did, 85 % are promised.
    held, _ = coverage(design, accounts)
    assert held >= (0.85 if accounts < 30 else 0.90)


def test_the_page_shows_the_table_that_the_code_gives():
    # Otherwise: python -m tests.csm_core.stats.coverage
    shown = PAGE.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0].strip()
    assert shown == table()
