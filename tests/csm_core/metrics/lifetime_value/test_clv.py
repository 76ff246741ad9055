"""Lifetime value: each model against published parameters or told again in loops, and what gives way to what."""

import itertools
import random
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from csm_core.metrics.asking.ask import ask, rows_behind, rows_of_cell
from csm_core.metrics.framework.registry import metric_named
from csm_core.result import Result
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.workspaces import workspace_of

Row = dict[str, str]
# Survivors of 1,000 customers by year, "High End" and "Regular": Fader & Hardie (2007), table 1, first seven years.
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241]
CDNOW = Path(__file__).parents[3] / "golden" / "cdnow.csv"
# The day of the seventh renewal: on its eve nobody has made it.
UNTIL = date(2007, 1, 1)


def row_of(result: Result, measure: str = "clv", account: str | None = None, segment: str | None = None) -> Row:
    (rows,) = [
        row
        for row in result.rows()
        if (row["measure"], row["account_id"], row["segment"]) == (measure, account, segment)
    ]
    return rows  # type: ignore[return-value]


def fitted(result: Result) -> dict[str, float | None]:
    return {parameter.name: parameter.value for parameter in result.parameters}


def line(
    account: str, start: date | str, end: date | str | None, amount: str = "1200", interval: str = "year"
) -> Row:
    row = {"account_id": account, "start_date": str(start), "end_date": str(end or ""), "amount": amount}
    return row | {"billing_interval": interval, "currency": "EUR"}


def cohort(survivors: list[int], name: str = "a", interval: str = "year", amount: str = "1200") -> list[Row]:
    """Customers of one day, lost at each renewal as the table says; the rest are still there."""
    at = {"year": lambda n: date(2000 + n, 1, 1), "month": lambda n: date(2006 + (5 + n) // 12, (5 + n) % 12 + 1, 1)}[
        interval
    ]
    losses = [before - after for before, after in itertools.pairwise(survivors)]
    ends = [at(index) for index, lost in enumerate(losses, 1) for _ in range(lost)] + [None] * survivors[-1]
    return [line(f"{name}{row_index}", at(0), end, amount, interval) for row_index, end in enumerate(ends)]


def stays(alpha: float, beta: float, renewed: int, count: int) -> list[float]:
    """The chance to make each of the next renewals, of a customer that made so many (Fader & Hardie 2007, eq. 8)."""
    chances, share = [], 1.0
    for renewal in range(renewed + 1, renewed + count + 1):
        share *= (beta + renewal - 1) / (alpha + beta + renewal - 1)
        chances.append(share)
    return chances


@pytest.mark.parametrize(("survivors", "alpha", "beta"), [(HIGH_END, 0.668, 3.806), (REGULAR, 0.704, 1.182)])
def test_contracts_give_the_published_parameters(survivors: list[int], alpha: float, beta: float) -> None:
    result = ask(workspace_of(subscriptions=cohort(survivors)), "clv", Scope(as_of=UNTIL))
    assert result.variant == "sbg"
    assert fitted(result)["alpha"] == pytest.approx(alpha, abs=5e-4)
    assert fitted(result)["beta"] == pytest.approx(beta, abs=5e-4)


@pytest.mark.parametrize("day", [date(2007, 1, 1), date(2007, 7, 1), date(2007, 12, 31)])
def test_the_renewals_of_tomorrow_are_not_yet_made(day: date) -> None:
    # From the seventh renewal to the eve of the eighth nobody is up for one: the fit is the published one.
    result = ask(workspace_of(subscriptions=cohort(HIGH_END)), "clv", Scope(as_of=day))
    assert fitted(result)["alpha"] == pytest.approx(0.668, abs=5e-4)
    assert fitted(result)["beta"] == pytest.approx(3.806, abs=5e-4)


def test_a_new_customer_is_worth_its_payments_discounted() -> None:
    settings = {"margin": 0.8, "discount_rate_year": 0.15, "horizon_months": 48}
    result = ask(workspace_of(subscriptions=cohort(HIGH_END)), "clv", Scope(as_of=UNTIL), None, settings)
    alpha, beta = fitted(result)["alpha"], fitted(result)["beta"]
    assert alpha is not None
    assert beta is not None
    # Four yearly payments of 1,200: one at once, the others at renewals 1, 2 and 3.
    later = sum(share / 1.15**year for year, share in enumerate(stays(alpha, beta, 0, 3), 1))
    row = row_of(result)
    assert row["value"] == pytest.approx(1200 * 0.8 * (1 + later))
    assert row["low"] < row["value"] < row["high"]
    assert row["n"] == 1000


def test_an_account_is_worth_its_renewals_from_the_next_one_on() -> None:
    rows = [*cohort(HIGH_END), line("half", "2003-07-01", None)]
    result = ask(workspace_of(subscriptions=rows), "clv", Scope(as_of=UNTIL))
    alpha, beta = fitted(result)["alpha"], fitted(result)["beta"]
    assert alpha is not None
    assert beta is not None
    # Seven renewals made (the last today); the next in a year, five of them within 60 months.
    old = sum(share / 1.1**year for year, share in enumerate(stays(alpha, beta, 7, 5), 1))
    assert row_of(result, "account", "a999")["value"] == pytest.approx(1200 * old)
    # Begun three and a half years ago: three renewals made, the next in half a year, five within 60 months.
    half = sum(share / 1.1 ** (year - 0.5) for year, share in enumerate(stays(alpha, beta, 3, 5), 1))
    assert row_of(result, "account", "half")["value"] == pytest.approx(1200 * half)
    assert {row["account_id"] for row in result.rows()} == {
        None,
        "half",
        *(f"a{index}" for index in range(509, 1000)),
    }


def test_monthly_and_yearly_contracts_are_fitted_apart() -> None:
    rows = cohort(HIGH_END, "y") + cohort(REGULAR, "m", "month", "100")
    result = ask(workspace_of(subscriptions=rows), "clv", Scope(as_of=UNTIL))
    named = fitted(result)
    # The yearly ones have seen more renewals, so their parameters have the plain names.
    assert [named["alpha"], named["beta"]] == pytest.approx([0.668, 3.806], abs=5e-4)
    assert [named["alpha · month"], named["beta · month"]] == pytest.approx([0.704, 1.182], abs=5e-4)
    monthly, rate = stays(named["alpha · month"], named["beta · month"], 0, 59), 1.1 ** (1 / 12)  # type: ignore[arg-type]
    yearly = stays(named["alpha"], named["beta"], 0, 4)  # type: ignore[arg-type]
    of_month = 100 * (1 + sum(share / rate**month for month, share in enumerate(monthly, 1)))
    of_year = 1200 * (1 + sum(share / 1.1**year for year, share in enumerate(yearly, 1)))
    # 491 yearly and 241 monthly customers pay 100 a month each at the end.
    assert row_of(result)["value"] == pytest.approx((491 * of_year + 241 * of_month) / 732)


def test_segments_have_parameters_of_their_own() -> None:
    rows = cohort(HIGH_END, "h") + cohort(REGULAR, "r")
    accounts = [{"account_id": row["account_id"], "Tier": row["account_id"][0]} for row in rows]
    workspace = workspace_of(subscriptions=rows, accounts=accounts)
    named = fitted(ask(workspace, "clv", Scope(as_of=UNTIL, split="Tier")))
    assert [named["alpha · h"], named["alpha · r"]] == pytest.approx([0.668, 0.704], abs=5e-4)


def test_snapshots_of_older_customers_enter_late_with_the_start_that_the_crm_knows() -> None:
    # Everybody is followed from the third year on; who left before is not in the data.
    rows, accounts = [], []
    for row in cohort(HIGH_END):
        end = row["end_date"] or "2007-01-01"
        months = [date(year, month, 1) for year in range(2002, 2007) for month in range(1, 13)]
        there = [month for month in months if str(month) < end]
        rows += [{"account_id": row["account_id"], "month": str(m), "mrr": "100", "currency": "EUR"} for m in there]
        accounts.append({"account_id": row["account_id"], "start_date": row["start_date"]})
    workspace = workspace_of(mrr_snapshots=rows, accounts=accounts)
    result = ask(workspace, "clv", Scope(as_of=date(2006, 12, 31)), None, {"term": "year"})
    # Two renewals were passed unseen, and of the seventh the next snapshot would tell: renewals 3 to 6 are left.
    lost = np.array([90, 60, 42, 34])
    at_risk = np.array([743, 653, 593, 551])
    a, b = fitted(result)["alpha"], fitted(result)["beta"]
    steps = np.arange(2, 6)
    likelihood = (lost * np.log(a / (a + b + steps)) + (at_risk - lost) * np.log((b + steps) / (a + b + steps))).sum()
    assert fitted(result)["log_likelihood"] == pytest.approx(likelihood)


def cdnow() -> Workspace:
    """The CDNOW sample as invoices: first purchase, last one and the others between, on days of their own."""
    until, bills, number = date(2024, 9, 30), [], 0
    for x, t_x, t_end, spend, customers in np.loadtxt(CDNOW, delimiter=",", skiprows=1):
        for _ in range(int(customers)):
            number += 1
            first, last = until - timedelta(days=round(t_end * 7)), round(t_x * 7)
            between = [first + timedelta(days=index + 1) for index in range(int(x) - 1)]
            days = [first, *between, *([first + timedelta(days=last)] if x else [])]
            assert len(set(days)) == int(x) + 1
            bills += [
                {
                    "account_id": f"c{number}",
                    "invoice_date": str(day),
                    "total": f"{spend or 1:.4f}",
                    "currency": "USD",
                }
                for day in days
            ]
    return workspace_of(invoices=bills)


def test_purchases_give_the_published_parameters() -> None:
    result = ask(cdnow(), "clv", Scope(as_of=date(2024, 9, 30)))
    assert result.variant == "bgnbd_gg"
    named = fitted(result)
    # Fader, Hardie & Lee (2005), table 2; Fader & Hardie (2013): p = 6.25, q = 3.74, v = 15.44. Time in weeks.
    assert [named[name] for name in ("r", "alpha", "a", "b")] == pytest.approx([0.243, 4.414, 0.793, 2.426], abs=2e-3)
    assert [named[name] for name in ("p", "q", "v")] == pytest.approx([6.25, 3.74, 15.44], abs=0.02)
    assert row_of(result)["n"] == 2357
    values = [row["value"] for row in result.rows() if row["measure"] == "account"]
    assert row_of(result)["value"] == pytest.approx(sum(values) / len(values))  # type: ignore[arg-type]


def bill(account: str, day: str, total: str, **more: str) -> Row:
    return {"account_id": account, "invoice_date": day, "total": total, "currency": "EUR"} | more


def test_purchase_is_average_times_frequency_times_lifespan() -> None:
    # 2023: A, B, C, D buy. 2024: A twice and B once, at 100 each, with E. C and D are lost.
    bills = [bill(account, "2023-03-01", "100") for account in "ABCD"] + [bill("A", "2023-01-01", "100")]
    bills += [bill("A", "2024-02-01", "100"), bill("A", "2024-08-01", "100"), bill("B", "2024-05-01", "100")]
    bills += [
        bill("E", "2024-06-01", "100"),
        bill("E", "2024-06-01", "60"),
        bill("E", "2024-07-01", "90", amount_refunded="90"),
    ]
    result = ask(workspace_of(invoices=bills), "clv", Scope(as_of=date(2024, 12, 31)), "purchase", {"margin": 0.5})
    # Purchases: 100, 100, 100 and E's 160 of one day; the refunded one is none. 460 over 3 buyers a year; 2 of 4 lost
    # in a year, so a lifespan of 2 years: 460 / 3 × 2 × 0.5.
    assert row_of(result)["value"] == pytest.approx(460 / 3)
    assert "Average purchase 115.00 × 1.333 purchases a year × lifespan 2.0 years" in result.notes[0]
    # Within 60 months: half are kept a year, each month (1/2)^(1/12), at 10 % a year.
    months = sum(0.5 ** (month / 12) / 1.1 ** (month / 12) for month in range(60))
    assert row_of(result, "within_horizon")["value"] == pytest.approx(460 / 3 / 12 * months * 0.5)
    assert row_of(result, "account", "E")["value"] == pytest.approx(160 * 2 * 0.5)


@pytest.mark.parametrize("seed", range(2))
def test_simple_is_arpa_over_churn(seed: int) -> None:
    chance, rows = random.Random(seed), []
    for index in range(30):
        start = date(2024, 1, 5) + timedelta(days=chance.randint(0, 200))
        end = start + timedelta(days=chance.randint(5, 300)) if chance.random() < 0.7 else None
        rows.append(
            line(
                f"a{index}",
                start,
                end if end and end <= date(2024, 10, 20) else None,
                str(chance.randint(10, 90)),
                "month",
            )
        )
    months = [date(2024, month, 1) for month in range(6, 11)]
    scope = Scope(as_of=date(2024, 10, 20))

    def there(row: Row, instant: date) -> bool:
        # On the day that the instant closes: a line's end is the first day without it.
        return row["start_date"] < str(instant) and (not row["end_date"] or str(instant) <= row["end_date"])

    # The last four whole months: June to September.
    at_start = [(row, after) for before, after in itertools.pairwise(months) for row in rows if there(row, before)]
    lost = sum(not there(row, after) for row, after in at_start)
    paying = [int(row["amount"]) for row in rows if there(row, date(2024, 10, 21))]
    result = ask(workspace_of(subscriptions=rows), "clv", scope, "simple", {"churn_months": 4, "margin": 0.9})
    arpa, churn = sum(paying) / len(paying), lost / len(at_start)
    assert row_of(result)["value"] == pytest.approx(arpa * 0.9 / churn)
    within = sum((1 - churn) ** month / 1.1 ** (month / 12) for month in range(60))
    assert row_of(result, "within_horizon")["value"] == pytest.approx(arpa * 0.9 * within)


def test_without_churn_the_simple_value_has_no_end_and_says_so() -> None:
    rows = [line(f"a{index}", "2024-01-01", None, "100", "month") for index in range(3)]
    result = ask(workspace_of(subscriptions=rows), "clv", Scope(as_of=date(2024, 6, 30)))
    assert result.variant == "simple"
    assert result.notes[0] == (
        "sbg can't be fitted: nobody was lost at any renewal, so there is no churn to model. "
        "The value is that of 'simple' instead."
    )
    assert row_of(result)["value"] is None
    assert "has no limit" in str(row_of(result)["note"])
    # 60 payments of 100, the first at once, at 10 % a year.
    within = sum(100 / 1.1 ** (month / 12) for month in range(60))
    assert row_of(result, "within_horizon")["value"] == pytest.approx(within)


def test_too_few_repeat_buyers_give_way_to_the_purchase_formula() -> None:
    bills = [
        bill(account, f"{year}-03-01", "100")
        for account, years in (("A", (2023, 2024)), ("B", (2023,)))
        for year in years
    ]
    result = ask(workspace_of(invoices=bills), "clv", Scope(as_of=date(2024, 12, 31)))
    assert result.variant == "purchase"
    assert result.notes[0].startswith("bgnbd_gg can't be fitted: only 1 of 2 customers bought again")
    # 100 a year; one of two lost in a year.
    assert row_of(result)["value"] == pytest.approx(200.0)


def test_a_model_whose_table_is_missing_says_which() -> None:
    bills = workspace_of(invoices=[bill("A", "2024-01-01", "100")])
    asked = ask(bills, "clv", Scope(as_of=date(2024, 12, 31)), "sbg")
    assert "sbg can't be fitted: load subscriptions, MRR snapshots or MRR movements to see it" in asked.notes[0]
    lines = workspace_of(subscriptions=[line("a", "2024-01-01", None)])
    assert (
        ask(lines, "clv", Scope(as_of=date(2024, 12, 31)), "purchase").rows()[0]["note"] == "Load invoices to see it."
    )


def test_segments_of_one_answer_have_one_model_and_who_has_none_says_why() -> None:
    rows = [*cohort(HIGH_END, "h"), line("s0", "2006-03-05", "2006-06-10"), line("s1", "2006-03-05", None)]
    accounts = [{"account_id": row["account_id"], "Tier": row["account_id"][0]} for row in rows]
    workspace = workspace_of(subscriptions=rows, accounts=accounts)
    result = ask(workspace, "clv", Scope(as_of=UNTIL, split="Tier"))
    assert result.variant == "sbg"
    assert "alpha · h" in fitted(result)
    assert row_of(result, segment="h")["value"]
    left = row_of(result, segment="s")
    assert left["value"] is None
    assert left["note"]
    assert any(note.startswith("s: sbg can't be fitted") for note in result.notes)
    # Asked for by its name, the simple value is there for both. One lost, over two customers at the starts of April,
    # May and June and one at those of the six months after.
    simple = ask(workspace, "clv", Scope(as_of=UNTIL, split="Tier"), "simple")
    assert row_of(simple, segment="s")["value"] == pytest.approx(100 * 12)


def test_where_the_model_fits_no_segment_all_have_the_simple_value() -> None:
    rows = [
        line(name + number, "2006-03-05", end) for name in "st" for number, end in (("0", "2006-06-10"), ("1", None))
    ]
    accounts = [{"account_id": row["account_id"], "Tier": row["account_id"][0]} for row in rows]
    result = ask(workspace_of(subscriptions=rows, accounts=accounts), "clv", Scope(as_of=UNTIL, split="Tier"))
    assert result.variant == "simple"
    for name in "st":
        assert row_of(result, segment=name)["value"] == pytest.approx(100 * 12)


def test_money_so_far_is_what_the_invoices_say_less_refunds() -> None:
    bills = [
        bill("A", "2024-01-10", "100"),
        bill("A", "2024-02-10", "100", amount_refunded="30"),
        bill("B", "2024-03-10", "50"),
    ]
    bills += [
        bill("C", "2024-03-10", "10") | {"currency": "SEK"},
        {"invoice_date": "2024-03-11", "total": "5", "currency": "EUR"},
    ]
    rates = [{"date": "2024-01-01", "currency": "EUR", "rate": "1"}]
    bills[-1]["account_id"] = ""
    result = ask(workspace_of(invoices=bills, fx_rates=rates), "clv", Scope(as_of=date(2024, 12, 31)), "historic")
    assert row_of(result, "account", "A")["value"] == pytest.approx(170.0)
    assert row_of(result)["value"] == pytest.approx(110.0)
    assert result.left_out == (
        "Left out, not matched to an account: 1 bill.",
        "Left out, in a currency without an exchange rate: 1 bill.",
        (
            "1 of 5 rows of invoices could not be matched to an account and are left out of account figures. "
            "See the Data page."
        ),
    )


def test_money_is_counted_in_one_day_s_rates() -> None:
    # A dollar is worth 0.5 at first and 0.8 at the end: the same 100 dollars each month are 80 euros each.
    rates = [
        {"date": "2024-01-01", "currency": "EUR", "rate": "1"},
        {"date": "2024-01-01", "currency": "USD", "rate": "0.5"},
    ]
    rates.append({"date": "2024-02-20", "currency": "USD", "rate": "0.8"})
    lines = [line("a", "2024-01-01", None, "100", "month") | {"currency": "USD"}]
    workspace = workspace_of(subscriptions=lines, fx_rates=rates)
    result = ask(workspace, "clv", Scope(as_of=date(2024, 3, 31), currency="EUR"), "historic")
    assert row_of(result)["value"] == pytest.approx(240.0)


@pytest.mark.parametrize("variant", ["sbg", "simple", "historic"])
def test_what_is_told_after_the_scope_s_end_changes_nothing(variant: str) -> None:
    actual = [row for row in cohort(HIGH_END) if not row["end_date"] or row["end_date"] < "2005-01-01"]
    later = [line("later", "2006-03-01", None), *actual]
    scope = Scope(end=date(2005, 1, 1), as_of=UNTIL)
    items = [ask(workspace_of(subscriptions=rows), "clv", scope, variant).rows() for rows in (actual, later)]
    assert items[0] == items[1]


@pytest.mark.parametrize("variant", ["sbg", "simple", "historic", "purchase", "bgnbd_gg"])
def test_every_cell_is_made_again_from_its_rows(variant: str) -> None:
    chance, bills = random.Random(5), []
    for index in range(30):
        day = date(2005, 1, 1) + timedelta(days=chance.randint(0, 300))
        while day <= UNTIL and chance.random() < 0.9:
            bills.append(bill(f"a{index}", str(day), str(chance.randint(20, 90))))
            day += timedelta(days=chance.randint(5, 90))
    metric, workspace = metric_named("clv"), workspace_of(subscriptions=cohort(REGULAR), invoices=bills)
    scope, settings = Scope(as_of=UNTIL), {"margin": 0.7, "horizon_months": 30}
    result = ask(workspace, "clv", scope, variant, settings)
    rows = rows_behind(workspace, "clv", scope, variant, settings)
    assert result.variant == variant
    for row in result.rows()[:40]:
        assert metric.value_of(rows_of_cell(rows, row), metric.variant(variant)) == pytest.approx(row["value"])


def test_the_usual_model_follows_from_the_tables() -> None:
    metric = metric_named("clv")
    assert metric.variant(None, ["invoices", "accounts"]).name == "bgnbd_gg"
    assert metric.variant(None, ["invoices", "mrr_snapshots"]).name == "sbg"
    assert metric.variant(None).name == "sbg"


def test_a_model_that_can_t_run_at_all_gives_way_in_every_segment() -> None:
    rows = cohort(REGULAR, "h") + cohort(HIGH_END, "r")
    accounts = [{"account_id": row["account_id"], "Tier": row["account_id"][0]} for row in rows]
    workspace, scope = workspace_of(subscriptions=rows, accounts=accounts), Scope(as_of=UNTIL, split="Tier")
    result = ask(workspace, "clv", scope, "bgnbd_gg")
    assert result.variant == "simple"
    assert {row["segment"] for row in result.rows()} == {"h", "r"}
    assert result.rows()[0]["value"] == ask(workspace, "clv", scope, "simple").rows()[0]["value"]


def test_where_nobody_pays_any_more_there_is_nothing_to_value() -> None:
    rows = [line(f"a{index}", "2000-01-01", f"200{1 + index % 5}-01-01") for index in range(20)]
    result = ask(workspace_of(subscriptions=rows), "clv", Scope(as_of=UNTIL))
    assert not result.has_value
    assert result.rows()[0]["note"] == (
        "No customer at the end pays on a term that can be fitted, so there is no MRR to value."
    )
    # A month later somebody still was a customer within the last twelve, but nobody pays.
    simple = ask(workspace_of(subscriptions=rows), "clv", Scope(as_of=date(2005, 6, 30)), "simple")
    assert simple.rows()[0]["note"] == "Nobody pays at the end."


def test_before_a_whole_month_has_passed_churn_is_not_known() -> None:
    result = ask(workspace_of(subscriptions=[line("a", "2006-12-05", None)]), "clv", Scope(as_of=UNTIL), "simple")
    assert result.rows()[0]["note"] == ("No customer has been observed for a whole period yet, so churn is unknown.")


def test_contracts_on_a_term_without_fit_are_left_out_and_say_so() -> None:
    rows = [*cohort(HIGH_END), line("q", "2006-11-01", None, "300", "quarter")]
    workspace = workspace_of(subscriptions=rows)
    result = ask(workspace, "clv", Scope(as_of=UNTIL))
    row = row_of(result, "account", "q")
    assert row["value"] is None
    assert row["note"]
    assert "Contracts by the quarter are left out: no customer has come up for a renewal yet." in result.notes
    behind = rows_of_cell(rows_behind(workspace, "clv", Scope(as_of=UNTIL)), row)
    assert metric_named("clv").value_of(behind, metric_named("clv").variants[0]) is None


def test_customers_on_one_term_do_not_speak_for_those_who_pay_most_on_another() -> None:
    # By the month 40 at 100, of whom two leave in each of ten months; by the year ten at 1,200: none left.
    monthly = [
        line(f"m{index}", "2006-01-05", f"2006-{2 + index % 10:02}-05" if index < 20 else None, "100", "month")
        for index in range(40)
    ]
    yearly = [line(f"y{row_index}", "2003-01-01", None, "14400", "year") for row_index in range(10)]
    workspace = workspace_of(subscriptions=monthly + yearly)
    result = ask(workspace, "clv", Scope(as_of=UNTIL))
    assert result.variant == "simple"
    # 12,000 of 14,000 a month are paid by the year.
    assert any("86\u00a0% of the MRR" in note and "by the year nobody was lost" in note for note in result.notes)
    # 14,000 ÷ 30 a customer who pays, over 20 lost of the customers at the start of each of the last twelve months:
    # 10, then 50 in February, two fewer each month until ten months are over, then 30.
    at_risk = 10 + sum(50 - 2 * month for month in range(10)) + 30
    assert row_of(result)["value"] == pytest.approx(14000 / 30 / (20 / at_risk))


def test_rows_behind_are_of_the_segments_that_the_model_fits() -> None:
    stay = [line(f"s{index}", "2005-06-01", None) for index in range(6)]
    rows = cohort(REGULAR, "r") + stay
    accounts = [{"account_id": row["account_id"], "Tier": row["account_id"][0]} for row in rows]
    workspace, scope = workspace_of(subscriptions=rows, accounts=accounts), Scope(as_of=UNTIL, split="Tier")
    metric, behind = metric_named("clv"), rows_behind(workspace, "clv", scope)
    # Of the others nobody was ever lost.
    assert set(zip(*(behind.column(name).to_pylist() for name in ("segment", "method")), strict=True)) == {
        ("r", "sbg")
    }
    for row in ask(workspace, "clv", scope).rows():
        again = metric.value_of(rows_of_cell(behind, row), metric.variants[0])
        assert again == (None if row["value"] is None else pytest.approx(row["value"]))


def test_customers_who_all_look_alike_are_said_to() -> None:
    # A tenth of who is left is lost at every renewal: retention that does not rise with tenure.
    result = ask(
        workspace_of(subscriptions=cohort([1000, 900, 810, 729, 656, 590, 531, 478])), "clv", Scope(as_of=UNTIL)
    )
    assert any("retention does not rise with tenure" in note for note in result.notes)
    row = row_of(result)
    assert row["low"] < row["value"] < row["high"]
    # 1,200 × Σ (0.9 / 1.1)^t over five payments
    assert row["value"] == pytest.approx(1200 * sum((0.9 / 1.1) ** year for year in range(5)), rel=2e-3)


def test_who_left_and_came_back_is_known_by_the_first_time() -> None:
    rows = [*cohort(HIGH_END), line("a0", "2004-01-01", None)]
    result = ask(workspace_of(subscriptions=rows), "clv", Scope(as_of=UNTIL))
    assert result.left_out == ("Left and came back, with only the first stay in the model: 1 account.",)
    assert fitted(result)["alpha"] == pytest.approx(0.668, abs=5e-4)


def test_spend_without_a_mean_gives_way_to_the_purchase_formula() -> None:
    # The spend of customers falls by a power law of their rank: six orders of magnitude between them.
    bills = []
    for index in range(40):
        spend = 10.0 * (40 / (index + 1)) ** 6
        bills += [
            bill(f"a{index}", f"2024-0{month}-0{1 + index % 9}", f"{spend:.2f}") for month in range(1, 3 + index % 5)
        ]
    result = ask(workspace_of(invoices=bills), "clv", Scope(as_of=date(2024, 6, 30)))
    assert result.variant == "purchase"
    assert "has no mean" in result.notes[0]


def test_purchases_that_go_with_spend_are_said_to() -> None:
    bills = []
    for index in range(40):
        for step in range(2 + index % 8):
            day = date(2024, 1, 1 + index % 20) + timedelta(days=30 * step + index)
            bills.append(bill(f"a{index}", str(day), str(20 + 10 * (index % 8) + index % 3)))
    result = ask(workspace_of(invoices=bills), "clv", Scope(as_of=date(2024, 12, 31)))
    assert any("Frequency and spend are correlated" in note for note in result.notes)


def test_no_bill_in_scope_is_no_value() -> None:
    bills = workspace_of(invoices=[bill("A", "2024-01-01", "100")], accounts=[{"account_id": "A", "Region": "North"}])
    nobody = Scope(as_of=date(2024, 12, 31), filters=(("Region", ("South",)),))
    for variant in ("purchase", "bgnbd_gg", "historic"):
        result = ask(bills, "clv", nobody, variant)
        assert not result.has_value
        assert result.rows()[0]["note"] == "Nothing in this scope."


def test_who_only_ever_got_bills_of_nothing_is_a_customer_too() -> None:
    # A brought 100; B got a free order, C paid 50 and had them back: a mean of 100 / 3 over three customers.
    bill = {"invoice_date": "2024-01-10", "currency": "EUR"}
    bills = [
        bill | {"account_id": "A", "total": "100"},
        bill | {"account_id": "B", "total": "0"},
        bill | {"account_id": "C", "total": "50"},
        bill | {"account_id": "C", "total": "-50", "invoice_date": "2024-02-10"},
    ]
    scope = Scope(start=date(2024, 1, 1), end=date(2024, 4, 1), as_of=date(2024, 3, 31))
    result = ask(workspace_of(invoices=bills), "clv", scope, "historic")
    (row,) = (row for row in result.rows() if row["measure"] == "clv")
    assert (row["value"], row["n"]) == (pytest.approx(100 / 3), 3)


def test_who_was_paid_back_in_full_is_in_the_mean_with_nothing_and_told() -> None:
    def bill(account: str, day: str, total: str) -> dict[str, str]:
        return {
            "account_id": account,
            "invoice_id": f"{account} {day}",
            "invoice_date": day,
            "total": total,
            "currency": "EUR",
        }

    # A brought 90; of B's 100 nothing is left.
    bills = [bill("A", "2024-01-10", "90"), bill("B", "2024-01-11", "100"), bill("B", "2024-02-11", "-100")]
    scope = Scope(start=date(2024, 1, 1), end=date(2024, 4, 1), as_of=date(2024, 3, 31), currency="EUR")
    result = ask(workspace_of(invoices=bills), "clv", scope, "historic", {"margin": 1.0})
    row = next(row for row in result.rows() if row["measure"] == "clv")
    assert (row["value"], row["n"]) == (45.0, 2)
    assert "Refunded in full, so averaged as 0: 1 customer." in result.left_out


def test_the_factors_of_a_short_lifespan_give_the_product_beside_them() -> None:
    # Of four in the first three months nobody came back in the next three: lost within a quarter of a year.
    bills = [bill(who, "2024-01-01", "100") for who in "ABCD"] + [bill("E", "2024-05-10", "100")]
    scope = Scope(as_of=date(2024, 6, 30))
    result = ask(workspace_of(invoices=bills), "clv", scope, "purchase", {"purchase_months": 3})
    assert row_of(result)["value"] == pytest.approx(100 * 4 * 0.25)
    assert "Average purchase 100.00 × 4.0 purchases a year × lifespan 0.25 years" in result.notes[0]
