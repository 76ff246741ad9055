"""ended_and_paid: customers that the account list says have left, and whose revenue goes on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from csm_core.plausibility.declare import Check
from csm_core.plausibility.doubt import Doubt
from csm_core.store.workspace import Workspace
from csm_core.text.plural import plural

# A term that was paid for may run out after the day on which somebody left.
_DAYS = 31
# A line that begins after the end is a return, and no contradiction.
_PAID_SQL = """
with known as (select max(last_on) as day from facts.recorded_days),
running as (
    select i.account_id, i.currency, i.amount * (1 - i.discount) as amount, a.account_name, a.ended_on,
        least(i.valid_to, k.day + 1) as paid_to
    from facts.account_intervals i
    join facts.account_list a on a.account_id = i.account_id
    cross join known k
    where i.amount > 0 and not i.is_paused and i.valid_from < a.ended_on
        and a.ended_on + $days::integer < least(i.valid_to, k.day + 1)
)
select account_id, account_name, ended_on, max(paid_to) as paid_to, currency, cast(sum(amount) as double) as mrr
from running group by account_id, account_name, ended_on, currency order by mrr desc, account_id, currency
"""


def _examine(workspace: Workspace, check: Check) -> Iterator[Doubt]:
    rows = workspace.query(_PAID_SQL, {"days": _DAYS}).to_pylist()
    if not rows:
        return
    money: dict[str, float] = defaultdict(float)
    for row in rows:
        money[row["currency"] or "without a currency"] += row["mrr"]
    sums = " and ".join(f"{amount:,.0f} {currency}" for currency, amount in sorted(money.items()))
    count = len({row["account_id"] for row in rows})
    yield check.doubt(
        "accounts",
        f"{plural(count, 'customer')} left according to the account list, but still "
        f"{'pays' if count == 1 else 'pay'} more than {_DAYS} days later: {sums} a month.",
        "MRR, churn and retention still include them; usage, tickets and health stop at that end date. Add an end "
        "date to the subscriptions, or remove it from the list.",
        rows,
    )


CHECK = Check(
    "ended_and_paid",
    "Do customers who left according to the account list still pay?",
    ("accounts", "subscriptions", "mrr_snapshots", "mrr_movements"),
    _examine,
)
