"""What an unknown file may be: headers against meanings, and values against types and ids that are known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from csm_core.intake.batch import Issue
from csm_core.intake.check.customer_mails import mail_for_id
from csm_core.intake.columns.asked_of_columns import asked_of_columns
from csm_core.intake.columns.assign import assign
from csm_core.intake.columns.beside import is_beside
from csm_core.intake.columns.bill_headers import lists_bills, sorts_bills
from csm_core.intake.columns.billed_amounts import billed_amounts
from csm_core.intake.columns.by_values import (
    NOTHING_KNOWN,
    SeenValues,
    external_for_id,
    name_beside_id,
    name_for_id,
    suggest_by_values,
)
from csm_core.intake.columns.customer_roles import customer_by_role
from csm_core.intake.columns.deals import deal_columns, has_stages, tell_deals
from csm_core.intake.columns.evidence import OTHERS, evidence
from csm_core.intake.columns.first_starts import with_first_start
from csm_core.intake.columns.likeness import likeness, tells_little
from csm_core.intake.columns.listed_movements import listed_movements, sorts_movements
from csm_core.intake.columns.other_rows import are_answers_about, are_other_rows
from csm_core.intake.columns.people import are_people
from csm_core.intake.columns.several_counts import several_counts
from csm_core.intake.columns.withdrawals import withdrawn_columns
from csm_core.intake.values.fits import are_amounts, are_names, fits, is_currency
from csm_core.intake.values.month_figures import counts_use, has_monthly_balances
from csm_core.intake.values.profile import Profiles
from csm_core.intake.values.wide_months import month_headers
from csm_core.intake.vocabulary.address_book import has_postal_addresses, is_of_address_book
from csm_core.intake.vocabulary.judged import is_judged
from csm_core.intake.vocabulary.other_things import are_of_a_ledger
from csm_core.intake.vocabulary.own_ids import is_bare_id
from csm_core.tables.catalogue import TABLES, Table, Type

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
        r"invoice|bill|rechnung|factur|fatura|payment|receipt|refund|credit|gutschrift|avoir|order|transaction|faktur|счет|платеж|請求|发票|账单"
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
# Scores of another tool are told by what they are about, before anything is weighed.
_TOLD_BEFORE = frozenset({"health_scores"})
_SHARED = Counter(c.name for table in TABLES.values() if table.name not in _TOLD_BEFORE for c in table.columns)
# What a list of customers says of them; a contract that names its customer says little more than the name.
_DESCRIBES = frozenset(("account_name", "owner", "industry", "country", "domain", "employee_count"))
_CLOSE = 0.95  # a second kind that explains nearly as much makes the first unsure
_UNSURE, _ASKED, _SOME = 0.6, 0.5, 0.25
_DISTINCT, _DESCRIBED = 0.9, 3
_FOREIGN, _LITTLE, _REPEATED, _PEOPLE = 0.6, 0.4, 0.5, 0.3


@dataclass(frozen=True, slots=True)
class Guess:
    """A kind, the columns found for it (canonical → header and confidence), the confidence in the whole, how
    much of the file it explains (to compare kinds by), and what is to be asked about its columns."""

    kind: str
    columns: Mapping[str, tuple[str, float]]
    confidence: float
    explains: float
    questions: tuple[Issue, ...] = ()


def guess(file: str, headers: Sequence[str], profiles: Profiles, seen: SeenValues = NOTHING_KNOWN) -> Guess | None:
    """The kind that explains most of the file, or None when no table's required columns are found."""
    named = _naming(headers, profiles)
    months = _as_months(named, profiles)
    if months is not None:
        return replace(months, confidence=_LITTLE) if counts_use(file, headers) else months
    moved = listed_movements(named, profiles)
    if moved is not None:
        return Guess("mrr_movements", moved.columns, moved.confidence, 1.0)
    never = _NEVER_OF_BILLS if lists_bills(named) else frozenset()
    never |= {"opportunities"} if any(map(is_judged, named)) and not has_stages(named) else frozenset()
    never |= {"mrr_movements"} if has_monthly_balances(named) else frozenset()
    if any(sorts_bills(one.values) for one in profiles.values()):
        never |= _NEVER_OF_BILLS | {"opportunities"}
    tables = [table for table in TABLES.values() if table.name not in never | _TOLD_BEFORE]
    guesses = [one for table in tables if (one := _as_table(file, table, named, profiles, seen))]
    ranked = sorted(guesses, key=lambda one: -one.explains)
    if len(ranked) > 1 and ranked[1].explains > _CLOSE * ranked[0].explains:
        return replace(ranked[0], confidence=min(ranked[0].confidence, _UNSURE))
    return ranked[0] if ranked else None


def _naming(headers: Sequence[str], profiles: Profiles) -> tuple[str, ...]:
    """The headers that name something, whatever their order in the file."""
    return tuple(sorted(header for header in headers if not is_beside(header, profiles[header])))


def _as_table(file: str, table: Table, headers: Sequence[str], profiles: Profiles, seen: SeenValues) -> Guess | None:
    assigned = assign(table, headers, profiles)
    columns = dict(assigned.columns)
    samples = {header: profiles[header].values for header in headers}
    deal_columns(table, columns, headers, profiles)
    withdrawn_columns(table, columns, headers, profiles)
    issues = billed_amounts(table, columns, headers)
    suggest_by_values(table, columns, samples, seen)
    external_for_id(table, columns, profiles)
    role = customer_by_role(table, columns, headers, profiles)
    name_for_id(table, columns, samples)
    name_beside_id(table, columns, profiles)
    mail_for_id(table, columns, samples)
    issues = (*issues, *asked_of_columns(assigned, role, columns))
    issues += (*with_first_start(table, columns, headers, profiles), *several_counts(table, columns, profiles))
    needed = _needed(table, columns, profiles)
    if min(needed) <= 0 or not tell_deals(table, columns):
        return None
    used = {header for header, _ in columns.values()}
    filled = [header for header in headers if samples.get(header) and not _is_further(table, header, used)]
    share = len(used) / max(len(filled), 1)
    certainty = sum(confidence for _, confidence in columns.values()) / max(len(filled), 1)
    hint = 0.08 if re.search(_HINTS.get(table.name, r"(?!)"), file.casefold()) else 0.0
    sure = sum(needed) / len(needed)
    if table.name in _TELLING and not _TELLING[table.name] & set(columns):
        sure *= 0.7  # a lone id or date is in nearly every file
    enough = evidence(file, table, columns, _HINTS.get(table.name))
    people = are_people(table, columns, headers)
    others = people or are_other_rows(table, columns, headers, profiles)
    confidence = sure * (0.6 + 0.2 * share + 0.15 * min(certainty, 1.0))
    doubted = confidence * (0.5 + 0.5 * enough)
    # What has some of what tells of a table, and all that it requires, is asked about rather than refused.
    confidence = min(0.95, (max(doubted, min(confidence, _ASKED)) if enough >= _SOME else doubted) + hint)
    confidence = min(confidence, OTHERS) if others else confidence
    weight = _weight(table, columns)
    weight *= _FOREIGN if _leaves_money(table, columns, samples) else 1.0
    weight *= _FOREIGN if enough < _SOME else 1.0
    weight *= _PEOPLE if people else _REPEATED if _names_again(table, columns, profiles) else 1.0
    explains = sure * weight * (0.6 + 0.4 * share) * (1 + 3 * hint)
    return Guess(table.name, columns, round(confidence, 2), explains, issues)


def _weight(table: Table, columns: Mapping[str, tuple[str, float]]) -> float:
    """How much the columns tell together; one that many tables have tells little of each."""
    at_home = {"account_name"} if table.name == "accounts" else set()
    return sum(
        one * (_LITTLE if tells_little(header) else 1) / (1 if name in at_home else _SHARED[name] ** 0.5)
        for name, (header, one) in columns.items()
    )


def _needed(table: Table, columns: Mapping[str, tuple[str, float]], profiles: Profiles) -> list[float]:
    """How sure each group of required columns is; a bare id that is another in every row of customers who are plainly
    described is theirs."""
    sure = {name: one for name, (_, one) in columns.items()}
    header = columns.get("account_id", ("", 0.0))[0]
    is_described = table.name == "accounts" and len(_DESCRIBES & set(columns)) >= _DESCRIBED
    if is_described and is_bare_id(header) and profiles[header].is_unique:
        sure["account_id"] = max(sure["account_id"], _DISTINCT)
    met = ([min(sure.get(name, 0.0) for name in choice.split("+")) for choice in group] for group in table.required)
    return [max(choices) for choices in met]


def _is_further(table: Table, header: str, used: Collection[str]) -> bool:
    """A further score beside the one taken: an answer sheet with three of them becomes three tables. In a list of
    customers or people, what every address book has."""
    if table.name in ("accounts", "contacts"):
        return header not in used and is_of_address_book(header)
    return table.name == "surveys" and header not in used and "score" in likeness(header, table)


def _names_again(table: Table, columns: Mapping[str, tuple[str, float]], profiles: Profiles) -> bool:
    """True where rows of a list of customers or people name the same one again and again, or requests have postal
    addresses or are answers about them."""
    if table.name == "tickets":
        return has_postal_addresses(tuple(profiles)) or are_answers_about(columns, tuple(profiles))
    keys = {"accounts": ("account_id",), "contacts": ("contact_id", "contact_email", "user_id")}.get(table.name, ())
    headers = [profiles[columns[name][0]] for name in keys if name in columns]
    return bool(headers) and all(one.filled > 3 and one.repetition > 1.2 for one in headers)


def _leaves_money(
    table: Table, columns: Mapping[str, tuple[str, float]], samples: Mapping[str, Sequence[str]]
) -> bool:
    """True where the file has amounts or currencies, which a table without money has no place for."""
    used = {header for header, _ in columns.values()}
    if table.name == "accounts" and len(_DESCRIBES & set(columns)) < 2:
        unused = [header for header in samples if header not in used]
        return any(likeness(header, TABLES["subscriptions"]).get("mrr", 0) > 0.9 for header in unused)
    if any(column.type is Type.MONEY for column in table.columns) or table.column("currency"):
        return False
    rest = [values for header, values in samples.items() if header not in used and values]
    return any(all(map(is_currency, values)) or are_amounts(values) for values in rest)


def _as_months(headers: Sequence[str], profiles: Profiles) -> Guess | None:
    """A finance sheet: at least two months head columns of figures, and some column names the account."""
    table = TABLES["mrr_snapshots"]
    samples = {header: profiles[header].values for header in headers}
    money = table.column("mrr")
    months = month_headers(tuple(headers))
    if money is None or len(months) < 2 or sorts_movements(headers, profiles):
        return None
    if any(fits(money, samples.get(month, ())) < _UNSURE for month in months):
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
    confidence = min(0.95, 0.6 + 0.35 * sure)
    confidence = min(confidence, OTHERS) if are_of_a_ledger(samples.get(best, ())) else confidence
    return Guess("finance_months", columns, round(confidence, 2), 1.0)
