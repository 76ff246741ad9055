"""Answers in words: good or bad, and how much of it ('Very satisfied', 'Disagree'), on the scale that they are of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from csm_core.intake.vocabulary.headers import spoken

# Compared without case, accents and signs.
_GOOD = (
    "good|good with comment|great|satisfied|happy|positive|thumbs up|like|liked|agree|easy|gut|zufrieden|positiv"
    "|einfach|leicht|stimme zu|zustimmung|bon|bonne|satisfait|satisfaite|positif|facile|d accord|bueno|buena"
    "|satisfecho|satisfecha|positivo|de acuerdo|facil|bom|boa|satisfeito|satisfeita|concordo|goed|tevreden|eens"
    "|makkelijk|soddisfatto|soddisfatta"
)
_BAD = (
    "bad|bad with comment|poor|not good|unsatisfied|dissatisfied|not satisfied|unhappy|negative|thumbs down"
    "|dislike|disliked|disagree|difficult|hard|schlecht|unzufrieden|nicht zufrieden|negativ|schwierig|schwer"
    "|stimme nicht zu|ablehnung|mauvais|mauvaise|insatisfait|insatisfaite|pas satisfait|negatif|difficile"
    "|pas d accord|malo|mala|insatisfecho|insatisfecha|negativo|en desacuerdo|dificil|mau|ruim|insatisfeito"
    "|insatisfeita|discordo|slecht|ontevreden|oneens|moeilijk|insoddisfatto|insoddisfatta"
)
_NEITHER = re.compile(
    r"^(neutral\w*|neutro|neutre|neither\b.*|ok|okay|average|fair|so so|mixed|undecided|weder\b.*|teils\b.*|mittel\w*"
    r"|ni\b.* ni\b.*|nem\b.* nem\b.*|noch\b.* noch\b.*|indifferen\w*|regular|moyen\w*)$"
)
_FAR = re.compile(
    r"^(very|strongly|extremely|completely|totally|highly|sehr|ausserst|vollig|vollkommen|tres|tout a fait"
    r"|extremement|muy|totalmente|completamente|extremadamente|muito|extremamente|zeer|heel|helemaal|molto) "
    r"|^stimme voll (und ganz )?zu$|^stimme (uberhaupt|gar) nicht zu$|^pas du tout d accord$"
)
_SLIGHTLY = re.compile(
    r"^(somewhat|slightly|fairly|rather|mostly|a little|eher|etwas|plutot|assez|algo|bastante|un poco|um pouco"
    r"|parcialmente|enigszins|redelijk|tamelijk|abbastanza) |^stimme eher (nicht )?zu$"
)
# 'Moderately' is no more than the plain word between 'slightly' and 'extremely'.
_PLAINLY = re.compile(r"^(moderately|quite) ")
_NOT_AT_ALL = re.compile(r"^(gar nicht|uberhaupt nicht|pas du tout|nada|helemaal niet) ")
# Scales that go from much to none, and not to the contrary.
_OF_NONE = re.compile(r"^not (at all|so|very|that) ")
_HOW_MUCH = (
    ("5", re.compile(r"^(extremely|completely|totally) ")),
    ("4", re.compile(r"^very ")),
    ("3", re.compile(r"^(somewhat|moderately|fairly|quite) ")),
    ("2", re.compile(r"^(slightly|a little|not so|not very|not that) ")),
    ("1", re.compile(r"^not at all ")),
)
_BEST = frozenset(("excellent", "outstanding", "amazing", "ausgezeichnet", "excelente", "uitstekend", "eccellente"))
_WORST = frozenset(("terrible", "awful", "horrible", "furchtbar", "pesimo", "pessimo"))
# Asked or not, and not answered.
_NO_ANSWER = frozenset(
    (
        *("offered", "not offered", "unoffered", "not rated", "unrated", "no rating", "not surveyed", "no response"),
        *("pending", "nicht bewertet"),
    )
)
_SIGNS = {word: sign for words, sign in ((_GOOD, 1), (_BAD, -1)) for word in words.split("|")}
_LITTLE, _PLAIN, _MUCH = 1, 2, 3
_TWO, _THREE, _FIVE, _SEVEN = (0.0, 1.0), (1.0, 3.0), (1.0, 5.0), (1.0, 7.0)
# Scale → its middle, and how far from it an answer of each degree is.
_RANKED: Mapping[tuple[float, float], tuple[float, Mapping[int, int]]] = {
    _TWO: (0, {_LITTLE: 1, _PLAIN: 1, _MUCH: 1}),
    _THREE: (2, {_LITTLE: 1, _PLAIN: 1, _MUCH: 1}),
    _FIVE: (3, {_LITTLE: 1, _PLAIN: 1, _MUCH: 2}),
    _SEVEN: (4, {_LITTLE: 1, _PLAIN: 2, _MUCH: 3}),
}


@dataclass(frozen=True, slots=True)
class WordScale:
    """`figures`: spoken text → the answer as a figure, None where nobody answered. `scale`: lowest and highest.
    `is_sure`: whether the words show the whole scale, or it was stated; 'very satisfied' alone does not."""

    figures: Mapping[str, str | None]
    scale: tuple[float, float]
    is_sure: bool


def are_answer_words(values: Iterable[str]) -> bool:
    """Whether there is nothing but such words, one answer at least."""
    texts = {spoken(value) for value in values}
    return any(map(_is_answer, texts)) and all(_is_answer(text) or text in _NO_ANSWER for text in texts)


def _is_answer(text: str) -> bool:
    return _grade(text) is not None or _how_much(text) is not None


def word_scale(values: Iterable[str], stated: tuple[float, float] | None = None) -> WordScale | None:
    """The scale that all these texts are on, None where none of them is such a word.

    Good and bad alone are 1 and 0, with one between them 3, 2 and 1. Two degrees a side are a scale from 1 to 5,
    three one from 1 to 7; `stated` is the scale that is known. From 'extremely' to 'not at all', it is 5 to 1.
    """
    texts = sorted({spoken(value) for value in values})
    if any(_OF_NONE.match(text) and _how_much(text) for text in texts):
        return _to_none(texts)
    grades = {text: grade for text in texts if (grade := _grade(text)) is not None}
    if not grades:
        return None
    degrees = frozenset(abs(grade) for grade in grades.values()) - {0}
    scale = stated if stated is not None and stated in _RANKED else _scale(degrees, 0 in grades.values())
    middle, rank = _RANKED[scale]
    if scale == _FIVE and _MUCH not in degrees and _LITTLE in degrees:
        rank = {_LITTLE: 1, _PLAIN: 2}
    figures: dict[str, str | None] = dict.fromkeys(_NO_ANSWER)
    for text, grade in grades.items():
        step = rank[abs(grade)] * (1 if grade > 0 else -1) if grade else 0
        figures[text] = f"{max(middle + step, scale[0]):g}"
    is_sure = stated is not None or degrees <= {_PLAIN} or (_MUCH in degrees and len(degrees) > 1)
    return WordScale(figures, scale, is_sure)


def _how_much(text: str) -> str | None:
    """'5' (extremely) to '1' (not at all) of something good; None for any other text."""
    for figure, pattern in _HOW_MUCH:
        match = pattern.match(text)
        if match is not None:
            return figure if _SIGNS.get(text[match.end() :]) == 1 else None
    return None


def _to_none(texts: Sequence[str]) -> WordScale:
    figures: dict[str, str | None] = dict.fromkeys(_NO_ANSWER)
    figures |= {text: figure for text in texts if (figure := _how_much(text)) is not None}
    # Without the highest word, 'very' may as well be the best of four.
    return WordScale(figures, _FIVE, "5" in figures.values())


def _scale(degrees: frozenset[int], has_middle: bool) -> tuple[float, float]:
    if degrees <= {_PLAIN}:
        return _THREE if has_middle else _TWO
    return _SEVEN if {_LITTLE, _PLAIN} <= degrees else _FIVE


def _grade(text: str) -> int | None:
    """-3 (the worst) to 3 (the best); None where the text is no such word."""
    if text in _BEST or text in _WORST:
        return _MUCH if text in _BEST else -_MUCH
    if _NEITHER.match(text):
        return 0
    at_all = _NOT_AT_ALL.match(text)
    if at_all is not None and _SIGNS.get(text[at_all.end() :]) == 1:
        return -_MUCH
    text = _PLAINLY.sub("", text)
    far, slightly = _FAR.search(text), _SLIGHTLY.search(text)
    degree = _MUCH if far else _LITTLE if slightly else _PLAIN
    modifier = far or slightly
    if modifier is not None and modifier.end() == len(text):  # a phrase that is whole in itself
        return -degree if re.search(r"\b(nicht|pas)\b", text) else degree
    sign = _SIGNS.get(text[modifier.end() :] if modifier is not None else text)
    return None if sign is None else sign * degree
