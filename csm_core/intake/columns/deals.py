"""What tells a deal where its headers do not: a state that says won or lost, and who is to buy."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from csm_core.intake.columns.likeness import likeness
from csm_core.intake.values.fits import are_names
from csm_core.intake.values.profile import Profiles
from csm_core.intake.vocabulary.headers import spoken
from csm_core.tables.catalogue import TABLES, Table

_SURE = 0.9
_STATE = re.compile(
    r"\b(status|state|stage|label|result|outcome|phase|statut|estado|etape|etapa|situacao)\b|ergebnis"
)
_WON = re.compile(r"\b(won|gewonnen|gagnee?|ganad[oa]|ganh[oa])\b")
_LOST = re.compile(r"\b(lost|verloren|perdue?|perdid[oa])\b")
# A customer and a date, which every file has, are a deal only beside one of these.
_TELLING = frozenset({"opportunity_id", "opportunity_type", "stage", "amount"})
# Some tools call the companies that they sell to leads.
_BUYER = re.compile(r"^(lead|prospect)( (company|account))?( name)?$")


def deal_columns(
    table: Table, columns: dict[str, tuple[str, float]], headers: Sequence[str], profiles: Profiles
) -> None:
    """Take the one free column whose values say that deals were won or lost as the stage, unless the stage's own do;
    the name of a lead as the customer's where no other is named."""
    if table.name != "opportunities":
        return
    free = [header for header in headers if header not in {one for one, _ in columns.values()}]
    samples = {header: profiles[header].values for header in free}
    if "stage" not in columns or not _are_won_or_lost(profiles[columns["stage"][0]].values):
        states = [header for header in free if _says_won_or_lost(header, samples)]
        # Where one column groups the states of another, the finer one is the stage.
        states.sort(key=lambda header: (-len(set(samples[header])), "type" in spoken(header), header))
        if states:
            columns["stage"] = (states[0], _SURE)
    if not {"account_id", "account_name"} & set(columns):
        buyers = [header for header in free if _BUYER.match(spoken(header)) and are_names(samples[header])]
        if len(buyers) == 1:
            columns["account_name"] = (buyers[0], _SURE)


def has_stages(headers: Sequence[str]) -> bool:
    """Whether a column says of a deal where it stands or which one it is: a date and a score make none."""
    return any({"stage", "opportunity_id"} & set(likeness(header, TABLES["opportunities"])) for header in headers)


def _says_won_or_lost(header: str, samples: Mapping[str, Sequence[str]]) -> bool:
    return bool(_STATE.search(spoken(header))) and _are_won_or_lost(samples[header])


def _are_won_or_lost(values: Sequence[str]) -> bool:
    return any(_WON.search(word) or _LOST.search(word) for word in map(spoken, values))


def tell_deals(table: Table, columns: Collection[str]) -> bool:
    """False where what was found for a table of deals is a customer and a date, which every file has."""
    return table.name != "opportunities" or bool(_TELLING & set(columns))
