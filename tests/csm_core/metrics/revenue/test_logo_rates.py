"""Logo churn and retention, every rule set, against loops over days."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.metrics.framework.declare import Value
from csm_core.metrics.framework.registry import metric_named
from csm_core.scope import Scope
from csm_core.stats.intervals import wilson
from tests.csm_core.metrics.revenue.ledgers import AS_OF, EDGES, Book, days_between, months, random_book
from tests.workspaces import Row, workspace_of

SCOPE = Scope(start=EDGES[0], end=EDGES[-1], as_of=AS_OF, currency="EUR")
CHOICES = st.fixed_dictionaries(
    {
        "discounts": st.sampled_from(["all", "lasting", "none"]),
        "paused": st.sampled_from(["zero", "kept"]),
        "churn_moment": st.sampled_from(["end_of_term", "requested"]),
        "grace_days": st.sampled_from([0, 3, 15]),
    }
)
Counts = dict[str, tuple[int, int]]


def counts_of(book: Book, begins: date, ends: date) -> Counts:
    """lost (or kept) and base of each rule set, by walking every account through the days of a period."""
    start = {account for account in book.accounts if book.is_customer(account, begins)}
    end = {account for account in book.accounts if book.is_customer(account, ends)}
    lost, won = set(), set()
    for account in book.accounts:
        for day in days_between(begins, ends):
            before, after = book.is_customer(account, day), book.is_customer(account, day + timedelta(days=1))
            lost |= {account} if before and not after else set()
            won |= {account} if after and not before else set()
    return {
        "default": (len(start - end), len(start)),
        "chartmogul": (len(start - end), len(start)),
        "profitwell": (len(start & lost), len(start)),
        "stripe": (len(lost), len(start | won)),
        "maxio": (len(lost), len(start)),
        "kept": (len(start & end), len(start)),
        "end_over_start": (len(end), len(start)),
    }


@settings(max_examples=4, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), choices=CHOICES)
def test_every_rule_set_is_the_loop_over_days(seed: int, choices: dict[str, str | int]) -> None:
    book = random_book(seed, **choices)
    workspace = book.workspace()
    asked = [("logo_churn_rate", variant.name) for variant in metric_named("logo_churn_rate").variants]
    asked += [("logo_retention_rate", "default"), ("logo_retention_rate", "end_over_start")]
    expected = {begins: counts_of(book, begins, ends) for begins, ends in months()}
    for metric, variant in asked:
        rows = ask(workspace, metric, SCOPE, variant, book.settings).rows()
        assert [row["period"] for row in rows] == list(expected)
        reading = "kept" if (metric, variant) == ("logo_retention_rate", "default") else variant
        for row in rows:
            part, whole = expected[row["period"]][reading]  # type: ignore[index]
            assert row["value"] == (pytest.approx(part / whole) if whole else None), (variant, row["period"])
            if reading not in ("maxio", "end_over_start") and whole:
                assert (row["low"], row["high"], row["n"]) == (
                    *(wilson(part, whole).low, wilson(part, whole).high),
                    whole,
                )


def line(account: str, start: str, end: str = "", **more: str) -> Row:
    return {"account_id": account, "start_date": start, "end_date": end, "mrr": "10", "currency": "EUR"} | more


JUNE = Scope(start=date(2024, 6, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 30))


def june(rows: list[Row], metric: str = "logo_churn_rate", variant: str | None = None, **choices: Value) -> Row:
    answer = ask(workspace_of(subscriptions=rows), metric, JUNE, variant, choices)
    assert answer.table.num_rows == 1
    return answer.rows()[0]  # type: ignore[return-value]


@pytest.mark.parametrize("metric", ["logo_churn_rate", "logo_retention_rate"])
def test_no_customers_at_the_start_is_no_rate(metric: str) -> None:
    rows = [line("A", "2024-06-10"), line("B", "2024-06-10", "2024-06-20")]
    for variant in metric_named(metric).variants:
        row = june(rows, metric, variant.name)
        if variant.name == "stripe":
            # One of the two who joined was lost.
            assert row["value"] == 0.5
        else:
            assert (row["value"], row["note"]) == (
                None,
                "No customers at the start of this period, so there is no rate.",
            )


def test_nobody_lost_is_a_true_zero_with_an_interval() -> None:
    rows = [line(f"a{index}", "2024-01-01") for index in range(10)]
    for variant in metric_named("logo_churn_rate").variants:
        row = june(rows, variant=variant.name)
        # Wilson at 0 of 10: z² ÷ (n + z²) = 3.8415 ÷ 13.8415
        assert (row["value"], row["low"], row["high"]) == (0.0, 0.0, pytest.approx(0.27753, abs=1e-5))


def test_last_subscription_decides() -> None:
    rows = [line("A", "2024-01-01"), line("A", "2024-01-01", "2024-06-10"), line("B", "2024-01-01", "2024-06-10")]
    assert june(rows)["value"] == 0.5


def test_paused_customers_are_in_the_base_and_not_lost() -> None:
    rows = [line("A", "2024-01-01", paused_at="2024-05-10"), line("B", "2024-01-01", paused_at="2024-06-10")]
    assert (june(rows)["value"], june(rows)["n"]) == (0.0, 2)
    gone = [line("A", "2024-01-01", "2024-06-15", paused_at="2024-05-10"), line("B", "2024-01-01")]
    assert june(gone)["value"] == 0.5


def test_who_pauses_before_ever_paying_is_no_customer() -> None:
    rows = [line("A", "2024-05-10", paused_at="2024-05-10"), line("B", "2024-01-01")]
    assert june(rows)["n"] == 1


def test_grace_keeps_who_returns_in_time() -> None:
    rows = [line("A", "2024-01-01", "2024-06-10"), line("A", "2024-06-20"), line("B", "2024-01-01")]
    assert june(rows, variant="profitwell")["value"] == 0.5
    assert june(rows, variant="profitwell", grace_days=10)["value"] == 0.0


def test_request_to_cancel_is_churn_only_where_it_is_asked_for() -> None:
    rows = [line("A", "2024-01-01", "2024-09-01", cancel_requested_at="2024-06-10"), line("B", "2024-01-01")]
    assert june(rows)["value"] == 0.0
    assert june(rows, churn_moment="requested")["value"] == 0.5


def test_year_compounds_the_month() -> None:
    rows = [line(f"a{index}", "2024-01-01", "2024-06-10" if index == 0 else "") for index in range(20)]
    # 5 % a month are 1 − 0.95^12 = 45.96 % a year, and not 60 %.
    lost = june(rows, annualised=True)
    assert lost["value"] == pytest.approx(0.45964, abs=1e-5)
    assert lost["high"] == pytest.approx(1 - (1 - (wilson(1, 20).high or 0)) ** 12)
    assert june(rows, "logo_retention_rate", annualised=True)["value"] == pytest.approx(1 - 0.45964, abs=1e-5)


def test_yearly_rate_of_an_unfinished_period_goes_by_its_days() -> None:
    rows = [line("A", "2024-01-01", "2024-06-10"), line("B", "2024-01-01")]
    scope = Scope(start=date(2024, 6, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 20))
    row = ask(workspace_of(subscriptions=rows), "logo_churn_rate", scope, settings={"annualised": True}).rows()[0]
    assert row["value"] == pytest.approx(1 - 0.5 ** (365 / 20))
    assert row["complete"] is False


def test_rows_behind_a_yearly_rate_make_it() -> None:
    rows = [line("A", "2024-01-01", "2024-06-10"), line("B", "2024-01-01"), line("C", "2024-01-01")]
    workspace = workspace_of(subscriptions=rows)
    for name in ("logo_churn_rate", "logo_retention_rate"):
        metric = metric_named(name)
        behind = rows_behind(workspace, name, JUNE, settings={"annualised": True})
        value = ask(workspace, name, JUNE, settings={"annualised": True}).rows()[0]["value"]
        assert metric.value_of(behind, metric.variants[0]) == pytest.approx(value)


def test_more_lost_than_there_were_has_a_rate_above_one_and_no_yearly_one() -> None:
    rows = [line("A", "2024-01-01", "2024-06-10")]
    rows += [line(f"b{index}", "2024-06-05", "2024-06-20") for index in range(2)]
    row = june(rows, variant="maxio")
    assert row["value"] == 3.0
    yearly = june(rows, variant="maxio", annualised=True)
    assert (yearly["value"], yearly["low"], yearly["high"]) == (None, None, None)
    assert str(yearly["note"]).startswith("More customers were lost than")


def test_segment_is_that_of_the_start_and_newcomers_count_in_theirs() -> None:
    workspace = workspace_of(
        subscriptions=[line("A", "2024-01-01", "2024-06-10"), line("B", "2024-01-01"), line("C", "2024-06-10")],
        accounts=[{"account_id": name, "Plan": plan} for name, plan in (("A", "Basic"), ("B", "Pro"), ("C", "Pro"))],
    )
    scope = Scope(start=JUNE.start, end=JUNE.end, as_of=JUNE.as_of, split="Plan")
    churn = {row["segment"]: row["value"] for row in ask(workspace, "logo_churn_rate", scope).rows()}
    assert churn == {"Basic": 1.0, "Pro": 0.0}
    grown = ask(workspace, "logo_retention_rate", scope, "end_over_start").rows()
    assert {row["segment"]: row["value"] for row in grown} == {"Basic": 0.0, "Pro": 2.0}
