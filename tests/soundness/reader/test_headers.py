"""Headers are chosen by what they are, not by being widest: no row above or below them is lost."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
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
    (
        "headerless wider late",
        """\
1000;Firma 0;01.03.2024;50,00;;;
1001;Firma 1;02.03.2024;51,00;;;
1002;Firma 2;03.03.2024;52,00;;;
1003;Firma 3;04.03.2024;53,00;;;
1004;Firma 4;05.03.2024;54,00;;;
1005;Firma 5;06.03.2024;55,00;;;
1006;Firma 6;07.03.2024;56,00;;;
1007;Firma 7;08.03.2024;57,00;;;x
1008;Firma 8;09.03.2024;58,00;;;
1009;Firma 9;10.03.2024;59,00;;;
""",
        ["1000", "1001", "1002", "1003", "1004", "1005", "1006", "1007", "1008", "1009"],
        None,
        None,
    ),
    (
        "one named of five wide note",
        """\
ticket,created,subject,,,
T0,2024-03-01 10:00,Login 0,,,
T1,2024-03-02 10:00,Login 1,,,
T2,2024-03-03 10:00,Login 2,,,
T3,2024-03-04 10:00,Login 3,,,
T4,2024-03-05 10:00,Login 4,,,
T5,2024-03-06 10:00,Login 5,,,
T6,2024-03-07 10:00,Login 6,,,
T7,2024-03-08 10:00,Login 7,,,
T8,2024-03-09 10:00,Login 8,,,
T9,2024-03-10 10:00,Login 9,,,
T10,2024-03-11 10:00,Login 10,,,
T11,2024-03-12 10:00,Login 11,,,
T12,2024-04-01 09:00,Login,dup,of,T3
T13,2024-04-03 10:00,Login 13,,,
T14,2024-04-04 10:00,Login 14,,,
T15,2024-04-05 10:00,Login 15,,,
T16,2024-04-06 10:00,Login 16,,,
""",
        ["T0", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12", "T13", "T14", "T15", "T16"],
        "ticket",
        None,
    ),
    (
        "lookalike words row inside",
        """\
id,name,status,note
A0,N0,open,hello
A1,N1,open,hello
A2,N2,open,hello
A3,N3,open,hello
A4,N4,open,hello
A5,N5,open,hello
Alpha,Beta,closed,bye
A7,N7,open,hello
A8,N8,open,hello
A9,N9,open,hello
A10,N10,open,hello
A11,N11,open,hello
A12,N12,open,hello
""",
        ["A0", "A1", "A2", "A3", "A4", "A5", "Alpha", "A7", "A8", "A9", "A10", "A11", "A12"],
        "id",
        None,
    ),
    (
        "lookalike text only table",
        """\
Name,City,Country,Owner
Acme,Bonn,Germany,Ana
Bolt,Paris,France,Bo
Core,Rome,Italy,Cy
""",
        ["Acme", "Bolt", "Core"],
        "Name",
        None,
    ),
    (
        "index without name semicolon",
        """\
;Kunde;MRR;Start
0;K0;10;2024-01-01
1;K1;11;2024-01-02
2;K2;12;2024-01-03
3;K3;13;2024-01-04
4;K4;14;2024-01-05
5;K5;15;2024-01-06
""",
        ["K0", "K1", "K2", "K3", "K4", "K5"],
        "Kunde",
        None,
    ),
    (
        "wide title line with dates",
        """\
Subscriptions,from,2024-01-01,to,2024-12-31
account_id,start_date,mrr,,
A0,2024-01-01,10,,
A1,2024-01-02,11,,
A2,2024-01-03,12,,
A3,2024-01-04,13,,
A4,2024-01-05,14,,
A5,2024-01-06,15,,
""",
        ["A0", "A1", "A2", "A3", "A4", "A5"],
        "account_id",
        None,
    ),
    (
        "units row money",
        """\
Account,Start,MRR,Usage
,yyyy-mm-dd,k€,hours
A0,2024-01-01,10,3
A1,2024-01-02,11,4
A2,2024-01-03,12,5
A3,2024-01-04,13,6
A4,2024-01-05,14,7
A5,2024-01-06,15,8
""",
        ["A0", "A1", "A2", "A3", "A4", "A5"],
        "Account",
        {"MRR": "k€", "Usage": "hours"},
    ),
    (
        "units row brackets",
        """\
Account,Start,MRR,Duration
,,[EUR],[s]
A0,2024-01-01,10,3
A1,2024-01-02,11,4
A2,2024-01-03,12,5
A3,2024-01-04,13,6
A4,2024-01-05,14,7
A5,2024-01-06,15,8
""",
        ["A0", "A1", "A2", "A3", "A4", "A5"],
        "Account",
        {"MRR": "[EUR]", "Duration": "[s]"},
    ),
    (
        "units one cell",
        """\
Account,Start,MRR,Owner
,,in thousand USD,
A0,2024-01-01,10,Bo
A1,2024-01-02,11,Bo
A2,2024-01-03,12,Bo
A3,2024-01-04,13,Bo
A4,2024-01-05,14,Bo
A5,2024-01-06,15,Bo
""",
        ["A0", "A1", "A2", "A3", "A4", "A5"],
        "Account",
        {"MRR": "in thousand USD"},
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
    (
        "three sections",
        """\
Q1,,,,
id,company,arr,,
A0,N0,100,,
A1,N1,101,,
A2,N2,102,,
A3,N3,103,,
,,,,
Q2 churn,,,,
id,company,arr,churned_on,why
B0,M0,100,2024-04-01,price
B1,M1,101,2024-04-02,price
B2,M2,102,2024-04-03,price
B3,M3,103,2024-04-04,price
,,,,
Q2 trials,,,,
id,company,trial_end,,
D0,O0,2024-07-01,,
D1,O1,2024-07-02,,
D2,O2,2024-07-03,,
""",
        [["A0", "A1", "A2", "A3"], ["B0", "B1", "B2", "B3"], ["D0", "D1", "D2"]],
    ),
]


@pytest.mark.parametrize(("name", "text", "kept", "column", "labels"), ONE, ids=[one[0] for one in ONE])
def test_every_row_is_read_under_the_headers_it_has(
    name: str, text: str, kept: list[str], column: str | None, labels: Mapping[str, str] | None
) -> None:
    (raw,) = read(Source(f"{name}.csv", text.encode()))
    assert raw.cells.column(column or 0).to_pylist() == kept
    if labels is not None:
        assert labels.items() <= raw.labels.items()


@pytest.mark.parametrize(("name", "text", "tables"), SEVERAL, ids=[one[0] for one in SEVERAL])
def test_sections_are_tables_of_their_own(name: str, text: str, tables: list[list[str]]) -> None:
    raws = read(Source(f"{name}.csv", text.encode()))
    assert [raw.cells.column(0).to_pylist() for raw in raws] == tables
    assert [raw.quarantined.num_rows for raw in raws] == [0] * len(raws)


def test_a_file_without_headers_keeps_all_rows_under_a_persons_mapping() -> None:
    lines = [f"A{i},Acme {i},2024-01-{i + 1:02},{i + 10},{'2025-01-31' if i == 5 else ''}," for i in range(12)]
    columns = {"account_id": "Column 1", "start_date": "Column 3", "mrr": "Column 4"}
    batch = take("\n".join(lines), "subscriptions", columns)
    assert batch.report.rows_in == batch.report.rows_kept == 12


def test_rows_above_the_headers_are_set_aside_not_forgotten() -> None:
    text = "A1,2024-01-02,10,x\nA2,2024-01-03,20,y\nid,start,mrr,note\nA3,2024-01-04,30,z\nA4,2024-01-05,40,z\n"
    (raw,) = read(Source("late.csv", text.encode()))
    assert raw.headers == ("id", "start", "mrr", "note")
    assert [(row["source_row"], row["code"]) for row in raw.quarantined.to_pylist()] == [
        (1, "above_headers"),
        (2, "above_headers"),
    ]
