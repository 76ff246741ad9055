"""Columns that matter and that no table of the file took: named, so that nothing is left out in silence."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from csm_core.intake.batch import Issue
from csm_core.intake.cells.numbers import parse_number
from csm_core.intake.check.money_discounts import is_after_discount, says_discount
from csm_core.intake.empty_cells import nothing_to_null
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.propose.taxes import taxes
from csm_core.intake.values.fits import are_amounts, are_plain_numbers, are_ratings, fits
from csm_core.intake.values.wide_months import is_wide, month_headers
from csm_core.intake.vocabulary.headers import spoken
from csm_core.intake.vocabulary.readings import readings
from csm_core.tables.catalogue import KINDS, TABLES, Type
from csm_core.text.plural import agreeing

Samples = Mapping[str, Sequence[str]]
_OF_MONEY = frozenset({"subscriptions", "mrr_snapshots", "mrr_movements", "invoices"})
_MONEY = frozenset({"amount", "revenue", "cost", "mrr", "yearly", "refund", "total"})
_ENDING = frozenset({"end", "start", "renewal"})
_STATUS = re.compile(
    r"\b(status|state|stage|churned|cancell?ed|active|inactive|paused|deleted|refunded|disputed|escalated|escalation|eskaliert|gekundigt|aktiv|estado|statut)\b"
)
_RATED = re.compile(
    r"\b(rating|satisfaction|csat|survey results?|valutazione|bewertung|valoracion|avaliacao|ocena|beoordeling)\b"
)
_BEFORE = re.compile(r"\b(start|starting|opening|beginning|previous|prior|change|delta|movement)\b")
_ASKS = re.compile(r"^(please )?(rate|how|wie|bewerte\w*|quanto|como|que tan|hoe)\b")
_LASTS = re.compile(r"\b(resolution|response|reply|handl\w+|solution|solve|wait\w*)\b.*\btime$|^time to \w+")
_SYNCED = re.compile(
    r"^_|^(row|line)( ?(no|number|id|num))?$|\b(hash|etl|synced|extracted|ingested)\b", re.IGNORECASE
)
_MOST_STATES, _MOST_NAMED, _LOOKED_AT = 12, 8, 500
_DATES = 0.9


def unused_columns(
    raw: RawTable,
    mappings: Sequence[FileMapping],
    samples: Samples,
    used: Collection[str],
    reasons: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Issue, ...]:
    """One issue for the money, dates, states, ids and ratings that nobody took; none where there are none.

    `used`: headers of which something is said already. `reasons`: of a known export, headers that are left out on
    purpose → why; of money and ratings that is told. A warning where a figure would be another one with them.
    """
    tables = {KINDS[one.kind] for one in mappings}
    named = _named(raw, mappings, samples, used)
    # Of a known export, too: that its columns are known does not say that tax counts as revenue.
    taken = {*used, *_taken(mappings)}
    beside = [one for one in raw.headers if one not in taken and samples.get(one)]
    taxed = taxes(mappings, beside, samples)
    is_of_money = bool(tables & _OF_MONEY)
    kept = [] if is_of_money else _money_kept(mappings, samples, used)
    on_purpose = _on_purpose(mappings, samples, reasons)
    if not named and not taxed and not kept and not on_purpose:
        return ()
    discounts = [one for one, kind in named.items() if kind == "discount" and is_of_money]
    telling = [one for one, kind in named.items() if is_of_money and kind in ("money", "date of a term", "status")]
    telling = [
        one for one in telling if one not in taxed and not (_BEFORE.search(spoken(one)) and _has_mrr(mappings))
    ]
    unclear = [one for one, kind in named.items() if kind == "duration"]
    rest = [one for one in named if one not in (*discounts, *telling, *taxed, *unclear)]
    weighty = (*kept, *discounts, *telling, *taxed)
    said_of = (
        (kept, "kept as an attribute of the customers: an amount without a period is not revenue."),
        (discounts, "not used: amounts are before discounts."),
        (telling, "not used, which may change what a customer pays or for how long."),
        (taxed, "not used: amounts are counted with tax."),
        (unclear, "not used: the header does not say whether minutes or hours are meant."),
        (rest, "not used."),
        *((ones, f"left out: {reason}.") for reason, ones in on_purpose.items()),
    )
    headers = (*weighty, *unclear, *rest, *(one for ones in on_purpose.values() for one in ones))
    message = _message(said_of, is_open=bool(weighty or unclear or rest))
    return (Issue("unused_columns", "warning" if weighty else "info", message, column=headers[0], headers=headers),)


def _message(said_of: Sequence[tuple[Sequence[str], str]], *, is_open: bool) -> str:
    """A sentence for each group of headers. `is_open`: whether a person may want to map some of them."""
    parts = [f"{_names(ones)} {agreeing(len(ones), 'are')} {words}" for ones, words in said_of if ones]
    return " ".join([*parts, *(["Map what should be counted."] if is_open else [])])


def _has_mrr(mappings: Sequence[FileMapping]) -> bool:
    """Whether the rows tell the MRR of a month, by which the month before is known too."""
    return any(KINDS[one.kind] == "mrr_snapshots" and "mrr" in one.columns for one in mappings)


def _named(
    raw: RawTable, mappings: Sequence[FileMapping], samples: Samples, spoken_for: Collection[str]
) -> Mapping[str, str]:
    """The headers to name → what of importance they hold."""
    used = {*spoken_for, *_taken(mappings)}
    free = [one for one in raw.headers if one not in used and samples.get(one) and not _SYNCED.search(one)]
    if any(is_wide(raw.headers, one) for one in mappings):
        free = [one for one in free if one not in month_headers(raw.headers)]
    what = {header: _what(header, samples[header]) for header in free}
    money = _money(raw, mappings) if "money" in what.values() else []
    named = {
        header: kind
        for header, kind in what.items()
        if kind and not (kind == "money" and any(_repeats(_texts(raw, header), one) for one in money))
    }
    if any(is_after_discount(one) for one in used):
        named = {header: kind for header, kind in named.items() if kind != "discount"}
    return named


def _on_purpose(
    mappings: Sequence[FileMapping], samples: Samples, reasons: Mapping[str, str]
) -> Mapping[str, list[str]]:
    """Why money and ratings of a known export are left out → the headers."""
    used = {header for one in mappings for header in one.columns.values()}
    by_reason: dict[str, list[str]] = {}
    for header, reason in reasons.items():
        if header not in used and samples.get(header) and _what(header, samples[header]) in ("money", "rating"):
            by_reason.setdefault(reason, []).append(header)
    return by_reason


def _taken(mappings: Sequence[FileMapping]) -> set[str]:
    return {header for one in mappings for header in (*one.columns.values(), *one.attributes.values())}


def _what(header: str, values: Sequence[str]) -> str | None:
    """What of importance the column holds, None for anything else."""
    words, concepts = spoken(header), frozenset().union(*(one.concepts for one in readings(header)))
    money, moment = TABLES["invoices"].column("total"), TABLES["invoices"].column("invoice_date")
    if money is not None and fits(money, values) >= 1:
        if says_discount(header):
            return "discount"
        if are_amounts(values) or (concepts & _MONEY and "id" not in concepts and "count" not in concepts):
            return "money"
        if _LASTS.search(words):
            return "duration"
        if are_ratings(values) and (concepts & {"score"} or _ASKS.search(words) or header.rstrip().endswith("?")):
            return "rating"
    if moment is not None and fits(moment, values) >= _DATES and not are_plain_numbers(values):
        return "date of a term" if concepts & _ENDING else "date"
    if _RATED.search(words) and len(values) <= _MOST_STATES:
        return "rating"
    if _STATUS.search(words) and len(values) <= _MOST_STATES:
        return "status"
    return "id" if "id" in concepts else None


def _money_kept(mappings: Sequence[FileMapping], samples: Samples, used: Collection[str]) -> list[str]:
    """Columns to split customers by that hold money, of which nothing was said."""
    spare = [header for one in mappings for header in one.attributes.values() if header not in used]
    return [header for header in spare if _what(header, samples.get(header, ())) == "money"]


def _money(raw: RawTable, mappings: Sequence[FileMapping]) -> list[list[float | None]]:
    """The figures of the amounts that are used, in the first rows."""
    taken = {
        header: None
        for one in mappings
        for name, header in one.columns.items()
        if (column := TABLES[KINDS[one.kind]].column(name)) is not None and column.type is Type.MONEY
    }
    return [[_figure(text) for text in _texts(raw, header)] for header in taken]


def _repeats(texts: Sequence[str | None], money: Sequence[float | None]) -> bool:
    """Whether amounts are those that are used, times a fixed number: MRR and ARR side by side are one figure."""
    figures = [_figure(text) for text in texts]
    both = [(figure, used) for figure, used in zip(figures, money, strict=True) if figure is not None and used]
    ratios = {round(figure / used, 2) for figure, used in both}
    beside = any(figure and used == 0 for figure, used in zip(figures, money, strict=True))
    return len(both) > 1 and len(ratios) == 1 and not (beside or (ratios == {0} and any(figures)))


def _texts(raw: RawTable, header: str) -> list[str | None]:
    texts: list[str | None] = nothing_to_null(
        raw.cells.column(header).slice(0, _LOOKED_AT).combine_chunks(), typed=True
    ).to_pylist()
    return texts


def _figure(text: str | None) -> float | None:
    number = None if text is None else parse_number(text, ".")
    return None if number is None else float(number)


def _names(headers: Sequence[str]) -> str:
    shown = [f"'{one}'" for one in headers[:_MOST_NAMED]]
    more = len(headers) - len(shown)
    shown += [f"{more} more"] if more else []
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
