"""Rows of bills: what is no revenue is quarantined, states and kinds of documents become our words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.cells.distinct import Distinct
from csm_core.intake.check.refund_flags import read_refunds
from csm_core.intake.mapping import FileMapping
from csm_core.intake.noted_cells import NotedCells, any_of
from csm_core.intake.values.quarantine import Quarantine
from csm_core.intake.values.typed_columns import TypedColumns
from csm_core.intake.vocabulary.bill_words import bill_document, bill_state

_BY_STATE: Mapping[str, tuple[str, str]] = {
    "void": ("void_bill", "This bill is void ('{value}'): it is not revenue."),
    "draft": ("draft_bill", "This bill is a draft ('{value}'): it is not revenue."),
    "failed": ("failed_payment", "This payment failed ('{value}'): no money moved."),
}
_PENDING_BILL = "pending_bill_assumed"
_PENDING = ("pending_payment", "This payment is incomplete ('{value}'): no money has moved.")
_OTHER = ("no_bill", "This is not a customer's bill or payment ('{value}').")
# Codes of rows that were quarantined because they are no revenue, known exports' own included.
NO_REVENUE = (*(code for code, _ in _BY_STATE.values()), _PENDING[0], "no_revenue", "no_payment")
_SHOWN = 5


def check_bills(typed: TypedColumns, mapping: FileMapping, quarantine: Quarantine) -> None:
    """Quarantine what failed, is void, a draft or no bill; tell which words of states and kinds nobody knows."""
    if mapping.kind == "payments" and "document_type" not in typed.columns:
        typed.columns["document_type"] = pa.repeat(pa.scalar("payment"), len(typed.numbers))
    documents = _words(typed, "document_type", bill_document)
    if documents is not None:
        _quarantine(quarantine, pc.equal(documents, "other"), _OTHER, mapping.columns.get("document_type"))
        _unknown(typed, mapping, "document_type", documents, "these rows count as invoices or payments")
        typed.columns["document_type"] = documents
        if pc.any(pc.is_in(documents, pa.array(["credit_note", "refund"]))).as_py():
            message = "Credit notes and refunds are subtracted from what was billed."
            header = mapping.columns.get("document_type")
            typed.remarks.append(
                Issue("credits_subtracted", "info", message, column=header, canonical="document_type")
            )
    states = _words(typed, "status", bill_state)
    if states is None:
        read_refunds(typed, mapping)
        return
    header = mapping.columns.get("status")
    for state, reason in _BY_STATE.items():
        _quarantine(quarantine, pc.equal(states, state), reason, header)
    payments = _payments(typed, documents)
    written_off = pc.equal(states, "written_off")
    _quarantine(quarantine, pc.and_kleene(written_off, payments), _BY_STATE["failed"], header)
    if pc.any(pc.and_kleene(written_off, pc.invert(payments))).as_py():
        message = "Invoices that were written off are unpaid and excluded from revenue."
        typed.remarks.append(Issue("written_off", "info", message, column=header, canonical="status"))
    pending = pc.equal(states, "pending")
    _quarantine(quarantine, pc.and_kleene(pending, payments), _PENDING, header)
    billed = pc.fill_null(pc.and_kleene(pending, pc.invert(payments)), False)
    if header is not None and any_of(billed):
        sentence = "{cells} in '{header}', such as {examples}, {say} that an invoice is pending, billed but unpaid"
        cells = (billed, typed.numbers, typed.texts["status"])
        typed.remarks.append(NotedCells.saying(sentence, *cells, (_PENDING_BILL, header, "status"), "warning"))
    _unknown(typed, mapping, "status", states, "these rows count")
    typed.columns["status"] = states
    read_refunds(typed, mapping)


def _words(typed: TypedColumns, name: str, meaning: Callable[[str], str | None]) -> pa.Array | None:
    texts = typed.columns.get(name)
    return None if texts is None else Distinct.of(texts).parse(meaning, pa.string())


def _quarantine(quarantine: Quarantine, rows: pa.Array, reason: tuple[str, str], header: str | None) -> None:
    code, message = reason
    quarantine.add(rows, code, header, message)


def _payments(typed: TypedColumns, documents: pa.Array | None) -> pa.Array:
    """Mask of the rows that tell of a payment and bill nothing themselves."""
    billed = pa.repeat(pa.scalar(False), len(typed.numbers))
    for name in ("total", "line_total", "unit_amount"):
        if name in typed.columns:
            billed = pc.or_(billed, pc.is_valid(typed.columns[name]))
    if documents is None:
        return pc.invert(billed)
    return pc.or_(pc.invert(billed), pc.fill_null(pc.equal(documents, "payment"), False))


def _unknown(typed: TypedColumns, mapping: FileMapping, name: str, known_words: pa.Array, taken: str) -> None:
    texts = typed.columns[name]
    odd = sorted(set(pc.unique(texts.filter(pc.and_(pc.is_valid(texts), pc.is_null(known_words)))).to_pylist()))
    if odd:
        header = mapping.columns.get(name)
        words = ", ".join(f"'{word}'" for word in odd[:_SHOWN])
        message = f"'{header or name}' contains words we do not recognise ({words}): {taken}. Please check."
        typed.remarks.append(_question(name, header, message))


def _question(name: str, header: str | None, message: str) -> Issue:
    headers = (header,) if header else ()
    return Issue(f"{name}_assumed", "warning", message, column=header, canonical=name, headers=headers)
