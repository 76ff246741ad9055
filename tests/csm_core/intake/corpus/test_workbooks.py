"""Workbooks as people make them: merged cells, hidden sheets, formulas, error cells, months as dates."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import xlsxwriter

from csm_core.intake.batch import Batch
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import Ingested, ingest_source
from tests.csm_core.intake.corpus.case import texts_of

HEADERS = ["Customer ID", "Start date", "MRR", "Plan"]


def workbook(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    fill(book)
    book.close()
    return buffer.getvalue()


def ingested(fill: Callable[[xlsxwriter.Workbook], None]) -> Ingested:
    return ingest_source(Source("book.xlsx", workbook(fill)), None, lambda _stage, _share: None)


def only(result: Ingested) -> Batch:
    (batch,) = result.batches
    assert batch.report.rows_in == batch.report.rows_kept + batch.report.rows_quarantined
    return batch


def test_a_cell_merged_over_rows_is_every_rows_and_a_title_over_columns_is_none() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Contracts")
        sheet.merge_range(0, 0, 0, 3, "Contracts of the north")
        sheet.write_row(1, 0, HEADERS)
        sheet.merge_range(2, 0, 3, 0, "C1")
        sheet.write_row(2, 1, ["2024-02-01", 10, "Pro"])
        sheet.write_row(3, 1, ["2024-03-01", 20, "Lite"])
        sheet.write_row(4, 0, ["C2", "2024-04-01", 30.5, "Pro"])

    batch = only(ingested(fill))
    assert texts_of(batch.rows) == [
        {"account_id": "C1", "start_date": "2024-02-01", "mrr": "10.00", "plan": "Pro"},
        {"account_id": "C1", "start_date": "2024-03-01", "mrr": "20.00", "plan": "Lite"},
        {"account_id": "C2", "start_date": "2024-04-01", "mrr": "30.50", "plan": "Pro"},
    ]
    assert {"merged_cells", "preamble"} <= {issue.code for issue in batch.report.issues}
    assert batch.rows["source_row"].to_pylist() == [3, 4, 5]


def test_hidden_sheets_are_left_out_and_told_and_every_shown_one_is_read() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        for name, account in (("North", "C1"), ("Draft", "C9"), ("South", "C2")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEADERS)
            sheet.write_row(1, 0, [account, "2024-02-01", 10, "Pro"])
            if name == "Draft":
                sheet.hide()

    loaded = ingested(fill)
    assert [batch.rows["account_id"].to_pylist() for batch in loaded.batches] == [["C1"], ["C2"]]
    assert [report.sheet for report in loaded.reports] == ["North", "South"]
    (issue,) = [issue for report in loaded.reports for issue in report.issues if issue.code == "hidden_sheet"]
    assert "Draft" in issue.message


def test_formulas_count_by_what_they_came_to_and_error_cells_are_empty() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Contracts")
        date = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, [*HEADERS, "Discount", "End date"])
        for row, (account, start) in enumerate((("C1", dt.date(2024, 2, 1)), ("C2", dt.date(2024, 3, 4))), start=1):
            sheet.write(row, 0, account)
            sheet.write_datetime(row, 1, dt.datetime.combine(start, dt.time()), date)
            sheet.write_formula(row, 2, "=5*2.5", None, 12.5)
            sheet.write_formula(row, 3, "=VLOOKUP(A2,X:Y,2)", None, "#N/A")
            sheet.write_number(row, 4, 0.1, book.add_format({"num_format": "0%"}))
            timed = book.add_format({"num_format": "d/m/yy h:mm"})
            sheet.write_datetime(row, 5, dt.datetime.fromisoformat("2025-01-31 12:30"), timed)

    batch = only(ingested(fill))
    same = {"mrr": "12.50", "discount": "0.1", "end_date": "2025-01-31 12:30:00"}
    assert texts_of(batch.rows) == [
        {"account_id": "C1", "start_date": "2024-02-01", **same},
        {"account_id": "C2", "start_date": "2024-03-04", **same},
    ]


def test_a_finance_sheet_with_months_as_dates_and_a_total_row_and_column() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("MRR")
        month = book.add_format({"num_format": "mmm yy"})
        sheet.write(0, 0, "MRR by customer")
        sheet.write(2, 0, "Customer")
        for column, number in enumerate((1, 2, 3), start=1):
            sheet.write_datetime(2, column, dt.datetime.combine(dt.date(2024, number, 1), dt.time()), month)
        sheet.write(2, 4, "Total")
        sheet.write_row(3, 0, ["Acme Ltd", 100, 100, 120.5, 320.5])
        sheet.write_row(4, 0, ["Beta Ltd"])
        sheet.write_row(4, 2, [50, 50, 100])
        sheet.write_row(5, 0, ["Total", 100, 150, 170.5, 420.5])

    batch = only(ingested(fill))
    assert batch.report.kind == "finance_months"
    assert [(row["account_id"], row["month"], row["mrr"]) for row in texts_of(batch.rows)] == [
        ("Acme Ltd", "2024-01-01", "100.00"),
        ("Acme Ltd", "2024-02-01", "100.00"),
        ("Acme Ltd", "2024-03-01", "120.50"),
        ("Beta Ltd", "2024-02-01", "50.00"),
        ("Beta Ltd", "2024-03-01", "50.00"),
    ]
    assert batch.quarantined["code"].to_pylist() == ["totals_row"]


def test_numbers_kept_as_text_and_ids_kept_as_numbers_are_what_they_look_like() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Contracts")
        sheet.write_row(0, 0, HEADERS)
        sheet.write_row(1, 0, [4711, "2024-02-01"])
        sheet.write_string(1, 2, "1,250.50")
        sheet.write_string(2, 0, "000012")
        sheet.write_row(2, 1, ["2024-02-13", 99])

    batch = only(ingested(fill))
    assert batch.rows["account_id"].to_pylist() == ["4711", "000012"]
    assert [row["mrr"] for row in texts_of(batch.rows)] == ["1250.50", "99.00"]


def test_sections_below_each_other_are_tables_of_their_own() -> None:
    head = ("account_id", "account_name", "start_date", "mrr")

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Customers")
        active = [("Active",), head, *((f"A{row}", f"N{row}", f"2024-01-0{row + 1}", 10 + row) for row in range(5))]
        gone = [
            ("Churned",),
            (*head, "end_date"),
            *((f"B{row}", "N", "2024-01-02", 7, "2024-05-05") for row in range(4)),
        ]
        for row, cells in enumerate([*active, (), *gone]):
            sheet.write_row(row, 0, cells)

    loaded = ingested(fill)
    assert {(report.sheet, report.rows_in) for report in loaded.reports} == {
        ("Customers", 5),
        ("Customers (table 2)", 4),
    }
