"""Survey answers against their scale: what kind of survey it is, what answers are possible."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.cells.distinct import Distinct
from csm_core.intake.check.causes import NOT_ANSWERED
from csm_core.intake.check.low_answers import turn_low_answers
from csm_core.intake.check.nps_scale import is_nps_scale, other_scale
from csm_core.intake.mapping import FileMapping
from csm_core.intake.noted_cells import any_of
from csm_core.intake.values.quarantine import Quarantine
from csm_core.intake.values.typed_columns import TypedColumns
from csm_core.intake.vocabulary.range_words import range_asked, range_of
from csm_core.intake.vocabulary.value_words import survey_type
from csm_core.text.plural import plural

_NPS = (0.0, 10.0)


def check_scores(typed: TypedColumns, mapping: FileMapping, quarantine: Quarantine) -> None:
    """Survey type and scale filled in for every answer; answers off their scale quarantined.

    The type comes from the file or the mapping, else from the answers themselves (told). NPS is 0 to 10 by
    definition: answers called so that were asked otherwise are told and in no NPS, such as look so are asked
    about. Other scales come from the file, the mapping, else from the answers (told).
    """
    score = typed.columns.get("score")
    if "survey_type" in typed.columns:
        typed.columns["survey_type"] = Distinct.of(typed.columns["survey_type"]).parse(survey_type, pa.string())
    if score is None:
        return
    _set_unanswered_aside(typed, mapping, score, quarantine)
    if "survey_type" not in typed.columns:
        _assume_type(typed, score)
    _doubt_nps(typed, mapping, score, quarantine)
    low, high = _scale_columns(typed, mapping, score)
    off = pc.fill_null(pc.or_(pc.less(score, low), pc.greater(score, high)), False)
    header = mapping.columns.get("score")
    for scale in sorted(set(pc.unique(pc.drop_null(typed.columns["scale"])).to_pylist())):
        here = pc.and_(off, pc.fill_null(pc.equal(typed.columns["scale"], scale), False))
        message = f"The answer '{{value}}' is not on the scale {scale.replace('-', ' to ')}."
        quarantine.add(here, "score_off_scale", header, message)
    turn_low_answers(typed, mapping, low, high)
    nps = pc.fill_null(pc.equal(typed.columns["survey_type"], "nps"), False)
    broken = pc.and_(nps, pc.not_equal(score, pc.floor(score)))
    quarantine.add(broken, "score_not_whole", header, "NPS answers are whole numbers; '{value}' is not.")


def _set_unanswered_aside(typed: TypedColumns, mapping: FileMapping, score: pa.Array, quarantine: Quarantine) -> None:
    """Rows without an answer, which tell of no invitation either: a ticket that nobody rated, a question left out."""
    texts, sent = typed.texts.get("score"), typed.columns.get("sent_at")
    if texts is None:
        return
    silent = pc.is_null(texts) if sent is None else pc.and_(pc.is_null(texts), pc.is_null(sent))
    header = mapping.columns.get("score")
    quarantine.add(silent, NOT_ANSWERED, header, f"'{header}' is empty.")


def scale_of(scores: list[float]) -> tuple[float, float] | None:
    """The smallest usual scale that holds all answers: 1–5, 0–5, 1–7, 0–10, 0–100; None when none does."""
    if not scores:
        return None
    least, most = min(scores), max(scores)
    for low, high in ((1.0, 5.0), (0.0, 5.0), (1.0, 7.0), (1.0, 10.0), (0.0, 10.0), (0.0, 100.0)):
        if low <= least and most <= high:
            return low, high
    return None


def _assume_type(typed: TypedColumns, score: pa.Array) -> None:
    scale = scale_of(pc.unique(pc.drop_null(score)).to_pylist())
    kind = "nps" if scale in ((0.0, 10.0), (1.0, 10.0)) else "ces" if scale == (1.0, 7.0) else "csat"
    typed.columns["survey_type"] = pa.repeat(pa.scalar(kind), len(score))
    message = f"The file does not say what kind of survey this is; from its answers it was taken as {kind.upper()}."
    typed.remarks.append(Issue("survey_type_assumed", "warning", message))


def _doubt_nps(typed: TypedColumns, mapping: FileMapping, score: pa.Array, quarantine: Quarantine) -> None:
    """NPS on another scale is no NPS: a five of five would count as a detractor."""
    kinds = typed.columns["survey_type"]
    nps = pc.and_(pc.fill_null(pc.equal(kinds, "nps"), False), pc.is_valid(score))
    header = mapping.columns.get("score")
    if not any_of(nps) or mapping.options.nps_confirmed:
        return
    ranges = Distinct.of(typed.columns.get("scale", pa.nulls(len(score), pa.string())))
    for text in ranges.texts:
        scale = range_of(text)
        here = pc.and_(nps, pc.fill_null(pc.equal(typed.columns["scale"], text), False))
        if scale is not None and not is_nps_scale(*scale) and any_of(here):
            typed.remarks.append(_refused(scale, pc.sum(here).as_py()))
            nps = pc.and_not(nps, here)
    stated = mapping.options.scale
    if stated is not None and _is_only_nps(typed):
        unsaid = pc.and_(nps, pc.is_null(typed.columns.get("scale", pa.nulls(len(score), pa.string()))))
        if not is_nps_scale(*stated) and any_of(unsaid):
            typed.remarks.append(_refused(stated, pc.sum(unsaid).as_py()))
        return
    looks = other_scale(score.filter(nps).to_pylist())
    if looks is not None:
        message = (
            f"The answers in '{header}' are called NPS, which is asked from 0 to 10, but {looks}. Please say on "
            "which scale they were asked; until then none of them counts."
        )
        quarantine.add(nps, "nps_scale_asked", header, message)


def _is_only_nps(typed: TypedColumns) -> bool:
    return set(pc.unique(pc.drop_null(typed.columns["survey_type"])).to_pylist()) == {"nps"}


def _refused(scale: tuple[float, float], answers: int) -> Issue:
    message = (
        f"NPS is asked from 0 to 10, but {plural(answers, 'answer')} from {scale[0]:g} to {scale[1]:g}: kept, and "
        "in no NPS."
    )
    return Issue("nps_scale_refused", "warning", message)


def _scale_columns(typed: TypedColumns, mapping: FileMapping, score: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Lowest and highest possible answer of each row; the `scale` column is written as '1-5'."""
    count = len(score)
    given = typed.columns.get("scale", pa.nulls(count, pa.string()))
    ranges = Distinct.of(given)
    read = [range_of(text) for text in ranges.texts]
    low = ranges.spread(pa.array([r and r[0] for r in read], pa.float64()))
    high = ranges.spread(pa.array([r and r[1] for r in read], pa.float64()))
    nps = pc.fill_null(pc.equal(typed.columns["survey_type"], "nps"), False)
    stated = mapping.options.scale or range_asked(mapping.columns.get("score", ""))
    for kind in sorted(set(pc.unique(pc.drop_null(typed.columns["survey_type"])).to_pylist())):
        here = pc.fill_null(pc.equal(typed.columns["survey_type"], kind), False)
        scale = stated if kind != "nps" or (stated is not None and _is_only_nps(typed)) else _NPS
        if scale is None:
            scale = _assumed(typed, kind, pc.drop_null(score.filter(pc.and_(here, pc.is_null(low)))))
        if scale is not None:
            low = pc.if_else(pc.and_(here, pc.is_null(low)), scale[0], low)
            high = pc.if_else(pc.and_(here, pc.is_null(high)), scale[1], high)
    if mapping.options.nps_confirmed:
        low, high = pc.if_else(nps, _NPS[0], low), pc.if_else(nps, _NPS[1], high)
    pairs = zip(low.to_pylist(), high.to_pylist(), strict=True)
    texts = [None if a is None or b is None else f"{a:g}-{b:g}" for a, b in pairs]
    typed.columns["scale"] = pa.array(texts, pa.string())
    return low, high


def _assumed(typed: TypedColumns, kind: str, scores: pa.Array) -> tuple[float, float] | None:
    scale = scale_of(pc.unique(scores).to_pylist())
    if scale is not None:
        message = (
            f"The file does not say on what scale {kind.upper()} was asked; "
            f"from the answers it was taken as {scale[0]:g} to {scale[1]:g}."
        )
        typed.remarks.append(Issue("scale_assumed", "warning", message))
    return scale
