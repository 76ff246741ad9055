"""What headers and the file's name say of bills: whether rows are bills or payments at all, and of which kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from csm_core.intake.batch import Issue
from csm_core.intake.mapping import FileMapping
from csm_core.intake.vocabulary.bill_words import bill_document
from csm_core.intake.vocabulary.headers import spoken

_CREDIT = (
    r"credit ?(memo|note)s?|gutschrift(en|s)?|rechnungskorrektur(en)?|avoirs?|notas? de credito|abonos?|creditnota s?"
    r"|credit ?facturen|creditfactu(ur|ren)"
)
_REFUND = (
    r"refunds?|(ruck)?erstattung(en|s)?|ruckzahlung(en|s)?|remboursements?|reembolsos?|devoluc(ion|iones|ao|oes)"
    r"|terugbetaling(en|s)?|estornos?"
)
_PAYMENT = (
    r"payments?|paid|receipts?|charges?|charged|transactions?|txn|zahlung(en|s)?|paiements?|reglements?|pagos?"
    r"|pagamentos?|betaling(en|s)?|betaal\w*|платеж\w*|оплат\w*|płatnosc\w*|wpłat\w*"
)
_INVOICE = (
    r"invoices?|inv|bills?|rechnung(en|s)?|rechnungs\w+|factures?|facturas?|faturas?|factu(ur|ren)|factuur\w+"
    r"|faktur\w*|счета?|инвоис\w*"
)
_ORDER = r"orders?|purchases?|sales?|bestellung(en)?|bestell\w+|auftrags\w*|commandes?|pedidos?|bestelling(en)?"
_MARK = (
    r"id|ids|no|nr|num|number|numero|nummer|date|datum|at|on|ts|time|timestamp|day|status|state|method|ref|reference"
    r"|numero|code|fecha|data|numer|номер|дата|статус"
)
_ANY = f"{_CREDIT}|{_REFUND}|{_PAYMENT}|{_INVOICE}|{_ORDER}"
_COMPOUND = (
    r"(rechnungs|zahlungs|gutschrifts?|bestell|auftrags|factuur|betaal|betalings|bestel)\w*(nummer|nr|datum|id)"
    r"|(請求書?|发票|账单|發票|支払|入金|付款|支付)(番号|日|日付|号|号码|號碼|编号|日期|时间|状态|id)"
)
_NAMES_BILL = re.compile(rf"\b({_ANY})\b.*\b({_MARK})\b|\b({_MARK})\b.*\b({_ANY})\b|^{_COMPOUND}$")
_RECURS = re.compile(
    r"\b(mrr|arr|acv|interval|billing (cycle|period|frequency)|renewal|renews|cancel\w*|churn\w*|trial\w*|recurring"
    r"|valid (from|to|until)|(contract|subscription|plan|term|service) (start|end)\w*|start(ed)?( date)?"
    r"|end(ed)?( date)?"
    r"|vertragsbeginn|vertragsende|laufzeit|intervall)\b"
)
_KINDS: Mapping[str, str] = {"credit_note": _CREDIT, "refund": _REFUND, "payment": _PAYMENT}


def lists_bills(headers: Iterable[str]) -> bool:
    """Whether the headers are those of bills, payments or orders, one row each, and nothing says that they recur."""
    words = [spoken(header) for header in headers]
    return any(_NAMES_BILL.search(word) for word in words) and not any(_RECURS.search(word) for word in words)


def withdraws(header: str) -> bool:
    """Whether the header speaks of credit notes or refunds: 'Credit Note Number', 'Refunded at'."""
    return re.search(rf"\b({_CREDIT}|{_REFUND}|refunded)\b", spoken(header)) is not None


def sorts_bills(values: Sequence[str]) -> bool:
    """Whether a column's words are kinds of bills and payments, those that take away among them."""
    kinds = {bill_document(one) for one in values}
    return len(kinds) > 1 and None not in kinds and bool({"credit_note", "refund"} & kinds)


def documented(
    file: str, mapping: FileMapping, samples: Mapping[str, Sequence[str]]
) -> tuple[FileMapping, tuple[Issue, ...]]:
    """The mapping of bills with the kind of all its documents, where the headers or the file's name tell it.

    A column that may be the kind of document counts as one only if some of its words are known as such.
    """
    if mapping.kind != "invoices" or "document_type" in mapping.constants:
        return mapping, ()
    header = mapping.columns.get("document_type")
    if header is not None:
        if any(bill_document(text) for text in samples.get(header, ())):
            return mapping, ()
        columns = {name: one for name, one in mapping.columns.items() if name != "document_type"}
        mapping = replace(mapping, columns=columns)
    headers = [
        spoken(mapping.columns[name]) for name in ("invoice_id", "invoice_date", "paid_at") if name in mapping.columns
    ]
    kind = _kind(headers)
    name = spoken(re.sub(r"\.\w+$", "", file))
    of_name = (
        _kind([name])
        if kind is None and not any(re.search(rf"\b({_INVOICE}|{_ORDER})\b", w) for w in headers)
        else None
    )
    if kind is None and of_name is None:
        return mapping, ()
    document = kind or of_name or ""
    if document == "payment" and _bills_too(headers, mapping):
        return mapping, ()
    mapping = replace(mapping, constants={**mapping.constants, "document_type": document})
    if kind is None and document != "payment":
        message = (
            f"Because of the file's name, its rows were read as {document.replace('_', ' ')}s and subtracted. "
            f"Please check."
        )
        return mapping, (Issue("document_type_assumed", "warning", message, canonical="document_type"),)
    return mapping, ()


def _kind(words: Sequence[str]) -> str | None:
    """The kind of document that any of the words names; those that are subtracted go first."""
    return next(
        (
            kind
            for kind, names in _KINDS.items()
            if any(re.search(rf"\b({names})|^{_stem(kind)}", one) for one in words)
        ),
        None,
    )


def _stem(kind: str) -> str:
    return {"credit_note": "gutschrift", "refund": "erstattung", "payment": "zahlungs"}[kind]


def _bills_too(headers: Sequence[str], mapping: FileMapping) -> bool:
    """Whether rows bill something beside being paid: they have a date of the bill, or one to pay by."""
    if {"due_date", "line_total", "unit_amount", "amount_due"} & set(mapping.columns):
        return True
    dated = mapping.columns.get("invoice_date")
    return (
        dated is not None
        and not re.search(rf"\b({_PAYMENT})", spoken(dated))
        and any(re.search(rf"\b({_INVOICE}|{_ORDER})\b", word) for word in headers)
    )
