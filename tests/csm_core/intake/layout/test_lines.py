"""Where headers are, which lines are data, and which are quarantined: files as people and tools make them."""

from __future__ import annotations

import pytest

from csm_core.intake.layout.raw import RawTable
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source


def read_text(text: str, encoding: str = "utf-8") -> RawTable:
    (raw,) = read(Source("file.csv", text.encode(encoding)))
    return raw


def codes(raw: RawTable) -> list[str]:
    return [issue.code for issue in raw.issues]


def aside(raw: RawTable) -> list[tuple[int, str]]:
    return [(row["source_row"], row["code"]) for row in raw.quarantined.to_pylist()]


def test_lines_above_the_headers_are_left_out_and_told() -> None:
    raw = read_text(
        "# Start date: 20260401\n# End date: 20260430\n\nDate,Event name,Event count\n20260411,sign_up,311\n"
    )
    assert raw.headers == ("Date", "Event name", "Event count")
    assert raw.header_row == 4
    assert raw.row_numbers.to_pylist() == [5]
    assert "preamble" in codes(raw)


def test_three_header_lines_of_a_survey_tool_are_one_header() -> None:
    raw = read_text(
        "StartDate,Q1,ResponseId\n"
        "Start Date,How likely are you to recommend us?,Response ID\n"
        '"{""ImportId"":""startDate""}","{""ImportId"":""QID1""}","{""ImportId"":""_recordId""}"\n'
        "2026-04-11 10:01:12,9,R_1\n"
    )
    assert raw.headers == ("StartDate", "Q1", "ResponseId")
    assert raw.labels["Q1"] == "How likely are you to recommend us?"
    assert raw.cells.num_rows == 1


def test_a_question_over_a_line_of_response_labels_is_joined() -> None:
    raw = read_text(
        "Respondent ID,End Date,How likely are you to recommend us?,Why?\n"
        ",,Response,Open-Ended Response\n"
        "1,04/11/2026 10:03:40 AM,9,Fast\n2,04/21/2026 10:03:40 AM,3,Slow\n"
    )
    assert raw.headers == ("Respondent ID", "End Date", "How likely are you to recommend us?", "Why?")
    assert raw.cells.num_rows == 2


def test_a_line_of_units_below_the_headers_is_left_out() -> None:
    raw = read_text("Customer,Start,MRR,Seats\nname,date,EUR,count\nA,2024-01-01,10,3\nB,2024-02-01,20,4\n")
    assert raw.cells.num_rows == 2
    assert raw.labels == {"Customer": "name", "Start": "date", "MRR": "EUR", "Seats": "count"}


def test_groups_over_the_headers_tell_equal_headers_apart() -> None:
    raw = read_text("Customer,,2024,,2025,\nid,name,MRR,Seats,MRR,Seats\n1,A,10,2,20,3\n2,B,5,1,6,1\n")
    assert raw.headers == ("id", "name", "2024 MRR", "2024 Seats", "2025 MRR", "2025 Seats")


def test_totals_subtotals_and_remarks_are_set_aside_with_line_and_reason() -> None:
    raw = read_text(
        "Customer,Owner,MRR\nA,Ann,10\nB,Ann,20\nSubtotal,,30\nC,Bob,5\nGrand Totals (3 records),,35\n\n"
        "Confidential Information - Do Not Distribute\nCopyright (c) 2026 salesforce.com\n"
    )
    assert raw.cells["Customer"].to_pylist() == ["A", "B", "C"]
    assert aside(raw) == [(4, "totals_row"), (6, "totals_row"), (8, "footer_row"), (9, "footer_row")]
    assert raw.rows_in == 7


def test_a_customer_called_total_stays() -> None:
    raw = read_text("Customer,Owner,MRR\nA,Ann,10\nTotal,Bob,20\nC,Bob,5\n")
    assert raw.cells["Customer"].to_pylist() == ["A", "Total", "C"]


def test_a_last_line_called_total_is_a_total() -> None:
    raw = read_text("Customer;MRR\nA;1.000,50\nB;20\nSumme;1.020,50\n")
    assert raw.cells["Customer"].to_pylist() == ["A", "B"]


def test_headers_repeated_on_every_page_are_quarantined() -> None:
    raw = read_text("id,name\n1,A\nid,name\n2,B\n")
    assert raw.cells["id"].to_pylist() == ["1", "2"]
    assert aside(raw) == [(3, "repeated_header")]


def test_lines_with_slipped_cells_are_set_aside_not_shifted() -> None:
    rows = "".join(f"{n},2024-01-01,x\n" for n in range(10))
    raw = read_text(f"id,date,note\n{rows}10,2024-01-01\n11,2024-01-01,a,b\n")
    assert raw.cells.num_rows == 10
    assert aside(raw) == [(12, "wrong_number_of_cells"), (13, "wrong_number_of_cells")]
    assert '"(cell 4)": "b"' in raw.quarantined["raw"][1].as_py()


def test_files_that_drop_trailing_empty_cells_are_filled_and_told() -> None:
    raw = read_text("id,date,note\n1,2024-01-01\n2,2024-01-02\n3,2024-01-03,x\n4,2024-01-04,y\n")
    assert raw.cells["note"].to_pylist() == [None, None, "x", "y"]
    assert "short_lines" in codes(raw)


def test_equal_and_blank_headers_are_named_and_told() -> None:
    raw = read_text("Name,name,,Name\nA,B,C,D\nE,F,,H\n")
    assert raw.headers == ("Name", "name (2)", "Column 3", "Name (3)")
    assert codes(raw).count("duplicate_header") == 2


def test_a_file_without_headers_is_told() -> None:
    raw = read_text("A1,2024-01-01,100\nA2,2024-02-01,200\n")
    assert raw.headers == ("Column 1", "Column 2", "Column 3")
    assert raw.cells.num_rows == 2
    assert "no_header" in codes(raw)


def test_months_may_head_columns() -> None:
    raw = read_text("Customer,2024-01,2024-02,2024-03\nA,1,2,3\nB,4,5,6\n")
    assert raw.headers == ("Customer", "2024-01", "2024-02", "2024-03")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_among_decimal_commas_and_texts(delimiter: str) -> None:
    lines = [
        ["id", "betrag", "text"],
        ["1", '"1,50"', '"a; b, c | d"'],
        ["2", '"2,75"', '"e\tf"'],
        ["3", '"3,25"', "g"],
    ]
    raw = read_text("\n".join(delimiter.join(line) for line in lines) + "\n")
    assert raw.delimiter == delimiter
    assert raw.cells["betrag"].to_pylist() == ["1,50", "2,75", "3,25"]


def test_quotes_newlines_and_backslashes_in_cells() -> None:
    raw = read_text('id,text\n1,"The ""Best"" Co"\n2,"two\nlines"\n3,"a, b"\n')
    assert raw.cells["text"].to_pylist() == ['The "Best" Co', "two\nlines", "a, b"]
    assert raw.row_numbers.to_pylist() == [2, 3, 5]
    raw = read_text('id,text\n1,"The \\"Best\\" Co"\n2,"b"\n')
    assert raw.cells["text"].to_pylist() == ['The "Best" Co', "b"]
    assert "backslash_escapes" in codes(raw)


def test_a_quote_left_open_costs_no_rows_and_is_told_with_its_line() -> None:
    raw = read_text('id,name,x\n1,"A,3\n2,B,4\n3,C,5\n')
    assert raw.cells["name"].to_pylist() == ['"A', "B", "C"]
    (issue,) = [issue for issue in raw.issues if issue.code == "stray_quote"]
    assert issue.row == 2


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_encodings_are_found(encoding: str, text: str) -> None:
    raw = read_text("id,name\n1,Müller\n2,Café Zoë\n3,Ångström\n", encoding)
    assert raw.cells["name"].to_pylist() == ["Müller", "Café Zoë", "Ångström"]
    assert raw.encoding == text
    guessed = encoding in ("utf-16-le", "utf-16-be", "cp1252")
    assert ("encoding_guessed" in codes(raw)) == guessed


def test_japanese_in_shift_jis_is_found_and_told() -> None:
    names = ["株式会社東京商事", "大阪製作所", "名古屋食品工業", "北海道水産"]
    raw = read_text("id,name\n" + "".join(f"{n},{name}\n" for n, name in enumerate(names)), "shift_jis")
    assert raw.cells["name"].to_pylist() == names
    assert "encoding_guessed" in codes(raw)
