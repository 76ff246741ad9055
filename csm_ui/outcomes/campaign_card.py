"""The card of the latest campaign: what it gained, and whether that is anything but noise."""

from __future__ import annotations

from dataclasses import replace

from csm_core import registry
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.wording import figure
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View

_EFFECT = Cell("campaign_effect", measure="effect", label="Latest campaign: days of use gained")


def campaign_cell(view: View) -> Cell:
    """The effect per account; said below it where its interval holds zero."""
    if _EFFECT.metric not in registry():
        return _EFFECT
    now = figure(view, with_choices(_EFFECT)).now
    if now is None or now.low is None or now.high is None or not now.low <= 0 <= now.high:
        return _EFFECT
    return replace(_EFFECT, note="Days per account. Not distinguishable from no effect.")
