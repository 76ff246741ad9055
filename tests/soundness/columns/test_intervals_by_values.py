"""A column of nothing but billing intervals is the interval, whatever its header says."""

import pytest

from tests.soundness.mrr import Revenue, csv


def lines(header: str, *cells: str) -> dict[str, str]:
    amounts = (100, 300, 1200)
    rows = "\n".join(
        f"{n}|{who}|2025-01-01|{amount}|{cell}"
        for n, who, amount, cell in zip("123", "ABC", amounts, cells, strict=True)
    )
    return {"subscriptions.csv": csv(f"Subscription ID|Customer ID|Start Date|Amount|{header}\n{rows}")}


@pytest.mark.parametrize("header", ["Zahlweise", "Billing", "Rhythmus", "How often", "Turnus"])
def test_its_words_are_the_interval(header: str) -> None:
    files = lines(header, "monatlich", "vierteljährlich", "jährlich")
    assert Revenue(header, files, {"2025-03": 300}, silent=("interval_assumed",)).faults() == []


@pytest.mark.parametrize("cells", [("1", "3", "12"), ("gold", "monthly", "silver"), ("Ann", "Bob", "Cee")])
def test_other_columns_are_not(cells: tuple[str, ...]) -> None:
    assert Revenue("other", lines("Remark", *cells), {"2025-03": 1600}, codes=("interval_assumed",)).faults() == []
