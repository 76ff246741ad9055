"""A column of nothing but billing intervals is the interval, whatever its header says."""

import pytest

from tests.soundness.mrr import Revenue, csv


def lines(header: str, *cells: str) -> dict[str, str]:
    amounts = (100, 300, 1200)
    rows = "\n".join(
        f"{n}|{who}|2025-01-01|{amount}|{cell}"
        for n, who, amount, cell in zip("123", "ABC", amounts, cells, strict=True)
    )
    return {"subscriptions.csv": csv(f"Subscription ID|Customer ID|Start Date|Amount|{header}\n{rows}")}


@pytest.mark.parametrize("header", ["Zahlweise", "Billing", "Rhythmus", "How often", "Turnus"])
def test_its_words_are_the_interval(header: str) -> None:
    files = lines(header, "monatlich", "vierteljährlich", "jährlich")
    assert Revenue(header, files, {"2025-03": 300}, silent=("interval_assumed",)).faults() == []


@pytest.mark.parametrize("cells", [("1", "3", "12"), ("gold", "monthly", "silver"), ("Ann", "Bob", "Cee")])
def test_other_columns_are_not(cells: tuple[str, ...]) -> None:
    assert Revenue("other", lines("Remark", *cells), {"2025-03": 1600}, codes=("interval_assumed",)).faults() == []


def plans(*names: str) -> dict[str, str]:
    amounts = (29, 290, 75)
    rows = "\n".join(
        f"{who}|2025-01-01|{name}|{amount}" for who, name, amount in zip("ABC", names, amounts, strict=True)
    )
    return {"subscriptions.csv": csv(f"Customer ID|Start Date|Plan|Price\n{rows}")}


@pytest.mark.parametrize(
    "names",
    [("Pro (monthly)", "Pro Yearly", "Quarterly Plus"), ("Profi monatlich", "Profi jährlich", "Basis Quartal")],
)
def test_names_of_plans_tell_it_where_all_of_them_do(names: tuple[str, ...]) -> None:
    # 29 + 290 / 12 + 75 / 3
    right = {"2025-03": 78.1667}
    assert (
        Revenue("plans", plans(*names), right, codes=("interval_in_plan",), silent=("interval_assumed",)).faults()
        == []
    )


def test_where_one_plan_does_not_tell_it_is_asked() -> None:
    files = plans("Pro monthly", "Pro Yearly", "Enterprise")
    assert Revenue("plans", files, {"2025-03": 394}, codes=("interval_assumed",)).faults() == []


@pytest.mark.parametrize(("header", "end"), [("ARR", ""), ("ACV", ""), ("TCV", "2025-12-31")])
def test_how_a_yearly_or_whole_amount_is_paid_says_not_for_what_it_is(header: str, end: str) -> None:
    text = f"Customer ID,Start Date,End Date,{header},Billing Frequency\n"
    text += f"A,2025-01-01,{end},1200,Monthly\nB,2025-01-01,{end},2400,Annual\nC,2025-01-01,{end},600,Quarterly\n"
    # 4200 of 12 months, however they are paid.
    right = {"2025-03": 350}
    assert Revenue(header, {"subscriptions.csv": text}, right, codes=("interval_of_header",)).faults() == []


def test_the_header_of_an_amount_may_name_its_interval() -> None:
    text = "Customer ID,Start Date,Quarterly Fee\nA,2025-01-01,300\nB,2025-01-01,750\n"
    assert Revenue("fee", {"a.csv": text}, {"2025-03": 350}, silent=("interval_assumed",)).faults() == []


def test_words_with_a_plural_in_brackets_are_intervals() -> None:
    files = lines("Billing Frequency", "1 Month(s)", "3 Month(s)", "1 Year(s)")
    assert Revenue("plural", files, {"2025-03": 300}, silent=("unknown_interval",)).faults() == []
