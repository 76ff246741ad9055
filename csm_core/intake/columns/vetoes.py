"""What a column's values say against a canonical column, whatever its header is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from csm_core.intake.cells.durations import parse_duration
from csm_core.intake.check.answer_texts import are_answer_texts
from csm_core.intake.values.fits import are_amounts, are_figures, are_mails, fits
from csm_core.intake.values.profile import Profile
from csm_core.intake.vocabulary.headers import spoken
from csm_core.intake.vocabulary.own_ids import OWN_ID, is_bare_id, is_id
from csm_core.intake.vocabulary.readings import readings
from csm_core.intake.vocabulary.value_words import survey_type
from csm_core.intake.vocabulary.yes_no import are_yes_or_no
from csm_core.tables.catalogue import Column, Table, Type

_YES_NO = frozenset(
    [
        "true",
        "false",
        "yes",
        "no",
        "y",
        "n",
        "t",
        "f",
        "ja",
        "nein",
        "oui",
        "non",
        "si",
        "sí",
        "sim",
        "não",
        "nao",
        "nee",
        "verdadero",
        "verdadeiro",
        "falso",
    ]
)
# What an answer makes of who gave it, not which question it answers.
_SEGMENTS = frozenset({"promoter", "detractor", "passive", "positive", "negative"})
_SURVEYS = frozenset({"nps", "csat", "ces"})
_QUESTION = re.compile(r"\b(question|frage|pregunta)\b")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}|^\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_COUNTS = frozenset({"quantity", "event_count", "employee_count", "seats_purchased"})
_MONEY = frozenset({"mrr", "revenue", "yearly", "refund", "cost"})
_NO_COUNT = re.compile(r"\b(vat|tax(es)?|usd|eur|gbp|net total|subtotal|discount)\b")
_SUM = re.compile(r"^(totals?|amounts?|order|invoice|sum| )+$")
_TAX = re.compile(r"\b(vat|tax(es)?|taxable|gst|mwst|ust|umsatzsteuer|tva|iva|btw)\b")
_WITH_TAX = re.compile(
    r"\b(in|ex|net|gross|before|after|with|without|in\w+|ex\w+|ohne|mit|hors|sin|con|sem|com|zonder|pre|post)\b"
)
# Under the name of many, whole numbers count sessions and people.
_COUNTED = frozenset({"session_id", "user_id"})
_MANY = re.compile(
    r"\b(sessions|users|visitors|members|sitzungen|benutzer|nutzer|utilisateurs|visiteurs|sesiones|usuarios|sessoes"
    r"|sessies|gebruikers)\b"
)
_COUNT = re.compile(r"^\d{1,6}(\.0)?$")
# What is called no more than a subscription and stands in many rows is what is subscribed to, not one of them.
_SHARED = 1.4
_FEW = 6  # rows from which on repetition says something
# A column named as a date stays one where nothing reads its values: that is said of them, and changes no kind.
_NAMED, _UNREAD = 0.92, 0.9
_MEANING = 0.94  # a likeness above it is a canonical name or a declared synonym


def fit(column: Column, table: Table, header: str, profile: Profile, likeness: float) -> float:
    """The share of the values that may be the column's, 0 where the column as a whole speaks against it."""
    if not profile.values:
        return 0.0 if column.name == OWN_ID.get(table.name) and is_bare_id(header) else fits(column, profile.values)
    if column.name == "is_escalated":
        return float(are_yes_or_no(profile.values))
    if column.name == "score" and are_answer_texts(header, profile.values):
        return 1.0
    if column.type is Type.TEXT and _is_vetoed(column, table, header, profile, likeness):
        return 0.0
    # 'Refunded' alone is the name of an amount, and of a flag.
    if column.name == "amount_refunded" and "amount" not in spoken(header) and set(profile.values) == {"0", "1"}:
        return 0.0
    if likeness < _MEANING and _is_another_figure(column, header, profile):
        return 0.0
    share = fits(column, profile.values)
    # A time of 26:00:00 or 2h 5m lasts, and is of no day.
    if column.type is Type.MOMENT and share < 1 and all(parse_duration(one) is not None for one in profile.values):
        return 0.0
    if column.type is Type.MOMENT and share == 0 and likeness >= _NAMED and _may_be_spelled_dates(profile.values):
        return _UNREAD
    return share


def _is_another_figure(column: Column, header: str, profile: Profile) -> bool:
    """Money and tax count nothing, and a refund's day is no bill's."""
    concepts = frozenset().union(*(one.concepts for one in readings(header)))
    if column.name in _COUNTS:
        is_money = bool(concepts & _MONEY) and "count" not in concepts
        text = spoken(header)
        return is_money or bool(_NO_COUNT.search(text) or re.search(r"[$€£]", header) or _SUM.match(text))
    if column.type is Type.MONEY:
        text = spoken(header)
        return bool(_TAX.search(text)) and not _WITH_TAX.search(text)
    return column.name in ("invoice_date", "paid_at", "due_date") and "refund" in concepts


def _may_be_spelled_dates(values: Sequence[str]) -> bool:
    """Words with figures, as dates in a spelling that nobody reads are; not figures, states or addresses."""
    if are_figures(values) or are_amounts(values) or are_mails(values):
        return False
    return all(re.search(r"\d", one) and re.search(r"\D", one) for one in values) and len(values) > 1


def _is_vetoed(column: Column, table: Table, header: str, profile: Profile, likeness: float) -> bool:
    values, vague = profile.values, likeness < _MEANING
    names_one = column.name.endswith("_id") or column.name == "account_name"
    if names_one and (_are_yes_no(values) or (vague and set(values) == {"0", "1"} and profile.filled > 2)):
        return True
    if column.name in _COUNTED and _MANY.search(spoken(header)) and all(map(_COUNT.match, values)):
        return True
    if column.name == "survey_type" and any(one.casefold().rstrip("s") in _SEGMENTS for one in values):
        return True
    if column.name == "survey_type" and _QUESTION.search(spoken(header)):
        return not any(survey_type(one) in _SURVEYS for one in values)
    if column.name == OWN_ID.get(table.name) and is_bare_id(header):
        return not profile.is_unique and profile.rows > 1
    if column.name == OWN_ID.get(table.name) and column.name not in ("account_id", "subscription_id") and vague:
        return profile.filled >= _FEW and profile.repetition > 1.05
    if column.name == "subscription_id":
        return not is_id(header) and profile.filled > 2 and profile.repetition > _SHARED
    if column.name == "account_id":
        return _no_customer(table, profile, vague)
    if column.name == "account_name":
        nothing = are_figures(values) or are_mails(values) or _are_dates(values)
        return nothing or (table.name == "accounts" and _repeats(profile, 1.5 if vague else 3))
    return False


def _no_customer(table: Table, profile: Profile, vague: bool) -> bool:
    """The values are money or dates; or years, or types that the customers of a list share."""
    values = profile.values
    if _are_dates(values) or (are_amounts(values) and any(re.search(r"[.,]\d{1,2}$", one) for one in values)):
        return True
    if vague and profile.filled > 1 and all(re.fullmatch(r"(19|20)\d{2}", one) for one in values):
        return True
    return table.name == "accounts" and _repeats(profile, 1.5 if vague else 3)


def _repeats(profile: Profile, most: float) -> bool:
    return profile.filled >= _FEW and profile.repetition > most


@lru_cache(maxsize=4096)
def _are_yes_no(values: tuple[str, ...]) -> bool:
    """True where the column holds only words for yes and no."""
    return 0 < len(values) <= 4 and all(one.casefold() in _YES_NO for one in values)


def _are_dates(values: Sequence[str]) -> bool:
    return sum(bool(_DATE.match(one)) for one in values) > 0.5 * len(values)
