"""Two lines of one subscription that differ in their amount alone may be one that was corrected: asked."""

import pytest

from tests.soundness.mrr import Revenue, csv

ASKED = "lines_added_assumed"
HEADERS = "Subscription ID|Account ID|Start|MRR|Product\n"


@pytest.mark.parametrize(
    ("rows", "right", "is_asked"),
    [
        ("s1|A|2024-01-01|100|Base\ns2|B|2024-01-01|100|Base\ns1|A|2024-01-01|150|Base", 350, True),
        ("s1|A|2024-01-01|100|Base\ns1|A|2024-01-01|100|Base\ns1|A|2024-01-01|150|Base", 250, True),
        ("s1|A|2024-01-01|100|Base\ns1|A|2024-01-01|20|Add-on\ns2|B|2024-01-01|100|Base", 220, False),
        ("s1|A|2024-01-01|100|Base\ns1|A|2024-01-01|100|Base\ns2|B|2024-01-01|100|Base", 200, False),
        ("s1|A|2024-01-01|100|Base\ns2|A|2024-01-01|150|Base", 250, False),
    ],
)
def test_they_add_up_and_are_asked_about(rows: str, right: float, is_asked: bool) -> None:
    actual, silent = ((ASKED,), ()) if is_asked else ((), (ASKED,))
    case = Revenue("lines", {"s.csv": csv(HEADERS + rows)}, {"2025-03": right}, codes=actual, silent=silent)
    assert case.faults() == []
