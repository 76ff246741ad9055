"""Answers that are no plain figures: good or bad, as help desks ask, from 0 to 1; percentages from 0 to 100."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.dialects.rewrite import rewrite
from csm_core.intake.mapping import FileMapping
from csm_core.intake.vocabulary.headers import spoken
from csm_core.tables.catalogue import KINDS

# Compared without case, accents and signs.
_GOOD = (
    "good|good with comment|great|satisfied|happy|positive|thumbs up|like|liked|gut|zufrieden|positiv|bon|bonne"
    "|satisfait|satisfaite|positif|bueno|buena|satisfecho|satisfecha|positivo|bom|boa|satisfeito|satisfeita|goed"
    "|tevreden"
)
_BAD = (
    "bad|bad with comment|poor|unsatisfied|dissatisfied|unhappy|negative|thumbs down|dislike|disliked|schlecht"
    "|unzufrieden|negativ|mauvais|mauvaise|insatisfait|insatisfaite|negatif|malo|mala|insatisfecho|insatisfecha"
    "|negativo|mau|ruim|insatisfeito|insatisfeita|slecht|ontevreden"
)
# Asked or not, and not answered.
_NO_ANSWER = (
    "offered|not offered|unoffered|not rated|unrated|no rating|not surveyed|no response|pending|nicht bewertet"
)
_ANSWERS = {word: answer for words, answer in ((_GOOD, "1"), (_BAD, "0")) for word in words.split("|")}
_WORDS = {**_ANSWERS, **dict.fromkeys(_NO_ANSWER.split("|"))}
_PERCENT = re.compile(r"^\s*(\d{1,3}(?:[.,]\d+)?)\s*%\s*$")
_OF_WORDS, _OF_PERCENT = (0.0, 1.0), (0.0, 100.0)


def are_rating_words(values: Sequence[str]) -> bool:
    """Whether there is nothing but such words, one answer at least."""
    words = [spoken(value) for value in values]
    return any(word in _ANSWERS for word in words) and all(word in _WORDS for word in words)


def read_answer_texts(cells: pa.Table, mapping: FileMapping) -> tuple[pa.Table, FileMapping]:
    """The cells with answers in words and percentages as figures, empty where nobody answered, and the mapping with
    their scale."""
    header = mapping.columns.get("score")
    if KINDS[mapping.kind] != "surveys" or header is None:
        return cells, mapping
    texts = [text for text in pc.unique(cells.column(header)).to_pylist() if text is not None]
    in_words = any(spoken(text) in _ANSWERS for text in texts)
    in_percent = any(_PERCENT.match(text) for text in texts)
    if not in_words and not in_percent:
        return cells, mapping
    cells = rewrite(cells, header, _figure)
    if mapping.options.scale is not None or "scale" in {*mapping.columns, *mapping.constants}:
        return cells, mapping
    scale = _OF_PERCENT if in_percent else _OF_WORDS
    return cells, replace(mapping, options=replace(mapping.options, scale=scale))


def _figure(text: str) -> str | None:
    in_percent = _PERCENT.match(text)
    return in_percent[1] if in_percent else _WORDS.get(spoken(text), text)
