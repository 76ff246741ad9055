"""Two lines of headers of which the upper one only groups."""

from csm_core.intake.layout.header import find_header

ROWS = [
    ["Report of subscriptions", None, None, None],
    ["Customer", "Contract", None, "Money"],
    ["account_id", "start_date", "end_date", "mrr"],
    ["A", "2024-01-05", None, "100"],
    ["B", "2024-01-09", "2024-05-01", "200"],
    ["Total", None, None, "300"],
]


def test_the_line_with_the_usual_names_is_the_header_and_what_stands_over_it_is_told() -> None:
    header = find_header(ROWS)
    assert header.names == ("account_id", "start_date", "end_date", "mrr")
    assert header.data_start == 3
    assert [issue.code for issue in header.issues] == ["preamble"]
    assert "Customer | Contract | Money" in str(header.issues[0].value)
