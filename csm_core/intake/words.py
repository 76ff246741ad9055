"""Words of other tools for billing intervals, states and survey kinds, in ours."""

from __future__ import annotations

import re

_INTERVALS = {
    "day": "day days daily täglich tag jour quotidien",
    "week": "week weeks weekly wöchentlich woche semaine hebdomadaire",
    "month": "month months monthly mo monatlich monat mensuel mois mensual mes mensal mês maand maandelijks",
    "quarter": "quarter quarters quarterly vierteljährlich quartal trimestriel trimestre trimestral kwartaal",
    "year": "year years yearly annual annually yr jährlich jahr annuel an anual año ano jaarlijks jaar p1y",
}
_INTERVAL = {word: ours for ours, words in _INTERVALS.items() for word in words.split()}
_MULTIPLES = {
    "semi-annual": ("month", 6),
    "semiannual": ("month", 6),
    "half-yearly": ("month", 6),
    "biannual": ("month", 6),
    "biennial": ("year", 2),
    "p1m": ("month", 1),
    "p3m": ("month", 3),
    "p6m": ("month", 6),
    "biweekly": ("week", 2),
}
_STATES = {
    "active": "active live current non_renewing nonrenewing renewing aktiv actif activo ativo open",
    "trialing": "trialing in_trial trial trialling free_trial test",
    "past_due": "past_due pastdue overdue in_dunning dunning überfällig",
    "unpaid": "unpaid",
    "canceled": "canceled cancelled expired churned ended terminated inactive gekündigt résilié cancelado closed",
    "paused": "paused on_hold suspended pausiert",
    "incomplete": "incomplete incomplete_expired pending future not_started",
}
_STATE = {word: ours for ours, words in _STATES.items() for word in words.split()}


def billing_interval(text: str) -> tuple[str, int] | None:
    """'yearly' is ('year', 1), '6 months' ('month', 6); None: no interval that is known."""
    word = text.strip().casefold()
    word = re.sub(r"^(billed|every|per|alle|pro|par)\s+", "", word)
    if word in _MULTIPLES:
        return _MULTIPLES[word]
    match = re.match(r"^(\d{1,3})[ -]*(\w+)$", word)
    if match and match[2] in _INTERVAL and int(match[1]) > 0:
        return _INTERVAL[match[2]], int(match[1])
    return (_INTERVAL[word], 1) if word in _INTERVAL else None


def subscription_state(text: str) -> str:
    """The state in our word; one that is not known stays as it is, in lower case."""
    word = re.sub(r"[ -]+", "_", text.strip().casefold())
    return _STATE.get(word, word)


def survey_type(text: str) -> str:
    """'nps', 'csat' or 'ces' where the text names or paraphrases one, else the text in lower case."""
    word = text.strip().casefold().replace("_", " ")
    for ours, pattern in (
        ("nps", r"\bnps\b|net promoter|recommend|loyalty|weiterempfehl|recommand|recomend|aanbevelen"),
        ("csat", r"\bcsat\b|satisf|zufrieden|tevreden"),
        ("ces", r"\bces\b|effort|how easy|easy for|easy to|made it easy|aufwand|einfach|facile|fácil|makkelijk"),
    ):
        if re.search(pattern, word):
            return ours
    return text.strip().casefold()
