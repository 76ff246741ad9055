"""What an unknown file may be: headers against synonyms, and values against types."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from csm_core.intake.headers import compact, spoken
from csm_core.intake.melt import month_headers
from csm_core.intake.moments import parse_moment
from csm_core.intake.numbers import CURRENCIES, decimal_mark, parse_number
from csm_core.intake.synonyms import SYNONYMS
from csm_core.tables import TABLES, Column, Table, Type

_SUGGEST = 79.0
# Tables whose required columns are in nearly every file, and the columns of which one should be there too.
_TELLING: Mapping[str, frozenset[str]] = {
    "accounts": frozenset({"account_name", "domain", "owner", "industry", "country", "employee_count", "start_date"}),
    "tickets": frozenset({"ticket_id", "subject", "priority", "ticket_status", "solved_at", "first_response_at"}),
}
_HINTS: Mapping[str, str] = {
    "accounts": r"account|customer|compan|client|kunde",
    "contacts": r"contact|people|person|user",
    "subscriptions": r"subscription|contract|abo|vertr",
    "mrr_snapshots": r"mrr|snapshot",
    "mrr_movements": r"movement",
    "finance_months": r"finance|mrr|revenue|umsatz",
    "invoices": r"invoice|bill|rechnung|facture",
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


@dataclass(frozen=True, slots=True)
class Guess:
    """A kind, the columns found for it (canonical → header and confidence), and the confidence in the whole."""

    kind: str
    columns: Mapping[str, tuple[str, float]]
    confidence: float


def guess(file: str, headers: Sequence[str], samples: Mapping[str, Sequence[str]]) -> Guess | None:
    """The most likely kind, or None when no table's required columns are found."""
    likeness = {header: _likeness(header) for header in headers}
    guesses = [found for table in TABLES.values() if (found := _as_table(file, table, likeness, samples))]
    months = _as_months(headers, samples, likeness)
    return max([*guesses, *months], key=lambda one: one.confidence, default=None)


def _likeness(header: str) -> Mapping[str, float]:
    """Canonical column → how much the header reads like it, 0 to 1; unlikely ones left out."""
    mine, words = compact(header), spoken(re.sub(r"\((UTC|[A-Z][A-Za-z]+/\w+)\)\s*$", "", header))
    found: dict[str, float] = {}
    for canonical, others in SYNONYMS.items():
        if mine == compact(canonical):
            found[canonical] = 1.0
        elif words == spoken(canonical) or any(compact(words) == compact(other) for other in others):
            found[canonical] = 0.95
        else:
            options = [spoken(canonical), *(spoken(other) for other in others if len(other) > 3)]
            best = process.extractOne(words, options, scorer=fuzz.WRatio, score_cutoff=_SUGGEST)
            # A long question that merely contains a short word is less like it than two similar words are.
            if best is not None and len(words) > 2:
                length = min(len(words), len(best[0])) / max(len(words), len(best[0]))
                found[canonical] = 0.85 * best[1] / 100 * (0.5 + 0.5 * length)
    return found


def _as_table(
    file: str, table: Table, likeness: Mapping[str, Mapping[str, float]], samples: Mapping[str, Sequence[str]]
) -> Guess | None:
    columns = _assign(table, likeness, samples)
    _by_values(table, columns, samples)
    needed: list[float] = []
    for group in table.required:
        met = [min(columns.get(n, ("", 0.0))[1] for n in choice.split("+")) for choice in group]
        needed.append(max(met))
    if min(needed) <= 0:
        return None
    filled = [header for header in likeness if samples.get(header)]
    share = len({header for header, _ in columns.values()}) / max(len(filled), 1)
    own = sum(confidence for _, confidence in columns.values()) / max(len(filled), 1)
    hint = 0.08 if re.search(_HINTS.get(table.name, r"(?!)"), file.casefold()) else 0.0
    sure = sum(needed) / len(needed)
    if table.name in _TELLING and not _TELLING[table.name] & set(columns):
        sure *= 0.7  # a lone id or date is in nearly every file
    confidence = min(0.95, sure * (0.6 + 0.2 * share + 0.15 * min(own, 1.0)) + hint)
    return Guess(table.name, columns, round(confidence, 2))


def _assign(
    table: Table, likeness: Mapping[str, Mapping[str, float]], samples: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, float]]:
    """Each header to at most one column and back, the likest pairs first."""
    pairs = []
    for header, likes in likeness.items():
        for column in table.columns:
            score = likes.get(column.name, 0.0)
            if score > 0 and (fit := fits(column, samples.get(header, ()))) > 0:
                pairs.append((score * fit, column.name, header))
    assigned: dict[str, tuple[str, float]] = {}
    used: set[str] = set()
    for score, name, header in sorted(pairs, key=lambda pair: -pair[0]):
        if name not in assigned and header not in used and score >= 0.6:
            assigned[name] = (header, round(score, 2))
            used.add(header)
    return assigned


def _by_values(table: Table, columns: dict[str, tuple[str, float]], samples: Mapping[str, Sequence[str]]) -> None:
    """Required columns without a telling header: the only free column of fitting values is suggested."""
    used = {header for header, _ in columns.values()}
    free = {header: values for header, values in samples.items() if header not in used and values}
    if table.name == "surveys" and "score" not in columns:
        _suggest(columns, free, "score", [h for h, v in free.items() if _is_rating(v)], 0.6)
    if table.column("contact_email") and "contact_email" not in columns:
        mails = [h for h, v in free.items() if all(re.match(r"^[^@\s]+@[^@\s]+\.\w+$", one) for one in v)]
        _suggest(columns, free, "contact_email", mails, 0.7)
    if table.column("currency") and "currency" not in columns:
        codes = [h for h, v in free.items() if all(one.upper() in CURRENCIES for one in v)]
        _suggest(columns, free, "currency", codes, 0.7)
    for group in table.required:
        for name in (name for choice in group for name in choice.split("+")):
            column = table.column(name)
            needed = len(group) == 1 or name == "responded_at"
            if column is not None and column.type is Type.MOMENT and needed and name not in columns:
                dates = [h for h, v in free.items() if fits(column, v) >= 0.9 and not _are_plain_numbers(v)]
                _suggest(columns, free, name, dates, 0.6)


def _suggest(
    columns: dict[str, tuple[str, float]], free: dict[str, Sequence[str]], name: str, found: list[str], sure: float
) -> None:
    if len(found) == 1 and name not in columns:
        columns[name] = (found[0], sure)
        free.pop(found[0])


def fits(column: Column, values: Sequence[str]) -> float:
    """1 where the values are of the column's type, 0 where they are not, 0.9 where there are none to tell."""
    if not values:
        return 0.9
    if column.type is Type.MOMENT:
        return _share(values, lambda one: parse_moment(one, "dmy") or parse_moment(one, "mdy"))
    if column.type in (Type.MONEY, Type.NUMBER, Type.INTEGER):
        mark = decimal_mark(values)[0] or "."
        return _share(values, lambda one: parse_number(one, mark) is not None)
    if column.type is Type.BOOLEAN:
        return 1.0 if len(set(values)) <= 3 else 0.0
    if column.name == "contact_email":
        return _share(values, lambda one: "@" in one)
    if column.name == "domain":
        return _share(values, lambda one: re.match(r"^[\w.-]+\.\w{2,}", one) and "@" not in one)
    if column.name.endswith("_id"):
        dates = sum(bool(re.match(r"^\d{4}-\d{2}-\d{2}", one)) for one in values)
        return 0.0 if dates > 0.5 * len(values) or any(len(one) > 120 for one in values) else 1.0
    return 1.0


def _share(values: Sequence[str], good: Callable[[str], object]) -> float:
    """How many of the values are good, 0 where fewer than six in ten are."""
    share = sum(bool(good(one)) for one in values) / len(values)
    return share if share >= 0.6 else 0.0


def _is_rating(values: Sequence[str]) -> bool:
    return all(re.match(r"^(10|\d)(\.0)?$", one) for one in values) and len(set(values)) > 2


def _are_plain_numbers(values: Sequence[str]) -> bool:
    return all(re.match(r"^\d{1,5}(\.\d+)?$", one) for one in values)


def _as_months(
    headers: Sequence[str], samples: Mapping[str, Sequence[str]], likeness: Mapping[str, Mapping[str, float]]
) -> list[Guess]:
    """A finance sheet: at least two months head columns of figures, and some column names the account."""
    money = TABLES["mrr_snapshots"].column("mrr")
    months = month_headers(tuple(headers))
    if money is None or len(months) < 2 or any(fits(money, samples.get(m, ())) == 0 for m in months):
        return []
    others = [header for header in headers if header not in months]
    ranked = sorted(others, key=lambda h: -max(likeness[h].get("account_id", 0), likeness[h].get("account_name", 0)))
    if not ranked:
        return []
    best = ranked[0]
    sure = max(likeness[best].get("account_id", 0.0), 0.9 * likeness[best].get("account_name", 0.0), 0.5)
    columns = {"account_id": (best, round(sure, 2))}
    for header in ranked[1:]:
        if likeness[header].get("currency", 0) >= 0.9:
            columns["currency"] = (header, 0.95)
    return [Guess("finance_months", columns, round(min(0.95, 0.6 + 0.35 * sure), 2))]
