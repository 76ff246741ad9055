"""The revenue that a customer list holds beside its customers: subscriptions, or MRR as of the list's day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from csm_core.intake.batch import Issue
from csm_core.intake.cells.date_in_name import date_in_name
from csm_core.intake.cells.numbers import CURRENCIES
from csm_core.intake.columns.list_date import date_column
from csm_core.intake.columns.plain_columns import plain_columns
from csm_core.intake.mapping import FileMapping, Options
from csm_core.intake.parts.part import Part
from csm_core.intake.values.fits import fits
from csm_core.intake.vocabulary.headers import spoken
from csm_core.intake.vocabulary.readings import readings
from csm_core.tables.catalogue import TABLES

Samples = Mapping[str, Sequence[str]]
_TABLE = TABLES["subscriptions"]
# What is said of an amount without making another of it.
_SAID_TOO = frozenset({"amount", "subscription", "customer", "recurring", "revenue", "count"})
# What makes a word for a month one for what is paid in it.
_OF_MONEY = frozenset({"amount", "revenue", "recurring", "subscription"})
_SILENT = frozenset({"c", "current", "now", "today", "actual", "value", "in", "aktuell", "actuel", "gross", "brutto"})
_BESIDE = (
    *("plan", "product", "currency", "status", "subscription_id", "trial_start", "trial_end", "cancel_requested_at"),
    *("cancel_reason", "auto_renew", "paused_at", "resumed_at", "discount", "discount_end"),
)
_OF_THE_LIST = ("account_id", "account_name", "start_date", "end_date", "plan")


def part_revenue(
    file: str, main: FileMapping, free: Sequence[str], samples: Samples, *, is_ours: bool = False
) -> Part | None:
    """What the list says of its customers' revenue, None where it says nothing.

    `free`: headers that nobody took. A start that the list has makes subscriptions; a list of a known day without
    starts is a snapshot of that day; with neither, a person is asked. `is_ours`: yearly revenue is known to be what
    the customer pays, and not the customer's own turnover.
    """
    if main.kind != "accounts":
        return None
    money = {header: unit for header in free if (unit := _unit(header, samples)) is not None}
    monthly = [header for header, unit in money.items() if unit == "month"]
    yearly = [header for header, unit in money.items() if unit == "year" or (is_ours and unit == "turnover")]
    chosen = monthly or yearly
    if not chosen:
        return _turnover([header for header, unit in money.items() if unit == "turnover"])
    if len(chosen) > 1:
        return _asked(chosen, "Which of these does the customer pay now?")
    (header,) = chosen
    columns = {name: main.columns[name] for name in _OF_THE_LIST if name in main.columns}
    issues: tuple[Issue, ...] = ()
    if "start_date" not in columns and "created_at" in main.columns:
        columns["start_date"] = main.columns["created_at"]
        issues = (_start_assumed(columns["start_date"], header),)
    if "start_date" not in columns:
        return _as_of_its_day(file, columns, header, monthly, free, samples)
    rest = [one for one in free if one != header]
    wanted = [name for name in (*_BESIDE, "end_date") if name not in columns]
    beside = plain_columns(_TABLE, wanted, rest, samples)
    columns |= {name: one for name, (one, _) in beside.items()}
    columns |= {"mrr" if monthly else "amount": header}
    constants = {} if monthly else {"billing_interval": "year"}
    sure = {name: one for name, (_, one) in beside.items()}
    return Part(FileMapping("subscriptions", main.sheet, columns, constants), sure, issues)


def _unit(header: str, samples: Samples) -> str | None:
    """'month', 'year', 'turnover' (yearly revenue, of whom is not said), or None: no recurring amount of ours."""
    column = _TABLE.column("mrr")
    if column is None or fits(column, samples.get(header, ())) < 1 or not samples.get(header):
        return None
    plain = " ".join(word for word in spoken(header).split() if not _is_silent(word))
    for reading in readings(plain):
        concepts = reading.concepts - _SAID_TOO
        if reading.unknown:
            continue
        if concepts == {"mrr"} or (concepts == {"month"} and reading.concepts & _OF_MONEY):
            return "month"
        if concepts == {"yearly"}:
            return "turnover" if "revenue" in reading.concepts and "recurring" not in reading.concepts else "year"
    return None


def _is_silent(word: str) -> bool:
    return word in _SILENT or word.upper() in CURRENCIES


def _as_of_its_day(
    file: str, columns: Mapping[str, str], header: str, monthly: Sequence[str], free: Sequence[str], samples: Samples
) -> Part:
    """A list without starts: what each customer pays on the list's day, if that day is known."""
    dated, named = date_column(free, samples), date_in_name(file)
    if dated is None and named is None:
        return _undated(header)
    kept = {name: columns[name] for name in ("account_id", "account_name", "plan") if name in columns}
    beside = plain_columns(TABLES["mrr_snapshots"], ("currency", "product"), free, samples)
    kept |= {name: one for name, (one, _) in beside.items()} | {"mrr": header}
    constants = {}
    if dated is not None:
        kept["month"] = dated
        of_day = f"of the day in '{dated}' ({samples[dated][0]})"
    elif named is not None:
        constants["month"] = named.isoformat()
        of_day = f"of {named:%-d %B %Y}, as the file's name says"
    message = (
        f"The list does not say when '{header}' began. It was read as what each customer pays {of_day}; nothing is "
        "known before that day. Please check."
    )
    question = Issue(
        "list_date_assumed", "warning", message, None, dated or header, None, "month", (dated or header,)
    )
    return Part(
        FileMapping("mrr_snapshots", None, kept, constants, options=Options(amounts_per=None if monthly else "year")),
        {name: one for name, (_, one) in beside.items()},
        (question,),
    )


def _undated(header: str) -> Part:
    message = (
        f"'{header}' has no date: the list says neither since when it is paid nor of which day the list is. No "
        "revenue was taken from it. Say of which day the list is, or add a start date for each customer; the list's "
        "date may stand in the file's name too, as in 'customers 2025-03-31.csv'."
    )
    asked = Issue("list_date_asked", "warning", message, None, header, None, "month", (header,))
    return Part(None, issues=(asked,))


def _start_assumed(header: str, money: str) -> Issue:
    message = f"The list does not say when '{money}' began; it was read as paid since '{header}'. Please check."
    return Issue("start_assumed", "warning", message, None, header, None, "start_date", (header,))


def _asked(headers: Sequence[str], question: str) -> Part:
    names = ", ".join(f"'{one}'" for one in headers)
    message = f"No revenue was taken from {names}. {question}"
    return Part(
        None, issues=(Issue("revenue_asked", "warning", message, None, headers[0], None, "mrr", tuple(headers)),)
    )


def _turnover(headers: Sequence[str]) -> Part | None:
    if not headers:
        return None
    return _asked(headers, "Does the customer pay you this each year, or is it the customer's own turnover?")
