"""Whether an end is the last day of service or the first day without: as the whole column shows."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.cells.plain_dates import PlainDates
from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.remarks import Remark, remark
from csm_core.intake.values.typed_columns import TypedColumns
from csm_core.intake.vocabulary.headers import spoken
from csm_core.tables.catalogue import KINDS
from csm_core.text.plural import agreeing, plural

_ENDS = ("end_date", "term_end")
_TABLES = frozenset({"accounts", "subscriptions"})
# What such a header dates happened on the day: a customer who left on the 31st has no service to the 31st by that.
_HAPPENED = re.compile(r"\b(churn|cancel|left|lost|kundig|resili|opzeg|opgezegd|abgang|baja|cancela)")
# Of these a header may date the wish to leave as well as the end of service.
_CANCELLED = re.compile(r"\b(cancel|kundig|resili|opzeg|opgezegd|cancela)")
# How much one end proves. A day taken at random lies on a month's last day, or a whole number of months after the
# start, once in thirty times; on the eve of the same customer's next start, or whole years after it, hardly ever.
# A term from a month's first day to a month's last is no chance either.
_RARE, _QUARTERS, _MONTHS, _MONTH_END = 3.0, 2.0, 1.5, 1.0
_ENOUGH = 3.0
_CLEARLY = 3.0  # times what speaks for the other reading
_SHARE, _OPEN_SHARE = 0.15, 0.3


@dataclass(frozen=True, slots=True)
class _Proof:
    """What speaks for one of the two readings: how much, and by how many of the ends."""

    weight: float
    ends: int
    chained: int

    @classmethod
    def of(cls, weights: npt.NDArray[np.float64], chained: npt.NDArray[np.bool_]) -> _Proof:
        return cls(float(weights.sum()), int((weights > 0).sum()), int(chained.sum()))


def read_ends(typed: TypedColumns, mapping: FileMapping, is_known_export: bool) -> None:
    """Ends that are the last day of service become the first day without.

    The mapping's option `end_date` says which they are; where it says nothing, the whole column decides: its ends
    are the eve of the customer's next start, whole months or years less a day after the start, or a month's last
    day. Where that shows, it is told (`end_date_inclusive`); where ends speak for both, they stay as they are and a
    person is asked (`end_date_assumed`). An end in a day's last minute is that day's. What a known export means is
    known. One rule for `end_date` and `term_end`, of accounts and subscriptions.
    """
    if KINDS[mapping.kind] not in _TABLES:
        return
    for name in _ENDS:
        if name not in typed.columns:
            continue
        if not is_known_export and mapping.options.end_date != "exclusive":
            _shift(name, typed, PlainDates.last_minutes(typed.columns[name]))
        if name == "end_date" and not is_known_export:
            _mark_cancelled(typed, mapping)
        issue, is_inclusive = _reading(name, typed, mapping, is_known_export)
        if issue is not None:
            typed.remarks.append(issue)
        if is_inclusive:
            _shift(name, typed, PlainDates.of(typed.columns[name]))


def _mark_cancelled(typed: TypedColumns, mapping: FileMapping) -> None:
    """Where all that tells of an end is when a line was cancelled, its rows are marked: service may have gone on to
    the end of the term, which nothing in the file says."""
    header = spoken(mapping.columns.get("end_date", "end_date"))
    is_alone = not {"cancel_requested_at", "term_end"} & set(typed.columns)
    if KINDS[mapping.kind] == "subscriptions" and is_alone and _CANCELLED.search(header):
        remark(typed, pc.is_valid(typed.columns["end_date"]), Remark.CANCELLED_ON)


def _shift(name: str, typed: TypedColumns, last_days: PlainDates) -> None:
    if last_days.are.any():
        typed.columns[name] = last_days.later(1).moments(typed.columns[name])
        if name == "end_date":
            remark(typed, pa.array(last_days.are), Remark.LAST_DAY)


def _reading(
    name: str, typed: TypedColumns, mapping: FileMapping, is_known_export: bool
) -> tuple[Issue | None, bool]:
    header = mapping.columns.get(name, name)
    of = {"column": header, "canonical": name, "headers": (header,)}
    setting = mapping.options.end_date
    if setting == "exclusive" or (setting is None and is_known_export):
        return None, False
    starts = PlainDates.of(typed.columns.get("start_date", pa.nulls(len(typed.numbers), pa.timestamp("us"))))
    ends = PlainDates.of(typed.columns[name])
    count = int(ends.are.sum())
    last, first = _proofs(typed, starts, ends)
    why = f"'{header}' holds the last day of service"
    then = "Service ends with that day."
    happened = _HAPPENED.search(spoken(header)) is not None
    if happened:
        chained = last.chained * _RARE
        clear = chained >= max(_ENOUGH, _CLEARLY * first.weight)
    else:
        clear = last.weight >= max(_ENOUGH, _CLEARLY * first.weight)
    # What a proposal noted in the mapping is told by what it rests on, like what the column shows by itself.
    shown = clear and last.ends >= _SHARE * count
    if shown or setting == "inclusive":
        evidence = f": {_evidence(last, count)}" if shown else ", as the mapping says"
        return Issue(f"{name}_inclusive", "info", f"{why}{evidence}. {then}", **of), True  # type: ignore[arg-type]
    mixed = last.weight >= _ENOUGH and last.ends >= _SHARE * count
    if mixed or (last.ends >= _OPEN_SHARE * count and last.weight > first.weight):
        message = (
            f"'{header}' does not say whether it holds the last day of service or the first day without: "
            f"{plural(last.ends, 'end')} of {count} {agreeing(last.ends, 'speak')} for the last day, {first.ends} "
            "for the first day without. It was read as the first day without service. Please say which it is "
            "(option end_date: inclusive, exclusive)."
        )
        return Issue(f"{name}_assumed", "warning", message, **of), False  # type: ignore[arg-type]
    return None, False


def _evidence(last: _Proof, count: int) -> str:
    evidence = f"{last.ends} of {plural(count, 'end')} "
    evidence += agreeing(last.ends, "are")
    if last.chained:
        return f"{evidence} the day before the customer's next start, or a month, a quarter or a year less a day long"
    return f"{evidence} a month's last day, or whole months or years less a day after the start"


def _proofs(typed: TypedColumns, starts: PlainDates, ends: PlainDates) -> tuple[_Proof, _Proof]:
    """What speaks for the last day of service, and what for the first day without."""
    eve = ends.later(1)
    is_last_of_month = ends.are & (eve.day == 1)
    is_first_of_month = ends.are & (ends.day == 1)
    chained_last = _follows(typed, starts, eve) & ends.are
    chained_first = _follows(typed, starts, ends) & ends.are & ~(starts.are & (starts.number == ends.number))
    last = _weights(starts, eve, chained_last, is_last_of_month) * ends.are
    first = _weights(starts, ends, chained_first, is_first_of_month) * ends.are
    # A customer of two products may well show both.
    either = np.where(last > first, last, 0.0), np.where(first > last, first, 0.0)
    return _Proof.of(either[0], chained_last), _Proof.of(either[1], chained_first)


def _follows(typed: TypedColumns, starts: PlainDates, days: PlainDates) -> npt.NDArray[np.bool_]:
    """Where the same customer has a start on the day."""
    customers = typed.columns.get("account_id", typed.columns.get("account_name"))
    if customers is None:
        return np.zeros(len(typed.numbers), dtype=np.bool_)
    codes = pc.fill_null(pc.dictionary_encode(customers).indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    keys = codes * 1_000_000 + starts.number
    followed: npt.NDArray[np.bool_] = np.isin(codes * 1_000_000 + days.number, keys[starts.are & (codes >= 0)])
    followed[codes < 0] = False
    return followed


def _weights(
    starts: PlainDates, days: PlainDates, chained: npt.NDArray[np.bool_], on_edge: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """How much each row says that `days` is the first day without."""
    months = days.month - starts.month
    whole = starts.are & (months > 0) & (days.day == np.minimum(starts.day, days.month_length))
    by_length = np.select([(months % 12 == 0) | (starts.day == 1), months % 3 == 0], [_RARE, _QUARTERS], _MONTHS)
    weights = np.where(whole, by_length, np.where(on_edge, _MONTH_END, 0.0))
    return np.where(chained, _RARE, weights)
