"""mrr_jumps: MRR that is suddenly 12 or 100 times as much or as little, as when a unit or an interval changes."""

from __future__ import annotations

from collections.abc import Iterator

from csm_core.plausibility.declare import Check
from csm_core.plausibility.doubt import Doubt
from csm_core.plausibility.month_ends import MONTH_ENDS
from csm_core.store.workspace import Workspace
from csm_core.text.plural import plural

# A whole company's MRR is never exactly so many times another month's; a twentieth more or less is other customers.
_NEAR_TOTAL, _NEAR = 0.05, 0.005
_CAUSES = {
    12: "Part of the data probably has annual amounts, the rest monthly ones. Check the billing interval.",
    100: "Part of the data is probably in cents, the rest in whole units. Check the unit of the amounts.",
}
_JUMPS_SQL = f"""
with {MONTH_ENDS},
totals as (
    select null as account_id, month_index, month, sum(mrr) as mrr from month_ends group by month_index, month
),
series as (
    select account_id, month_index, month, mrr from month_ends
    union all select account_id, month_index, month, mrr from totals
),
pairs as (
    select n.account_id, n.month, b.mrr as before, n.mrr as after, n.mrr / nullif(b.mrr, 0) as ratio
    from series n
    join series b on b.month_index = n.month_index - 1 and b.account_id is not distinct from n.account_id
),
jumps as (
    select p.account_id, p.month, p.before, p.after, f.factor from pairs p, (values (12), (100)) f(factor)
    where abs(greatest(p.ratio, 1 / nullif(p.ratio, 0)) / f.factor - 1)
        <= case when p.account_id is null then $near_total else $near end
)
select account_id, month, round(before, 2) as before, round(after, 2) as after, factor from jumps
order by factor, account_id nulls first, month
"""


def _examine(workspace: Workspace, check: Check) -> Iterator[Doubt]:
    jumps = workspace.query(_JUMPS_SQL, {"near_total": _NEAR_TOTAL, "near": _NEAR}).to_pylist()
    for factor, cause in _CAUSES.items():
        of_company = [jump for jump in jumps if jump["factor"] == factor and jump["account_id"] is None]
        of_accounts = [jump for jump in jumps if jump["factor"] == factor and jump["account_id"] is not None]
        for jump in of_company:
            way = "times as much as" if jump["after"] > jump["before"] else "times less than"
            message = f"MRR in {jump['month']:%B %Y} is {factor} {way} in the month before."
            yield check.doubt(f"{factor}:{jump['month']:%Y-%m}", message, cause, [jump])
        if of_accounts and not of_company:
            accounts = len({jump["account_id"] for jump in of_accounts})
            who = plural(accounts, "account")
            message = f"The MRR of {who} changes by a factor of {factor} from one month to the next."
            yield check.doubt(f"{factor}", message, cause, of_accounts)


_TABLES = ("subscriptions", "mrr_snapshots", "mrr_movements")
CHECK = Check("mrr_jumps", "Does MRR jump by 12 or by 100?", _TABLES, _examine)
