"""Which columns of a customer list are kept to split and filter by."""

from __future__ import annotations

from csm_core.intake.propose.with_attributes import MOST
from tests.csm_core.intake.taking import issue, take


def _list(columns: int) -> str:
    """Customers with figures that are all different first, then columns of three words."""
    headers = [f"measure_{one}" if one < 60 else f"group_{one}" for one in range(columns)]
    lines = [",".join(["account_id", "account_name", "created_at", *headers])]
    for row in range(60):
        cells = [
            f"{row * 7 + one}.5" if one < 60 else ("low", "mid", "high")[(row + one) % 3] for one in range(columns)
        ]
        lines.append(",".join([f"A{row}", f"Firm {row}", f"2024-01-{row % 28 + 1:02}", *cells]))
    return "\n".join(lines) + "\n"


def test_a_usual_list_keeps_every_column() -> None:
    batch = take(_list(MOST))
    assert batch.attributes.num_rows == 60 * MOST
    assert "attributes_left_out" not in {one.code for one in batch.report.issues}


def test_of_a_very_wide_list_the_columns_that_make_groups_are_kept_and_the_others_named() -> None:
    batch = take(_list(MOST + 60))
    kept = set(batch.attributes["attribute"].to_pylist())
    assert kept == {f"group_{one}" for one in range(60, MOST + 60)}
    assert "60 others, such as 'measure_0', 'measure_1', 'measure_2'" in issue(batch, "attributes_left_out").message
