"""A column a month of scores or counts becomes a row a month; money stays the finance sheet that it is."""

from datetime import datetime

import pytest

from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import Ingested, ingest_source


def taken(name: str, text: str) -> Ingested:
    ingested = ingest_source(Source(name, text.encode()), None, lambda _stage, _share: None)
    for report in ingested.reports:
        assert report.rows_in == report.rows_kept + report.rows_quarantined
    return ingested


def rows(name: str, text: str, *columns: str) -> list[tuple[object, ...]]:
    (batch,) = taken(name, text).batches
    return [(batch.table, *(row[column] for column in columns)) for row in batch.rows.to_pylist()]


HEADED = "Customer ID,Customer,Health Score 01/2025,Health Score 02/2025\n1,Ash,8,7\n2,Bay,9,\n"


def test_scores_that_their_headers_name_are_scores_of_their_months() -> None:
    read = rows("export.csv", HEADED, "account_id", "date", "score")
    # Bay has no score in February: no row.
    january, february = datetime(2025, 1, 1), datetime(2025, 2, 1)  # noqa: DTZ001
    assert read == [
        ("health_scores", "1", january, 8.0),
        ("health_scores", "1", february, 7.0),
        ("health_scores", "2", january, 9.0),
    ]


@pytest.mark.parametrize(
    ("name", "cells", "table", "column", "expected"),
    [
        ("health scores by month.csv", "80 82 40 35", "health_scores", "score", [80.0, 82.0, 40.0, 35.0]),
        ("status.csv", "Green Amber Red Red", "health_scores", "band", ["green", "amber", "red", "red"]),
        ("logins per customer.csv", "120 140 30 10", "events", "event_count", [120, 140, 30, 10]),
        ("NPS.csv", "9 10 3 8", "surveys", "score", [9.0, 10.0, 3.0, 8.0]),
    ],
)
def test_the_files_name_or_the_cells_say_what_the_months_are_of(
    name: str, cells: str, table: str, column: str, expected: list[object]
) -> None:
    a, b, c, d = cells.split()
    read = rows(name, f"Account,Jan 2025,Feb 2025\nAsh Labs,{a},{b}\nBay Foods,{c},{d}\n", column)
    assert read == [(table, value) for value in expected]


def test_it_is_told_that_columns_became_rows() -> None:
    (report,) = taken("export.csv", HEADED).reports
    (issue,) = [one for one in report.issues if one.code == "month_columns"]
    assert "2 columns of months, from 'Health Score 01/2025' to 'Health Score 02/2025'" in issue.message
    assert report.rows_in == 3


@pytest.mark.parametrize("name", ["MRR by customer.csv", "health insurance revenue.csv", "numbers.csv"])
def test_money_and_figures_of_which_nothing_is_said_stay_as_they_are(name: str) -> None:
    (report,) = taken(name, "Account,Jan 2025,Feb 2025\nAsh Labs,80,82\nBay Foods,40,35\n").reports
    assert report.kind == "finance_months"
    assert "month_columns" not in [one.code for one in report.issues]
