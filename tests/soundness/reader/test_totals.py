"""Rows that sum up others are no rows of their own, whatever they are called; rows that merely could be stay."""

from __future__ import annotations

import pytest

from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source

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
    (
        "french total general segments",
        """\
Client;Segment;janv. 2025;févr. 2025
A;PME;100;120
B;PME;50;60
C;PME;33;44
Total PME;;183;224
D;GC;900;910
E;GC;70;80
Total GC;;970;990
Total général;;1153;1214
""",
        ["A", "B", "C", "D", "E"],
    ),
    (
        "unlabelled subtotals in id col",
        """\
Segment,Customer,ARR,MRR
Ent,A,1200,100
Ent,B,2400,200
Ent,C,3732,311
Ent,,7332,611
SMB,D,12,1
SMB,E,24,2
SMB,F,60,5
SMB,,96,8
,,7428,619
""",
        ["Ent", "Ent", "Ent", "SMB", "SMB", "SMB"],
    ),
    (
        "overall in name",
        """\
Customer Name,CSM,Q1 2025,Q2 2025,Q3 2025
Nord,Ana,11,12,13
Sued,Ana,21,22,23
Ost,Bo,31,32,33
West,Bo,41,42,43
MRR overall,,104,108,112
""",
        ["Nord", "Sued", "Ost", "West"],
    ),
    (
        "total arr and customers count",
        """\
Account,Segment,MRR,Seats
A,E,100.10,1
B,E,200.20,5
C,S,300.30,8
Total accounts: 3,,600.60,14
""",
        ["A", "B", "C"],
    ),
    (
        "grand of subtotals only",
        """\
Name,Jan 2025,Feb 2025
A,1,20
B,3,40
EU,4,60
C,5,6
D,7,9
US,12,15
World,16,75
""",
        ["A", "B", "C", "D"],
    ),
    (
        "lookalike fibonacci",
        """\
Account,MRR
A,10
B,20
C,30
D,60
E,15
""",
        ["A", "B", "C", "D", "E"],
    ),
    (
        "lookalike three row file",
        """\
account_id,account_name,mrr
A1,Acme,100
A2,Bolt,200
A3,Core,300
""",
        ["A1", "A2", "A3"],
    ),
    (
        "lookalike real totals ltd",
        """\
account_id,account_name,start_date,mrr
A1,Total Energies,2024-01-01,100
A2,Bolt,2024-01-01,200
A3,Subtotal Software Ltd,2024-03-01,300
A4,Sum Up,2024-01-01,55
""",
        ["A1", "A2", "A3", "A4"],
    ),
    (
        "lookalike mixed zeros",
        """\
Customer,Jan 2025,Feb 2025,Mar 2025
A,0,0,100
B,0,0,100
C,0,0,200
D,0,10,20
E,5,6,7
""",
        ["A", "B", "C", "D", "E"],
    ),
    (
        "median row",
        """\
Account,Owner,MRR,Seats
A,X,100,3
B,X,150,4
C,Y,400,9
Mittelwert,,216.67,5.33
Median,,150,4
""",
        ["A", "B", "C"],
    ),
]


@pytest.mark.parametrize(("name", "text", "kept"), SHEETS, ids=[sheet[0] for sheet in SHEETS])
def test_only_rows_of_their_own_stay(name: str, text: str, kept: list[str | None]) -> None:
    (raw,) = read(Source(f"{name}.csv", text.encode()))
    assert raw.cells.column(0).to_pylist() == kept
    assert {row["code"] for row in raw.quarantined.to_pylist()} <= {"totals_row"}
    assert raw.rows_in == len(text.splitlines()) - 1


def test_what_only_one_column_speaks_for_is_kept_and_asked_about() -> None:
    text = "Customer,MRR\nA,120\nB,240\nC,360\nD,410\nEverybody,1130\n"
    (raw,) = read(Source("five.csv", text.encode()))
    assert raw.cells.num_rows == 5
    (asked,) = [issue for issue in raw.issues if issue.is_question]
    assert (asked.code, asked.row) == ("total_row_assumed", 6)
