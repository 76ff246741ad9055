"""What an unknown file may be: headers against meanings, and values against types and ids that are known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from csm_core.intake.bill_headers import lists_bills
from csm_core.intake.fits import are_amounts, are_mails, are_names, are_plain_numbers, are_ratings, fits, is_currency
from csm_core.intake.judged import is_judged
from csm_core.intake.likeness import likeness, tells_little
from csm_core.intake.melt import month_headers
from csm_core.tables import TABLES, Table, Type

Samples = Mapping[str, Sequence[str]]
# Canonical column → values of it that other files brought.
Known = Mapping[str, frozenset[str]]
NOTHING_KNOWN: Known = MappingProxyType({})
# Tables whose required columns are in nearly every file, and the columns of which one should be there too.
_TELLING: Mapping[str, frozenset[str]] = {
    "accounts": frozenset({"account_name", "domain", "owner", "industry", "country", "employee_count", "start_date"}),
    "tickets": frozenset({"ticket_id", "subject", "priority", "ticket_status", "solved_at", "first_response_at"}),
    "contacts": frozenset({"contact_email", "contact_id"}),
    "events": frozenset({"event_name", "user_id", "session_id", "event_count", "duration_minutes"}),
    "annotations": frozenset({"metric", "cohort"}),
}
_HINTS: Mapping[str, str] = {
    "accounts": r"account|customer|compan|client|kunde",
    "contacts": r"contact|people|person|user",
    "subscriptions": r"subscription|contract|abo|vertr",
    "mrr_snapshots": r"mrr|snapshot",
    "mrr_movements": r"movement",
    "finance_months": r"finance|mrr|revenue|umsatz",
    "invoices": (
        r"invoice|bill|rechnung|factur|fatura|payment|receipt|refund|credit|gutschrift|avoir|order|transaction"
    ),
    "events": r"event|usage|activity|log",
    "surveys": r"survey|nps|csat|ces|feedback|invitation",
    "tickets": r"ticket|case|support|conversation",
    "opportunities": r"deal|opportunit|renewal|pipeline",
    "costs": r"cost|spend|kosten|expense",
    "fx_rates": r"fx|rate|kurs",
    "outcomes": r"outcome|success",
    "goals": r"goal|target|okr",
    "campaigns": r"campaign|programme|program",
    "campaign_members": r"member|participant",
    "annotations": r"annotation|note",
    "overrides": r"override|pulse|sentiment",
}
# Rows of bills and payments recur in nothing that they say, and name customers again and again.
_NEVER_OF_BILLS = frozenset({"subscriptions", "mrr_movements", "accounts"})
_SHARED = Counter(column.name for table in TABLES.values() for column in table.columns)
_CLOSE = 0.95  # a second kind that explains nearly as much makes the first unsure
_UNSURE = 0.6
_FOREIGN, _LITTLE = 0.6, 0.4
_MOST_HEADERS = 800  # what says what a file is stands near its left edge
_MOSTLY, _PARTLY, _PLAIN = 0.65, 0.3, 0.92


@dataclass(frozen=True, slots=True)
class Guess:
    """A kind, the columns found for it (canonical → header and confidence), the confidence in the whole, and
    how much of the file it explains (to compare kinds by)."""

    kind: str
    columns: Mapping[str, tuple[str, float]]
    confidence: float
    explains: float


def guess(file: str, headers: Sequence[str], samples: Samples, known: Known = NOTHING_KNOWN) -> Guess | None:
    """The kind that explains most of the file, or None when no table's required columns are found."""
    headers = headers[:_MOST_HEADERS]
    samples = {header: samples.get(header, ()) for header in headers}
    never = _NEVER_OF_BILLS if lists_bills(headers) else frozenset()
    never |= {"opportunities"} if any(map(is_judged, headers)) and not _has_stages(headers) else frozenset()
    tables = [table for table in TABLES.values() if table.name not in never]
    guesses = [one for table in tables if (one := _as_table(file, table, headers, samples, known))]
    months = _as_months(headers, samples)
    if months is not None:
        return months
    ranked = sorted(guesses, key=lambda one: -one.explains)
    if len(ranked) > 1 and ranked[1].explains > _CLOSE * ranked[0].explains:
        first = ranked[0]
        return Guess(first.kind, first.columns, min(first.confidence, _UNSURE), first.explains)
    return ranked[0] if ranked else None


def _as_table(file: str, table: Table, headers: Sequence[str], samples: Samples, known: Known) -> Guess | None:
    columns = _assign(table, headers, samples)
    _by_values(table, columns, samples, known)
    _lone_name(table, columns, samples)
    needed: list[float] = []
    for group in table.required:
        met = [min(columns.get(n, ("", 0.0))[1] for n in choice.split("+")) for choice in group]
        needed.append(max(met))
    if min(needed) <= 0:
        return None
    filled = [header for header in headers if samples.get(header)]
    share = len({header for header, _ in columns.values()}) / max(len(filled), 1)
    own = sum(confidence for _, confidence in columns.values()) / max(len(filled), 1)
    hint = 0.08 if re.search(_HINTS.get(table.name, r"(?!)"), file.casefold()) else 0.0
    sure = sum(needed) / len(needed)
    if table.name in _TELLING and not _TELLING[table.name] & set(columns):
        sure *= 0.7  # a lone id or date is in nearly every file
    confidence = min(0.95, sure * (0.6 + 0.2 * share + 0.15 * min(own, 1.0)) + hint)
    at_home = {"account_name"} if table.name == "accounts" else set()
    weight = sum(
        one * (_LITTLE if tells_little(header) else 1) / (1 if name in at_home else _SHARED[name] ** 0.5)
        for name, (header, one) in columns.items()
    )
    weight *= _FOREIGN if _leaves_money(table, columns, samples) else 1.0
    return Guess(table.name, columns, round(confidence, 2), sure * weight * (0.6 + 0.4 * share) * (1 + 3 * hint))


def _leaves_money(table: Table, columns: Mapping[str, tuple[str, float]], samples: Samples) -> bool:
    """True where the file has amounts or currencies, which a table without money has no place for."""
    if any(column.type is Type.MONEY for column in table.columns) or table.column("currency"):
        return False
    used = {header for header, _ in columns.values()}
    rest = [values for header, values in samples.items() if header not in used and values]
    return any(all(map(is_currency, values)) or are_amounts(values) for values in rest)


def _assign(table: Table, headers: Sequence[str], samples: Samples) -> dict[str, tuple[str, float]]:
    """Each header to at most one column and back, the likest pairs first."""
    pairs = []
    for header in headers:
        values = samples.get(header, ())
        likes = likeness(header, table)
        named = {"account_id", "account_name"} <= set(likes) and are_names(values)
        for column in table.columns:
            score = likes.get(column.name, 0.0) * (0.9 if named and column.name == "account_id" else 1.0)
            if score <= 0:
                continue
            fit = fits(column, values)
            # A plain name stands even over values of which many are faulty: those are set aside and told.
            if fit >= _MOSTLY or (score >= _PLAIN and fit >= _PARTLY):
                pairs.append((score * max(fit, _MOSTLY), column.name, header))
    scores = {(name, header): round(score, 2) for score, name, header in pairs if score >= _UNSURE}
    assigned: dict[str, str] = {}
    for name, header in sorted(scores, key=lambda pair: -scores[pair]):
        if name not in assigned and header not in assigned.values():
            assigned[name] = header
    _give_way(assigned, scores)
    return {name: (header, scores[name, header]) for name, header in assigned.items()}


def _give_way(assigned: dict[str, str], scores: Mapping[tuple[str, str], float]) -> None:
    """A header that found its column taken gets it where the taker has another free column to go to."""
    for name, header in scores:
        if header in assigned.values() or name not in assigned:
            continue
        taker = assigned[name]
        free = [(score, other) for (other, one), score in scores.items() if one == taker and other not in assigned]
        gain, other = max(free, default=(0.0, ""))
        if scores[name, header] + gain > scores[name, taker] and other:
            assigned[name], assigned[other] = header, taker


def _lone_name(table: Table, columns: dict[str, tuple[str, float]], samples: Samples) -> None:
    """Where only the customer's name tells whose a row is, it stands for the id as well, if one is needed."""
    needs = any("account_id" in group for group in table.required) and table.name != "events"
    if needs and "account_name" in columns and "account_id" not in columns:
        header, sure = columns["account_name"]
        if are_names(samples.get(header, ())):
            columns["account_id"] = (header, round(0.9 * sure, 2))


def _by_values(table: Table, columns: dict[str, tuple[str, float]], samples: Samples, known: Known) -> None:
    """Columns without a telling header: the only free column of fitting values is suggested."""
    used = {header for header, _ in columns.values()}
    free = {header: values for header, values in samples.items() if header not in used and values}
    for name, values in known.items():
        if table.column(name) and values:
            seen = [h for h, v in free.items() if sum(one in values for one in v) >= 0.6 * len(v)]
            _suggest(columns, free, name, seen, 0.9)
    if table.name == "surveys" and "score" not in columns:
        _suggest(columns, free, "score", [h for h, v in free.items() if are_ratings(v) and not is_judged(h)], 0.6)
    if table.column("contact_email") and "contact_email" not in columns:
        _suggest(columns, free, "contact_email", [h for h, v in free.items() if are_mails(v)], 0.7)
    if table.column("currency") and "currency" not in columns:
        _suggest(columns, free, "currency", [h for h, v in free.items() if all(map(is_currency, v))], 0.7)
    for group in table.required:
        names = [name for choice in group for name in choice.split("+")]
        for name in names:
            column = table.column(name)
            if column is None or name in columns:
                continue
            if column.type is Type.MOMENT and (len(group) == 1 or name == "responded_at"):
                dates = [h for h, v in free.items() if fits(column, v) >= 0.9 and not are_plain_numbers(v)]
                _suggest(columns, free, name, dates, 0.6)
            # Any amount may be a bill's; nothing but its name makes one recurring.
            if column.type is Type.MONEY and not set(names) & set(columns) and "mrr" not in group[0]:
                _suggest(columns, free, name, [h for h, v in free.items() if are_amounts(v)], 0.6)


def _has_stages(headers: Sequence[str]) -> bool:
    """Whether a column says of a deal where it stands or which one it is: a date and a score make none."""
    return any({"stage", "opportunity_id"} & set(likeness(header, TABLES["opportunities"])) for header in headers)


def _suggest(
    columns: dict[str, tuple[str, float]], free: dict[str, Sequence[str]], name: str, found: list[str], sure: float
) -> None:
    if len(found) == 1 and name not in columns:
        columns[name] = (found[0], sure)
        free.pop(found[0])


def _as_months(headers: Sequence[str], samples: Samples) -> Guess | None:
    """A finance sheet: at least two months head columns of figures, and some column names the account."""
    table = TABLES["mrr_snapshots"]
    money = table.column("mrr")
    months = month_headers(tuple(headers))
    if money is None or len(months) < 2 or any(fits(money, samples.get(m, ())) < _UNSURE for m in months):
        return None
    likes = {header: likeness(header, table) for header in headers if header not in months}
    if not likes:
        return None
    best = max(likes, key=lambda h: max(likes[h].get("account_id", 0), 0.99 * likes[h].get("account_name", 0)))
    sure = max(likes[best].get("account_id", 0.0), 0.9 * likes[best].get("account_name", 0.0), 0.5)
    columns = {"account_id": (best, round(sure, 2))}
    for header, liked in likes.items():
        if header == best:
            continue
        if liked.get("currency", 0) >= 0.9:
            columns["currency"] = (header, 0.95)
        if liked.get("account_name", 0) >= 0.9:
            columns["account_name"] = (header, 0.9)
    if "account_name" not in columns and are_names(samples.get(best, ())):
        columns["account_name"] = (best, round(sure, 2))
    return Guess("finance_months", columns, round(min(0.95, 0.6 + 0.35 * sure), 2), 1.0)
