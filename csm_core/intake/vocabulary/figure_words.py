"""Words by which a name says what the figures of a sheet are: money, scores, or how often something was used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from csm_core.intake.vocabulary.headers import spoken

_MONEY = re.compile(
    r"\b(mrr|arr|acv|revenues?|recurring|financ\w*|sales|billing\w*|billed|invoic\w*|fees?|subscriptions?|contracts?"
    r"|budget|income|turnover|currency|amounts?|money|paid|payments?|umsatz\w*|erlos\w*|finanz\w*|wahrung|abo\w*"
    r"|rechnung\w*|betrag\w*|chiffre|recettes?|revenus?|montants?|ingresos?|facturacion|receitas?|faturamento|ricavi"
    r"|fatturato|omzet|przychod\w*|kwot\w*|usd|eur|gbp|chf|dollars?|euros?)\b|[€$£¥]"
)
# What a figure of each month may be that is no money → how its column is called.
_MEASURES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in (
        ("NPS", r"\b(nps|net promoter)\b"),
        ("CSAT", r"\b(csat|satisfaction|zufriedenheit)\b"),
        ("CES", r"\b(ces|customer effort)\b"),
        ("Risk score", r"\b(risk|churn) ?scores?\b|\bchurn risk\b"),
        ("Health", r"\b(rag|ampel|traffic lights?)\b"),
        ("Health score", r"\b(health|gesundheit\w*|sante|salud|salute|saude|gezondheid\w*)\b"),
        ("Logins", r"\b(log ?ins?|anmeldungen|connexions|inicios de sesion|acessos|accessi)\b"),
        ("Sessions", r"\b(sessions?|sitzungen|sesiones|sessoes|sessies)\b"),
        ("Page views", r"\b(page ?views|seitenaufrufe)\b"),
        ("Events", r"\b(events|api calls)\b"),
    )
}


def speaks_of_money(text: str) -> bool:
    """Whether the text, in small letters and with its signs, has a word or a sign of money."""
    return _MONEY.search(text) is not None


def measure_of(names: Iterable[str]) -> str | None:
    """What the first of these names that says so calls the figures; None where none does."""
    for name in names:
        words = spoken(name)
        label = next((label for label, pattern in _MEASURES.items() if pattern.search(words)), None)
        if label is not None:
            return label
    return None
