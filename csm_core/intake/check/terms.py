"""Amounts for a whole term, divided by the months from its start to its end."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.cells.plain_dates import PlainDates
from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.typed_columns import TypedColumns
from csm_core.intake.vocabulary.headers import spoken
from csm_core.tables.table import ARROW, Type

TERM = "term"
_TERM_HEADERS = re.compile(
    r"\btcv\b|\b(total )?(contract|deal|agreement) (total )?(value|amount|total|price)\b|\blifetime contract\b"
    r"|\bgesamtwert\b|\bvertrags ?(gesamt ?)?(wert|summe)\b|\bauftrags ?wert\b"
    r"|\b(valeur|montant) (totale? )?(du )?contrat\b|\b(valor|importe) (total )?d(el|o) contrato\b"
    r"|\bcontract ?waarde\b|\btotale contractwaarde\b"
)
_DAYS_A_MONTH = 365.25 / 12


def is_term_amount(header: str) -> bool:
    """Whether a header says that its amounts are for the whole of a contract, however long."""
    return _TERM_HEADERS.search(spoken(header)) is not None


def read_terms(typed: TypedColumns, mapping: FileMapping) -> None:
    """Where an amount's interval is the term, its monthly share becomes the row's MRR (told: `term_amount`).

    A term is as many months as lie between its first day and the first day without, whole ones counted by the
    calendar, any other by its days. One without an end has no such share: its interval is not known.
    """
    intervals, amounts = typed.columns.get("billing_interval"), typed.columns.get("amount")
    if intervals is None or amounts is None:
        return
    is_term = pc.fill_null(pc.equal(intervals, TERM), False)
    if not pc.any(is_term).as_py():
        return
    nothing = pa.nulls(len(typed.numbers), pa.timestamp("us"))
    start, end = (typed.columns.get(name, nothing) for name in ("start_date", "end_date"))
    months = _months(PlainDates.days_of(start), PlainDates.days_of(end))
    shares = [
        _share(amount, float(count)) if term else None
        for amount, count, term in zip(amounts.to_pylist(), months, is_term.to_pylist(), strict=True)
    ]
    share = pa.array(shares, ARROW[Type.MONEY])
    typed.columns["mrr"] = pc.coalesce(typed.columns.get("mrr", pa.nulls(len(share), share.type)), share)
    typed.columns["billing_interval"] = pc.if_else(is_term, pa.scalar(None, pa.string()), intervals)
    header = mapping.columns.get("amount", "amount")
    message = f"'{header}' covers the whole term, so it was divided by the months from start to end."
    typed.remarks.append(Issue("term_amount", "info", message, column=header))


def _share(amount: Decimal | None, months: float) -> Decimal | None:
    if amount is None or not months > 0:
        return None
    return (amount / Decimal(months)).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)


def _months(start: PlainDates, end: PlainDates) -> npt.NDArray[np.float64]:
    """Months from start to end; 0 where one of them is missing."""
    whole = end.day == np.minimum(start.day, end.month_length)
    months = np.where(whole, end.month - start.month, (end.number - start.number) / _DAYS_A_MONTH)
    return np.where(start.are & end.are, months, 0.0)
