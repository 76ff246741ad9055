"""Canonical tables in words: what is short for something stands in capitals."""

import pytest

from csm_core.text.table_words import table_heading, table_words


@pytest.mark.parametrize(
    ("name", "words", "heading"),
    [
        ("mrr_snapshots", "MRR snapshots", "MRR snapshots"),
        ("fx_rates", "FX rates", "FX rates"),
        ("health_scores", "health scores", "Health scores"),
        ("", "", ""),
    ],
)
def test_tables_are_called_as_people_call_them(name: str, words: str, heading: str) -> None:
    assert (table_words(name), table_heading(name)) == (words, heading)
