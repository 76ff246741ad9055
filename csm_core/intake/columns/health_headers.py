"""What the headers of another health tool's export say: which column is the score, the band, the day, whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from csm_core.intake.values.fits import are_figures, are_plain_numbers, fits
from csm_core.intake.vocabulary.headers import spoken
from csm_core.intake.vocabulary.health_words import are_bands, are_colours, are_grades
from csm_core.intake.vocabulary.judged import is_judged
from csm_core.tables.catalogue import TABLES

Samples = Mapping[str, Sequence[str]]
TOOLS = (
    "Gainsight", "Totango", "ChurnZero", "Vitally", "Planhat", "Custify", "ClientSuccess", "Velaris", "SmartKarrot",
    "Catalyst", "Freshsuccess", "Natero", "Strikedeck", "UserIQ", "HubSpot", "Salesforce", "Zoho", "Akita",
)  # fmt: skip
_HEALTH = r"health|healthy|gesundheit\w*|sante|salud|salute|saude|gezondheid\w*|rag|ampel|scorecard"
_RISK = r"risks?|churn|risiko|riesgo|risque|rischio|risco|abwanderung\w*|propensity"
_OTHER = r"engagement|adoption|maturity|success"
_ABOUT = re.compile(rf"\b({_HEALTH}|{_RISK}|{_OTHER})\b|ampel\b|\bsemaforo|gesundheit")
_ABOUT_HEALTH = re.compile(rf"\b({_HEALTH})\b|ampel\b|\bsemaforo|gesundheit")
_ABOUT_RISK = re.compile(rf"\b({_RISK})\b")
_GENERIC = re.compile(
    r"^((overall|total|account|customer|company|current|composite|client|kunden?|final) )*"
    r"(score|index|grade|rating|punkte|punktzahl|note|scorewert)( value)?$"
)
_NOT_IT = re.compile(
    r"\b(previous|prev|prior|last|change|delta|trend|diff|difference|weight|rank|target|goal|count|number|id|reason"
    r"|comment|note|notes|owner|by|date|day|at|on|updated|modified|calculated|nps|csat|ces|survey|lead|fit|credit)\b"
)
_PERIOD = re.compile(r"\b(week|month|quarter|period|woche|monat|semaine|mois|semana|mes|settimana|mese|maand)\b")
_OF_SCORE = re.compile(r"\b(health|score|scored|scores|rating|snapshot|as of|asof|stichtag|peildatum|stand)\b")
_DATE = re.compile(
    r"\b(date|day|recorded|measured|calculated|computed|assessed|evaluated|captured|observed|logged|report|reported"
    r"|timestamp|ts|time|datum|tag|zeitpunkt|jour|fecha|dia|data|giorno|dag|at|on|of)\b"
)
_CHANGED = re.compile(r"\b(updated|modified|refreshed|aktualisiert)\b")
_OF_CUSTOMER = re.compile(
    r"\b(renewal|renews|start|started|begin|end|ends|ended|create|created|creation|churn|churned|contract|since"
    r"|closed|close|login|seen|active|activity|contact|contacted|touch|meeting|call|due|next|birth|signed|sign|signup"
    r"|onboard\w*|trial|billing|invoice|cancel\w*|expiry|expir\w*|launch|live|kickoff|first|vertrag\w*|sent|answered"
    r"|responded|response|submitted|opened|solved|resolved|purchase|payment|paid|order|event|followed|synced|sync"
    r"|export|exported|imported|loaded)\b"
)
_PLAIN_TOPIC = re.compile(
    rf"^((customer|account|client|kunden) )?(({_HEALTH})( (score|index|status))?|(churn|renewal) risk( percent)?"
    r"|churn probability|abwanderungsrisiko)$"
)
_MOST_BANDS = 12


@dataclass(frozen=True, slots=True)
class Judged:
    """One column of scores (`is_band` False: figures) or of bands. `topic`: 0 health, 1 a score without a word of
    what it is about, 2 risk, 3 other."""

    header: str
    topic: int
    is_band: bool


def tool_of(texts: Iterable[str]) -> str | None:
    """The tool that a file's name, its sheet or its headers name; None where they name none or two."""
    words = " ".join(spoken(one).replace(" ", "") for one in texts)
    named = [tool for tool in TOOLS if tool.casefold() in words]
    return named[0] if len(named) == 1 else None


def is_of_risk(header: str, tool: str | None) -> bool:
    """Whether a higher value is worse: a risk, a probability to leave. ChurnZero's ChurnScore is none."""
    words = spoken(header)
    if tool == "ChurnZero" and "churn score" in words:
        return False
    return _ABOUT_RISK.search(words) is not None and _ABOUT_HEALTH.search(words) is None


def judged_columns(names: Iterable[str], headers: Sequence[str], samples: Samples) -> tuple[Judged, ...]:
    """The columns of scores and bands, the one that is most about health first. `names`: of file and sheet, which
    may say what a bare 'Score' is."""
    number = TABLES["health_scores"].column("score")
    bands = [h for h in headers if (values := samples.get(h)) and _is_band(h, values)]
    spoken_names = [spoken(one) for one in names]
    is_said = bool(bands) or any(
        _ABOUT.search(one) or tool_of([one]) for one in (*spoken_names, *map(spoken, headers))
    )
    is_planhat = tool_of((*spoken_names, *headers)) == "Planhat"  # whose own name for the score is 'h'
    judged = [Judged(one, _topic(one), True) for one in bands]
    for header in headers:
        values, words = samples.get(header, ()), spoken(header)
        if header in bands or not values or number is None or _NOT_IT.search(words):
            continue
        is_named = (
            (is_judged(header) and _ABOUT.search(words)) or _is_plain_topic(words) or (words == "h" and is_planhat)
        )
        # Values last: to look at them takes the longest.
        if (is_named or (is_said and _GENERIC.match(words))) and fits(number, values) >= 0.9:
            judged.append(Judged(header, _topic(header), False))
    return tuple(sorted(judged, key=lambda one: (one.topic, one.is_band, one.header)))


def score_dates(headers: Sequence[str], samples: Samples) -> tuple[tuple[int, str], ...]:
    """The columns that may say of which day a score is: (0 sure … 3 weak, header), the likeliest first."""
    column = TABLES["health_scores"].column("date")
    dates = []
    for header in headers:
        values, rank = samples.get(header, ()), _date_rank(spoken(header))
        if rank is None or not values or column is None:
            continue
        if fits(column, values) >= 0.9 and not are_plain_numbers(values):
            dates.append((rank, header))
    return tuple(sorted(dates))


def _date_rank(words: str) -> int | None:
    """How surely a header's words say of which day a score is: 0 sure … 3 weak; None where they do not."""
    if _OF_SCORE.search(words):
        return 0
    if _PERIOD.search(words) and not _OF_CUSTOMER.search(_PERIOD.sub("", words).replace("start", "")):
        return 1
    if _CHANGED.search(words):
        return 3
    if _DATE.search(words) and not _OF_CUSTOMER.search(words):
        return 1 if re.match(r"^(date|day|datum|fecha|data)$", words) else 2
    return None


def _is_band(header: str, values: Sequence[str]) -> bool:
    words = spoken(header)
    if len(values) > _MOST_BANDS or _NOT_IT.search(words) or are_figures(values):
        return False
    about = _ABOUT.search(words) is not None
    if are_grades(values) and not are_colours(values):
        return about or _GENERIC.match(words) is not None
    return are_colours(values) or (about and are_bands(values))


def _is_plain_topic(words: str) -> bool:
    return _PLAIN_TOPIC.match(words) is not None


def _topic(header: str) -> int:
    words = spoken(header)
    if _ABOUT_HEALTH.search(words):
        return 0
    if _ABOUT_RISK.search(words):
        return 2
    return 3 if _ABOUT.search(words) else 1
