"""Overview: a few figures for whoever looks, what changed, and who to call."""

from functools import partial

from csm_core.notebook.findings import LATEST
from csm_ui.exhibits.card import cards
from csm_ui.exhibits.fold import fold
from csm_ui.exhibits.show import exhibit, exhibits, sentence
from csm_ui.exhibits.worklist import worklist
from csm_ui.overview.book import book, renewals_card
from csm_ui.overview.call_list import call_list
from csm_ui.overview.closed_months import closed_months_panel
from csm_ui.overview.findings import findings
from csm_ui.overview.role import Role, against_goals, my_accounts, role_picker
from csm_ui.page.frame import page
from csm_ui.page.next_file_box import next_file_box
from csm_ui.page.trust import trust
from csm_ui.visitor.cell import Cell

view = page("Overview", "How are our customers doing, and who needs us?")
next_file_box(view)

MRR, NPS = Cell("mrr", label="MRR"), Cell("nps", label="NPS")
NRR, GRR, CHURN = Cell("net_revenue_retention"), Cell("gross_revenue_retention"), Cell("logo_churn_rate")
BANDS = Cell("health_bands", last=LATEST)
AT_RISK = Cell("health_bands", measure="accounts", series="at risk", label="Accounts at risk", last=LATEST)
MRR_AT_RISK = Cell("health_bands", measure="mrr", series="at risk", label="MRR at risk", last=LATEST)

role = role_picker()
if role is Role.LEADER:
    headlines = [MRR, NRR, GRR, MRR_AT_RISK, NPS]
    sentence(view, [MRR, NRR])
    cards(view, headlines, columns=3, more=[partial(renewals_card, view)])
    findings(view)
    call_list(view, 4)
    book(view)
    fold(view, "bands", "Health bands", lambda inner: exhibits(inner, [BANDS]))
elif role is Role.MANAGER:
    headlines = [MRR, NRR, AT_RISK, NPS]
    if my_accounts(view):
        sentence(view, [MRR, NRR])
        cards(view, headlines)
        call_list(view)
        exhibit(view, Cell("renewal_calendar"))
        worklist(
            view,
            Cell("detractor_follow_up", measure="open"),
            "Open detractor follow-ups",
            "No open detractor follow-ups in this scope.",
        )
else:
    headlines = [MRR, NRR, GRR, CHURN, NPS]
    sentence(view, [MRR, NRR])
    cards(view, against_goals(view, headlines), columns=3)
    exhibit(view, Cell("mrr_movements"))
    findings(view)
closed_months_panel(view)
trust(view, headlines)
