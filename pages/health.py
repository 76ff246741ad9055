"""Health: the weights, who moves band under them, and whether they would have warned of the customers that left."""

from csm_ui.health.all_accounts import all_accounts
from csm_ui.health.components_form import components_form
from csm_ui.health.moves import moves
from csm_ui.health.renewals_by_health import renewals_by_health
from csm_ui.health.replay_panel import replay_in_full, replay_panel
from csm_ui.health.score_change_panel import score_change_panel
from csm_ui.health.suggested_panel import suggested_panel
from csm_ui.health.weights_form import weights_form
from csm_ui.overview.call_list import call_list_on_demand
from csm_ui.page.frame import page
from csm_ui.page.trust import foot

view = page("Health", "Which accounts are at risk, and what would other weights say?")

asked = weights_form(view)
if asked is not None:
    moves(view, asked)
    replay_panel(view, asked)
    replay_in_full(view, asked)
    suggested_panel(view, asked)
    renewals_by_health(view)
    components_form(view, asked)
    score_change_panel(view)
    call_list_on_demand(view, "Whom to call under these weights")
    all_accounts(view)
foot(view)
