"""Whether the rows of a list that names customers are the people who work for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from csm_core.intake.columns.likeness import likeness
from csm_core.intake.vocabulary.headers import spoken
from csm_core.tables.catalogue import Table

_PERSON = re.compile(
    r"^(?:(?:first|last|given|family) name|firstname|lastname|surname|vorname|nachname|prenom|nom de famille"
    r"|apellidos?|sobrenome|voornaam|achternaam)$"
)
_POSITION = re.compile(r"^(job|position|funktion|poste|cargo|puesto|functie)( title)?$")
_BECAME = re.compile(
    r"^((user|account|profile|date) )*(created|registered|signed up|sign up|signup|registration|joined|invited"
    r"|angelegt|registriert)( (date|day|at|on|am|time))*$"
)
_PLAIN = 0.9


def are_people(table: Table, columns: Mapping[str, tuple[str, float]], headers: Sequence[str]) -> bool:
    """True for rows with a person's name whose customer is told by his company's name alone, for rows of an address
    and a position, and for rows whose mere name stands beside that of a company. Of use, for rows whose only day is
    that on which somebody became a user: what they count has happened since."""
    has_positions = any(_POSITION.match(spoken(header)) for header in headers)
    if table.name == "events":
        return has_positions or _BECAME.match(spoken(columns.get("event_at", ("", 0.0))[0])) is not None
    if table.name != "accounts":
        return has_positions and table.name == "opportunities"
    if "contact_email" in columns and has_positions:
        return True
    named = columns.get("account_name", ("", 0.0))[0]
    if "account_id" in columns and columns["account_id"][0] == named:
        return any(_PERSON.match(spoken(header)) for header in headers)
    used = {header for header, _ in columns.values()}
    companies = [one for one in headers if one not in used and likeness(one, table).get("account_name", 0) >= _PLAIN]
    return spoken(named) == "name" and any(spoken(one) != "name" for one in companies)
