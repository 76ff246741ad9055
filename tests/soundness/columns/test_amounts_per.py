"""Recurring revenue of a quarter or a year becomes a month's: said by the mapping, or asked."""

from __future__ import annotations

from datetime import date

import pytest

from csm_core.intake.check.remedies import causes, remedied
from csm_core.intake.mapping import FileMapping, Options
from csm_core.intake.parts.answers import part_of_day
from csm_core.intake.propose.propose import propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from tests.csm_core.intake.taking import issue, take

QUARTERS = "Customer,{0},{1}\nBirch Labs,300,600\nElm Foods,,90\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [("Q1 2025", "Q2 2025"), ("2025-Q1", "2025-Q2"), ("Q1/25", "Q2/25"), ("1. Quartal 2025", "2. Quartal 2025")],
)
def test_a_quarter_is_three_months_of_a_third_each_and_is_asked(first: str, second: str) -> None:
    batch = take(QUARTERS.format(first, second))
    months = [one.strftime("%Y-%m") for one in batch.rows["month"].to_pylist()]
    figures = [float(one) for one in batch.rows["mrr"].to_pylist()]
    # 300 in the first quarter is 100 a month, 600 and 90 in the second 200 and 30.
    assert sorted(zip(months, figures, strict=True)) == [
        *[("2025-01", 100), ("2025-02", 100), ("2025-03", 100)],
        *[("2025-04", 30), ("2025-04", 200), ("2025-05", 30), ("2025-05", 200), ("2025-06", 30), ("2025-06", 200)],
    ]
    assert issue(batch, "quarter_assumed").is_question


def test_quarter_columns_that_hold_a_months_figure_are_said_to() -> None:
    options = Options(amounts_per="month")
    batch = take(QUARTERS.format("Q1 2025", "Q2 2025"), "finance_months", {"account_id": "Customer"}, options=options)
    assert {float(one) for one in batch.rows["mrr"].to_pylist()} == {300, 600, 90}
    assert not any(one.is_question for one in batch.report.issues)


SHEET = "ARR by customer in thousands\nCustomer,Jan-25,Feb-25\nA,12,24\nB,6,6\n"


def test_what_a_title_says_is_answered_by_options_of_the_mapping() -> None:
    asked = take(SHEET)
    assert {one.code for one in asked.report.issues if one.is_question} == {"unit_assumed", "yearly_assumed"}
    mapping = FileMapping("finance_months", None, {"account_id": "Customer"})
    for cause in causes(asked.report, asked.quarantined):
        answer = {"unit_assumed": "thousands", "yearly_assumed": "year"}.get(cause.code)
        for remedy in (one for one in cause.remedies if one.value == answer):
            mapping = remedied(mapping, remedy)
    batch = take(SHEET, "finance_months", mapping.columns, options=mapping.options)
    # 12 thousand a year is 1,000 a month.
    assert sorted(float(one) for one in batch.rows["mrr"].to_pylist()) == [500, 500, 1000, 2000]
    assert not any(one.is_question for one in batch.report.issues)


def test_months_have_the_year_that_stands_over_them() -> None:
    (raw,) = read(Source("x.csv", b",2024,,2025\nCustomer,Nov,Dec,Jan\nA,1,2,3\nB,4,5,6\n"))
    assert raw.headers == ("Customer", "Nov 2024", "Dec 2024", "Jan 2025")
    proposal = propose(raw)
    assert proposal.mapping is not None
    assert proposal.mapping.kind == "finance_months"


def test_yearly_revenue_of_a_list_without_starts_is_taken_as_of_its_day() -> None:
    text = (
        b"Customer ID,Customer Name,Owner,Industry,ARR\n1,Birch Labs,Maya,Retail,1200\n2,Elm Foods,Noor,Food,2400\n"
        b"3,Oak Media,Maya,Media,600\n"
    )
    (raw,) = read(Source("customers.csv", text))
    proposal = propose(raw)
    asked = next(one for one in proposal.questions if one.code == "list_date_asked")
    assert proposal.mapping is not None
    part = part_of_day(asked, proposal.mapping, date(2025, 3, 31), proposal.samples)
    assert part is not None
    assert (part.kind, part.columns["mrr"], part.options.amounts_per) == ("mrr_snapshots", "ARR", "year")
    batch = take(text.decode(), part.kind, part.columns, part.constants, part.options)
    assert [float(one) for one in batch.rows["mrr"].to_pylist()] == [100, 200, 50]


@pytest.mark.parametrize("header", ["billing_cycle_days", "Billing Cycle (days)", "Abrechnungszyklus (Tage)"])
def test_intervals_in_days_are_those_of_the_calendar(header: str) -> None:
    batch = take(
        f"customer_id,start_date,amount,{header}\nA,2024-01-25,100,30\nB,2024-02-25,1200,365\nC,2024-03-25,270,90\n"
    )
    intervals = zip(
        batch.rows["billing_interval"].to_pylist(), batch.rows["billing_interval_count"].to_pylist(), strict=True
    )
    assert list(intervals) == [("month", 1), ("year", 1), ("month", 3)]
