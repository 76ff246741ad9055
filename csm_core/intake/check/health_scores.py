"""Scores of another health tool against their scale: points from 0 to 100, bands in our words."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.cells.distinct import Distinct
from csm_core.intake.mapping import FileMapping
from csm_core.intake.noted_cells import any_of
from csm_core.intake.values.quarantine import Quarantine
from csm_core.intake.values.typed_columns import TypedColumns
from csm_core.intake.vocabulary.health_words import BAND_POINTS, are_colours, are_grades, band_of, grade_points
from csm_core.intake.vocabulary.range_words import range_of

Scale = tuple[float, float]
_PERCENT: Scale = (0.0, 100.0)
# So many different scores that never pass ten are no chance on a scale to a hundred.
_ENOUGH = 5
_FEW_OFF = 0.2


def check_health(typed: TypedColumns, mapping: FileMapping, quarantine: Quarantine) -> None:
    """`points` (0 to 100, higher is healthier), `band` (red, amber, green) and `scale` of each row.

    The scale comes from the file, the mapping, else from the scores themselves: 0 to 100 where one passes 10, else
    the smallest usual one, which is asked about where few scores are there to tell. Scores off their scale, and
    words that stand for no band where there is no score, set their row aside.
    """
    count = len(typed.numbers)
    empty = pa.nulls(count, pa.float64())
    less = pc.fill_null(typed.columns.get("less_is_better", pa.nulls(count, pa.bool_())), False)
    points = empty
    if "score" in typed.columns:
        points = _of_scores(typed, mapping, quarantine)
        points = pc.if_else(less, pc.subtract(100.0, points), points)
    if "band" in typed.columns:
        of_band = _of_bands(typed, mapping, less, pc.is_null(points), quarantine)
        points = pc.coalesce(points, of_band)
    typed.columns["points"] = pc.round(points, 4)
    for name in ("tool", "score_name"):
        if name in typed.columns:
            typed.columns[name] = Distinct.of(typed.columns[name]).parse(_plain, pa.string())
    if any_of(less):
        header = mapping.columns.get("score") or mapping.columns.get("band")
        message = f"'{header}' was read as a risk: the higher it is, the worse the customer is doing."
        typed.remarks.append(Issue("less_is_better", "info", message, column=header))


def _plain(name: str) -> str:
    """The name without the signs that settings are written with."""
    return " ".join(re.sub(r"[:;()]", " ", name).split())


def _of_scores(typed: TypedColumns, mapping: FileMapping, quarantine: Quarantine) -> pa.Array:
    score = typed.columns["score"]
    given = Distinct.of(typed.columns.get("scale", pa.nulls(len(score), pa.string())))
    read = [range_of(text) for text in given.texts]
    low = given.spread(pa.array([one and one[0] for one in read], pa.float64()))
    high = given.spread(pa.array([one and one[1] for one in read], pa.float64()))
    without = pc.drop_null(score.filter(pc.is_null(low)))
    scale = mapping.options.scale or _assumed(typed, mapping, pc.unique(without).to_pylist())
    header = mapping.columns.get("score")
    if scale is not None:
        low, high = pc.fill_null(low, scale[0]), pc.fill_null(high, scale[1])
    elif len(without):
        message = "The scale of '{value}' is unknown. Please give its lowest and highest value."
        quarantine.add(pc.and_(pc.is_null(low), pc.is_valid(score)), "score_scale_asked", header, message)
    off = pc.fill_null(pc.or_(pc.less(score, low), pc.greater(score, high)), False)
    quarantine.add(off, "score_off_scale", header, "The score '{value}' is off its scale.")
    pairs = zip(low.to_pylist(), high.to_pylist(), strict=True)
    typed.columns["scale"] = pa.array(
        [None if one is None or two is None else f"{one:g}-{two:g}" for one, two in pairs], pa.string()
    )
    return pc.multiply(pc.divide(pc.subtract(score, low), pc.subtract(high, low)), 100.0)


def _assumed(typed: TypedColumns, mapping: FileMapping, scores: list[float]) -> Scale | None:
    """The scale that the scores fit; None where none is usual."""
    if not scores:
        return _PERCENT
    least, off = min(scores), sum(not 0 <= one <= 100 for one in scores)
    within = [one for one in scores if 0 <= one <= 100]
    if off > _FEW_OFF * len(scores) or not within:
        return None
    most = max(within)
    if most > 10:
        return _PERCENT
    has_parts = any(one != int(one) for one in within)
    scale = (0.0, 1.0) if most <= 1 and has_parts else (1.0, 5.0) if most <= 5 and least >= 1 else (0.0, 10.0)
    if scale == (1.0, 5.0) or (len(within) < _ENOUGH and scale != (0.0, 1.0)):
        header = mapping.columns.get("score", "")
        message = (
            f"The file does not say on which scale '{header}' was given; from its values it was taken as "
            f"{scale[0]:g} to {scale[1]:g}. Please check."
        )
        typed.remarks.append(Issue("scale_assumed", "warning", message, None, header, None, "score", (header,)))
    return scale


def _of_bands(
    typed: TypedColumns, mapping: FileMapping, less: pa.Array, needed: pa.Array, quarantine: Quarantine
) -> pa.Array:
    """Points of each band, where a band is all that there is; `band` becomes red, amber or green, or its grade."""
    words = Distinct.of(typed.columns["band"])
    header = mapping.columns.get("band")
    of_risk = any_of(less) or "risk" in (header or "").casefold()
    if are_grades(words.texts) and not are_colours(words.texts):
        has_e = any(one.strip().casefold().startswith("e") for one in words.texts)
        points = words.parse(lambda one: grade_points(one, has_e), pa.float64())
        typed.columns["band"] = words.parse(lambda one: one.strip().upper(), pa.string())
        return points
    bands = words.parse(lambda one: band_of(one, of_risk), pa.string())
    unread = pc.and_(pc.is_null(bands), pc.is_valid(typed.columns["band"]))
    message = "'{value}' is not a band we recognise (red, amber, green), and there is no score beside it."
    quarantine.add(pc.and_(unread, needed), "unknown_band", header, message)
    typed.columns["band"] = bands
    return Distinct.of(bands).parse(BAND_POINTS.__getitem__, pa.float64())
