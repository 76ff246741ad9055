"""Words of headers by which rows are another thing than the table's: of a ledger, tasks, staff, advertising."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from csm_core.intake.vocabulary.headers import spoken

# Thing → headers that only its tables have, over words in lower case without accents.
_TELL: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "ledger": re.compile(
            r"\b(gl|g l|ledger|journal|nominal|subsidiary)\b|^account (code|type|sub type|class)$|^detail type$"
            r"|^classification$|\btransaction line\b|\b(sachkonto|gegenkonto|buchungskonto)\b|^running balance$"
            r"|^fully qualified name$"
        ),
        "bank": re.compile(
            r"\bvaluta\b|^value date$|^booking date$|^(wertstellung|buchungstag|verwendungszweck)$|^payee$"
            r"|\btop ?up\b"
            r"|^date started\b|\bavailable on\b|^arrival date\b|\bpayouts?\b|^reporting category$|\bfecha valor\b"
            r"|\bdate de valeur\b|^tegenrekening$"
        ),
        "staff": re.compile(
            r"\bhire date\b|\bsalary\b|\bemployee (id|no|number|name)\b|^employee$|\bpay (date|period|rate)\b"
            r"|\bpayroll\b|\b(gross|net) pay\b|\bpersonalnummer\b|\bmatricule\b"
        ),
        "time": re.compile(
            r"^billable$|\btimesheets?\b|\btime entry\b|\bbillable (hours|rate|amount)\b|^hours worked$"
        ),
        "expense": re.compile(r"\bexpense (date|id|report)\b|^merchant$|^reimbursable$"),
        "advertising": re.compile(
            r"^impr(essions?)?$|\bad (group|set|name|id)s?\b|\bcost per (click|result|lead)\b|^(cpc|cpm|ctr|roas)$"
            r"|^reach$|^clicks$"
        ),
        "purchase": re.compile(
            r"\b(vendor|supplier|lieferant|fournisseur|proveedor|fornecedor|leverancier)\b|^po (no|number|date)\b"
            r"|\bpurchase order\b"
        ),
        "lead": re.compile(r"\blead (id|owner|name)\b"),
        "stock": re.compile(
            r"\b(inventory|warehouse|reorder|stock|barcode|pricebook)\b|^on hand$|\bvariant (sku|price)\b"
        ),
        "login": re.compile(r"^(user )?role$|\blast (log ?in|sign ?in|seen)( at)?\b|^suspended$"),
        "activity": re.compile(
            r"\bactivity date\b|^(task|call|meeting|who|what) id\b|\bcall (outcome|duration|title|type|direction)\b"
            r"|^(meeting|call)( (title|outcome|name|subject|type))?$|^(is )?all day( event)?$|^event sub ?type$"
            r"|\b(attendees?|invitees?|organi[sz]er|guests?|teilnehmer|invites?)\b"
        ),
        "visit": re.compile(
            r"\b(landing|exit) page\b|^page ?views?$|\bbounced?\b|^(utm )?medium$|^referr?er$|\bdevice category\b"
        ),
        "work": re.compile(
            r"\bstory points?\b|^sprints?$|\bepic( link| name)?\b|\bfix versions?\b|^issue type$|\bwork item\b"
            r"|^milestone$|\b(iteration|area) path\b|\bmerged at\b|\bpull request\b|^estimate$|\bcycle number\b"
            r"|^components?$|^repository( id)?$|^issue (key|id)$|\b(board|list|card) (name|id)\b"
            r"|^section column$|^confidential$"
        ),
    }
)
# Table → things that its columns fit as well.
_MISTAKEN: Mapping[str, str] = MappingProxyType(
    {
        "accounts": "ledger bank staff lead stock login activity work purchase advertising",
        "contacts": "ledger bank staff lead stock activity",
        "subscriptions": "ledger bank staff time expense advertising stock work activity purchase",
        "mrr_snapshots": "ledger bank staff time advertising stock",
        "mrr_movements": "ledger bank staff stock",
        "invoices": "ledger bank staff time expense purchase stock advertising",
        "events": "bank staff time activity work advertising ledger",
        "surveys": "staff work stock",
        "opportunities": "ledger bank staff expense purchase work activity stock",
        "costs": "ledger bank expense purchase staff stock",
        "campaigns": "advertising",
    }
)
_LEDGER_NAME = re.compile(
    r"^(total |net |gross |other |subscription |recurring |service )?(revenue|income|profit|loss|expenses?|costs?"
    r"|cogs|ebitda?|margin)s?$"
    r"|^(salaries|wages|payroll|rent|hosting|travel|marketing|advertising|depreciation|amorti[sz]ation|interest|taxes"
    r"|insurance|utilities|cost of (sales|goods sold|revenue)|gross margin|operating (expenses|profit|income)"
    r"|umsatzerlose|personalkosten|miete|lohne|gehalter|abschreibungen|loyer|salaires|alquiler|salarios|aluguel|huur)$"
)
_LEDGERS = 0.15
_DEBIT, _CREDIT = re.compile(r"^debit\b|^soll$|^debe$|^debito$"), re.compile(r"^credit$|^haben$|^haber$|^credito$")
_DESK = re.compile(
    r"\bsatisfaction\b|\brequest type\b|\btime to (first )?(response|resolution)\b|\bfirst (response|reply)\b"
)
_CUSTOMER = ("account_id", "account_name", "contact_email")


def is_other_thing(table: str, taken: Mapping[str, str], headers: Sequence[str]) -> bool:
    """Whether a header that the table did not take is one that only another thing's tables have, or bookings stand in
    two columns. `taken`: canonical column → header.

    What a team works on has the columns of tickets; those of a help desk say who asked."""
    words = [
        spoken(header) for header in headers if header not in taken.values() or header == taken.get("account_id")
    ]
    spoken_headers = [spoken(header) for header in headers]
    # A meeting's own day and kind read as those of an event in the product.
    if table == "events" and _tells("activity", spoken_headers):
        return True
    # The client of a visit to a site is a browser.
    is_browser = spoken(taken.get("account_id", "")) in ("client id", "visitor id")
    if table == "events" and is_browser and _tells("visit", spoken_headers):
        return True
    if table == "tickets":
        is_asked_by_customer = any(name in taken for name in _CUSTOMER) or any(map(_DESK.search, spoken_headers))
        return _tells("activity", spoken_headers) or (not is_asked_by_customer and _tells("work", spoken_headers))
    if any(map(_DEBIT.search, words)) and any(map(_CREDIT.search, words)):
        return True
    return any(_tells(thing, words) for thing in _MISTAKEN.get(table, "").split())


def _tells(thing: str, words: Sequence[str]) -> bool:
    return any(_TELL[thing].search(word) for word in words)


def are_of_a_ledger(values: Sequence[str]) -> bool:
    """Whether some of these names of accounts are a ledger's, as in a budget or a statement of profit and loss."""
    return sum(bool(_LEDGER_NAME.search(spoken(one))) for one in values) >= max(1, _LEDGERS * len(values))
