"""Health: the weights, who moves band under them, and whether they would have warned of the customers that left."""

from csm_ui.all_accounts import all_accounts
from csm_ui.call_list import call_list_on_demand
from csm_ui.components_form import components_form
from csm_ui.frame import page
from csm_ui.moves import moves
from csm_ui.renewals_by_health import renewals_by_health
from csm_ui.replay_panel import replay_in_full, replay_panel
from csm_ui.score_change_panel import score_change_panel
from csm_ui.suggested_panel import suggested_panel
from csm_ui.trust import foot
from csm_ui.weights_form import weights_form

view = page("Health", "Which accounts are at risk, and what would another weighting say?")

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
