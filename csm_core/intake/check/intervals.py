"""How often each line is billed: words of other tools become ours, and what does not recur is said to be so."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.cells.distinct import Distinct
from csm_core.intake.cells.header_units import header_unit
from csm_core.intake.mapping import FileMapping
from csm_core.intake.noted_cells import NotedCells, any_of
from csm_core.intake.values.typed_columns import TypedColumns
from csm_core.intake.vocabulary.interval_words import Interval, interval_in_name, interval_of
from csm_core.text.plural import plural

# Of a column of bare numbers these alone are taken for months.
_MONTHS = frozenset({1, 2, 3, 4, 6, 12, 18, 24, 36, 48, 60})


def read_intervals(typed: TypedColumns, mapping: FileMapping) -> None:
    """'6 months' is an interval of months and a count of six, which a count column of the file multiplies.

    Of a commitment that is billed in parts the part counts, and it is told (`interval_two_terms`). What is charged
    once, or is a trial, is marked as not recurring (`interval_not_recurring`). Words that are not known leave the
    interval empty (`unknown_interval`): the ledger leaves such amounts out of MRR and says so.
    """
    texts = typed.columns.get("billing_interval")
    if texts is None:
        return
    header = mapping.columns.get("billing_interval", "billing_interval")
    distinct = Distinct.of(texts)
    in_days = header_unit(header).unit == "days"
    is_plan = header == mapping.columns.get("plan")
    read = [
        interval_in_name(text) if is_plan else interval_of(f"{text} days" if in_days and text.isdecimal() else text)
        for text in distinct.texts
    ]
    if (
        distinct.texts
        and not in_days
        and "billing_interval_count" not in typed.columns
        and all(map(_is_months, distinct.texts))
    ):
        read = [Interval("month", int(text)) for text in distinct.texts]
        message = f"'{header}' contains plain numbers, read as the months that each bill covers. Please check."
        of = {"column": header, "canonical": "billing_interval", "headers": (header,)}
        typed.remarks.append(Issue("interval_in_months_assumed", "warning", message, **of))  # type: ignore[arg-type]
    typed.columns["billing_interval"] = distinct.spread(
        pa.array([one.unit if one and one.recurs else None for one in read], pa.string())
    )
    counts = distinct.spread(pa.array([one and one.count for one in read], pa.int64()))
    given = typed.columns.get("billing_interval_count")
    if given is not None:
        counts = pc.multiply(pc.fill_null(given, 1), counts)
    if given is not None or any(one is not None and one.count != 1 for one in read):
        typed.columns["billing_interval_count"] = counts
    once = distinct.spread(pa.array([one is not None and not one.recurs for one in read], pa.bool_()))
    _not_recurring(typed, header, texts, pc.fill_null(once, False))
    _say_two_terms(typed, header, distinct.texts, read)
    unknown = distinct.spread(pa.array([one is None for one in read], pa.bool_()))
    if pc.any(unknown).as_py():
        of_cells = ("unknown_interval", header, "a billing interval we recognise")
        typed.remarks.append(NotedCells.where(pc.fill_null(unknown, False), typed.numbers, texts, of_cells))


def _is_months(text: str) -> bool:
    return re.fullmatch(r"\d{1,2}", text) is not None and int(text) in _MONTHS


def _not_recurring(typed: TypedColumns, header: str, texts: pa.Array, once: pa.Array) -> None:
    if not any_of(once):
        return
    is_recurring = typed.columns.get("is_recurring", pa.nulls(len(once), pa.bool_()))
    typed.columns["is_recurring"] = pc.if_else(once, False, is_recurring)
    sentence = "{cells} in '{header}', such as {examples}, {are} one-off charges or trials, excluded from MRR"
    of = ("interval_not_recurring", header, None)
    typed.remarks.append(NotedCells.saying(sentence, once, typed.numbers, texts, of))


def _say_two_terms(typed: TypedColumns, header: str, texts: list[str], read: list[Interval | None]) -> None:
    parts = [
        f"'{text}' as billed every {plural(one.count, one.unit)}"
        for text, one in zip(texts, read, strict=True)
        if one is not None and one.committed
    ]
    if parts:
        message = f"Of two terms in '{header}' each amount is for the shorter one: {', '.join(parts[:5])}."
        typed.remarks.append(Issue("interval_two_terms", "info", message, column=header))
