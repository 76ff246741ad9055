"""Account: one account's scorecard."""

from csm_ui.health.score_change_panel import score_change_panel
from csm_ui.page.account_card import chosen_account, course_of, health, profile, subscriptions, timeline, voices
from csm_ui.page.account_outcomes import account_outcomes
from csm_ui.page.frame import page
from csm_ui.page.tool_scores_panel import tool_scores_panel
from csm_ui.page.trust import foot

view = page("Account", "How is this account doing, and what do they say?")

account = chosen_account(view)
if account is not None:
    profile(view, account)
    health(view, account)
    tool_scores_panel(view, account.account_id)
    score_change_panel(view, account.account_id)
    account_outcomes(view, account)
    course_of(view, account, ("mrr", "nps", "csat"))
    timeline(view, account)
    voices(view, account)
    subscriptions(view, account)
foot(view)
