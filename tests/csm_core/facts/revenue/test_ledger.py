"""The ledger under chosen rules: what an account pays on a day, and when it counts as lost."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

from csm_core.facts.build import built_facts
from csm_core.facts.revenue.ledger import LedgerRules, ledger_table
from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.workspaces import Row, workspace_of

AS_OF = date(2024, 12, 31)


def line(start: str, end: str = "", mrr: str = "100", **more: str) -> Row:
    return {"account_id": "A", "start_date": start, "end_date": end, "mrr": mrr, "currency": "EUR"} | more


def paid(workspace: Workspace, day: str, rules: LedgerRules | None = None, as_of: date = AS_OF) -> tuple[object, ...]:
    """(MRR, held) of all that stands on a day; (None, None) where nothing does."""
    ledger = ledger_table(workspace, built_facts(workspace), rules or LedgerRules())
    rows = workspace.query(
        f"select sum(amount)::double as mrr, bool_or(is_held) as held from {ledger} "
        "where valid_from <= $t and $t < valid_to and known_on <= $as_of and valid_from <= $as_of",
        {"t": date.fromisoformat(day), "as_of": as_of},
    )
    return tuple(rows.to_pylist()[0].values())


def at(lines: Sequence[Row], *days: str, **rules: object) -> list[object]:
    workspace = workspace_of(subscriptions=lines)
    return [paid(workspace, day, LedgerRules(**rules))[0] for day in days]  # type: ignore[arg-type]


def test_a_line_stands_from_its_first_day_to_the_day_before_its_end() -> None:
    lines = [line("2024-01-15", "2024-03-01")]
    assert at(lines, "2024-01-14", "2024-01-15", "2024-02-29", "2024-03-01") == [None, 100.0, 100.0, None]


def test_a_switch_on_one_day_is_no_gap() -> None:
    lines = [line("2024-01-15", "2024-02-01", mrr="100"), line("2024-02-01", mrr="130")]
    # 31 January is the old line's last day; the step up is an event of 1 February.
    assert at(lines, "2024-01-31", "2024-02-01", "2024-02-29") == [100.0, 130.0, 130.0]
    workspace = workspace_of(subscriptions=lines)
    scope, _ = Scope.from_query([("start", "2024-01-01"), ("end", "2024-03-01"), ("as_of", "2024-02-29")])
    assert [row["value"] for row in ask(workspace, "mrr", scope).rows()] == [100.0, 130.0]


def test_a_day_between_two_lines_is_a_day_without() -> None:
    lines = [line("2024-01-15", "2024-02-01"), line("2024-02-02")]
    assert at(lines, "2024-01-31", "2024-02-01", "2024-02-02") == [100.0, None, 100.0]


def test_a_switch_at_a_moment_of_a_day_counts_that_day_once() -> None:
    # The old line ends at ten in the morning of the month's last day, the new one begins at that moment.
    lines = [line("2024-01-15", "2024-01-31 10:00", mrr="100"), line("2024-01-31 10:00", mrr="130")]
    assert at(lines, "2024-01-30", "2024-01-31", "2024-02-01") == [100.0, 130.0, 130.0]


def test_an_end_during_a_day_is_an_event_of_that_day() -> None:
    lines = [line("2024-01-15", "2024-01-31 10:00")]
    assert at(lines, "2024-01-30", "2024-01-31") == [100.0, None]


def test_a_row_that_begins_after_the_as_of_day_changes_nothing() -> None:
    # The end of 1 February is known by that day, whatever begins on the 2nd or on the day itself later on.
    for later in ("2024-02-01", "2024-02-02"):
        workspace = workspace_of(subscriptions=[line("2024-01-15", "2024-02-01"), line(later)])
        assert paid(workspace, "2024-01-31", as_of=date(2024, 1, 31)) == (100.0, False)
        assert paid(workspace, "2024-02-01", as_of=date(2024, 1, 31)) == (None, None)


def test_a_return_within_the_grace_is_held_and_not_lost() -> None:
    workspace = workspace_of(subscriptions=[line("2024-01-15", "2024-02-20"), line("2024-03-10")])
    rules = LedgerRules(grace_days=30)
    # Nineteen days without: nothing is paid, and nothing is lost.
    for day in ("2024-02-20", "2024-03-01", "2024-03-09"):
        assert paid(workspace, day, rules) == (0.0, True)
        assert paid(workspace, day, LedgerRules(grace_days=18)) == (None, None)
    assert paid(workspace, "2024-03-10", rules) == (100.0, False)


@pytest.mark.parametrize(("grace", "held"), [(18, False), (19, True)])
def test_the_grace_is_counted_in_days_without_service(grace: int, held: bool) -> None:
    # Gone from 20 February on, back on 10 March 2024 (a leap year): 19 days.
    workspace = workspace_of(subscriptions=[line("2024-01-15", "2024-02-20"), line("2024-03-10")])
    assert paid(workspace, "2024-03-01", LedgerRules(grace_days=grace)) == ((0.0, True) if held else (None, None))


def test_a_return_cannot_be_known_before_it_happens() -> None:
    workspace = workspace_of(subscriptions=[line("2024-01-15", "2024-02-20"), line("2024-03-10")])
    rules = LedgerRules(grace_days=30)
    assert paid(workspace, "2024-03-01", rules, as_of=date(2024, 3, 9)) == (None, None)
    assert paid(workspace, "2024-03-01", rules, as_of=date(2024, 3, 10)) == (0.0, True)


def test_the_grace_looks_at_the_account_and_not_at_a_line() -> None:
    # One of two lines ends and comes back: the account never stopped paying, so there is no gap to hold.
    lines = [
        line("2024-01-01", product="Core"),
        line("2024-01-15", "2024-02-20", product="Add-on"),
        line("2024-03-10"),
    ]
    workspace = workspace_of(subscriptions=lines)
    assert paid(workspace, "2024-03-01", LedgerRules(grace_days=30)) == (100.0, False)


DISCOUNTED = [line("2024-01-01", discount="0.5", discount_end="2024-04-01"), line("2024-01-01", discount="0.1")]


@pytest.mark.parametrize(
    ("discounts", "during", "after"),
    # Two lines of 100: half off until April, and a tenth off for good.
    [("all", 140.0, 190.0), ("lasting", 190.0, 190.0), ("none", 200.0, 200.0)],
)
def test_discounts_are_taken_off_as_chosen(discounts: str, during: float, after: float) -> None:
    amounts = at(DISCOUNTED, "2024-03-30", "2024-03-31", "2024-04-01", "2024-06-01", discounts=discounts)
    assert amounts == [during, during, after, after]


def test_a_discount_that_ended_before_the_line_began_takes_nothing_off() -> None:
    assert at([line("2024-05-01", discount="0.5", discount_end="2024-04-01")], "2024-06-01") == [100.0]


@pytest.mark.parametrize(
    ("moment", "standing"), [("end_of_term", [100.0, 100.0, None]), ("requested", [100.0, None, None])]
)
def test_a_customer_is_lost_at_the_end_of_service_or_when_they_asked(moment: str, standing: list[object]) -> None:
    lines = [line("2024-01-01", "2024-06-01", cancel_requested_at="2024-03-10")]
    assert at(lines, "2024-03-01", "2024-04-01", "2024-06-01", churn_moment=moment) == standing


def test_a_request_after_the_end_changes_nothing() -> None:
    lines = [line("2024-01-01", "2024-03-01", cancel_requested_at="2024-03-10")]
    assert at(lines, "2024-02-29", "2024-03-01", churn_moment="requested") == [100.0, None]


def test_a_paused_line_pays_nothing_and_is_not_lost_unless_kept() -> None:
    workspace = workspace_of(subscriptions=[line("2024-01-01", paused_at="2024-03-10", resumed_at="2024-05-10")])
    items = [paid(workspace, day) for day in ("2024-03-09", "2024-03-10", "2024-05-09", "2024-05-10")]
    assert items == [(100.0, False), (0.0, True), (0.0, True), (100.0, False)]
    assert paid(workspace, "2024-04-01", LedgerRules(paused="kept")) == (100.0, False)


def test_metered_lines_are_out_or_the_mean_of_three_month_ends() -> None:
    # Use of 30 in January, 60 in February, 120 in March, and 300 from April on.
    use = ["30", "60", "120", "300"]
    edges = ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01", ""]
    lines = [
        line(start, end, mrr=mrr, is_metered="true")
        for mrr, start, end in zip(use, edges[:-1], edges[1:], strict=True)
    ]
    workspace = workspace_of(subscriptions=[line("2024-01-01", mrr="1000"), *lines])
    scope, _ = Scope.from_query([("start", "2024-01-01"), ("end", "2024-05-01"), ("as_of", "2024-04-30")])
    out = ask(workspace, "mrr", scope).rows()
    assert [row["value"] for row in out] == [1000.0] * 4
    mean = ask(workspace, "mrr", scope, settings={"metered": "mean3"}).rows()
    # 30 ÷ 3; (30 + 60) ÷ 3; (30 + 60 + 120) ÷ 3; (60 + 120 + 300) ÷ 3.
    assert [row["value"] for row in mean] == [1010.0, 1030.0, 1070.0, 1160.0]


def test_rules_have_tables_of_their_own_that_follow_the_data() -> None:
    workspace = workspace_of(subscriptions=[line("2024-01-01", discount="0.5")])
    assert paid(workspace, "2024-06-01", LedgerRules(discounts="none")) == (100.0, False)
    assert paid(workspace, "2024-06-01") == (50.0, False)
    workspace.undo(workspace.loads()[0].load_id)
    assert paid(workspace, "2024-06-01") == (None, None)
    assert paid(workspace, "2024-06-01", LedgerRules(discounts="none")) == (None, None)


def day_of(index: int) -> date:
    return date(2024, 1, 1) + timedelta(days=index)


@pytest.mark.parametrize("grace", [0, 5])
@pytest.mark.parametrize("moment", ["end_of_term", "requested"])
def test_random_lines_stand_as_a_plain_reading_of_the_rules_says(grace: int, moment: str) -> None:
    random = Random(grace)
    lines: dict[str, list[tuple[int, int, int | None, int]]] = {}
    for account in range(80):
        starts = [random.randrange(30) for _ in range(random.randrange(1, 4))]
        lines[f"A{account}"] = [
            (start, start + random.randrange(1, 15), random.choice([None, start + random.randrange(12)]), 10 + start)
            for start in starts
        ]
    rows = [
        line(
            day_of(start).isoformat(),
            day_of(end).isoformat(),
            str(mrr),
            account_id=who,
            cancel_requested_at=day_of(asked).isoformat() if asked is not None else "",
        )
        for who, amounts in lines.items()
        for start, end, asked, mrr in amounts
    ]
    workspace = workspace_of(subscriptions=rows)
    rules = LedgerRules(grace_days=grace, churn_moment=moment)  # type: ignore[arg-type]
    ledger = ledger_table(workspace, built_facts(workspace), rules)
    figures = {
        (row["account_id"], row["place"]): (row["mrr"], row["held"])
        for row in workspace.query(
            f"select l.account_id, t.range as place, sum(l.amount)::double as mrr, bool_or(l.is_held) as held "
            f"from range(50) t join {ledger} l on l.valid_from <= date '2024-01-01' + t.range::int "
            "and date '2024-01-01' + t.range::int < l.valid_to group by all"
        ).to_pylist()
    }
    for who, item in lines.items():
        for index in range(50):
            assert figures.get((who, index)) == plain(item, index, grace, moment)


def plain(
    lines: list[tuple[int, int, int | None, int]], index: int, grace: int, moment: str
) -> tuple[float, bool] | None:
    """What an account pays on a day, by the rules as one would tell them."""
    ended = [
        (start, min(end, asked) if moment == "requested" and asked is not None else end, mrr)
        for start, end, asked, mrr in lines
    ]
    runs = [(start, end, mrr) for start, end, mrr in ended if start < end]
    standing = [mrr for start, end, mrr in runs if index in range(start, end)]
    covered = sorted({day for start, end, _ in runs for day in range(start, end)})
    # A gap: from the first day without service to the day of the return, and both ends of it are known.
    gaps = [(last + 1, back) for last, back in pairwise(covered) if back > last + 1]
    held = any(back - left <= grace and index in range(left, back) for left, back in gaps)
    if not standing and not held:
        return None
    return float(sum(standing)), held
