"""Which of several columns that read alike holds what is meant: orders of preference, by what the words mean.

Where two headers are equally like one canonical column, the one that matches an earlier pattern is it. Two that match
the same pattern, or none, can't be told apart, and the reader is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from csm_core.intake.vocabulary.headers import spoken

# Canonical column → patterns, best first, over the header's words in lower case without accents. A column may stand
# under 'table.column' where it means something else there.
_ORDERS: Mapping[str, tuple[str, ...]] = {
    # Whose a row is: what bills and data are kept by comes first; a workspace is part of an organisation.
    "account_id": (
        r"^account (id|key|number|no)$|^accountid$",
        r"^(customer|client|kunden?|cliente?|klant)\b.*|.*\b(customer|client|cliente|klant)\b|^kunden",
        r"\baccount\b",
        r"\bcompany\b|\bfirmen?\b|\bempresa\b",
        r"\borgani[sz]ation\b|\borg\b",
        r"\btenant\b",
        r"\bworkspace\b",
    ),
    # The last day paid for is the end, and the day on which a customer left; the contract's own end is where it would
    # have ended, a request to end is not one, and the current period's end is only the next one.
    "end_date": (
        r"^(service |customer |account )?end date$|\bended\b|\bservice end\b|\bend of service\b|^ende$|^ei?nddatum$",
        r"\beffective\b",
        (
            r"\bchurn(ed)?\b|\bterminat(ion|ed)\b|\blost\b|\bleft\b|^customer to$"
            r"|abwander|verl(or|ass)en|perd(u|id)|vertrek"
        ),
        (
            r"\b(contract|subscription|agreement|licen[cs]e|plan) (end|to)\b|(vertrags|contract)ei?nde"
            r"|\b(ei?nde|fi[nm])\b|end date\b"
        ),
        r"\bend(s)?\b|\bterminat",
        r"\buntil\b|\bvalid to\b|\bexpir",
        r"\bcancel|\bcancellation|kundig|resili|\bbaja\b|opzeg|cancelamento",
        r"\bcurrent\b|\bperiod\b|\bterm\b",
    ),
    "start_date": (
        r"^start date$|\bstarted\b|\bservice start\b|\bstartdatum\b",
        r"\b(contract|subscription|customer) (start|from|since)\b|vertragsbeginn|\bsince\b",
        r"\bstarts?\b|\bbegin|\bbeginn\b|debut|inicio",
        r"\bactivat|\bgo live\b",
        r"\bvalid from\b|\bfrom\b|\beffective\b",
        r"\btrial\b|\bcurrent\b|\bperiod\b|\bterm\b|\bcreated\b|\bsigned\b",
    ),
    # A bill's own date before the time at which its record was made, paid or changed.
    "invoice_date": (
        r"\b(invoice|bill|date de|fecha de|data da) (date|day|fact\w+|fatura)\b|(rechnungs|factuur|beleg)datum",
        r"\bissued?\b|\bbilling date\b|\bbilled\b",
        r"\b(transaction|document|doc|txn|order|payment|charge) (date|at|ts|time)\b|^date$|^datum$|^fecha$",
        r"\bposting\b|\bposted\b",
        r"\bpaid\b|\bpayment\b|\bcollected\b",
        r"\bcreated\b|\bcreation\b",
    ),
    "invoices.total": (
        r"^(invoice )?total$|\bgrand total\b|\btotal amount\b|\bamount total\b|\bgross\b|\bbrutto",
        r"\binvoice amount\b|\bamount (billed|invoiced)\b",
        r"^amount$|^sales$|^revenue$",
        r"\bdue\b",
        r"\bsub ?total\b|\bnet\b|\bnetto\b",
    ),
    # What was billed counts with its tax, of a line as of a whole invoice.
    "line_total": (r"^line total$|\btotal\b|\bgross\b|\bbrutto", r"\bamount\b", r"\bsub ?total\b|\bnet\b|\bnetto\b"),
    # Solved is when the work was done; a help desk closes the ticket days later by itself.
    "solved_at": (
        r"\b(solved|resolved|resolution|gelost|resolu|resuelto|resolvido|opgelost)\b",
        r"\bcompleted|\bdone\b|erledigt",
        r"\bclosed?|\bclosing|geschlossen|ferme|cerrado|fechado|gesloten",
    ),
    "tickets.created_at": (
        r"\b(created|creation|erstellt|cree|creado|criado|aangemaakt)\b",
        r"\bopened|\bsubmitted|\bopen(ed)? (date|at|on)\b",
        r"\braised|\blogged|\breceived|\breported",
    ),
    "responded_at": (
        r"\b(responded|response|answered|beantwortet|antwortdatum)\b",
        r"\bsubmit(ted)?\b|\bsubmission\b",
        r"\bcompleted?\b|\bfinished\b|\bended\b|\bend date\b",
        r"^date$|^datum$|^fecha$|timestamp|zeitstempel|horodat",
        r"\bcreated\b|\bstart|\brecorded\b",
    ),
    "event_at": (
        r"\bevent\b|\boccurred\b|\bhappened\b",
        r"\btimestamp\b|^time$|^ts$|^date$|^day$",
        r"\bcreated\b|\bstart",
        r"\bsent\b|\breceived\b|\bserver\b|\bupload",
    ),
    "close_date": (r"\bclose date\b|\bclosed date\b|\bclosing date\b", r"\bclosed?\b", r"\bexpected|\bestimated"),
    "mrr": (
        r"^mrr$|\bmonthly recurring revenue\b",
        r"\b(end|ending|closing|current|new|after)\b.*\bmrr\b|\bmrr\b.*\b(end|ending|closing|current|after)\b",
        r"^(?!.*\b(start|starting|opening|begin|beginning|target|expected)\b).*\bmrr\b",
        r"^(?!.*\b(start|starting|opening|begin|beginning|target|expected)\b).*\bmonthly\b",
        r"\bmrr\b|\bmonthly\b",
    ),
    # The line's own money before a yearly figure made from it.
    "subscriptions.amount": (
        r"^amount$|\brecurring (total|amount|price)\b",
        r"\b(arr|annual recurring revenue)\b",
        r"\bacv\b|\bannual contract value\b",
        r"\bprice\b|\bfee\b|\bamount\b",
        r"\bvalue\b|\btotal\b",
    ),
    "score": (r"\bnps\b|recommend", r"\bcsat\b|satisf", r"\bces\b|effort", r"\b(score|rating|answer)\b"),
    "currency": (
        r"^currency( code)?$|\b(invoice|transaction|billing|document|subscription) currency\b",
        r"\bcurrency\b",
    ),
    "user_id": (r"^user id$|^userid$", r"\bdistinct\b", r"\buser\b", r"\banonymous\b|\bvisitor\b|\bdevice\b"),
    "ticket_id": (
        r"\b(ticket|case|conversation|issue|request)\b.*\b(id|number|no|nr|key)\b",
        r"\bid\b",
        r"\bnumber\b",
    ),
    "invoice_id": (r"\b(invoice|bill|order)\b.*\b(id|number|no|nr)\b", r"^id$", r"\bnumber\b|\bno\b"),
    "plan": (r"\bplan name\b|^plan$", r"\bplan\b", r"\btier\b|\bpackage\b|\bedition\b"),
    "product": (r"\bproduct name\b|^product$", r"\bproduct\b", r"\bsku\b"),
}


@cache
def preference(header: str, table: str, canonical: str) -> int | None:
    """The place of the header in the column's order, 0 for the best; None where the order says nothing of it."""
    words = spoken(header)
    for number, pattern in enumerate(_order(table, canonical)):
        if re.search(pattern, words):
            return number
    return None


def bonus(header: str, table: str, canonical: str) -> float:
    """What the order adds to a likeness: up to 0.03, so that it decides between equals alone."""
    number = preference(header, table, canonical)
    return 0.0 if number is None else 0.03 * (1 - number / len(_order(table, canonical)))


def _order(table: str, canonical: str) -> tuple[str, ...]:
    return _ORDERS.get(f"{table}.{canonical}", _ORDERS.get(canonical, ()))
