"""Movements of MRR: the sign of an amount from its kind, and the order of movements on one day."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.cells.distinct import Distinct
from csm_core.intake.cells.plain_dates import PlainDates
from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.remarks import Remark, remark
from csm_core.intake.values.typed_columns import TypedColumns
from csm_core.intake.vocabulary.movement_words import movement_kind
from csm_core.text.plural import plural


def read_movements(typed: TypedColumns, mapping: FileMapping) -> None:
    """Where no amount of the file has a sign, a downgrade, a contraction or a churn is one that takes away (told:
    `sign_from_type`); kinds that nobody knows then count as they stand, and are asked about
    (`movement_type_assumed`).

    Movements that presuppose an earlier balance are marked, so that a balance that nobody told is missed; so are
    files that run from new to old, of whose movements on one day the upper one is the later.
    """
    _signs(typed, mapping)
    if _is_newest_first(typed):
        remark(typed, pa.repeat(pa.scalar(True), len(typed.numbers)), Remark.NEWEST_FIRST)


def _signs(typed: TypedColumns, mapping: FileMapping) -> None:
    types = typed.columns.get("movement_type")
    if types is None:
        return
    distinct = Distinct.of(types)
    kinds = [movement_kind(text) for text in distinct.texts]
    less = distinct.spread(pa.array([kind == "less" for kind in kinds], pa.bool_()))
    later = distinct.spread(pa.array([kind in ("less", "more") for kind in kinds], pa.bool_()))
    after = typed.columns.get("mrr_after", pa.nulls(len(types), pa.decimal128(18, 4)))
    remark(typed, pc.and_(pc.fill_null(later, False), pc.is_null(after)), Remark.PRESUPPOSES)
    deltas = typed.columns.get("mrr_delta")
    header = mapping.columns.get("mrr_delta", "mrr_delta")
    if deltas is None or pc.any(pc.less(deltas, 0), min_count=0).as_py():
        return
    wrong = pc.and_(pc.fill_null(less, False), pc.fill_null(pc.greater(deltas, 0), False))
    count = pc.sum(wrong, min_count=0).as_py()
    if count:
        typed.columns["mrr_delta"] = pc.if_else(wrong, pc.negate(deltas), deltas)
        _say(typed, mapping, header, count, dict(zip(distinct.texts, kinds, strict=True)))


def _say(typed: TypedColumns, mapping: FileMapping, header: str, count: int, kinds: Mapping[str, str | None]) -> None:
    names = ", ".join(f"'{text}'" for text, kind in kinds.items() if kind == "less")
    message = f"No amount in '{header}' has a sign, so those of {names} were subtracted ({plural(count, 'row')})."
    typed.remarks.append(Issue("sign_from_type", "info", message, column=header))
    odd = [text for text, kind in kinds.items() if kind is None]
    if odd:
        listing = ", ".join(f"'{text}'" for text in odd[:5])
        message = f"No amount in '{header}' has a sign, and {listing} is not recognised: it was added. Please check."
        of = {"column": header, "canonical": "movement_type", "headers": (mapping.columns.get("movement_type", ""),)}
        typed.remarks.append(Issue("movement_type_assumed", "warning", message, **of))  # type: ignore[arg-type]


def _is_newest_first(typed: TypedColumns) -> bool:
    """Whether the movements of one customer, else of the whole file, run from new to old."""
    dates = typed.columns.get("movement_date")
    customers = typed.columns.get("account_id", typed.columns.get("account_name"))
    if dates is None or customers is None or len(dates) < 2:
        return False
    days = PlainDates.days_of(dates)
    codes = pc.fill_null(pc.dictionary_encode(customers).indices, -1).to_numpy(zero_copy_only=False)
    order = np.argsort(codes, kind="stable")
    steps = np.diff(days.number[order])[np.diff(codes[order]) == 0]
    if not np.any(steps):
        steps = np.diff(days.number)
    return bool((steps < 0).sum() > (steps > 0).sum())
