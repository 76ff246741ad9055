"""Several tables in one CSV: each is read by itself, and what only looks like that stays one table."""

from __future__ import annotations

import pytest

from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import ingest_source

LINE = "-" * 40
ANALYTICS = f"""# {LINE}
# Events
# Account: Acme
# {LINE}

Date,Event name,Event count,Company ID
20240501,login,5,A
20240502,export,7,B

# {LINE}
# Users by country
Country,Active users
Germany,12
France,30

# Start date: 20240501
Nth day,Active users
0000,41
0001,39
"""


def test_tables_between_comments_are_read_each_by_itself_with_the_lines_they_stand_on() -> None:
    raws = read(Source("ga4.csv", ANALYTICS.encode()))
    assert [(raw.sheet, raw.headers) for raw in raws] == [
        (None, ("Date", "Event name", "Event count", "Company ID")),
        ("Table 2", ("Country", "Active users")),
        ("Table 3", ("Nth day", "Active users")),
    ]
    assert [raw.row_numbers.to_pylist() for raw in raws] == [[7, 8], [13, 14], [18, 19]]
    assert [raw.quarantined.num_rows for raw in raws] == [0, 0, 0]
    assert all("stacked_tables" in [issue.code for issue in raw.issues] for raw in raws)


def test_the_table_that_is_known_is_kept_and_the_others_are_told() -> None:
    ingested = ingest_source(Source("ga4.csv", ANALYTICS.encode()), None, lambda _stage, _share: None)
    assert (ingested.reports[0].kind, ingested.reports[0].rows_kept) == ("events_aggregate", 2)
    assert [(report.sheet, report.rows_in) for report in ingested.reports] == [
        (None, 2),
        ("Table 2", 2),
        ("Table 3", 2),
    ]


def test_tables_parted_by_a_blank_line_are_two() -> None:
    text = "Account ID,Name,Seats\nA,Acme,3\nB,Bolt,5\n\nTicket ID,Created at\n1,2024-05-01\n2,2024-05-02\n"
    assert [raw.headers for raw in read(Source("two.csv", text.encode()))] == [
        ("Account ID", "Name", "Seats"),
        ("Ticket ID", "Created at"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Report,Sales\nFrom,2024-01-01\nTo,2024-02-01\n\nAccount ID,Name,Seats\nA,Acme,3\nB,Bolt,5\n",
        "Account ID,Name,Seats\nA,Acme,3\n\nAccount ID,Name,Seats\nB,Bolt,5\nC,Core,7\n",
        "Account ID,Name,Seats\nA,Acme,3\nB,Bolt,5\n\nGrand total,,8\n",
        "Account ID,Name,Seats\nA,Acme,3\n\nB,Bolt,5\nC,Core,7\n",
        "# Account ID,Name\nAccount ID,Name,Seats\nA,Acme,3\nB,Bolt\n",
    ],
)
def test_what_a_report_says_of_itself_repeats_or_sums_is_no_further_table(text: str) -> None:
    (raw,) = read(Source("one.csv", text.encode()))
    assert raw.headers[:2] == ("Account ID", "Name")
    assert raw.cells.column(0).to_pylist()[0] == "A"
