"""Headers are chosen by what they are, not by being widest: no row above or below them is lost."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from csm_core.intake.read import read
from csm_core.intake.source import Source
from tests.csm_core.intake.taking import take

# What the file is, its text, the cells of its first column or of the one that is named, labels of columns.
ONE = [
    (
        "headerless optional first filled",
        """\
C00,,2024-01-01,100,
C01,,2024-01-02,101,
C02,,2024-01-03,102,
C03,,2024-01-04,103,
C04,x4,2024-01-05,104,
C05,x5,2024-01-06,105,
C06,x6,2024-01-07,106,
C07,x7,2024-01-08,107,
C08,x8,2024-01-09,108,
C09,x9,2024-01-10,109,note
C10,x10,2024-01-11,110,
C11,x11,2024-01-12,111,
""",
        ["C00", "C01", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "C09", "C10", "C11"],
        None,
        None,
    ),
    (
        "three unnamed",
        """\
id,name,start,mrr,,,
A0,N0,2024-01-01,10,y,0,z
A1,N1,2024-01-02,11,y,1,z
A2,N2,2024-01-03,12,y,2,z
A3,N3,2024-01-04,13,y,3,z
A4,N4,2024-01-05,14,y,4,z
A5,N5,2024-01-06,15,y,5,z
A6,N6,2024-01-07,16,y,6,z
A7,N7,2024-01-08,17,y,7,z
A8,N8,2024-01-09,18,y,8,z
A9,N9,2024-01-10,19,y,9,z
""",
        ["A0", "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9"],
        "id",
        None,
    ),
    (
        "first col unnamed names",
        """\
,account_id,start_date,mrr
0,A0,2024-01-01,10
1,A1,2024-01-02,11
2,A2,2024-01-03,12
3,A3,2024-01-04,13
4,A4,2024-01-05,14
5,A5,2024-01-06,15
6,A6,2024-01-07,16
7,A7,2024-01-08,17
8,A8,2024-01-09,18
9,A9,2024-01-10,19
""",
        ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
        None,
        None,
    ),
    (
        "note right semicolon",
        """\
Kunde;Start;MRR;;
K0;2024-02-01;5;;
K1;2024-02-02;6;;
K2;2024-02-03;7;;
K3;2024-02-04;8;;
K4;2024-02-05;9;;
K5;2024-02-06;10;;
K6;2024-02-07;11;;
K7;2024-02-08;12;;
K8;2024-02-09;13;;
K9;2024-02-20;44;bitte prüfen;Bo
K10;2024-03-11;15;;
K11;2024-03-12;16;;
K12;2024-03-13;17;;
K13;2024-03-14;18;;
K14;2024-03-15;19;;
""",
        ["K0", "K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8", "K9", "K10", "K11", "K12", "K13", "K14"],
        "Kunde",
        None,
    ),
    (
        "same headers two sections",
        """\
Active,,
id,name,mrr
A0,N0,10
A1,N1,11
A2,N2,12
A3,N3,13
A4,N4,14
,,
Churned,,
id,name,mrr
B0,M0,10
B1,M1,11
B2,M2,12
B3,M3,13
B4,M4,14
""",
        ["A0", "A1", "A2", "A3", "A4", "B0", "B1", "B2", "B3", "B4"],
        "id",
        None,
    ),
    (
        "key values then wider table",
        """\
Report,MRR
Owner,Ana
Date,2024-05-01

id,name,start_date,mrr
A0,N0,2024-01-01,10
A1,N1,2024-01-02,11
A2,N2,2024-01-03,12
A3,N3,2024-01-04,13
A4,N4,2024-01-05,14
A5,N5,2024-01-06,15
""",
        ["A0", "A1", "A2", "A3", "A4", "A5"],
        "id",
        None,
    ),
    (
        "pandas index",
        """\
Unnamed: 0,account_id,name,mrr
0,A0,N0,10
1,A1,N1,11
2,A2,N2,12
3,A3,N3,13
4,A4,N4,14
5,A5,N5,15
""",
        ["A0", "A1", "A2", "A3", "A4", "A5"],
        "account_id",
        None,
    ),
    (
        "title in middle cell",
        """\
,,MRR by customer,,
,,,,
id,name,start_date,mrr,plan
A0,N0,2024-01-01,10,P
A1,N1,2024-01-02,11,P
A2,N2,2024-01-03,12,P
A3,N3,2024-01-04,13,P
A4,N4,2024-01-05,14,P
A5,N5,2024-01-06,15,P
""",
        ["A0", "A1", "A2", "A3", "A4", "A5"],
        "id",
        None,
    ),
    (
        "legend below header first rows short",
        """\
account_id,account_name,start_date,mrr,end_date,reason
A0,N0,2024-01-01,10,,
A1,N1,2024-01-02,11,,
A2,N2,2024-01-03,12,,
A3,N3,2024-01-04,13,,
A4,N4,2024-01-05,14,,
A5,N5,2024-01-06,15,,
A6,N6,2024-01-07,16,,
A7,N7,2024-01-08,17,,
A8,N8,2024-01-09,10,2024-09-01,price
""",
        ["A0", "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8"],
        "account_id",
        None,
    ),
]
# The first cells of each of several tables.
SEVERAL = [
    (
        "sections padded same width",
        """\
Active,,,
account_id,name,start_date,mrr
A0,N0,2024-01-01,10
A1,N1,2024-01-02,11
A2,N2,2024-01-03,12
A3,N3,2024-01-04,13
A4,N4,2024-01-05,14
A5,N5,2024-01-06,15
,,,
Churned,,,
account_id,name,end_date,reason
B0,M0,2024-05-01,price
B1,M1,2024-05-02,price
B2,M2,2024-05-03,price
B3,M3,2024-05-04,price
""",
        [["A0", "A1", "A2", "A3", "A4", "A5"], ["B0", "B1", "B2", "B3"]],
    ),
    (
        "sections first wider",
        """\
id,name,start,mrr,plan
A0,N0,2024-01-01,10,P
A1,N1,2024-01-02,11,P
A2,N2,2024-01-03,12,P
A3,N3,2024-01-04,13,P
A4,N4,2024-01-05,14,P
A5,N5,2024-01-06,15,P
,,,,
ticket_id,created_at,priority,,
T0,2024-05-01,high,,
T1,2024-05-02,high,,
T2,2024-05-03,high,,
T3,2024-05-04,high,,
T4,2024-05-05,high,,
""",
        [["A0", "A1", "A2", "A3", "A4", "A5"], ["T0", "T1", "T2", "T3", "T4"]],
    ),
    (
        "sections no blank between",
        """\
Open deals,,
id,name,amount
A0,N0,10
A1,N1,11
A2,N2,12
A3,N3,13
A4,N4,14
Closed deals,,
id,closed_on,owner
C0,2024-02-01,Bo
C1,2024-02-02,Bo
C2,2024-02-03,Bo
C3,2024-02-04,Bo
C4,2024-02-05,Bo
""",
        [["A0", "A1", "A2", "A3", "A4"], ["C0", "C1", "C2", "C3", "C4"]],
    ),
]


@pytest.mark.parametrize(("name", "text", "kept", "column", "labels"), ONE, ids=[one[0] for one in ONE])
def test_every_row_is_read_under_the_headers_it_has(
    name: str, text: str, kept: list[str], column: str | None, labels: Mapping[str, str] | None
) -> None:
    (raw,) = read(Source(f"{name}.csv", text.encode()))
    assert raw.cells.column(column or 0).to_pylist() == kept
    if labels is not None:
        assert dict(raw.labels) == labels


@pytest.mark.parametrize(("name", "text", "tables"), SEVERAL, ids=[one[0] for one in SEVERAL])
def test_sections_are_tables_of_their_own(name: str, text: str, tables: list[list[str]]) -> None:
    raws = read(Source(f"{name}.csv", text.encode()))
    assert [raw.cells.column(0).to_pylist() for raw in raws] == tables
    assert [raw.set_aside.num_rows for raw in raws] == [0] * len(raws)


def test_a_file_without_headers_keeps_all_rows_under_a_persons_mapping() -> None:
    lines = [f"A{i},Acme {i},2024-01-{i + 1:02},{i + 10},{'2025-01-31' if i == 5 else ''}," for i in range(12)]
    columns = {"account_id": "Column 1", "start_date": "Column 3", "mrr": "Column 4"}
    batch = take("\n".join(lines), "subscriptions", columns)
    assert batch.report.rows_in == batch.report.rows_kept == 12


def test_rows_above_the_headers_are_set_aside_not_forgotten() -> None:
    text = "A1,2024-01-02,10,x\nA2,2024-01-03,20,y\nid,start,mrr,note\nA3,2024-01-04,30,z\nA4,2024-01-05,40,z\n"
    (raw,) = read(Source("late.csv", text.encode()))
    assert raw.headers == ("id", "start", "mrr", "note")
    assert [(row["source_row"], row["code"]) for row in raw.set_aside.to_pylist()] == [
        (1, "above_headers"),
        (2, "above_headers"),
    ]
