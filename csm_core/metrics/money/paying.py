"""What each customer pays at the end of a period."""

from __future__ import annotations

from csm_core.facts.scoped.query import Query

PAYING = Query("""
select p.period, m.segment, s.account_id, n.account_name, cast(sum(s.mrr) as double) as mrr
from periods p
join account_states s on s.instant = p.period_instant
join members m on m.account_id = s.account_id and m.valid_from < p.period_instant
    and p.period_instant <= m.valid_to
join account_names n on n.account_id = s.account_id
where p.shown
group by p.period, m.segment, s.account_id, n.account_name having sum(s.mrr) > 0
order by p.period, m.segment, mrr desc, s.account_id
""")
