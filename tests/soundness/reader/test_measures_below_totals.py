"""What a finance sheet works out below its total is no customer."""

import pytest

from tests.soundness.mrr import Revenue, csv

SHEET = "Customer|2025-01|2025-02|2025-03\nA|100|100|120\nB|50|50|0\nTotal MRR|150|150|120\n"


@pytest.mark.parametrize(
    "below",
    [
        "New MRR|150|0|20",
        "New MRR|150|0|20\nChurned MRR|0|0|50",
        "Growth %||0%|-20%\nNew MRR|150|0|20\nNet new MRR|150|0|-30",
        "Customers|2|2|1\nARPA|75|75|120",
        "# Customers|2|2|1",
        "Average|75|75|120\nNew customers|2|0|0",
    ],
)
def test_measures_below_the_total_are_quarantined(below: str) -> None:
    right = {"2025-01": 150.0, "2025-02": 150.0, "2025-03": 120.0}
    assert Revenue(below, {"mrr.csv": csv(SHEET + below)}, right, codes=("totals_row",)).faults() == []


@pytest.mark.parametrize("name", ["New Revenue", "Active Customers", "Logo"])
def test_a_customer_called_so_above_the_total_stands(name: str) -> None:
    rows = f"Customer|2025-01|2025-02\nA|100|100\n{name}|50|60\nC|7|9\n"
    assert (
        Revenue(name, {"mrr.csv": csv(rows)}, {"2025-01": 157, "2025-02": 169}, silent=("totals_row",)).faults() == []
    )
