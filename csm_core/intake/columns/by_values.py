"""Columns whose headers tell nothing: suggested where their values alone say what they may be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from csm_core.intake.cells.durations import parse_duration
from csm_core.intake.cells.moments import parse_moment
from csm_core.intake.columns.likeness import says_otherwise
from csm_core.intake.columns.several_counts import may_be_counts
from csm_core.intake.values.fits import (
    are_amounts,
    are_mails,
    are_names,
    are_plain_numbers,
    are_ratings,
    fits,
    is_currency,
)
from csm_core.intake.values.profile import Profiles
from csm_core.intake.vocabulary.headers import spoken
from csm_core.intake.vocabulary.judged import is_judged
from csm_core.intake.vocabulary.own_ids import is_id
from csm_core.intake.vocabulary.readings import readings
from csm_core.tables.catalogue import Table, Type

# Canonical column → values of it that other files brought.
SeenValues = Mapping[str, frozenset[str]]
_NAMES, _NAMED, _MAILED = frozenset({"name", "nom", "nombre", "nome", "naam"}), 0.7, 0.9
_ANYBODYS = 0.69
# Elsewhere it is as often a person's.
_OF_CUSTOMERS = frozenset({"subscriptions", "mrr_snapshots", "mrr_movements", "invoices", "health_scores"})
# Times that say their own unit: '2h 5m', not 240 and not 4:00.
_WITH_UNIT = re.compile(r"[a-z]", re.IGNORECASE)
_LASTING = {
    "first_response_minutes": re.compile(
        r"^(time to )?first (response|reply)( time)?$|^frt$|^erste (antwort|reaktion)"
    ),
    "resolution_minutes": re.compile(
        r"^(full |total )?(resolution|solution|handling|handle)( time)?$|^time to (solve|resolve|resolution|close)\b"
        r"|^(losungszeit|bearbeitungszeit|losungsdauer)"
    ),
}
_ORDER_NUMBER = re.compile(r"^#\d+$")
# Who did something in the product, of whom no id is given; a mere address may be anybody's.
_USERS_MAIL = re.compile(
    r"^((user|member|visitor|person|actor|login|contact|benutzer|nutzer)s? )*e ?mail( address)?$"
)
_ONLY_USERS_MAIL = re.compile(r"^(user|visitor|actor|login|benutzer|nutzer) e ?mail( address)?$")
# What counts people and visits is no answer.
_OF_USE = re.compile(r"^(dau|wau|mau)$|\b(users|logins?|sessions|visits|views|clicks|events)\b")
NOTHING_KNOWN: SeenValues = MappingProxyType({})


def name_for_id(table: Table, columns: dict[str, tuple[str, float]], samples: Mapping[str, Sequence[str]]) -> None:
    """Where only the customer's name tells whose a row is, it stands for the id as well, if one is needed. In bills
    that name nobody else a mere 'name' is taken for the customer's, which is asked."""
    if table.name == "invoices" and not {"account_id", "account_name", "contact_email"} & set(columns):
        used = {header for header, _ in columns.values()}
        names = [one for one in samples if one not in used and spoken(one) in _NAMES and are_names(samples[one])]
        if len(names) == 1:
            columns["account_name"] = (names[0], _ANYBODYS)
    needs = any("account_id" in group for group in table.required) and table.name != "events"
    if needs and "account_name" in columns and "account_id" not in columns:
        header, sure = columns["account_name"]
        if are_names(samples.get(header, ())):
            columns["account_id"] = (header, round(0.9 * sure, 2))


def name_beside_id(table: Table, columns: dict[str, tuple[str, float]], profiles: Profiles) -> None:
    """A mere 'name' beside the customer's id is the customer's, where there are as many names as ids: that of a plan
    or a line is another number of times there."""
    if table.name not in _OF_CUSTOMERS or "account_name" in columns or "account_id" not in columns:
        return
    used = {header for header, _ in columns.values()}
    ids = profiles[columns["account_id"][0]]
    named = [
        header
        for header, one in profiles.items()
        if header not in used
        and spoken(header) in _NAMES
        and one.distinct == ids.distinct > 1
        and are_names(one.values)
    ]
    if len(named) == 1:
        columns["account_name"] = (named[0], _NAMED)


def external_for_id(table: Table, columns: dict[str, tuple[str, float]], profiles: Profiles) -> None:
    """In a list of customers without an id of its own, the one from another tool is it."""
    if table.name != "accounts" or "external_id" not in columns:
        return
    id_column = columns.get("account_id")
    if (
        id_column is not None
        and id_column != columns.get("account_name")
        and not are_names(profiles[id_column[0]].values)
    ):
        return
    header, sure = columns["external_id"]
    if profiles[header].is_unique:
        columns["account_id"] = (header, sure)
        del columns["external_id"]


def suggest_by_values(
    table: Table,
    columns: dict[str, tuple[str, float]],
    samples: Mapping[str, Sequence[str]],
    seen_values: SeenValues,
) -> None:
    """Columns without a telling header: the only free column of fitting values is suggested."""
    used = {header for header, _ in columns.values()}
    free = {header: values for header, values in samples.items() if header not in used and values}
    for name, values in seen_values.items():
        if table.column(name) and values:
            seen = [h for h, v in free.items() if sum(one in values for one in v) >= 0.6 * len(v)]
            _suggest(columns, free, name, seen, 0.9)
    if table.name == "invoices" and "invoice_id" not in columns:
        _suggest(columns, free, "invoice_id", [h for h, v in free.items() if all(map(_ORDER_NUMBER.match, v))], 0.8)
    if table.name == "surveys" and "score" not in columns:
        _suggest(columns, free, "score", [h for h, v in free.items() if _may_be_answers(h, v)], 0.6)
    if table.column("contact_email") and "contact_email" not in columns:
        _suggest(columns, free, "contact_email", _mails(free), 0.7)
    _suggest_conduct(table, columns, free)
    if table.column("currency") and "currency" not in columns:
        _suggest(columns, free, "currency", [h for h, v in free.items() if all(map(is_currency, v))], 0.7)
    for group in table.required:
        names = [name for choice in group for name in choice.split("+")]
        for name in names:
            column = table.column(name)
            if column is None or name in columns:
                continue
            if column.type is Type.MOMENT and (len(group) == 1 or name == "responded_at"):
                dates = [
                    header
                    for header, values in free.items()
                    if fits(column, values) >= 0.9
                    and not are_plain_numbers(values)
                    and not says_otherwise(header, name)
                    and (name != "month" or _are_of_months(values))
                ]
                _suggest(columns, free, name, dates, 0.6)
            # Any amount may be a bill's; nothing but its name makes one recurring.
            if column.type is Type.MONEY and not set(names) & set(columns) and "mrr" not in group[0]:
                _suggest(columns, free, name, [h for h, v in free.items() if are_amounts(v)], 0.6)


def _suggest_conduct(table: Table, columns: dict[str, tuple[str, float]], free: dict[str, Sequence[str]]) -> None:
    """Of requests, times that say their own unit; of use, what is counted, and who did it."""
    if table.name == "tickets":
        lasting = {h: spoken(h) for h, v in free.items() if all(map(_WITH_UNIT.search, v)) and _are_durations(v)}
        for name, pattern in _LASTING.items():
            _suggest(columns, free, name, [h for h, words in lasting.items() if pattern.search(words)], 0.9)
    if table.name == "events":
        is_open = not {"event_count", "event_name"} & set(columns)
        _suggest(columns, free, "event_count", [h for h, v in free.items() if is_open and may_be_counts(h, v)], 0.6)
        # Where only their address tells who used the product, it stands for the id.
        pattern = _USERS_MAIL if {"event_name", "event_count"} & set(columns) else _ONLY_USERS_MAIL
        _suggest(columns, free, "user_id", [one for one in _mails(free) if pattern.match(spoken(one))], _MAILED)


def _are_durations(values: Sequence[str]) -> bool:
    return all(parse_duration(one) is not None for one in values)


def _are_of_months(values: Sequence[str]) -> bool:
    """Whether dates are those of monthly lists: all on one day of the month, or on its last."""
    read = [moment.wall for one in values if (moment := parse_moment(one, "dmy")) is not None]
    return len({one.day for one in read}) == 1 or all((one + timedelta(days=1)).day == 1 for one in read)


def _mails(free: Mapping[str, Sequence[str]]) -> list[str]:
    """Columns of addresses that are not said to be our own people's."""
    return [
        header for header, values in free.items() if are_mails(values) and not says_otherwise(header, "contact_email")
    ]


def _may_be_answers(header: str, values: Sequence[str]) -> bool:
    """Ratings, under a header that does not say that they are ids, counts or what a tool thinks of the customer."""
    counts = any("count" in reading.concepts for reading in readings(header))
    is_other = is_judged(header) or is_id(header) or counts or _OF_USE.search(spoken(header)) is not None
    return are_ratings(values) and not is_other


def _suggest(
    columns: dict[str, tuple[str, float]], free: dict[str, Sequence[str]], name: str, names: list[str], sure: float
) -> None:
    if len(names) == 1 and name not in columns:
        columns[name] = (names[0], sure)
        free.pop(names[0])
