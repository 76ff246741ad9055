"""Overview: a few figures for whoever looks, what changed, and who to call."""

from dataclasses import replace
from functools import partial

from csm_core.notebook.findings import LATEST
from csm_core.scope import Compare
from csm_ui.exhibits.card import cards, customers_card
from csm_ui.exhibits.fold import fold
from csm_ui.exhibits.losses import lost_card
from csm_ui.exhibits.show import exhibit, sentence
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
CUSTOMERS = partial(customers_card, view)
AT_RISK = Cell("health_bands", measure="accounts", series="at risk", label="Accounts at risk", last=LATEST)
# What is at risk changes by the month: a year ago says nothing of it.
MRR_AT_RISK = Cell(
    "health_bands",
    measure="mrr",
    series="at risk",
    label="MRR at risk",
    scope=replace(view.scope, compare=Compare.PREVIOUS),
    last=LATEST,
)

role = role_picker()
if role is Role.LEADER:
    headlines = [MRR, NRR, GRR, MRR_AT_RISK]
    sentence(view, [MRR, NRR])
    mrr, nrr, grr, at_risk = against_goals(view, headlines, is_sparse=True)
    cards(view, [mrr, CUSTOMERS, nrr, grr, at_risk, partial(renewals_card, view), partial(lost_card, view)])
    findings(view)
    call_list(view)
    fold(view, "book", "By owner", book)
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
            "No open detractor follow-ups in this scope.",
            "Open detractor follow-ups",
        )
else:
    headlines = [MRR, NRR, GRR, CHURN, NPS]
    sentence(view, [MRR, NRR])
    cards(view, [*against_goals(view, headlines), CUSTOMERS], columns=3)
    exhibit(view, Cell("mrr_movements"))
    findings(view)
closed_months_panel(view)
trust(view, headlines)
