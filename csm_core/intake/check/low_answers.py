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

_VERY = r"(very|strongly|extremely|totally|sehr|tres|muy|muito|zeer|molto)"
_BEST = (
    r"(easy|low|little|satisfied|good|agree|happy|excellent|einfach|leicht|wenig|gering\w*|gut|zufrieden|facile|bon|peu"
    r"|faible|satisfait\w*|facil|bueno|poco|satisfecho|bom|pouco|satisfeito|makkelijk|goed|tevreden)"
)
# The words at the lower end of the scale say what the low answers are.
_SAID = re.compile(rf"\b[01] (is |means |ist |steht fur |bedeutet |est |es )?({_VERY} )?{_BEST}\b|\bschulnoten?\b")
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
    stated, words = mapping.options.good_answers, spoken(header)
    is_said = stated == "low" or (stated is None and _SAID.search(words) is not None)
    if stated == "high" or not (is_said or _EFFORT.search(words)):
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
        typed.found.append(Issue("good_answers", "info", message, column=header, canonical="score"))
        return
    message += " Please check (option good_answers: low, high)."
    typed.found.append(Issue("good_answers_assumed", "warning", message, None, header, None, "score", (header,)))
