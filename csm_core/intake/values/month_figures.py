"""What the figures of a sheet with one column a month are: money, use, or nobody says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from csm_core.intake.batch import Issue
from csm_core.intake.empty_cells import nothing_to_null
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.fits import are_amounts
from csm_core.intake.values.wide_months import month_headers
from csm_core.intake.vocabulary.figure_words import speaks_of_money
from csm_core.intake.vocabulary.headers import spoken

_USE = re.compile(
    r"\b(logins?|log ins?|usage|sessions?|visits?|visitors?|events?|active users?|users?|dau|mau|wau|page ?views?"
    r"|clicks?|calls?|tickets?|cases?|health|scores?|nps|csat|seats?|licen[cs]es?|hours|minutes|nutzung|anmeldungen"
    r"|connexions|conexiones|acessos|accessi)\b"
)
_LOOKED_AT = 200

_MONTH = re.compile(r"^(reporting )?(month|period|monat|mois|mes|maand)$")
_OPENING, _CLOSING = (
    re.compile(rf"\b({words})\b.*\bmrr\b|\bmrr\b.*\b({words})\b")
    for words in (
        r"start|starting|opening|beginning|previous|prior|anfangs?|beginn|debut|ouverture|inicio|inicial",
        r"end|ending|closing|current|final|ende|schluss|fin|cloture|cierre|fim",
    )
)


def counts_use(file: str, headers: Sequence[str]) -> bool:
    """Whether the name of the file or a header speaks of use, scores or requests, and none of money."""
    words = _words(file, headers)
    return bool(_USE.search(words)) and not speaks_of_money(words)


def month_figure_questions(raw: RawTable, mapping: FileMapping) -> tuple[Issue, ...]:
    """Asks whether the months hold revenue, where no name, header, caption or cell speaks of money."""
    if mapping.kind != "finance_months" or mapping.options.amounts_per is not None or "currency" in mapping.constants:
        return ()
    above = next((issue.value or "" for issue in raw.issues if issue.code == "preamble"), "")
    months = month_headers(raw.headers)
    if not months or speaks_of_money(f"{_words(raw.file, raw.headers)} {raw.sheet or ''} {above}".casefold()):
        return ()
    cells = (raw.cells.column(month).slice(0, _LOOKED_AT).combine_chunks() for month in months[:12])
    texts = (nothing_to_null(column, typed=True).drop_null().to_pylist() for column in cells)
    if any(are_amounts(column) for column in texts):
        return ()
    message = (
        f"Nothing says that the figures under '{months[0]}' to '{months[-1]}' are money; they were read as each "
        "customer's MRR. Please check: if they are, say so (amounts_per: month); if they are anything else, leave "
        "this file out."
    )
    return (Issue("month_figures_assumed", "warning", message, None, months[0], None, "mrr", months),)


def _words(file: str, headers: Sequence[str]) -> str:
    name = re.sub(r"[.]\w+$", "", file)
    return " ".join((*map(spoken, (name, *headers)), *headers)).casefold()


def has_monthly_balances(headers: Sequence[str]) -> bool:
    """Whether the headers are those of MRR by month, as it was at the month's beginning and at its end: what came and
    went between them is no movement of its own."""
    words = [spoken(header) for header in headers]
    return all(any(one.search(word) for word in words) for one in (_MONTH, _OPENING, _CLOSING))
