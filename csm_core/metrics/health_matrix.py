"""The component matrix: what each account's health components were as of chosen days, from rows known then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from csm_core.metrics.context import Context
from csm_core.metrics.satisfaction import EASY_FROM, SATISFIED_FROM
from csm_core.scoring.components import COMPONENTS


@dataclass(frozen=True, slots=True)
class HealthMatrix:
    """One row an account that was a customer on a day, in order of day and account.

    `raw` is rows × components (order of COMPONENTS), NaN where nothing is known. `mrr` is NaN where no revenue is
    loaded. `segment` is None where nothing splits.
    """

    days: tuple[date, ...]
    account_ids: tuple[str, ...]
    account_names: tuple[str, ...]
    segments: tuple[str | None, ...]
    mrr: npt.NDArray[np.float64]
    raw: npt.NDArray[np.float64]


_PAYING = """
population as (
    select d.t, s.account_id, m.segment, cast(sum(s.mrr) as double) as mrr
    from days d join account_states s on s.instant = d.t + 1
    join members m on m.account_id = s.account_id and m.valid_from <= d.t and d.t < m.valid_to
    group by d.t, s.account_id, m.segment having sum(s.mrr) > 0 or bool_or(s.is_held)
)"""
# Without revenue, every account that was known by then.
_KNOWN = """
population as (
    select d.t, a.account_id, m.segment, cast(null as double) as mrr
    from days d join account_list a on coalesce(a.started_on, d.t) <= d.t
    join members m on m.account_id = a.account_id and m.valid_from <= d.t and d.t < m.valid_to
)"""

_VALUES = f"""
with days as (select unnest($days::date[]) as t), {{population}},
use_days as (
    select p.t, p.account_id, u.used_on, u.user_id, u.feature
    from population p join user_days u on u.account_id = p.account_id and u.used_on <= p.t and u.used_on > p.t - 56
),
-- Days without use are true zeros once an account can be seen in the usage data at all.
seen as (
    select p.t, p.account_id from population p
    join (select account_id, min(used_on) as first_on from user_days group by account_id) f
        on f.account_id = p.account_id and f.first_on <= p.t
),
usage as (
    select s.t, s.account_id,
        count(distinct u.used_on) filter (where u.used_on > u.t - 28) as days_now,
        count(distinct u.used_on) filter (where u.used_on <= u.t - 28) as days_before,
        count(distinct u.user_id) filter (where u.used_on > u.t - 28) as users,
        count(distinct u.feature) filter (where u.used_on > u.t - 28) as features
    from seen s left join use_days u on u.t = s.t and u.account_id = s.account_id
    group by s.t, s.account_id
),
features as (
    select d.t, count(distinct u.feature) as features from days d
    join user_days u on u.used_on <= d.t and u.used_on > d.t - 28 group by d.t
),
first_use as (select min(used_on) as first_on from user_days),
seats as (
    select p.t, p.account_id, coalesce(sum(i.quantity), max(a.seats_purchased)) as seats
    from population p
    join account_list a on a.account_id = p.account_id
    left join intervals i on i.account_id = p.account_id and i.valid_from <= p.t and p.t < i.valid_to
    group by p.t, p.account_id
),
asked as (
    select p.t, p.account_id,
        avg(a.score) filter (where a.survey_type = 'nps' and a.responded_on > p.t - 180) as nps,
        avg(cast(a.score >= {SATISFIED_FROM} as double))
            filter (where a.survey_type = 'csat' and a.responded_on > p.t - 90) as csat,
        avg(cast(a.score >= {EASY_FROM} as double))
            filter (where a.survey_type = 'ces' and a.responded_on > p.t - 180) as ces
    from population p join answers a on a.account_id = p.account_id and a.responded_on <= p.t
    where a.score is not null group by p.t, p.account_id
),
first_ticket as (select min(created_on) as first_on, bool_or(escalated_on is not null) as escalates from tickets),
support as (
    select p.t, p.account_id,
        count(k.ticket_row) filter (where k.created_on > p.t - 28) as tickets,
        count(k.ticket_row) filter (where k.escalated_on <= p.t
            and (k.escalation_closed_on is null or k.escalation_closed_on > p.t)) as escalations
    from population p left join tickets k on k.account_id = p.account_id and k.created_on <= p.t
    group by p.t, p.account_id
),
paid as (
    select p.t, p.account_id, avg(cast(coalesce(b.paid_on <= b.due_on + 7, false) as double)) as punctual
    from population p join bills b on b.account_id = p.account_id and b.billed_on <= p.t
        -- Only bills whose seven days are over: the others are not decided.
        and b.due_on > p.t - 180 and b.due_on + 7 <= p.t
    group by p.t, p.account_id
),
reached as (
    select p.t, p.account_id, avg(case when o.less_is_better then o.target / nullif(o.actual, 0)
        else o.actual / nullif(o.target, 0) end) as attainment
    from population p join attainments o on o.account_id = p.account_id and o.measured_on <= p.t
        and o.measured_on > p.t - 180
    group by p.t, p.account_id
),
terms as (
    select p.t, p.account_id, min(x.due) as due from population p
    join (
        select account_id, term_end as due from intervals where term_end is not null
        union all select account_id, renewal_on from account_list where renewal_on is not null
    ) x on x.account_id = p.account_id and x.due >= p.t
    group by p.t, p.account_id
),
begun as (
    select p.t, p.account_id, min(coalesce(s.started_on, a.started_on)) as began_on
    from population p join account_list a on a.account_id = p.account_id
    left join account_starts s on s.account_id = p.account_id
    group by p.t, p.account_id
)
select p.t, p.account_id, n.account_name, p.segment, p.mrr,
    case when f.first_on <= p.t - 55 and u.days_before > 0 then u.days_now / u.days_before end as usage_trend,
    case when f.first_on <= p.t - 27 then u.days_now end as usage_frequency,
    case when f.first_on <= p.t - 27 and q.seats > 0 then u.users / q.seats end as licence_utilisation,
    case when f.first_on <= p.t - 27 then u.features / nullif(w.features, 0) end as feature_breadth,
    a.nps, case when k.escalates then s.escalations end as escalations_open, a.csat,
    case when k.first_on <= p.t - 27 then s.tickets end as ticket_rate,
    b.punctual as payment, o.attainment as outcomes, a.ces, r.due - p.t as renewal,
    case when g.began_on <= p.t then (p.t - g.began_on) / 30.4375 end as tenure
from population p
join account_names n on n.account_id = p.account_id
cross join first_use f cross join first_ticket k
left join usage u on u.t = p.t and u.account_id = p.account_id
left join features w on w.t = p.t
left join seats q on q.t = p.t and q.account_id = p.account_id
left join asked a on a.t = p.t and a.account_id = p.account_id
left join support s on s.t = p.t and s.account_id = p.account_id
left join paid b on b.t = p.t and b.account_id = p.account_id
left join reached o on o.t = p.t and o.account_id = p.account_id
left join terms r on r.t = p.t and r.account_id = p.account_id
left join begun g on g.t = p.t and g.account_id = p.account_id
order by p.t, p.account_id
"""


def health_matrix(context: Context, days: Sequence[date]) -> HealthMatrix:
    """The components as of each of `days` (none after the as-of day), for the accounts that were customers then."""
    revenue = {"subscriptions", "mrr_snapshots", "mrr_movements"} & set(context.workspace.row_counts())
    sql = _VALUES.format(population=_PAYING if revenue else _KNOWN)
    table = context.table(sql, days=list(days), instants=[day + timedelta(days=1) for day in days])
    columns = [table.column(component.id).cast("double").to_numpy(zero_copy_only=False) for component in COMPONENTS]
    return HealthMatrix(
        days=tuple(table.column("t").to_pylist()),
        account_ids=tuple(table.column("account_id").to_pylist()),
        account_names=tuple(table.column("account_name").to_pylist()),
        segments=tuple(table.column("segment").to_pylist()),
        mrr=table.column("mrr").cast("double").to_numpy(zero_copy_only=False),
        raw=np.column_stack(columns) if columns else np.empty((table.num_rows, 0)),
    )
