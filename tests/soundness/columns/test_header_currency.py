"""The currency that an amount's header names is that of its figures, whatever the customers pay in."""

import pytest

from tests.soundness.mrr import Revenue

HEADERS = ("MRR (USD)", "mrr_usd", "MRR in USD", "USD MRR")


@pytest.mark.parametrize("header", HEADERS)
def test_it_goes_before_a_column_that_names_others(header: str) -> None:
    # 100 euros are 110 dollars: all is in dollars already, and no rate is needed.
    text = f"Customer,Currency,{header},Start\nAcme,EUR,110,2025-01-01\nBirch,USD,40,2025-01-01\n"
    assert Revenue(header, {"subs.csv": text}, {"2025-01": 150}, codes=("header_currency",)).faults() == []


def test_two_lists_in_two_currencies_are_not_added_up() -> None:
    files = {
        f"{code}.csv": f"Customer,MRR ({code}),Start\n{customer},100,2025-01-01\n"
        for code, customer in (("USD", "Acme"), ("EUR", "Birch"))
    }
    assert Revenue("two", files, beside=()).company().ask("mrr").table.column("value").to_pylist() != [200.0]


@pytest.mark.parametrize("header", ["MRR", "MRR ($)", "MRR (k)", "Try MRR again"])
def test_a_header_without_a_code_names_none(header: str) -> None:
    text = f"Customer,{header},Start\nAcme,110,2025-01-01\nBirch,40,2025-01-01\n"
    assert Revenue(header, {"subs.csv": text}, silent=("header_currency",)).faults() == []
