"""Scores that stand beside a file's main content: further questions of a survey, ratings of tickets, a dated NPS."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from csm_core.intake.batch import Issue
from csm_core.intake.cells.date_in_name import date_in_name
from csm_core.intake.check.answer_texts import are_answer_texts
from csm_core.intake.columns.list_date import date_column
from csm_core.intake.mapping import FileMapping, Options
from csm_core.intake.parts.part import Part
from csm_core.intake.values.fits import fits
from csm_core.intake.vocabulary.headers import spoken
from csm_core.intake.vocabulary.readings import readings
from csm_core.intake.vocabulary.value_words import survey_type
from csm_core.tables.catalogue import TABLES

Samples = Mapping[str, Sequence[str]]
_SHARED = ("account_id", "account_name", "contact_email")
_OF_SURVEYS = (*_SHARED, "responded_at", "sent_at", "response_id", "touchpoint", "followed_up_at")
_KINDS = ("nps", "csat", "ces")
_QUESTION_WORDS = 5
_MOST = 100.0
# Words that a score's header may have and still be the score itself, not a count, a group or a date of it.
_PLAIN = re.compile(
    r"^((nps|csat|ces|net|promoter|customer|client|kunden\w*|user|last|latest|survey|umfrage|satisfaction|satisfaccion"
    r"|satisfacao|zufriedenheit\w*|tevredenheid\w*|effort|aufwand|score|rating|ratings|stars|note|bewertung|punkte"
    r"|value|wert|answer|antwort|response|question|frage|ticket|case|conversation|chat|support|service|overall|de|del|du|da|la|of|the|out|von|aus|\d+"
    r"|puntuacion|pontuacao|clientes?|results?|feedback|happiness)( |$))+$"
)
_OF_RATING = r"\b(ratings?|stars|score|bewertung|survey results?|survey|feedback|happiness)\b"
_RATED = (
    r"\b(rated|rating|answered|responded|response|surveyed|survey|nps|csat|ces|satisfaction|feedback|bewertet|umfrage"
    r"|score)\b"
)


def part_scores(file: str, main: FileMapping, free: Sequence[str], samples: Samples) -> tuple[Part, ...]:
    """A part for each further score, none where the file holds none, or its scores have names in a column.

    `free`: headers that nobody took. A score without a date of its own in a customer list is dated by the list's
    day where that is known, else it is told and never dated by guess.
    """
    if main.kind not in ("surveys", "tickets", "accounts", "subscriptions") or "survey_type" in main.columns:
        return ()
    own_kind = _own_kind(main)
    if main.kind == "surveys" and own_kind is None:
        return ()
    scores: dict[str, list[str]] = {}
    for header in free:
        kind = _kind(header, main.kind == "tickets")
        if kind is not None and kind != own_kind and _are_scores(header, samples.get(header, ())):
            scores.setdefault(kind, []).append(header)
    return tuple(
        _part(file, main, kind, headers, [one for one in free if one not in headers], samples)
        for kind, headers in sorted(scores.items(), key=lambda one: _KINDS.index(one[0]))
    )


def _own_kind(main: FileMapping) -> str | None:
    if main.kind != "surveys":
        return None
    kind = main.constants.get("survey_type") or survey_type(spoken(main.columns.get("score", "")))
    return kind if kind in _KINDS else None


def _kind(header: str, is_rating_enough: bool) -> str | None:
    """The kind of survey that the header names as its score, None where it names none."""
    words = spoken(header)
    kind = survey_type(words)
    if kind in _KINDS and (len(words.split()) >= _QUESTION_WORDS or _PLAIN.match(words)):
        return kind if not any({"reason", "comment"} & one.concepts for one in readings(header)) else None
    is_rating = bool(_PLAIN.match(words) and re.search(_OF_RATING, words))
    return "csat" if is_rating and is_rating_enough else None


def _are_scores(header: str, values: Sequence[str]) -> bool:
    """Figures on some scale of answers, or answers in words."""
    if are_answer_texts(header, values):
        return True
    column = TABLES["surveys"].column("score")
    if column is None or not values or fits(column, values) < 0.6:
        return False
    figures = [float(one.replace(",", ".")) for one in values if re.fullmatch(r"-?\d+([.,]\d+)?", one.strip())]
    return bool(figures) and all(0 <= one <= _MOST for one in figures)


def _part(
    file: str, main: FileMapping, kind: str, headers: Sequence[str], rest: Sequence[str], samples: Samples
) -> Part:
    score = headers[0]
    if len(headers) > 1:
        names = ", ".join(f"'{one}'" for one in headers)
        message = f"{names} each look like the {kind.upper()} answer. None of them was used: which one is it?"
        return Part(
            None, issues=(Issue("score_asked", "warning", message, None, score, None, "score", tuple(headers)),)
        )
    columns = {name: main.columns[name] for name in _OF_SURVEYS if name in main.columns}
    constants = {"survey_type": kind}
    issues: tuple[Issue, ...] = ()
    if main.kind == "tickets":
        columns = {name: one for name, one in columns.items() if name in _SHARED}
        columns |= {"response_id": main.columns["ticket_id"]} if "ticket_id" in main.columns else {}
    if main.kind != "surveys":
        columns = {name: one for name, one in columns.items() if name not in ("responded_at", "sent_at")}
        dated = _own_date(kind, rest, samples)
        assumed = None
        if dated is None and main.kind == "tickets":
            dated = assumed = main.columns.get("solved_at") or main.columns.get("created_at")
        elif dated is None:
            dated = assumed = date_column(rest, samples)
        if dated is None:
            of_day = date_in_name(file)
            if of_day is None or main.kind == "tickets":
                return _undated(score, kind)
            constants["responded_at"] = of_day.isoformat()
            issues = (_date_assumed(score, f"{of_day:%-d %B %Y}, the day in the file's name", score),)
        else:
            columns["responded_at"] = dated
            issues = (_date_assumed(score, f"the day in '{dated}'", dated),) if assumed else ()
            if assumed and dated == main.columns.get("solved_at"):
                issues = (_dated_by_solving(score, dated),)
    columns["score"] = score
    options = replace(main.options, scale=None) if main.kind == "surveys" else Options(timezone=main.options.timezone)
    return Part(FileMapping("surveys", main.sheet, columns, constants, options=options), {}, issues)


def _own_date(kind: str, rest: Sequence[str], samples: Samples) -> str | None:
    """The one column of dates that names an answer, of this kind rather than of any."""
    column = TABLES["surveys"].column("responded_at")
    dates = [one for one in rest if column is not None and samples.get(one) and fits(column, samples[one]) >= 0.9]
    named = [
        one for one in dates if re.search(_RATED, spoken(one)) and survey_type(spoken(one)) in (kind, spoken(one))
    ]
    headers = [one for one in named if survey_type(spoken(one)) == kind] or named
    return headers[0] if len(headers) == 1 else None


def _date_assumed(score: str, day: str, header: str) -> Issue:
    message = f"No column says when '{score}' was answered; {day} was used. Please check."
    return Issue("answer_date_assumed", "warning", message, None, header, None, "responded_at", (header,))


def _dated_by_solving(score: str, header: str) -> Issue:
    """Help desks ask for a rating when the ticket is solved."""
    message = f"'{score}' has no date, so each rating is dated by '{header}'."
    return Issue("answer_date_of_ticket", "info", message, None, header, None, "responded_at", (header,))


def _undated(score: str, kind: str) -> Part:
    message = (
        f"'{score}' holds an answer for each customer, but no column says when it was given, so it is not in "
        f"{kind.upper()}. Add the date of the answer."
    )
    return Part(None, issues=(Issue("answer_undated", "info", message, column=score),))
