"""Grouped reports: headings of groups, and names on the first line of a group only, become a column."""

from __future__ import annotations

import pytest

from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source

# What the file is, its text, (group, key) of each row, the key column, and the column of the groups.
REPORTS = [
    (
        "qb amounts",
        """\
Demo Company Ltd
Sales by Customer Detail
January - March 2025

,Date,Transaction Type,Num,Product/Service,Qty,Amount,Balance
Acme Inc.,,,,,,,
,01/15/2025,Invoice,1001,Seats,2,200.00,200.00
,02/15/2025,Invoice,1002,Seats,1,100.00,300.00
Total for Acme Inc.,,,,,3,$300.00,
Beta,,,,,,,
,02/20/2025,Credit Memo,1003,Seats,1,-50.00,-50.00
Total for Beta,,,,,1,-$50.00,
TOTAL,,,,,4,$250.00,

Thursday, Apr 10, 2025 10:00 AM GMT+2 - Accrual Basis
""",
        [("Acme Inc.", "1001"), ("Acme Inc.", "1002"), ("Beta", "1003")],
        "Num",
        None,
    ),
    (
        "qb subcustomers",
        """\
Demo Company Ltd
Sales by Customer Detail
January - March 2025

,Date,Transaction Type,Num,Product/Service,Qty,Amount,Balance
Acme,,,,,,,
Berlin,,,,,,,
,01/15/2025,Invoice,1001,Seats,2,200.00,200.00
Total for Berlin,,,,,2,$200.00,
Paris,,,,,,,
,02/15/2025,Invoice,1002,Seats,1,100.00,300.00
Total for Paris,,,,,1,$100.00,
Total for Acme,,,,,3,$300.00,
Beta,,,,,,,
,02/20/2025,Invoice,1003,Seats,1,50.00,50.00
Total for Beta,,,,,1,$50.00,
TOTAL,,,,,4,$350.00,
""",
        [("Berlin", "1001"), ("Paris", "1002"), ("Beta", "1003")],
        "Num",
        None,
    ),
    (
        "xero receivable",
        """\
Aged Receivables Detail
Demo Company
As at 31 March 2025

Invoice Date,Due Date,Invoice Number,Reference,Total

Acme Ltd,,,,
5 Jan 2025,5 Feb 2025,INV-1,Seats,200.00
5 Feb 2025,5 Mar 2025,INV-2,Seats,100.00
Total Acme Ltd,,,,300.00

Bolt GmbH,,,,
6 Feb 2025,6 Mar 2025,INV-3,Setup,50.00
Total Bolt GmbH,,,,50.00

Total,,,,350.00
""",
        [("Acme Ltd", "INV-1"), ("Acme Ltd", "INV-2"), ("Bolt GmbH", "INV-3")],
        "Invoice Number",
        None,
    ),
    (
        "pivot fill down",
        """\
Customer,Invoice,Date,Amount
Acme,1001,2025-01-15,200
,1002,2025-02-15,100
,1003,2025-03-15,100
Beta,1004,2025-02-20,50
,1005,2025-03-20,50
""",
        [("Acme", "1001"), ("Acme", "1002"), ("Acme", "1003"), ("Beta", "1004"), ("Beta", "1005")],
        "Invoice",
        "Customer",
    ),
    (
        "pivot with totals",
        """\
Customer,Product,MRR
Acme,Seats,100
,Support,20
,Addon,7
Acme Total,,127
Beta,Seats,50
,Support,10
Beta Total,,60
Grand Total,,187
""",
        [("Acme", "Seats"), ("Acme", "Support"), ("Acme", "Addon"), ("Beta", "Seats"), ("Beta", "Support")],
        "Product",
        "Customer",
    ),
    (
        "zoho group",
        """\
Customer Name,Invoice#,Date,Amount
Acme,,,
,INV-1,15 Jan 2025,200.00
,INV-2,15 Feb 2025,100.00
Total,,,300.00
Beta,,,
,INV-3,20 Feb 2025,50.00
Total,,,50.00
""",
        [("Acme", "INV-1"), ("Acme", "INV-2"), ("Beta", "INV-3")],
        "Invoice#",
        "Customer Name",
    ),
    (
        "german",
        """\
,Datum,Belegart,Nummer,Betrag
Müller AG,,,,
,15.01.2025,Rechnung,R1,"200,00"
,15.02.2025,Rechnung,R2,"100,00"
Summe Müller AG,,,,"300,00"
Nord GmbH,,,,
,20.02.2025,Rechnung,R3,"50,00"
Summe Nord GmbH,,,,"50,00"
Gesamtsumme,,,,"350,00"
""",
        [("Müller AG", "R1"), ("Müller AG", "R2"), ("Nord GmbH", "R3")],
        "Nummer",
        None,
    ),
    (
        "qb transaction list",
        """\
Demo Company Ltd
Transaction List by Customer
All Dates

,Date,Transaction Type,Num,Posting,Memo,Account,Amount
Amy's Bird Sanctuary,,,,,,,
,03/12/2025,Invoice,1021,Yes,,Accounts Receivable,459.00
,03/15/2025,Payment,2064,Yes,,Undeposited,220.00
Bill's Windsurf Shop,,,,,,,
,03/20/2025,Invoice,1027,Yes,,Accounts Receivable,85.00
""",
        [("Amy's Bird Sanctuary", "1021"), ("Amy's Bird Sanctuary", "2064"), ("Bill's Windsurf Shop", "1027")],
        "Num",
        None,
    ),
    (
        "xero statement tab",
        """\
Customer Invoice Activity
Demo Org
For the period 1 January 2025 to 31 March 2025

Invoice Number\tDate\tDue\tGross

City Limousines\t\t\t
INV-001\t5 Jan 2025\t5 Feb 2025\t250.00
INV-002\t5 Feb 2025\t5 Mar 2025\t250.00
Total City Limousines\t\t\t500.00

Ridgeway\t\t\t
INV-003\t9 Feb 2025\t9 Mar 2025\t99.00
Total Ridgeway\t\t\t99.00

Total\t\t\t599.00
""",
        [("City Limousines", "INV-001"), ("City Limousines", "INV-002"), ("Ridgeway", "INV-003")],
        "Invoice Number",
        None,
    ),
    (
        "pivot two levels",
        """\
Region,Customer,Month,MRR
EU,Acme,2025-01,10
,,2025-02,20
,,2025-03,30
,Beta,2025-01,5
,,2025-02,6
US,Core,2025-01,7
,,2025-02,9
""",
        [
            ("Acme", "2025-01"),
            ("Acme", "2025-02"),
            ("Acme", "2025-03"),
            ("Beta", "2025-01"),
            ("Beta", "2025-02"),
            ("Core", "2025-01"),
            ("Core", "2025-02"),
        ],
        "Month",
        "Customer",
    ),
    (
        "one transaction each",
        """\
Demo Company Ltd
Sales by Customer Detail
January - March 2025

,Date,Transaction Type,Num,Product/Service,Qty,Amount,Balance
Acme,,,,,,,
,01/15/2025,Invoice,1001,Seats,2,200.00,200.00
Total for Acme,,,,,2,$200.00,
Beta,,,,,,,
,02/20/2025,Invoice,1003,Seats,1,50.00,50.00
Total for Beta,,,,,1,$50.00,
TOTAL,,,,,3,$250.00,
""",
        [("Acme", "1001"), ("Beta", "1003")],
        "Num",
        None,
    ),
]
# Tables with gaps that are no report, and the column that is not to be filled without a question.
SPARSE = [
    (
        "lookalike sparse owner",
        """\
Owner,Account,Start,MRR
Ana,A1,2024-01-01,10
,A2,2024-01-02,20
Bo,A3,2024-01-03,30
,A4,2024-01-04,40
Ana,A5,2024-01-05,50
""",
        "Owner",
    ),
    (
        "lookalike missing company",
        """\
Company,Email,Score,Answered
Acme,a@x.io,9,2024-01-01
,b@x.io,8,2024-01-02
Bolt,c@x.io,3,2024-01-03
,d@x.io,7,2024-01-04
Core,e@x.io,10,2024-01-05
Dot,f@x.io,4,2024-01-06
""",
        "Company",
    ),
    (
        "lookalike section remarks",
        """\
id,name,start,mrr
A1,Acme,2024-01-01,10
A2,Beta,2024-01-02,20
A3,,,
A4,Core,2024-01-04,40
""",
        "name",
    ),
]


@pytest.mark.parametrize(("name", "text", "pairs", "key", "group"), REPORTS, ids=[one[0] for one in REPORTS])
def test_each_row_is_under_the_heading_that_it_stands_below(
    name: str, text: str, pairs: list[tuple[str, str]], key: str, group: str | None
) -> None:
    (raw,) = read(Source(f"{name}.csv", text.encode()))
    column = group or ("Customer" if "Customer" in raw.headers else "Group")
    assert [(str(row[column]).split(":")[-1], row[key]) for row in raw.cells.to_pylist()] == pairs
    assert {row["code"] for row in raw.quarantined.to_pylist()} <= {
        "totals_row",
        "footer_row",
        "wrong_number_of_cells",
    }


@pytest.mark.parametrize(("name", "text", "column"), SPARSE, ids=[one[0] for one in SPARSE])
def test_gaps_are_not_filled_without_a_question(name: str, text: str, column: str) -> None:
    (raw,) = read(Source(f"{name}.csv", text.encode()))
    asked = [issue.code for issue in raw.issues if issue.is_question]
    assert raw.cells[column].null_count or asked == ["fill_down_assumed"]
    assert raw.rows_in == len(text.splitlines()) - 1
