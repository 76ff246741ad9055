"""Renewals against loops over accounts and days, and the cases that exports make hard."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.periods import Grain, add_months
from csm_core.scope import Scope
from csm_core.stats.intervals import wilson
from tests.workspaces import workspace_of

DAY = timedelta(days=1)
AS_OF = date(2024, 6, 20)
SCOPE = Scope(start=date(2023, 1, 1), end=date(2024, 7, 1), grain=Grain.QUARTER, as_of=AS_OF, currency="EUR")
STARTS = [date(2023 + month // 12, month % 12 + 1, 1) for month in range(0, 18, 3)]


@dataclass(frozen=True)
class Line:
    account: str
    start: date
    end: date | None
    mrr: int
    term_end: date | None

    def row(self) -> dict[str, str]:
        cells = {"account_id": self.account, "start_date": self.start, "end_date": self.end}
        cells |= {"mrr": self.mrr, "term_end": self.term_end, "currency": "EUR"}  # type: ignore[dict-item]
        return {name: "" if value is None else str(value) for name, value in cells.items()}


def random_lines(seed: int) -> list[Line]:
    chance = random.Random(seed)
    items = [Line("a00", date(2022, 1, 5), None, 10, date(2023, 2, 5))]
    for index in range(25):
        account, start = f"a{index:02}", date(2022, 1, 3) + chance.randint(0, 300) * DAY
        for _ in range(chance.randint(1, 4)):
            term = start + chance.choice((180, 365, 365)) * DAY
            # Ended with the term, before it, on the day after it (a moment was written), or going on.
            ends = chance.choice((term, term, term + DAY, term - chance.randint(5, 90) * DAY, None))
            end = None if ends is None or ends > AS_OF else ends
            items.append(Line(account, start, end, chance.choice((50, 100, 200)), term))
            if end is None:
                break
            start = end + chance.choice((0, 0, 10, 30, 31, 60, 200)) * DAY
            if start > AS_OF:
                break
    return items


def standing(lines: list[Line], day: date) -> list[Line]:
    return [line for line in lines if line.start <= day and (not line.end or day < line.end)]


def worth(lines: list[Line], first: date, last: date, grace: int) -> tuple[int, int] | None:
    """What one account's lines paid whose terms end from `first` to `last`, and what they became, once decided."""
    items = [line for line in lines if line.term_end and first <= line.term_end <= last]
    last_eve = max(min(line.end or first, first) for line in items if line.start < first) - DAY
    due = sum(line.mrr for line in standing(items, last_eve))
    others = [line for line in lines if line not in items]
    # Another contract ran beside those that are due; one that began within the grace before the end renews early.
    beside = [line for line in standing(others, last_eve) if line.start <= last - grace * DAY]
    following = [line for line in lines if line not in beside]
    days = [last + index * DAY for index in range(1, grace + 1) if last + index * DAY <= AS_OF]
    after = next((sum(line.mrr for line in now) for day in days if (now := standing(following, day))), None)
    return (due, after or 0) if after or last + grace * DAY <= AS_OF else None


def cases(lines: list[Line], grace: int) -> list[tuple[date, str]]:
    """Each end of a term of one account: day and state."""
    rows = []
    previous = None
    days = [date(2022, 1, 1) + index * DAY for index in range((AS_OF - date(2022, 1, 1)).days + 1)]
    served = [day for day in days if standing(lines, day)]
    for end in sorted({line.term_end for line in lines if line.term_end}):
        before = [day for day in served if day < end]
        # Somebody lost at the term before this one is not lost again at this one.
        since = [day for day in before if previous is None or day > previous]
        previous = end
        if not since or (end > AS_OF and AS_OF not in served):
            continue
        after = [day for day in served if end < day <= end + grace * DAY]
        state = "open" if end + grace * DAY > AS_OF else "renewed" if after else "lost"
        rows.append((end, state))
    return rows


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("grace", [30, 10])
def test_rates_are_the_loops_over_accounts_and_days(seed: int, grace: int) -> None:
    lines = random_lines(seed)
    workspace = workspace_of(
        subscriptions=[line.row() for line in lines],
        surveys=[{"responded_at": AS_OF.isoformat(), "score": "9", "survey_type": "nps"}],
    )
    rows = {
        (row["measure"], row["period"]): row
        for row in ask(workspace, "renewal_rate", SCOPE, None, {"grace_days": grace}).rows()
    }
    for begins in STARTS:
        decided, amounts, left = [], [], 0
        for account in {line.account for line in lines}:
            parts = [line for line in lines if line.account == account]
            items = [case for case in cases(parts, grace) if begins <= case[0] < add_months(begins, 3)]
            if not items:
                continue
            state = items[-1][1]
            left += state == "open"
            if state != "open":
                decided.append(state == "renewed")
                money = worth(parts, items[0][0], items[-1][0], grace)
                if money is not None:
                    amounts.append((min(money) if state == "renewed" else 0, money[0]))
        expected = wilson(sum(decided), len(decided))
        logo = rows["logo", begins]
        assert (logo["value"], logo["n"]) == (expected.value, len(decided)), begins
        if decided:
            assert logo["low"] == expected.low
            kept = sum(part for part, _ in amounts) / sum(whole for _, whole in amounts)
            assert rows["value", begins]["value"] == pytest.approx(kept)
        if decided or left:
            assert rows["open", begins]["value"] == left


def test_billing_periods_are_told_back_from_the_present_one() -> None:
    # Billed by the year since 2021; the export tells the present period alone.
    line = {"account_id": "A", "start_date": "2021-03-31", "amount": "1200", "billing_interval": "year"}
    workspace = workspace_of(
        subscriptions=[line | {"term_end": "2025-03-31"}],
        surveys=[{"responded_at": AS_OF.isoformat(), "score": "9", "survey_type": "nps"}],
    )
    scope = Scope(start=date(2021, 1, 1), end=date(2025, 1, 1), grain=Grain.YEAR, as_of=AS_OF)
    behind = rows_behind(workspace, "renewal_rate", scope).to_pylist()
    assert [str(row["ends_on"]) for row in behind if row["measure"] == "logo"] == [
        *("2022-03-31", "2023-03-31", "2024-03-31"),
    ]


def test_contracts_billed_by_the_month_end_when_they_say_and_not_each_month() -> None:
    line = {"amount": "100", "billing_interval": "month", "start_date": "2023-05-10"}
    workspace = workspace_of(
        subscriptions=[
            line | {"account_id": "A", "term_end": "2024-05-10"},
            line | {"account_id": "B", "term_end": "2025-05-10"},
        ],
        surveys=[{"responded_at": AS_OF.isoformat(), "score": "9", "survey_type": "nps"}],
    )
    behind = rows_behind(workspace, "renewal_rate", SCOPE).to_pylist()
    assert [(row["account_id"], str(row["ends_on"])) for row in behind if row["measure"] == "logo"] == [
        ("A", "2024-05-10")
    ]


def test_plans_by_the_month_count_only_when_asked_for() -> None:
    line = {"account_id": "A", "amount": "100", "billing_interval": "month", "start_date": "2024-02-10"}
    workspace = workspace_of(
        subscriptions=[line | {"term_end": "2024-07-10"}],
        surveys=[{"responded_at": AS_OF.isoformat(), "score": "9", "survey_type": "nps"}],
    )
    scope = Scope(start=date(2024, 3, 1), end=date(2024, 7, 1), as_of=AS_OF)
    usual = ask(workspace, "renewal_rate", scope)
    assert not usual.has_value
    assert usual.notes == ("Terms shorter than 2 months are left out; change shortest_months to include them.",)
    every = ask(workspace, "renewal_rate", scope, None, {"shortest_months": 1})
    # The term that ended on 10 June is still within its thirty days.
    assert [row["value"] for row in every.rows() if row["measure"] == "logo"] == [1.0, 1.0, 1.0, None]


def test_within_the_grace_nobody_is_decided_who_renewed_no_more_than_who_did_not() -> None:
    # Due on 10 June: A goes on, B has stopped. Due on 2 June: C goes on. The last day known is 9 July.
    june = {"start_date": "2023-06-10", "term_end": "2024-06-10", "mrr": "100"}
    workspace = workspace_of(
        subscriptions=[
            june | {"account_id": "A"},
            june | {"account_id": "B", "end_date": "2024-06-10"},
            june | {"account_id": "C", "term_end": "2024-06-02"},
        ],
        surveys=[{"responded_at": "2024-07-10", "score": "9", "survey_type": "nps"}],
    )
    early = Scope(start=date(2024, 6, 1), end=date(2024, 7, 1), as_of=date(2024, 7, 9))
    for scope, value, n, left in ((early, 1.0, 1, 2.0), (replace(early, as_of=date(2024, 7, 10)), 2 / 3, 3, 0.0)):
        rows = {row["measure"]: row for row in ask(workspace, "renewal_rate", scope).rows()}
        assert (rows["logo"]["value"], rows["value"]["value"], rows["logo"]["n"]) == (value, value, n)
        assert rows["open"]["value"] == left
        actual = "2 accounts not counted: still within the 30 days of grace after the end of term."
        assert (rows["logo"]["note"] == rows["value"]["note"] == actual) is (left > 0)


def test_a_renewal_with_more_is_full_value_and_more_only_when_asked_for() -> None:
    line = {"account_id": "A", "currency": "EUR"}
    workspace = workspace_of(
        subscriptions=[
            line | {"start_date": "2023-05-10", "end_date": "2024-05-10", "mrr": "100", "term_end": "2024-05-10"},
            line | {"start_date": "2024-05-10", "mrr": "150"},
        ],
        surveys=[{"responded_at": AS_OF.isoformat(), "score": "9", "survey_type": "nps"}],
    )
    scope = Scope(start=date(2024, 5, 1), end=date(2024, 6, 1), as_of=date(2024, 6, 9))
    for uplift, expected in ((False, 1.0), (True, 1.5)):
        rows = ask(workspace, "renewal_rate", scope, None, {"uplift": uplift}).rows()
        assert next(row["value"] for row in rows if row["measure"] == "value") == expected


def test_without_terms_or_deals_the_note_says_what_to_load() -> None:
    workspace = workspace_of(subscriptions=[{"account_id": "A", "start_date": "2024-01-10", "mrr": "100"}])
    for variant, word in (("terms", "term_end"), ("opportunities", "opportunity_type")):
        rows = ask(workspace, "renewal_rate", SCOPE, variant).rows()
        assert all(row["value"] is None and word in str(row["note"]) for row in rows)


def deal(account: str, stage: str, day: str, amount: str = "100", kind: str = "renewal") -> dict[str, str]:
    return {"account_id": account, "stage": stage, "close_date": day, "amount": amount, "opportunity_type": kind}


def test_deals_count_by_account_and_their_money_by_deal() -> None:
    workspace = workspace_of(
        subscriptions=[{"account_id": "A", "start_date": "2024-01-10", "mrr": "100"}],
        opportunities=[
            deal("A", "Closed Won", "2024-05-05", "100"),
            deal("A", "Closed Lost", "2024-05-06", "300"),
            deal("B", "closedlost", "2024-05-07", "600"),
            deal("C", "Closed Won", "2024-05-08", "900", "new business"),
            # Closed by now, but not on the day that is asked about.
            deal("D", "Closed Won", "2024-05-30"),
        ],
    )
    scope = Scope(start=date(2024, 5, 1), end=date(2024, 6, 1), as_of=date(2024, 5, 20))
    rows = {row["measure"]: row for row in ask(workspace, "renewal_rate", scope, "opportunities").rows()}
    assert (rows["logo"]["value"], rows["logo"]["n"]) == (0.5, 2)
    assert rows["value"]["value"] == pytest.approx(0.1)
    assert rows["open"]["value"] == 1.0


def contract(start: str, end: str, mrr: str, term: str, **more: str) -> dict[str, str]:
    row = {"account_id": "A", "start_date": start, "end_date": end, "mrr": mrr, "term_end": term, "currency": "EUR"}
    return row | more


BESIDE = {"start": "2023-09-01", "end": "", "mrr": "900", "term": "2024-09-01"}


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        # Renewed 19 days early for less: 80 of the 100 that were due.
        ([contract("2023-03-10", "2024-02-20", "100", "2024-03-10"),
          contract("2024-02-20", "", "80", "2025-02-20")], 0.8),
        # Only the first was due, and it lapsed; whether or not rows name their contracts and products.
        ([contract("2023-03-01", "2024-03-01", "100", "2024-03-01"), contract(**BESIDE)], 0.0),
        ([contract("2023-03-01", "2024-03-01", "100", "2024-03-01", subscription_id="1", product="Core"),
          contract(**BESIDE, subscription_id="2", product="Big")], 0.0),
        # The contract beside it has a new price on that very day: it is still another one.
        ([contract("2023-03-01", "2024-03-01", "100", "2024-03-01", subscription_id="1"),
          contract("2023-09-01", "2024-03-01", "900", "2024-09-01", subscription_id="2"),
          contract("2024-03-01", "", "950", "2024-09-01", subscription_id="2")], 0.0),
        # Renewed ten days late while another runs.
        ([contract("2023-03-10", "2024-03-10", "100", "2024-03-10", product="Core"),
          contract("2024-03-20", "", "70", "2025-03-20", product="Core"), contract(**BESIDE, product="Big")], 0.7),
        # The new one began before the old one ended.
        ([contract("2023-03-10", "2024-03-10", "100", "2024-03-10"),
          contract("2024-02-25", "", "60", "2025-02-25")], 0.6),
        ([contract("2023-03-01", "2024-03-01", "100", "2024-03-01", subscription_id="1"),
          contract("2023-03-01", "", "300", "2024-03-01", subscription_id="2")], 0.75),
        # More seats in the term are another row of the same term: the last of them was due.
        ([contract("2023-03-10", "2023-09-01", "60", "2024-03-10", subscription_id="1"),
          contract("2023-09-01", "2024-03-10", "100", "2024-03-10", subscription_id="2"),
          contract("2024-03-10", "", "90", "2025-03-10", subscription_id="3")], 0.9),
    ],
)  # fmt: skip
def test_value_is_of_the_lines_that_were_due(rows: list[dict[str, str]], value: float) -> None:
    workspace = workspace_of(subscriptions=rows, surveys=[{"responded_at": AS_OF.isoformat(), "score": "9"}])
    scope = Scope(start=date(2024, 3, 1), end=date(2024, 4, 1), as_of=AS_OF, currency="EUR")
    figures = {row["measure"]: row["value"] for row in ask(workspace, "renewal_rate", scope).rows()}
    assert (figures["logo"], figures["value"]) == (1.0, pytest.approx(value))


def test_retention_of_the_renewal_base_is_the_loop_too() -> None:
    lines, grace = random_lines(1), 10
    workspace = workspace_of(subscriptions=[line.row() for line in lines])
    scope, choices = replace(SCOPE, start=date(2024, 1, 1)), {"renewal_grace_days": grace}
    net, gross = (
        {row["period"]: row["value"] for row in ask(workspace, metric, scope, "renewal_base", choices).rows()}
        for metric in ("net_revenue_retention", "gross_revenue_retention")
    )
    for begins in (date(2024, 1, 1), date(2024, 4, 1)):
        ends = min(add_months(begins, 3), AS_OF + DAY)
        then, amounts = add_months(ends, -12), []
        for account in {line.account for line in lines}:
            items = [line for line in lines if line.account == account]
            terms = [line.term_end for line in items if line.term_end and then <= line.term_end < ends]
            terms = [term for term in terms if term + grace * DAY <= AS_OF]
            if terms and standing(items, then - DAY):
                amounts.append(worth(items, min(terms), max(terms), grace) or (0, 0))
        due = sum(whole for whole, _ in amounts)
        assert due > 0
        assert net[begins] == pytest.approx(sum(after for _, after in amounts) / due)
        assert gross[begins] == pytest.approx(sum(min(pair) for pair in amounts) / due)


def test_the_day_on_which_a_line_is_added_is_no_end_of_a_term_before_it() -> None:
    lines = [
        {"account_id": "A", "product": product, "start_date": start, "mrr": "100", "currency": "EUR"}
        | {"billing_interval": "year", "term_end": end}
        for product, start, end in (("Core", "2023-01-10", "2025-01-10"), ("Extra", "2023-06-10", "2025-06-10"))
    ]
    # The data go on until December, so that the present terms are not longer than what is billed.
    lines.append({"account_id": "B", "start_date": "2024-12-01", "mrr": "1", "currency": "EUR"})
    scope = Scope(date(2023, 1, 1), date(2025, 1, 1), as_of=date(2024, 12, 31))
    rows = ask(workspace_of(subscriptions=lines), "renewal_rate", scope).rows()
    due = {row["period"] for row in rows if row["measure"] == "logo" and row["n"]}
    # A year after each began, and no term of Extra ended in June 2023, when it began.
    assert due == {date(2024, 1, 1), date(2024, 6, 1)}


def test_terms_that_began_on_a_last_day_end_on_last_days() -> None:
    line = {"account_id": "A", "start_date": "2024-01-31", "mrr": "100", "currency": "EUR"}
    line |= {"billing_interval": "month", "term_end": "2024-04-30"}
    later = {"account_id": "B", "start_date": "2024-04-20", "mrr": "1", "currency": "EUR"}
    scope = Scope(date(2024, 1, 1), date(2024, 5, 1), as_of=date(2024, 4, 30))
    rows = rows_behind(workspace_of(subscriptions=[line, later]), "renewal_rate", scope, None, {"shortest_months": 1})
    ends = sorted({row["ends_on"] for row in rows.to_pylist()})
    assert ends == [date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30)]
