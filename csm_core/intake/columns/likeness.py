"""How much a header reads like a canonical column: by synonym, by what its words mean, or by spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from rapidfuzz import fuzz, process

from csm_core.intake.cells.header_units import HeaderUnit, header_unit
from csm_core.intake.vocabulary.headers import compact, spoken
from csm_core.intake.vocabulary.judged import is_judged
from csm_core.intake.vocabulary.meanings import MEANINGS, meant
from csm_core.intake.vocabulary.nouns import is_of_another
from csm_core.intake.vocabulary.own_ids import OWN_ID, is_bare_id, is_id
from csm_core.intake.vocabulary.readings import readings
from csm_core.intake.vocabulary.synonyms import SYNONYMS
from csm_core.intake.vocabulary.value_words import survey_type
from csm_core.tables.catalogue import TABLES, Column, Table, Type

_NAMED: dict[str, set[str]] = {}
for _name in (column.name for table in TABLES.values() for column in table.columns):
    _NAMED.setdefault(compact(_name), set()).add(_name)
_COLUMNS = {table.name: frozenset(column.name for column in table.columns) for table in TABLES.values()}
_SAME_WORDS: dict[str, set[str]] = {}
for _canonical, _others in SYNONYMS.items():
    for _other in (_canonical, *_others):
        _SAME_WORDS.setdefault(compact(_other), set()).add(_canonical)
# Headers that stand in files of every kind and tell little.
_ANYTHING = frozenset(
    (
        *("id", "status", "state", "type", "number", "date", "title", "channel", "source", "value", "time", "text"),
        *("period", "metric", "description", "created", "createdat"),
    )
)
_NEAR_WORDS = tuple(sorted({spoken(one) for words in SYNONYMS.values() for one in words if len(one) >= 5}))
# What a table is about: its own noun before a header says nothing more.
_FREE: Mapping[str, frozenset[str]] = {
    "accounts": frozenset({"customer"}),
    "contacts": frozenset({"contact"}),
    "subscriptions": frozenset({"subscription", "plan", "customer", "product"}),
    "invoices": frozenset({"invoice", "customer", "contact"}),
    "tickets": frozenset({"ticket", "customer"}),
    "opportunities": frozenset({"deal"}),
    "surveys": frozenset({"survey", "customer", "response"}),
    "events": frozenset({"event"}),
    "mrr_movements": frozenset({"change"}),
}
_QUESTION_WORDS, _ASKED_WORDS = 5, 3
_TO_COME = r"\bnext\b|\bnachste\w*\b|\bproxim[oa]\b|\bprochaine?\b|\bvolgende\b"
# What a canonical column's words say in other company: a ledger's account, what is still to be paid or one line's, a
# state of the world.
_MISLED = MappingProxyType(
    {
        "account_id": re.compile(
            r"^account code$|^(expense|revenue|income) account\b|\baccount type\b|\b(address|adresse|anschrift"
            r"|direccion|endereco|adres)\b(?<!mail address)(?<!mail adresse)"
        ),
        "account_name": re.compile(r"\b(address|adresse|anschrift|direccion|endereco|adres)\b"),
        "contact_email": re.compile(
            r"\b(employee|agent|staff|assignee|owner|csm|rep|team ?(mate|member)?|sender|from)\b|^to\b"
        ),
        "mrr": re.compile(
            r"\b(change|delta|movement|variation|difference|previous|prior|old|starting|opening|beginning)\b"
            r"|\b(start|anfangs?|debut|inicio)\b.*\bmrr\b|\bmrr (at )?(start|anfang|debut|inicio|inicial)\b"
        ),
        "amount": re.compile(r"\b(interval|frequency|cycle)\b"),
        "total": re.compile(
            r"\b(remaining|remainder|outstanding|balance|unpaid|offene?[nrs]?|restbetrag|solde|reste|restant|saldo|pendiente"
            r"|aberto|openstaande?|line|lineitem|item|row|position|posten|zeilen?|ligne|linea|linha|regel)\b"
        ),
        "quantity": re.compile(
            r"^(?!.*\b(qty|quantity|units?|seats?|count|licen[cs]es?|menge|anzahl|nombre|cantidad|aantal)\b).*\btotal\b"
        ),
        "agent_replies": re.compile(
            r"\b(customer|client|requester|user|contact|kunden?)\b|^(?!.*\b(agents?|public|outbound|staff)\b).*"
            r"\b(messages?|interactions?)\b"
        ),
        "plan": re.compile(r"\b(quantity|qty|count|units?|price|amount|interval|period|currency)\b"),
        "paid_at": re.compile(_TO_COME),
        "amount_paid": re.compile(_TO_COME),
        "month": re.compile(r"^(?!.*\b(months?|periods?)\b).*\b(start(ed|s)?|since|begin|began|renew\w*|signed)\b"),
        "event_count": re.compile(r"\w (number|nummer|numero)$"),
        "end_date": re.compile(r"\bcurrent (period|term|billing)\b"),
        "start_date": re.compile(r"\b(calculated|computed|measured|snapshot|scored|updated|modified|synced)\b"),
        "invoice_date": re.compile(_TO_COME),
        "subject": re.compile(r"\b(job|role|position|person|contact) title\b"),
        "status": re.compile(r"\b(address|shipping|mailing|billing) state\b|\b(health|score|risk)\b"),
        "ticket_status": re.compile(r"\b(address|shipping|mailing|billing) state\b"),
    }
)
# What ends a line where nothing else does, and is something else beside the end of service: a cancellation the
# request for it, a contract's end the day until which it was agreed.
_ELSE_AN_END = MappingProxyType(
    {
        "cancel_requested_at": re.compile(
            r"\b(cancell?ed( at| on| date)?|cancell?ation (date|at)|cancel(l?ed)? (date|at))$|\bkundigung am\b"
        ),
        "term_end": re.compile(
            r"\b(contract|subscription|agreement|term|licen[cs]e|plan|(current )?period)s? (end|expir|until|valid to)"
            r"|\b(expiry|expires|expiration)\b|\b(vertrags|laufzeit|lizenz)(ende|ablauf)|\bcontracteinde\b"
            r"|\b(fin|fim) d[eou] (contrato?|abonnement|suscripcion|assinatura)\b"
        ),
    }
)
_NOTHING: Mapping[str, float] = MappingProxyType({})
_IN_DOUBT = 0.8
# Customers in words that no reading takes apart, and as one tool calls them.
_CUSTOMER_OF = re.compile(
    r"\bpartner display name\b|клиент|компани|контрагент|klient|firmy|nabywc|kontrahent"
    r"|顧客|会社|企業|得意先|取引先|客户|客戶|公司"
)
_OWN_IDS = frozenset(OWN_ID.values())
_BARE_OWN = 0.78  # 'id' is the id of the row's own thing, where the values bear it out


def likeness(header: str, table: Table) -> Mapping[str, float]:
    """Column of the table → how much the header reads like it, 0 to 1; unlikely ones left out."""
    return _likeness(header, table.name)


@cache
def _likeness(header: str, name: str) -> Mapping[str, float]:
    stated, plain = _plain(header)
    likely = _COLUMNS[name] & _likely(plain)
    if not likely and name != "surveys":
        return _NOTHING
    table, by_name = TABLES[name], dict[str, float]()
    synonyms, words = _by_synonym(plain), spoken(plain)
    for column in (one for one in table.columns if one.name in likely):
        if not _may_have_unit(column, stated) or (column.name == "account_name" and not _names_customer(plain, name)):
            continue
        # Whom an answer names as its user is as often the agent who was rated.
        if column.name == "user_id" and name == "surveys" and not is_id(plain):
            continue
        if says_otherwise(plain, column.name):
            continue
        score = max(synonyms.get(column.name, 0.0), _by_meaning(plain, column, table))
        if column.name in _ELSE_AN_END and _ELSE_AN_END[column.name].search(words):
            score = max(score, _IN_DOUBT)
        if column.name == OWN_ID.get(name) and is_bare_id(plain):
            score = max(score, _BARE_OWN)
        if score >= 0.6:
            by_name[column.name] = score
    if stated.unit == "days" and "billing_interval" in _COLUMNS[name]:
        by_name |= {one: like for one, like in likeness(stated.plain, table).items() if one == "billing_interval"}
    if name == "surveys" and len(spoken(header).split()) >= (
        _ASKED_WORDS if header.endswith("?") else _QUESTION_WORDS
    ):
        by_name |= _question(header)
    if name == "surveys" and is_judged(header):
        by_name.pop("score", None)
    return by_name


@cache
def _plain(header: str) -> tuple[HeaderUnit, str]:
    """The unit that the header states, and what it says without it: of a time, that it is in minutes."""
    stated = header_unit(header)
    says_minutes = any("minutes" in way.concepts for way in readings(stated.plain))
    return stated, f"{stated.plain} minutes" if stated.is_time and not says_minutes else stated.plain


@cache
def _likely(plain: str) -> frozenset[str]:
    """The canonical columns, of any table, that the header may name at all."""
    otherwise = _OWN_IDS if is_bare_id(plain) else frozenset()
    otherwise |= {name for name, pattern in _ELSE_AN_END.items() if pattern.search(spoken(plain))}
    return meant(plain) | frozenset(_by_synonym(plain)) | otherwise


def _may_have_unit(column: Column, stated: HeaderUnit) -> bool:
    """Cents are money's, hours a duration's: a header with a unit names no column of another kind."""
    if stated.is_money:
        return column.type is Type.MONEY
    return column.name.endswith("_minutes") or not stated.is_time


def says_otherwise(header: str, canonical: str) -> bool:
    """True where words in the header make it another thing than the column of that name."""
    return canonical in _MISLED and _MISLED[canonical].search(spoken(header)) is not None


def tells_little(header: str) -> bool:
    """True for headers that stand in files of every kind."""
    return compact(header) in _ANYTHING


def _names_customer(header: str, table: str) -> bool:
    """A mere 'name' is the customer's in a list of customers; elsewhere it may be anybody's."""
    customer_words = {"customer", "contact"} if table == "invoices" else {"customer"}
    return (
        table == "accounts"
        or _CUSTOMER_OF.search(spoken(header)) is not None
        or any(one.concepts & customer_words for one in readings(header))
    )


@cache
def _by_synonym(header: str) -> Mapping[str, float]:
    key, words = compact(header), spoken(re.sub(r"\((UTC|[A-Z][A-Za-z]+/\w+)\)\s*$", "", header))
    candidates = dict.fromkeys(_NAMED.get(key, ()), 1.0)
    for canonical in _SAME_WORDS.get(compact(words), ()):
        candidates.setdefault(canonical, 0.75 if compact(words) in _ANYTHING else 0.95)
    if len(words) >= 5:
        for near, score, _ in process.extract(words, _NEAR_WORDS, scorer=fuzz.ratio, score_cutoff=90, limit=5):
            for canonical in _SAME_WORDS[compact(near)]:
                candidates.setdefault(canonical, 0.85 * score / 100)
    return candidates


def _by_meaning(header: str, column: Column, table: Table) -> float:
    """How well the header's words say what the column is, its own table's noun and dates' prepositions apart."""
    free = set(_FREE.get(table.name, ()))
    dated = column.type is Type.MOMENT
    if dated or column.name.endswith("_minutes"):
        free.add("date")
    best = 0.0
    for reading in readings(header):
        for pattern in MEANINGS.get(column.name, ()):
            if not pattern <= reading.concepts or (pattern == {"date"} and reading.unknown):
                continue
            extra = reading.concepts - pattern
            if (pattern in _BARE and extra - free) or is_of_another(reading, pattern, free, dated=dated):
                continue  # another word says that it is the id, name or date of something else
            score = 0.93 - 0.14 * len(extra - free) - 0.01 * len(extra & free) - 0.09 * reading.unknown
            at_home = bool(pattern & _HOMES) and next(iter(pattern)) in column.name
            best = max(best, score - (0.2 if pattern in _VAGUE and not at_home else 0.0))
    return round(best, 3)


# One word that many a column may be called.
_HOMES = frozenset({"created", "amount", "count", "start", "end"})
_BARE = tuple(frozenset({word}) for word in ("id", "name", "date", "type", "response"))
_VAGUE = (*_BARE, *(frozenset({word}) for word in _HOMES))


def _question(header: str) -> Mapping[str, float]:
    """A survey's question stands in the header in full: what it asks for tells whether it is score or comment."""
    concepts = {concept for reading in readings(header) for concept in reading.concepts}
    if concepts & {"reason", "comment"}:
        return {"comment": 0.85, "score": 0.0}
    return {"score": 0.85} if survey_type(header) in ("nps", "csat", "ces") else {}
