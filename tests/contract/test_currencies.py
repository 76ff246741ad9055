"""Every figure of money, in every currency that it may be asked for: right, or not there with its reason."""

from datetime import date
from functools import cache

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.metrics.framework.registry import registry
from csm_core.result import Result
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from csm_core.units import Unit
from tests.contract.company import Rows, company
from tests.workspaces import workspace_of

SCOPE = Scope(start=date(2024, 4, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 17))
MONEY = {Unit.MONEY, Unit.MONEY_PER_ACCOUNT}
METRICS = [
    pytest.param(metric.id, variant.name, id=f"{metric.id}-{variant.name}")
    for metric in registry().values()
    if any("mrr" in source.columns or "costs" in source.tables for source in metric.inputs)
    for variant in metric.variants
]
# A euro is worth 1.25 dollars whatever the day, so that figures differ by that and by nothing else.
A_EURO = 1.25


def tables(**rates: str) -> dict[str, Rows]:
    """The usual company: half of it billed in dollars; costs and rates as told."""
    actual = company(accounts=24)
    actual["costs"] = [row | {"currency": "EUR"} for row in actual["costs"]]
    actual["fx_rates"] = [{"date": "2023-01-01", "currency": name, "rate": rate} for name, rate in rates.items()]
    return actual


@cache
def listed() -> Workspace:
    """Rates in dollars, of which one is told to be worth 1."""
    return workspace_of(**tables(USD="1", EUR=str(A_EURO)))


@cache
def unlisted() -> Workspace:
    """The same rates, and the dollar rightly not among them."""
    return workspace_of(**tables(EUR=str(A_EURO)))


def figures(result: Result) -> dict[tuple[object, ...], tuple[float | None, object]]:
    keys = ("period", "segment", "measure", "series", "age", "account_id")
    return {tuple(row[key] for key in keys): (row["value"], row["note"]) for row in result.rows()}  # type: ignore[misc]


def unit_of(metric_id: str, variant: str, measure: object) -> Unit:
    metric = registry()[metric_id]
    figures = {one.measure: one.unit for one in metric.own_units}
    return figures.get(str(measure)) or metric.variant(variant, ()).unit


@pytest.mark.parametrize(("metric_id", "variant"), METRICS)
def test_no_figure_in_a_currency_that_no_rate_leads_to(metric_id: str, variant: str) -> None:
    result = ask(listed(), metric_id, Scope(SCOPE.start, SCOPE.end, as_of=SCOPE.as_of, currency="JPY"), variant)
    if result.missing:
        return
    for key, (value, note) in figures(result).items():
        if unit_of(metric_id, variant, key[2]) in MONEY:
            assert value is None, (key, value)
            assert "no exchange rate to JPY" in str(note)
    text = " ".join(result.left_out)
    assert "no exchange rate for JPY is loaded" in text


@pytest.mark.parametrize(("metric_id", "variant"), METRICS)
def test_a_base_currency_that_no_table_lists_is_worth_1_in_every_direction(metric_id: str, variant: str) -> None:
    for currency in ("USD", "EUR"):
        scope = Scope(SCOPE.start, SCOPE.end, as_of=SCOPE.as_of, currency=currency)
        one, other = ask(listed(), metric_id, scope, variant), ask(unlisted(), metric_id, scope, variant)
        assert figures(one) == figures(other)


MRR = [
    {"account_id": "A", "start_date": "2024-01-05", "mrr": "110", "currency": "USD"},
    {"account_id": "B", "start_date": "2024-01-05", "mrr": "100", "currency": "EUR"},
]
BLANK = {"account_id": "C", "start_date": "2024-01-05", "mrr": "50", "currency": ""}
IN_DOLLARS = [{"date": "2024-01-01", "currency": "EUR", "rate": "1.10"}]


def mrr(lines: Rows, currency: str | None, rates: Rows = IN_DOLLARS) -> tuple[float | None, str]:
    scope = Scope(date(2024, 1, 1), date(2024, 2, 1), as_of=date(2024, 1, 31), currency=currency)
    result = ask(workspace_of(subscriptions=lines, fx_rates=rates), "mrr", scope)
    return result.table.column("value").to_pylist()[0], " ".join(result.left_out)


@pytest.mark.parametrize(
    ("currency", "value"),
    [
        ("USD", 220.0),  # 110 + 100 x 1.10
        ("EUR", 200.0),  # 110 / 1.10 + 100
        (None, 220.0),  # rates are quoted in dollars
        ("JPY", None),
    ],
)
def test_money_in_each_direction(currency: str | None, value: float | None) -> None:
    assert mrr(MRR, currency)[0] == (value if value is None else pytest.approx(value))


@pytest.mark.parametrize("currency", ["USD", "EUR"])
def test_a_blank_currency_is_the_one_that_all_others_name(currency: str) -> None:
    blank = mrr([MRR[1], BLANK], currency)[0]
    assert blank == mrr([MRR[1], BLANK | {"currency": "EUR"}], currency)[0]


@pytest.mark.parametrize("currency", ["USD", "EUR"])
def test_a_blank_currency_beside_several_is_left_out_and_asked_about(currency: str) -> None:
    value, text = mrr([*MRR, BLANK], currency)
    assert value == mrr(MRR, currency)[0]
    assert "have no currency, while others are in EUR, USD: 1 account" in text


def test_where_no_file_names_a_currency_amounts_are_in_none_that_is_asked_for() -> None:
    assert mrr([BLANK], None)[0] == 50.0
    value, text = mrr([BLANK], "EUR")
    assert value is None
    assert "have no currency" in text


def test_a_split_where_nothing_has_a_rate_has_no_bars() -> None:
    lines = [MRR[0] | {"currency": "EUR"}, MRR[1] | {"currency": "CHF"}]
    accounts = [{"account_id": name, "Region": name} for name in "AB"]
    scope = Scope(date(2024, 1, 1), date(2024, 2, 1), split="Region", as_of=date(2024, 1, 31), currency="EUR")
    rows = ask(workspace_of(accounts=accounts, subscriptions=lines), "mrr_movements", scope).rows()
    assert {row["value"] for row in rows if row["segment"] == "B"} == {None}
    assert {row["series"]: row["value"] for row in rows if row["segment"] == "A"}["end"] == 110.0
