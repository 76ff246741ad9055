"""The cells of a cohort grid: for each account and age, what it began with and what of it is kept.

Where nobody's use was recorded, before the first event and after the last one, an age is not `seen`: nobody's absence
tells anything there.
"""

from __future__ import annotations

import itertools

from csm_core.errors import BadValue
from csm_core.metrics.customers.cohort_ages import ages_are_periods, cohort_age_ctes, cohort_ages_parameters
from csm_core.metrics.customers.cohort_starts import BY_ACTIVITY, BY_PAYMENT
from csm_core.metrics.framework.context import Context
from csm_core.metrics.money.revenue_settings import RECURRING
from csm_core.store.workspace import Parameter

_STATE = {
    "standing": """
    select a.account_id, a.period, a.segment, a.age, a.observed,
        coalesce(sum(cast(l.amount * r.rate as decimal(18, 4))), 0) as amount,
        coalesce(bool_or(l.amount > 0 or l.is_held), false) as is_customer
    from aged a
    left join ledger l on l.account_id = a.account_id
        and l.valid_from < least(a.age_until, $as_of + 1) and least(a.age_until, $as_of + 1) <= l.valid_to
    left join final_rates r on r.currency = l.currency
    group by all""",
    "valued": """
    select s.account_id, s.period, s.segment, s.age, s.observed, true as seen,
        case $measure when 'logo' then cast(s.is_customer as integer)
            when 'revenue_net' then s.amount else least(s.amount, f.amount) end as part,
        case $measure when 'logo' then 1 else f.amount end as whole
    from standing s left join firsts f on f.account_id = s.account_id
    -- Money without a rate is left out of money, never added as if equal.
    where $measure = 'logo' or f.amount is not null""",
}

# Where an age is a period that is shown, use of an account in a period is looked up, not searched for.
_SEEN = {
    "recorded": "select min(used_on) as first_on, max(used_on) as last_on from active_days",
}
_IS_SEEN = "coalesce(a.age_until > r.first_on and a.age_from <= r.last_on, false)"
_CALENDAR_USE = {
    **_SEEN,
    "used": "select distinct account_id, period from account_days where period is not null",
    "valued": f"""
    select a.account_id, a.period, a.segment, a.age, a.observed, {_IS_SEEN} as seen,
        cast(u.account_id is not null as integer) as part, 1 as whole
    from aged a cross join recorded r left join used u on u.account_id = a.account_id and u.period = a.age_from""",
}

_USE = {
    **_SEEN,
    "used": "select distinct account_id, used_on from account_days",
    "valued": f"""
    select a.account_id, a.period, a.segment, a.age, a.observed, {_IS_SEEN} as seen,
        cast(count(u.used_on) > 0 as integer) as part, 1 as whole
    from aged a cross join recorded r
    left join used u on u.account_id = a.account_id and u.used_on >= a.age_from and u.used_on < a.age_until
    group by all""",
}

_MODES = {
    "nth": {"kept": "select * from valued"},
    "unbounded": {
        "kept": """
    select account_id, period, segment, age, observed, seen, whole,
        max(part) over (partition by account_id, period, segment order by age
            rows between current row and unbounded following) as part
    from valued""",
    },
    "bracket": {
        "bounds": """
    select unnest($bracket_from::integer[]) as age_low, unnest($bracket_until::integer[]) as age_high""",
        "kept": """
    select v.account_id, v.period, v.segment, b.age_low as age,
        -- A bracket is observed when all of its ages are.
        bool_and(v.observed) and count(*) = b.age_high - b.age_low as observed,
        bool_and(v.seen) as seen, max(v.part) as part, max(v.whole) as whole
    from valued v join bounds b on v.age >= b.age_low and v.age < b.age_high
    group by v.account_id, v.period, v.segment, b.age_low, b.age_high""",
    },
}


def cohort_cells(context: Context) -> tuple[dict[str, str] | None, dict[str, Parameter], tuple[str, ...]]:
    """CTEs with `late` (account_id) and, at the end, `kept` (account_id, period, segment, age, part, whole,
    observed,
    seen), their parameters, and notes; no CTEs, and the reason as a note, where a needed table is not loaded.

    Raises
    ------
    BadValue
        When the brackets are no rising list of whole numbers.
    """
    measure, mode = context.text("measure"), context.text("mode")
    by_activity = context.text("cohort_by") == "first_activity" or (
        context.text("cohort_by") == "auto" and measure == "usage"
    )
    loaded = context.workspace.row_counts()
    if (measure == "usage" or by_activity) and "events" not in loaded:
        return None, {}, ("Load events to see retention by use.",)
    if (measure != "usage" or not by_activity) and not {*RECURRING, "invoices"} & set(loaded):
        return (
            None,
            {},
            ("Load subscriptions, MRR snapshots, MRR movements or invoices to see who is still a customer.",),
        )
    ctes = (BY_ACTIVITY if by_activity else BY_PAYMENT) | cohort_age_ctes(context)
    if measure == "usage":
        ctes |= _CALENDAR_USE if ages_are_periods(context) else _USE
    else:
        ctes |= _STATE
    parameters: dict[str, Parameter] = {"measure": measure, "fx_fixed": True, **cohort_ages_parameters(context)}
    if mode == "bracket":
        starts = _brackets(context.text("brackets"))
        parameters["bracket_from"] = starts
        parameters["bracket_until"] = [*starts[1:], max(2 * starts[-1], starts[-1] + 1)]
    notes = (
        ("Whoever returns later counts as kept, so the newest ages look worse than they will be.",)
        if mode == "unbounded"
        else ()
    )
    return ctes | _MODES[mode], parameters, notes


def _brackets(text: str) -> list[int]:
    accepted = "whole numbers that rise, such as 0,1,2,4,7,13"
    try:
        starts = [int(part) for part in text.split(",")]
    except ValueError as error:
        raise BadValue.of("brackets", text, accepted) from error
    if not starts or starts[0] < 0 or any(after <= before for before, after in itertools.pairwise(starts)):
        raise BadValue.of("brackets", text, accepted)
    return starts
