"""One file that holds several tables becomes all of them by itself; one that seems to hold several becomes one."""

from __future__ import annotations

import pytest

from tests.soundness.company import company
from tests.soundness.flat_lists import FLAT_FILES, HELD_BACK, Flat

_MEASURES = {"csat": "percent"}


@pytest.mark.parametrize("flat", [*FLAT_FILES, *HELD_BACK], ids=lambda flat: flat.name)
def test_a_file_becomes_the_tables_that_it_holds(flat: Flat) -> None:
    seen = company([(flat.file, flat.text)])
    assert sorted(kind or "" for kind in seen.kinds) == sorted(flat.kinds)
    assert all(one.rows_in == one.rows_kept + one.rows_quarantined for one in seen.reports)
    text = " ".join(issue.message for issue in seen.issues)
    assert [words for words in flat.words if words not in text] == []
    for (metric, start, end, as_of), right in flat.figures.items():
        rows = seen.ask(metric, {"start": start, "end": end, "as_of": as_of}).table.to_pylist()
        value = [row["value"] for row in rows if row["measure"] in (None, metric, "percent")][-1]
        assert value * (100 if metric == "csat" else 1) == pytest.approx(right)
