"""Scores that a tool or a team gives a customer: nobody answered them, so they are no survey's."""

from __future__ import annotations

import re

from csm_core.intake.vocabulary.headers import spoken

# What such scores are about, without accents; of a survey's own question there is always another word as well.
_ABOUT = (
    r"health|risk|churn|engagement|adoption|lead|fit|credit|propensity|maturity|usage|risiko|gesundheit\w*|sante|salud|"
    r"salute|saude|gezondheid\w*|riesgo|risque|rischio|risco|abwanderung\w*"
)
_KINDS = r"score|scores|index|indicator|grade|value|wert|punkte|rating|puntuacion|punteggio|pontuacao|probability"
_JUDGED = re.compile(rf"(?:\b(?:{_ABOUT})\b.*\b(?:{_KINDS})\b|\b(?:{_KINDS})\b.*\b(?:{_ABOUT})\b|^(?:{_ABOUT})\w*$)")
_ASKED = re.compile(r"\b(nps|csat|ces|survey|satisf\w*|recommend\w*|how|wie|question|answer)\b")


def is_judged(header: str) -> bool:
    """Whether the header names a score of health, risk or the like, which nobody answered."""
    words = spoken(header)
    return _JUDGED.search(words) is not None and _ASKED.search(words) is None
