"""Colours, grades and words in which tools say how a customer is doing, in six languages, as bands and points."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from csm_core.intake.vocabulary.headers import spoken

RED, AMBER, GREEN = "red", "amber", "green"
BAND_POINTS: Mapping[str, float] = {RED: 0.0, AMBER: 50.0, GREEN: 100.0}
_COLOURS = {
    RED: "red|rot|rouge|rojo|rosso|vermelho|rood|🔴|🟥",
    AMBER: "amber|yellow|orange|gelb|jaune|amarillo|ambar|giallo|arancione|amarelo|laranja|geel|oranje|naranja"
    "|🟡|🟠|🟨|🟧",
    GREEN: "green|grun|vert|verde|groen|🟢|🟩",
}
# Words that say by themselves that it is about how a customer is doing.
_STATES = {
    RED: "at risk|risk|critical|unhealthy|churning|in danger|gefahrdet|kritisch|ungesund|a risque|critique|en riesgo"
    "|critico|a rischio|em risco|risico|likely to churn",
    AMBER: "watch|needs attention|watchlist|at watch|beobachten|a surveiller|vigilar|da monitorare|attention"
    "|in observation|warning|caution|concern|attenzione|atencion|atencao",
    GREEN: "healthy|thriving|gesund|sain|en bonne sante|sano|saludable|saudavel|gezond|safe",
}
# Words of any rating: only a header makes them one of health.
_RATES = {
    RED: "poor|bad|low|weak|very poor|schlecht|niedrig|mauvais|faible|malo|baja|bajo|cattivo|basso|bassa|ruim|baixo"
    "|baixa|slecht|laag|negative",
    AMBER: "medium|average|fair|moderate|neutral|mittel|moyen|moyenne|medio|media|moderato|gemiddeld|ok|okay|mixed",
    GREEN: "good|high|great|strong|excellent|very good|gut|hoch|bon|bonne|eleve|elevee|bueno|buena|alta|alto|buono"
    "|buona|bom|boa|goed|hoog|positive",
}
_RISKS = {
    "low": GREEN, "very low": GREEN, "niedrig": GREEN, "gering": GREEN, "faible": GREEN, "baja": GREEN, "bajo": GREEN,
    "basso": GREEN, "baixo": GREEN, "laag": GREEN, "none": GREEN, "no risk": GREEN, "high": RED, "very high": RED,
    "hoch": RED, "eleve": RED, "alto": RED, "alta": RED, "hoog": RED, "severe": RED,
}  # fmt: skip
_LETTERS = {"r": RED, "a": AMBER, "y": AMBER, "g": GREEN}


def _by_word(words: Mapping[str, str]) -> Mapping[str, str]:
    return {word: band for band, listed in words.items() for word in listed.split("|")}


_COLOUR, _STATE, _RATE = _by_word(_COLOURS), _by_word(_STATES), _by_word(_RATES)
_GRADE = re.compile(r"^\s*([A-F])\s*([+-]?)\s*$", re.IGNORECASE)
_NEARLY = 0.8


def band_of(text: str, of_risk: bool = False) -> str | None:
    """'red', 'amber' or 'green' as the text says, None where it says none. `of_risk`: it says how great a risk is."""
    words = spoken(text) or text.strip()
    if of_risk and words in _RISKS:
        return _RISKS[words]
    return _COLOUR.get(words) or _STATE.get(words) or _RATE.get(words) or _LETTERS.get(words)


def are_colours(values: Sequence[str]) -> bool:
    """Whether nearly all values are colours of a traffic light, or states of a customer's health in words."""
    words = [spoken(one) or one.strip() for one in values]
    if words and set(words) <= set(_LETTERS) and {"r", "g"} & set(words) and len(set(words)) > 1:
        return True
    return bool(words) and sum(one in _COLOUR or one in _STATE for one in words) >= _NEARLY * len(words)


def are_bands(values: Sequence[str]) -> bool:
    """Whether nearly all values are words that stand for a band where the header is about health or risk."""
    return bool(values) and sum(band_of(one) is not None or spoken(one) in _RISKS for one in values) >= _NEARLY * len(
        values
    )


def are_grades(values: Sequence[str]) -> bool:
    """Whether all values are school grades from A to F."""
    return bool(values) and all(_GRADE.match(one) for one in values)


def grade_points(text: str, has_e: bool) -> float | None:
    """A is 100, F is 0, with equal steps between; A to F without E has four steps. A plus or minus is a third of one.

    `has_e`: whether the column has an E, so that it goes A, B, C, D, E (and F).
    """
    match = _GRADE.match(text)
    if match is None:
        return None
    letters = "ABCDEF" if has_e else "ABCDF"
    letter = match[1].upper()
    if letter not in letters:
        return None
    step = 100 / (len(letters) - 1)
    points = 100 - step * letters.index(letter) + {"+": step / 3, "-": -step / 3}.get(match[2], 0.0)
    return round(min(100.0, max(0.0, points)), 2)
