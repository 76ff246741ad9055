"""Answers that are no plain figures: words on a scale, stars, '4/5', '10 - Extremely likely', percentages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.dialects.rewrite import rewrite
from csm_core.intake.mapping import FileMapping
from csm_core.intake.vocabulary.answer_words import are_answer_words, word_scale
from csm_core.intake.vocabulary.headers import spoken
from csm_core.intake.vocabulary.value_words import survey_type
from csm_core.intake.vocabulary.yes_no import are_yes_or_no, yes_or_no
from csm_core.tables.catalogue import KINDS

_PERCENT = re.compile(r"^\s*(\d{1,3}(?:[.,]\d+)?)\s*%\s*$")
_OF = re.compile(r"^\s*(\d{1,3}(?:[.,]\d+)?)\s*(?:/|out of|of|von|sur|de|van)\s*(5|7|10|100)\s*$", re.IGNORECASE)
_STARS = re.compile(r"^\s*([★⭐]{1,5})\ufe0f?[☆✩]{0,4}\s*$")
_LABELLED = re.compile(
    r"^\s*(\d{1,2})(?:\s*[-–—:=(]\s*[^\W\d][^\d]*|\s*(?:stars?|sterne?|etoiles?|étoiles?|estrellas?|estrelas?))$",
    re.IGNORECASE,
)
_OF_PERCENT, _OF_STARS = (0.0, 100.0), (1.0, 5.0)
_LOWEST = {5.0: 1.0, 7.0: 1.0, 10.0: 0.0, 100.0: 0.0}


def are_answer_texts(header: str, values: Sequence[str]) -> bool:
    """Whether there is nothing but answers in such a spelling. `header`: of a question whether somebody is satisfied,
    yes and no are answers too."""
    if not values:
        return False
    if are_answer_words(values) or (_asks_yes_or_no(header) and are_yes_or_no(values)):
        return True
    return all(_spelled(one) is not None for one in values) and any(not one.strip().isdecimal() for one in values)


def read_answer_texts(cells: pa.Table, mapping: FileMapping) -> tuple[pa.Table, FileMapping, tuple[Issue, ...]]:
    """The cells with such answers as figures, empty where nobody answered, the mapping with their scale, and what is
    to be said of it."""
    header = mapping.columns.get("score")
    if KINDS[mapping.kind] != "surveys" or header is None:
        return cells, mapping, ()
    texts = [text for text in pc.unique(cells.column(header)).to_pylist() if text is not None]
    stated = mapping.options.scale
    scale: tuple[float, float] | None
    issues: tuple[Issue, ...] = ()
    if _asks_yes_or_no(header) and are_yes_or_no(texts) and not all(one.strip().isdecimal() for one in texts):
        cells, scale = rewrite(cells, header, lambda one: str(int(yes_or_no(one) is True))), (0.0, 1.0)
    elif (words := word_scale(texts, stated)) is not None:
        cells = rewrite(cells, header, lambda one: words.figures.get(spoken(one), one))
        scale = words.scale
        if scale[1] > 1:
            issues = (_of_words(header, texts, words.figures, scale, is_sure=words.is_sure),)
    else:
        scale = _stated_scale(texts)
        cells = rewrite(cells, header, lambda one: _spelled(one) or one)
    if scale is None or stated is not None or "scale" in {*mapping.columns, *mapping.constants}:
        return cells, mapping, issues
    return cells, replace(mapping, options=replace(mapping.options, scale=scale)), issues


def _asks_yes_or_no(header: str) -> bool:
    return "?" in header and survey_type(spoken(header)) == "csat"


def _spelled(text: str) -> str | None:
    """The figure that the text says, None where it is no such spelling and no plain figure."""
    if text.strip().isdecimal():
        return text.strip()
    if (stars := _STARS.match(text)) is not None:
        return str(len(stars[1]))
    match = _PERCENT.match(text) or _OF.match(text) or _LABELLED.match(text)
    return match[1] if match is not None else None


def _stated_scale(texts: Sequence[str]) -> tuple[float, float] | None:
    """The scale that the spelling of the answers says: of 100 with '%', of 5 with '4/5' and with stars."""
    if any(_PERCENT.match(one) for one in texts):
        return _OF_PERCENT
    if texts and all(_STARS.match(one) for one in texts):
        return _OF_STARS
    highest = {float(match[2]) for one in texts if (match := _OF.match(one)) is not None}
    if len(highest) != 1:
        return None
    (high,) = highest
    return (0.0, high) if any(_spelled(one) == "0" for one in texts) else (_LOWEST[high], high)


def _of_words(
    header: str,
    texts: Sequence[str],
    figures: Mapping[str, str | None],
    scale: tuple[float, float],
    *,
    is_sure: bool,
) -> Issue:
    named = {spoken(one): one for one in sorted(texts)}
    ranked = sorted((float(figure), named[word]) for word, figure in figures.items() if figure and word in named)
    listing = ", ".join(f"'{text}' as {figure:g}" for figure, text in reversed(ranked))
    message = f"Words in '{header}' were read as answers from {scale[0]:g} to {scale[1]:g}: {listing}."
    if is_sure:
        return Issue("answer_words", "info", message, None, header, None, "score", (header,))
    message += " Not all words of the scale are there; please say how long it is."
    return Issue("scale_assumed", "warning", message, None, header, None, "score", (header,))
