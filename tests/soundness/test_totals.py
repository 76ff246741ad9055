"""Rows that sum up others are no rows of their own, whatever they are called; rows that merely could be stay."""

from __future__ import annotations

import pytest

from csm_core.intake.read import read
from csm_core.intake.source import Source

# What the file is, its text, and the first cells of the rows that stay.
SHEETS = [
    (
        "all customers last",
        """\
Customer,Region,Jan 2025,Feb 2025
A,N,10,20
B,N,30,40
C,S,50,61
All customers,,90,121
""",
        ["A", "B", "C"],
    ),
    (
        "german segment words",
        """\
Kunde;Segment;Jan 2025;Feb 2025
A;N;1.000,50;10
B;N;20;30
C;N;5;7
Summe Nord;;1.025,50;47
D;S;7;8
E;S;1;1
Summe Süd;;8;9
Gesamt;;1.033,50;56
""",
        ["A", "B", "C", "D", "E"],
    ),
    (
        "label repeated segment",
        """\
Account,Segment,ARR,Seats
A,Ent,100,4
B,Ent,200,5
C,Ent,305,8
Enterprise,,605,17
D,SMB,10,1
E,SMB,20,3
F,SMB,31,9
SMB,,61,13
""",
        ["A", "B", "C", "D", "E", "F"],
    ),
    (
        "blank label",
        """\
Account,Plan,MRR,Seats
A,P,100,4
B,P,250,7
C,Q,300,9
,,650,20
""",
        ["A", "B", "C"],
    ),
    (
        "average row last",
        """\
Account,Plan,MRR,Seats
A,P,100,4
B,P,200,8
C,Q,300,9
Total,,600,21
Average,,200,7
""",
        ["A", "B", "C"],
    ),
    (
        "percent row last",
        """\
Customer,Jan 2025,Feb 2025
A,100,110
B,250,260
C,300,310
Total,650,680
% growth,,4.6%
""",
        ["A", "B", "C"],
    ),
    (
        "total of first",
        """\
Customer,Segment,Jan 2025,Feb 2025
Total MRR,,65,69
A,N,10,11
B,N,25,26
C,S,30,32
""",
        ["A", "B", "C"],
    ),
    (
        "customer equals one other",
        """\
Customer,Jan 2025,Feb 2025,Mar 2025
A,100,100,100
B,100,100,100
C,200,200,200
D,50,60,70
E,75,75,75
""",
        ["A", "B", "C", "D", "E"],
    ),
    (
        "equal constants",
        """\
Account,Seats,MRR
A,1,10
B,1,10
C,1,10
D,1,10
""",
        ["A", "B", "C", "D"],
    ),
    (
        "two rows then sum small",
        """\
Account ID,Name,MRR
1,Acme,10
2,Bolt,20
3,Core,30
""",
        ["1", "2", "3"],
    ),
    (
        "accounts id sum",
        """\
id,name,start_date
1,Acme,2024-01-01
2,Bolt,2024-01-02
3,Core,2024-01-03
4,Dot,2024-01-04
""",
        ["1", "2", "3", "4"],
    ),
    (
        "spanish general",
        """\
Cliente,Plan,Ene 2025,Feb 2025
A,X,10,20
B,X,30,40
C,Y,55,67
Total de Clientes,,95,127
""",
        ["A", "B", "C"],
    ),
]


@pytest.mark.parametrize(("name", "text", "kept"), SHEETS, ids=[sheet[0] for sheet in SHEETS])
def test_only_rows_of_their_own_stay(name: str, text: str, kept: list[str | None]) -> None:
    (raw,) = read(Source(f"{name}.csv", text.encode()))
    assert raw.cells.column(0).to_pylist() == kept
    assert {row["code"] for row in raw.set_aside.to_pylist()} <= {"totals_row"}
    assert raw.rows_in == len(text.splitlines()) - 1


def test_what_only_one_column_speaks_for_is_kept_and_asked_about() -> None:
    text = "Customer,MRR\nA,120\nB,240\nC,360\nD,410\nEverybody,1130\n"
    (raw,) = read(Source("five.csv", text.encode()))
    assert raw.cells.num_rows == 5
    (asked,) = [issue for issue in raw.issues if issue.is_question]
    assert (asked.code, asked.row) == ("total_row_assumed", 6)
