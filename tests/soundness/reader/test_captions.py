"""A title or a name that makes other money of the figures below it is asked about."""

import pytest

from tests.soundness.company import company

SHEET = "Customer,Jan-25,Feb-25,Mar-25\nA,1.5,1.5,1.8\nB,0.5,0.5,0.5\n"


def asked(title: str, file: str = "mrr.csv") -> set[str]:
    loaded = company([(file, f"{title}\n{SHEET}" if title else SHEET)])
    return {issue.code for issue in loaded.questions} & {"unit_assumed", "yearly_assumed"}


@pytest.mark.parametrize(
    "title",
    [
        "MRR by customer (in thousands EUR)",
        "MRR (thousands)",
        "MRR in k€",
        "MRR je Kunde in TEUR",
        "All figures in USD '000s",
        "Amounts in millions",
        "MRR in Tsd. EUR",
    ],
)
def test_a_unit_above_the_headers_is_asked(title: str) -> None:
    assert asked(title) == {"unit_assumed"}


@pytest.mark.parametrize(
    ("title", "file"),
    [
        ("ARR by customer", "book1.csv"),
        ("Annual recurring revenue", "sheet.csv"),
        ("", "ARR by customer.csv"),
        ("", "acme_arr_2025.csv"),
    ],
)
def test_yearly_figures_are_asked(title: str, file: str) -> None:
    assert asked(title, file) == {"yearly_assumed"}


@pytest.mark.parametrize(
    ("title", "file"),
    [
        ("MRR by customer", "mrr.csv"),
        ("Monthly revenue in EUR", "revenue.csv"),
        ("MRR of the ARR sheet", "mrr.csv"),
        ("", "arrivals_mrr.csv"),
        ("Acme: MRR 2025 Q1", "mrr.csv"),
        ("MRR by customer (1,000 largest)", "mrr.csv"),
    ],
)
def test_other_titles_and_names_ask_nothing(title: str, file: str) -> None:
    assert asked(title, file) == set()
