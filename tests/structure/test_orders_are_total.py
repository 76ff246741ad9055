"""Where a window of SQL looks at one row after another, the rows have one order: what comes first is never chance.

Rows that are equal in all that a window orders by come in any order, and in another one as soon as two threads share
the work. So what such a window orders by ends in a number that no two rows share (RUNNING), or the window stands in
TOTAL with the reason why its order is total, or why equal rows give the same. To add one there is to claim that.
Ranks, and sums without a frame of rows, treat equal rows alike and need no order among them.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.structure.sources import CORE, Source, sources

# Running numbers, and numbers that a fact gives to each of its rows.
RUNNING = frozenset({"source_row", "load_id", "answer_id", "interval_id", "stretch_id", "ticket_row", "row_order"})
ALIKE = ("rank", "dense_rank", "percent_rank", "cume_dist")
ONE_A_DAY = "grouped to one row a day before"
TOTAL: dict[str, dict[str, str]] = {
    "csm_core/facts/accounts/account_attributes.py": {
        "partition by account_id, attribute order by loaded_on": "last_of_day holds one row a day",
    },
    "csm_core/facts/revenue/snapshot_months.py": {"order by month_index": "distinct months"},
    "csm_core/facts/revenue/account_intervals.py": {
        "order by account_id, subscription_id, product, currency, valid_from, valid_to, amount, plan, quantity, "
        "term_end, discount, discount_to, is_metered, is_paused, requested_on, billing_months": "all that tells them",
    },
    "csm_core/facts/accounts/account_list.py": {
        "partition by account_id order by newest_load desc, row_count desc, account_name": "one row a name",
    },
    "csm_core/facts/activity/active_days.py": {"partition by account_id, user_id order by used_on": ONE_A_DAY},
    "csm_core/facts/revenue/billed_stretches.py": {
        "partition by account_id, currency order by billed_on, -amount, period_from, period_to": "grouped by these",
        "partition by account_id, currency order by place": "place is a running number of that partition",
        "partition by account_id order by begins": "distinct beginnings",
        "partition by account_id order by days": "only days are taken: equal ones give the same",
        "partition by k.account_id order by case when k.amount > o.largest then 1 else 0 end, case when k.amount > "
        "o.largest then o.months else o.accounts end desc, o.months, o.currency": "grouped by these",
        "partition by account_id, currency order by billed_on": ONE_A_DAY,
        "order by r.invoice_revenue, r.account_id, r.currency, r.begins, r.ends": "grouped by these",
    },
    "csm_core/facts/accounts/derived_attributes.py": {
        "order by as_base desc, lines desc, currency": "one row a currency",
        "partition by s.valid_from, r.currency order by case when r.valid_from <= s.valid_from then 0 else 1 end, "
        "case when r.valid_from <= s.valid_from then date_diff('day', r.valid_from, s.valid_from) "
        "else date_diff('day', s.valid_from, r.valid_from) end, "
        "r.valid_from": "one rate a currency and day",
        "partition by account_id, attribute order by valid_from": "one point a day",
    },
    "csm_core/facts/accounts/held_products.py": {
        "partition by account_id, valid_from order by amount desc, plan": "only the plan is taken",
    },
    "csm_core/facts/activity/feature_turns.py": {
        "partition by person, used_on order by event_at, feature": "only these are taken: equal rows give the same",
    },
    "csm_core/facts/matching/identities.py": {
        "partition by kind, key order by rank": "grouped by these",
        "partition by key order by rank": "grouped by these",
    },
    "csm_core/facts/revenue/ledger.py": {
        "partition by account_id order by changed_on": "distinct days",
        "partition by account_id order by valid_from, valid_to, currency": "distinct in these",
    },
    "csm_core/facts/queries/likely_names.py": {
        "partition by normal order by names, piece": "one row a piece",
        "partition by normal order by pieces desc, abs(length(normal) - length(other)), other": "grouped by these",
    },
    "csm_core/facts/queries/match_table.py": {
        "partition by source, way order by row_count desc, said, account": "only these are taken",
    },
    "csm_core/facts/revenue/exchange_rates.py": {"order by lines desc, currency": "one row a currency"},
    "csm_core/facts/revenue/movement_balances.py": {
        "partition by account_id, product, currency, moved_on order by place desc": "place is a running number",
        "partition by account_id, product, currency order by moved_on": "last_of_day holds one row a day",
    },
    "csm_core/facts/scoped/rates.py": {
        "partition by currency order by valid_from": "one rate a currency and day",
        "partition by currency order by case when valid_from <= $as_of then 0 else 1 end, case when valid_from <= "
        "$as_of then date '9999-12-31' - valid_from else valid_from - date '0001-01-01' end": "one rate a day",
        "partition by i.instant, r.currency order by case when r.valid_from < i.at_instant then 0 else 1 end, "
        "case when r.valid_from < i.at_instant then date '9999-12-31' - r.valid_from "
        "else r.valid_from - date '0001-01-01' end, "
        "r.valid_from": "one rate a currency and day",
    },
    "csm_core/facts/scoped/use.py": {"partition by account_id, user_id order by used_on": ONE_A_DAY},
    "csm_core/facts/activity/sessions.py": {
        "partition by person order by event_at": "only event_at is taken: equal ones give the same",
    },
    "csm_core/facts/activity/tool_scores.py": {
        "partition by account_id, name order by scored_on": "last_of_day holds one row a day",
    },
    "csm_core/metrics/adoption/feature_adoption.py": {"order by count(*) desc, feature": "grouped by feature"},
    "csm_core/metrics/customers/first_spells.py": {
        "partition by l.day, l.account_id order by l.valid_from, l.valid_to": "distinct in these",
    },
    "csm_core/metrics/adoption/sticking_points.py": {
        "partition by account_id, user_id, case when $each_period then period end order by used_at": "only used_at",
    },
    "csm_core/metrics/health/components/band_history.py": {
        "partition by account_id order by on_day": "one band a day"
    },
    "csm_core/metrics/lifetime_value/calc/purchases.py": {"partition by account_id order by billed_on": ONE_A_DAY},
    "csm_core/metrics/customers/live_accounts.py": {
        "partition by account_id order by valid_from, valid_to": "distinct in these",
    },
    "csm_core/metrics/lived_days.py": {
        "partition by account_id order by valid_from, valid_to": "distinct in these",
    },
    "csm_core/metrics/retention/calc/logo_counts.py": {
        "partition by period, account_id order by instant": "one step an instant",
        "partition by period, account_id order by instant desc": "one step an instant",
    },
    "csm_core/metrics/retention/churn_reasons.py": {
        "partition by v.period, v.account_id order by c.ended_on desc, c.requested_on desc nulls last, c.reason": ""
        "only reason and end are taken",
    },
    "csm_core/metrics/outcomes/customer_outcomes.py": {
        "partition by a.period, a.account_id, a.measure order by a.measured_on desc, a.actual, a.target, "
        "a.less_is_better": "only these are taken",
    },
    "csm_core/metrics/outcomes/outcome_attainment.py": {
        "partition by w.period, a.account_id, a.measure order by a.measured_on desc, a.actual, a.target, "
        "a.less_is_better": "only these are taken",
    },
    "csm_core/metrics/customers/renewals.py": {"partition by account_id order by ends_on": "grouped by these"},
    "csm_core/metrics/retention/calc/cohort_sql.py": {
        "partition by account_id, period, segment order by age": "one row an age",
    },
    "csm_core/metrics/money/revenue_steps.py": {
        "partition by period, account_id order by instant": "one row an instant"
    },
    "csm_core/metrics/adoption/calc/rolling_actives.py": {
        "order by place": "place is the running number of the periods",
        "partition by account_id order by used_on": "distinct days",
    },
    "csm_core/metrics/adoption/calc/typical_steps.py": {
        "partition by account_id, user_id order by first_at, feature": "one row a feature",
    },
    "csm_core/plausibility/checks/month_without_mrr.py": {"order by month_index": "distinct months"},
    "csm_core/sources/accounts.py": {
        "partition by a.name, a.load_id, b.load_id order by a.account_id": "one row an account",
    },
    "csm_core/sources/lists.py": {"partition by {}, nth order by nr": "each line is once in a list"},
}


def windows(source: Source) -> Iterator[tuple[int, str, str]]:
    """Each ordered window in the texts of a file: line, the function over it ('' for a named one), what it says."""
    for line, text in texts(source):
        for row in re.finditer(r"\bover\s*\(|\bwindow\s+\w+\s+as\s*\(|^\s*(?=partition by)", text, re.IGNORECASE):
            clause = " ".join(text[row.end() : end_of(text, row.end())].split())
            if "order by" in clause.lower():
                named = "(" not in row[0] or not row[0].lower().startswith("over")
                yield line + text[: row.start()].count("\n"), "" if named else called(text[: row.start()]), clause


def texts(source: Source) -> Iterator[tuple[int, str]]:
    parts = {id(part) for node in ast.walk(source.tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.JoinedStr):
            actual = (str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
            yield node.lineno, "".join(actual)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.lineno, node.value


def end_of(text: str, start: int) -> int:
    """Where the bracket that is open at `start` is closed."""
    depth = 1
    for index in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[index], 0)
        if not depth:
            return index
    return len(text)


def called(before: str) -> str:
    """The function whose call ends a text."""
    text, depth = before.rstrip(), 0
    for index in range(len(text) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(text[index], 0)
        if not depth:
            name = re.search(r"\w+$", text[:index])
            return name[0].lower() if name else ""
    return ""


def hangs_on_chance(source: Source) -> list[str]:
    allowed, used, problems = TOTAL.get(source.path, {}), set(), []
    for line, function, note in windows(source):
        order, _, frame = re.sub(r"\s(rows|range|groups)\s", r"\0\1 ", note).partition("\0")
        is_sum = function in ("sum", "max", "min", "count", "avg", "bool_or", "bool_and")
        if function in ALIKE or (is_sum and not frame.startswith("rows")):
            continue
        last = re.split(r",(?![^(]*\))", order)[-1].split("order by")[-1]
        name = re.sub(r"\s+(desc|asc|nulls \w+)\b", "", last).strip().split(".")[-1]
        if name in RUNNING:
            continue
        used.add(order)
        if order not in allowed:
            problems.append(source.at(line, f"no number of its own ends 'order by' in: {order}"))
    return problems + [source.at(1, f"no such window any more: {order}") for order in allowed.keys() - used]


def test_windows_have_one_order() -> None:
    assert [problem for source in sources(CORE) for problem in hangs_on_chance(source)] == []


@pytest.mark.parametrize(
    "text",
    [
        "'select row_number() over (partition by account_id order by valid_from) from ledger'",
        "'select max(a) over (partition by account_id order by valid_from, valid_to rows unbounded preceding)'",
        "f'select lag({x}) over (order by {y}, product desc nulls last)'",
        "'select lag(a) over before from t window before as (partition by account_id order by day)'",
        "order = 'partition by account_id order by movement_date'",
    ],
)
def test_the_rule_sees_an_order_with_ties(text: str) -> None:
    assert len(hangs_on_chance(Source("csm_core/metrics/new.py", text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "'select row_number() over (partition by account_id order by a.valid_from, a.answer_id desc) from answers a'",
        "'select dense_rank() over (order by account_id)'",
        "'select sum(case when a > (b) then 1 end) over (partition by account_id order by day)'",
        "'select sum(a) over (order by day range unbounded preceding)'",
        "'select count(*) over (partition by account_id) from t order by day'",
    ],
)
def test_orders_that_are_total_pass(text: str) -> None:
    assert hangs_on_chance(Source("csm_core/metrics/new.py", text)) == []


def test_a_claim_about_a_window_that_is_gone_is_seen() -> None:
    assert len(hangs_on_chance(Source("csm_core/metrics/customers/live_accounts.py", ""))) == 1
