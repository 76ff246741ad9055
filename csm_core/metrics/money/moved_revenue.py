"""Who paid when a period began, and how each account's MRR moved in it: the rows behind rates made of movements."""

from __future__ import annotations

from csm_core.metrics.money.revenue_steps import MOVEMENTS, NET_HOMES, NET_STEPS, PERIOD_SPANS

# standing: period, segment, account_id, mrr_before (above 0, in the rates of the period's end).
# moved: period, segment, account_id, movement, amount (losses negative). `segment` is that of HOMES.
MOVED = {
    **PERIOD_SPANS,
    **NET_STEPS,
    **MOVEMENTS,
    **NET_HOMES,
    "standing": """
    select s.period, m.segment, s.account_id, s.mrr_before
    from steps s join members m on m.account_id = s.account_id and m.valid_from < s.period and s.period <= m.valid_to
    where s.mrr_before > 0""",
    "moved": """
    select v.period, h.segment, v.account_id, v.movement, v.amount
    from movements v join homes h on h.period = v.period and h.account_id = v.account_id""",
}

NOBODY_PAID = "No paying customers at the start of this period."
