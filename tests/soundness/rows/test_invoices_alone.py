"""Retention and recurring revenue from invoices alone: figures worked out by hand, and by other code than ours."""

import calendar
import random
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.workspaces import Row, workspace_of

YEAR = (("start", "2024-01-01"), ("end", "2025-01-01"), ("as_of", "2024-12-31"))
ENDS = [date(2024, month, 1) for month in range(2, 13)] + [date(2025, 1, 1)]


def bill(account: str, day: str, total: float, **more: str) -> Row:
    return {"account_id": account, "invoice_date": day, "total": f"{total}", "currency": "EUR", **more}


def monthly(account: str, months: range, total: float, day: int = 5, **more: str) -> list[Row]:
    return [bill(account, f"{2024 + (m - 1) // 12}-{(m - 1) % 12 + 1:02d}-{day:02d}", total, **more) for m in months]


def values(
    workspace: Workspace, metric: str, scope: tuple[tuple[str, str], ...] = YEAR, **settings: str | float
) -> list[float | None]:
    rows = ask(workspace, metric, Scope.from_query(scope)[0], None, settings).rows()
    return [None if row["value"] is None else round(row["value"], 4) for row in rows]


def mrr(rows: list[Row], scope: tuple[tuple[str, str], ...] = YEAR, **settings: str | float) -> list[float | None]:
    return values(workspace_of(invoices=rows), "mrr", scope, **settings)


def test_who_stops_paying_monthly_is_lost_at_the_end_of_the_last_month_paid() -> None:
    rows = [*monthly("A", range(1, 13), 100), *monthly("B", range(1, 7), 50)]
    assert mrr(rows) == [150.0] * 6 + [100.0] * 6
    # B's last bill of 5 June pays until 5 July: one of two customers is lost in July.
    assert values(workspace_of(invoices=rows), "logo_churn_rate")[1:] == [0.0] * 5 + [0.5] + [0.0] * 5
    three = {"lookback_months": 3}
    assert values(workspace_of(invoices=rows), "net_revenue_retention", **three)[5:8] == [1.0, 0.6667, 0.6667]


def test_nobody_is_lost_before_the_idle_time_has_passed_within_the_data() -> None:
    rows = [*monthly("A", range(1, 13), 100), *monthly("B", range(1, 12), 50)]
    # B's bill of 5 November pays until 5 December; 1.5 × 31 days after it, on 22 December, B is known to be gone.
    assert mrr(rows)[10:] == [150.0, 100.0]
    early = (*YEAR[:2], ("as_of", "2024-12-21"))
    assert mrr(rows, early)[10:] == [150.0, 150.0]
    assert mrr(rows, idle_intervals=3)[10:] == [150.0, 150.0]
    # And at the very end of the data nobody leaves.
    assert mrr(rows, (*YEAR[:2], ("as_of", "2024-12-05")))[10:] == [150.0, 150.0]


def test_a_yearly_bill_is_worth_a_twelfth_of_itself_in_each_month() -> None:
    rows = [bill("Y", "2022-03-10", 1200), bill("Y", "2023-03-12", 1200), bill("Y", "2024-03-08", 1500)]
    assert mrr(rows) == [100.0] * 2 + [125.0] * 10
    # By the month billed: nothing but in March, and nobody is lost in between.
    by_month = mrr(rows, invoice_revenue="month")
    assert [value for value in by_month if value] == [1500.0]
    assert set(values(workspace_of(invoices=rows), "logo_churn_rate", invoice_revenue="month")) == {0.0}


def test_irregular_bills_count_by_the_usual_interval_between_them() -> None:
    # 61, 30 and 91 days apart, 61 in the middle: two months. 200 every two months is 100 a month.
    days = ("2024-01-10", "2024-03-11", "2024-04-10", "2024-07-10")
    assert mrr([bill("I", day, 200) for day in days])[:8] == [100.0] * 8
    # After 10 July, 91.5 days without a bill: lost on 10 October, when it had been paid until 10 September.
    assert mrr([bill("I", day, 200) for day in days], idle_days=45)[8:] == [None] * 4


def test_a_return_after_the_idle_time_is_a_reactivation() -> None:
    rows = [*monthly("A", range(1, 13), 10), *monthly("R", range(1, 4), 100), *monthly("R", range(8, 13), 100)]
    assert mrr(rows) == [110.0] * 3 + [10.0] * 4 + [110.0] * 5
    moves = ask(workspace_of(invoices=rows), "mrr_movements", Scope.from_query(YEAR)[0]).rows()
    figures = {(row["period"].month, row["series"]): row["value"] for row in moves if row["value"]}
    assert (figures[4, "churn"], figures[8, "reactivation"]) == (-100.0, 100.0)


def test_a_late_bill_is_no_loss() -> None:
    days = ("2024-01-31", "2024-02-28", "2024-04-04", "2024-05-06", "2024-06-03")
    assert mrr([bill("L", day, 100) for day in days])[:6] == [100.0] * 6


def test_refunds_and_credit_notes_lower_the_revenue_of_the_bill_before() -> None:
    rows = monthly("A", range(1, 13), 100)
    rows[4] = {**rows[4], "amount_refunded": "40"}
    rows.append(bill("A", "2024-08-20", 30, document_type="credit_note"))
    assert mrr(rows) == [100.0] * 4 + [60.0] + [100.0] * 2 + [70.0] + [100.0] * 4


PERIODS = [
    {"period_start": f"2024-{month:02d}-01", "period_end": f"2024-{month + 1:02d}-01"} for month in range(1, 12)
]


@pytest.mark.parametrize("refunded", [119, 120])
@pytest.mark.parametrize("with_periods", [True, False])
def test_a_month_that_was_paid_back_in_full_was_billed_and_is_worth_nothing(
    refunded: int, with_periods: bool
) -> None:
    rows = [
        bill("R", f"2024-{month:02d}-01", 120, **(PERIODS[month - 1] if with_periods else {})) for month in (1, 2, 3)
    ]
    rows += [*monthly("S", range(1, 13), 30), bill("R", "2024-02-20", refunded, document_type="refund")]
    # S pays 30; R's bill of February came, and 120 less what was paid back is left of it.
    assert mrr(rows)[:4] == [150.0, 150.0 - refunded, 150.0, 30.0]


def test_a_refund_that_a_bill_itself_tells_leaves_as_little_of_it() -> None:
    rows = [*monthly("A", range(1, 13), 100), *monthly("S", range(1, 13), 30)]
    rows[4] = {**rows[4], "amount_refunded": "100"}
    assert mrr(rows) == [130.0] * 4 + [30.0] + [130.0] * 7
    # By the month billed nobody is lost in a month without revenue.
    lost = values(workspace_of(invoices=rows), "logo_churn_rate", invoice_revenue="month")
    assert set(lost[1:]) == {0.0}


def test_a_refund_larger_than_the_latest_bill_lowers_the_one_before_it_too() -> None:
    rows = [*monthly("A", range(1, 7), 100), *monthly("S", range(1, 13), 30)]
    rows.append(bill("A", "2024-03-20", 150, document_type="credit_note"))
    # 150 of March's 100 and February's 100: nothing and 50 are left.
    assert mrr(rows)[:5] == [130.0, 80.0, 30.0, 130.0, 130.0]
    # What is paid back beyond all bills so far takes nothing off later ones.
    rows[-1] = bill("A", "2024-03-20", 500, document_type="credit_note")
    assert mrr(rows)[:5] == [30.0, 30.0, 30.0, 130.0, 130.0]


def test_nothing_is_awaited_at_the_amount_of_a_last_bill_that_was_paid_back() -> None:
    rows = [*monthly("A", range(1, 11), 100), *monthly("S", range(1, 13), 30)]
    rows.append(bill("A", "2024-11-02", 100, document_type="refund"))
    assert mrr(rows, (*YEAR[:2], ("as_of", "2024-11-10")))[8:11] == [130.0, 30.0, 30.0]
    assert mrr(rows)[8:] == [130.0, 30.0, 30.0, 30.0]


def test_a_bill_of_nothing_pays_for_nothing() -> None:
    rows = [*monthly("A", range(1, 4), 100), *monthly("S", range(1, 13), 30)]
    free = bill("A", "2024-02-10", 0, period_start="2024-02-01", period_end="2025-02-01")
    assert mrr([*rows, free]) == mrr(rows) == [130.0] * 3 + [30.0] * 9


def test_lines_with_service_periods_pay_for_these() -> None:
    year = {"period_start": "2024-01-01", "period_end": "2024-12-31"}
    half = {"period_start": "2024-04-01", "period_end": "2024-10-01"}
    rows = [bill("P", "2024-01-15", 1200, **year), bill("P", "2024-03-20", 300, **half)]
    # 1,200 ÷ 12, and 300 ÷ 6 from April until September: ends are the last day, or the one after.
    assert mrr(rows) == [100.0] * 3 + [150.0] * 6 + [100.0] * 3


def test_one_bill_alone_is_spread_as_the_others_are() -> None:
    rows = [*monthly("A", range(1, 13), 100), bill("N", "2024-12-20", 60)]
    assert mrr(rows)[10:] == [100.0, 160.0]
    yearly = [bill("A", "2023-05-05", 1200), bill("A", "2024-05-05", 1200), bill("N", "2024-11-20", 600)]
    assert mrr(yearly)[9:] == [100.0, 150.0, 150.0]
    notes = " ".join(ask(workspace_of(invoices=yearly), "mrr", Scope.from_query(YEAR)[0]).notes)
    assert "Estimated from invoices, as no subscriptions are loaded" in notes
    assert "invoice_revenue = spread" in notes
    assert "every 366 days from a single bill, like others with such bills: 1 customer" in notes


def test_a_bill_larger_than_any_monthly_one_is_no_months_revenue() -> None:
    rows = [*monthly("A", range(1, 13), 100), *monthly("B", range(1, 13), 90)]
    rows += [bill("Y", "2023-02-05", 1200), bill("Y", "2024-02-05", 1200), bill("N", "2024-10-20", 2400)]
    # N has one bill alone, larger than all: it is spread as the yearly ones are, over 12 months.
    assert mrr(rows)[8:] == [290.0, 490.0, 490.0, 490.0]


def test_many_bills_a_month_count_by_calendar_month() -> None:
    rows = [row for month in range(1, 13) for row in monthly("W", range(month, month + 1), 20, 3)]
    rows += [row for month in range(1, 13) for row in monthly("W", range(month, month + 1), 30, 17)]
    assert mrr(rows) == [50.0] * 12


def test_two_currencies_count_at_their_rates() -> None:
    rates = [
        {"date": "2023-01-01", "currency": "EUR", "rate": "1"},
        {"date": "2023-01-01", "currency": "USD", "rate": "2"},
    ]
    rows = [*monthly("A", range(1, 13), 100), *monthly("B", range(1, 13), 50, currency="USD")]
    figures = values(workspace_of(invoices=rows, fx_rates=rates), "mrr", (*YEAR, ("currency", "EUR")))
    assert figures in ([125.0] * 12, [200.0] * 12)
    unpriced = ask(workspace_of(invoices=rows), "mrr", Scope.from_query((*YEAR, ("currency", "EUR")))[0])
    assert "billed in USD without an exchange rate: 1 account" in " ".join(unpriced.left_out)


def test_as_soon_as_subscriptions_are_loaded_bills_say_nothing_of_what_recurs() -> None:
    rows = monthly("A", range(1, 13), 100)
    lines = [{"account_id": "B", "start_date": "2024-01-01", "mrr": "7", "currency": "EUR"}]
    workspace = workspace_of(invoices=rows, subscriptions=lines)
    assert values(workspace, "mrr") == [7.0] * 12
    assert not [note for note in ask(workspace, "mrr", Scope.from_query(YEAR)[0]).notes if "invoices" in note]


def later(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def worth(days: dict[date, float], instant: date, as_of: date) -> float:
    """MRR of one account at an instant: plain Python, from its bills by day, at least two of them."""
    order = sorted(days)
    gap = median((after - before).days for before, after in pairwise(order))
    months = gap / 30.4375
    whole = int(months + 0.5) if int(months + 0.5) >= 1 and abs(months - int(months + 0.5)) <= 0.2 else None
    idle = max(45, -int(-1.5 * gap // 1))
    for index, day in enumerate(order):
        following = order[index + 1] if index + 1 < len(order) else None
        paid_until = later(day, whole) if whole else day + timedelta(int(gap + 0.5))
        gone_on = max(paid_until + timedelta(1), day + timedelta(idle))
        until = paid_until if following is None else min(paid_until, following)
        if following is not None and following <= gone_on:
            until = following
        waits = following is None or following > gone_on
        stands = day < instant <= until or (waits and until < instant <= gone_on and as_of < gone_on)
        if stands:
            return days[day] / (whole or months)
    return 0.0


@pytest.mark.parametrize("seed", range(12))
def test_all_is_as_plain_python_works_it_out(seed: int) -> None:
    dice = random.Random(seed)
    as_of = date(2024, 12, dice.randint(1, 31))
    accounts: dict[str, dict[date, float]] = {}
    for number in range(12):
        step = dice.choice([1, 1, 1, 3, 12, None])
        day = date(2022 if step == 12 else 2023, dice.randint(1, 12), dice.randint(1, 28))
        bills: dict[date, float] = {}
        while day <= as_of and len(bills) < dice.choice([40, 40, 9]):
            bills[day] = float(dice.choice([50, 60, 120, 600]))
            ahead = later(day, step) if step else day + timedelta(dice.randint(25, 130))
            day = ahead + timedelta(dice.randint(-2, 4)) + timedelta(dice.choice([0] * 15 + [90]))
        if len(bills) >= 2:
            accounts[f"C{number:02d}"] = bills
    rows = [bill(name, day.isoformat(), total) for name, bills in accounts.items() for day, total in bills.items()]
    workspace = workspace_of(invoices=rows)
    scope = (*YEAR[:2], ("as_of", as_of.isoformat()))
    instants = [date(2024, 1, 1), *(min(end, as_of + timedelta(1)) for end in ENDS)]
    paid = [{name: worth(bills, at, as_of) for name, bills in accounts.items()} for at in instants]
    assert values(workspace, "mrr", scope) == pytest.approx([sum(one.values()) or None for one in paid[1:]], abs=0.01)
    lost = [
        sum(before[name] > 0 and not after[name] for name in before) / n
        if (n := sum(v > 0 for v in before.values()))
        else None
        for before, after in pairwise(paid)
    ]
    assert values(workspace, "logo_churn_rate", scope) == pytest.approx(lost, abs=0.0001)
    net = [
        sum(now[n] for n in then if then[n]) / sum(then.values())
        for then, now in zip(paid[1:], paid[4:], strict=False)
    ]
    gross = [
        sum(min(now[n], then[n]) for n in then) / sum(then.values())
        for then, now in zip(paid[1:], paid[4:], strict=False)
    ]
    if as_of == date(2024, 12, 31):
        assert values(workspace, "net_revenue_retention", scope, lookback_months=3)[3:] == pytest.approx(
            net, abs=0.001
        )
        assert values(workspace, "gross_revenue_retention", scope, lookback_months=3)[3:] == pytest.approx(
            gross, abs=0.001
        )
    else:
        assert values(workspace, "net_revenue_retention", scope, lookback_months=3)[3:11] == pytest.approx(
            net[:8], abs=0.001
        )
    began = {name: min(bills).replace(day=1) for name, bills in accounts.items()}
    cells = [row for row in ask(workspace, "cohort_retention", Scope.from_query(scope)[0]).rows() if row["period"]]
    for cell in cells:
        cohort = [name for name in accounts if began[name] == cell["period"]]
        at = min(later(cell["period"], cell["age"] + 1), as_of + timedelta(1))
        kept = sum(worth(accounts[name], at, as_of) > 0 for name in cohort) / len(cohort)
        assert cell["value"] == pytest.approx(kept), cell
