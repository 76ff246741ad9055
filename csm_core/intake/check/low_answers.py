"""Questions whose low answers are the good ones: 1 for very little effort, 1 for 'very good' as in school."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.mapping import FileMapping
from csm_core.intake.noted_cells import any_of
from csm_core.intake.values.typed_columns import TypedColumns
from csm_core.intake.vocabulary.headers import spoken

_VERY = r"(very|strongly|extremely|totally|sehr|très|tres|muy|muito|zeer|molto)"
_BEST = (
    r"easy|satisfied|good|agree|happy|excellent|einfach|leicht|gut|zufrieden|facile|bon|satisfait|fácil|facil|bueno|satisfecho"
    r"|bom|satisfeito|makkelijk|goed|tevreden"
)
_LITTLE = r"low|little|no|wenig|gering\w*|kein\w*|faible|peu|poco|bajo|pouco|baixo|weinig|laag"
_IS = r"\s*(?:=|:|\(|-|–|is\b|means\b|ist\b|bedeutet\b|est\b|es\b)\s*"
# The words at the lower end of the scale say what its answers are, where the upper end is named as well: '1. Easy to
# use' is the number of a question, and '1 (low)' the worst answer of all questions but that of effort.
_LOW_IS_GOOD = re.compile(rf"(?<!^)\b[01]{_IS}(?:{_VERY} )?(?:{_BEST})\b.*\b(?:[3-9]|10|100)\b|\bschulnoten?\b")
_LITTLE_EFFORT = re.compile(rf"(?<!^)\b[01]{_IS}(?:{_VERY} )?(?:{_LITTLE})\b.*\b(?:[3-9]|10|100)\b")
_OF_EFFORT = re.compile(
    r"\b(effort|aufwand|m[uü]he|esfuerzo|esforco|esforço|moeite|difficult\w*|hard|schwer|schwierig)\b"
)
# The old question of effort (Dixon, Freeman & Toman 2010), from 1 for very low to 5 for very high.
_EFFORT = re.compile(
    r"\bhow much effort\b|\beffort (did|was|required|needed|you)\b|\blevel of effort\b|\bwie ?viel (aufwand|muhe)\b"
    r"|\bwie hoch\b.*\baufwand\b|\bquel effort\b|\bcuanto esfuerzo\b|\bquanto esforco\b|\bhoeveel moeite\b"
)


def turn_low_answers(typed: TypedColumns, mapping: FileMapping, low: pa.Array, high: pa.Array) -> None:
    """Answers turned round where low ones are the good ones, so that a high answer is a good one in all surveys.

    The option `good_answers` or the words of the scale in the header say it; the old question of effort without such
    words is asked about. `low`, `high`: of the scale of each row. NPS is never turned.
    """
    header, score = mapping.columns.get("score", ""), typed.columns["score"]
    stated = mapping.options.good_answers
    is_said = stated == "low" or (stated is None and _says_low(header.casefold()))
    if stated == "high" or not (is_said or _EFFORT.search(spoken(header))):
        return
    turned = pc.subtract(pc.add(low, high), score)
    here = pc.fill_null(pc.and_(pc.is_valid(turned), pc.not_equal(typed.columns["survey_type"], "nps")), False)
    if not any_of(here):
        return
    typed.columns["score"] = pc.if_else(here, turned, score)
    least, most = pc.min(low.filter(here)).as_py(), pc.max(high.filter(here)).as_py()
    message = (
        f"Low answers to '{header}' are the good ones: they were turned round, {least:g} counts as {most:g} and "
        f"{most:g} as {least:g}."
    )
    if is_said:
        typed.remarks.append(Issue("good_answers", "info", message, column=header, canonical="score"))
        return
    message += " Please check (option good_answers: low, high)."
    typed.remarks.append(Issue("good_answers_assumed", "warning", message, None, header, None, "score", (header,)))


def _says_low(question: str) -> bool:
    is_of_effort = _OF_EFFORT.search(question) is not None
    return _LOW_IS_GOOD.search(question) is not None or (is_of_effort and _LITTLE_EFFORT.search(question) is not None)
