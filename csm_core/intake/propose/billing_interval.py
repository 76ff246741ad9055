"""What an amount of an unknown file covers: how long a billing interval is, and whether it is a price a unit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from csm_core.intake.batch import Issue
from csm_core.intake.check.terms import TERM, is_term_amount
from csm_core.intake.mapping import FileMapping
from csm_core.intake.vocabulary.headers import spoken
from csm_core.intake.vocabulary.interval_words import interval_in_name
from csm_core.intake.vocabulary.readings import readings
from csm_core.intake.vocabulary.value_words import is_billing_interval

_TERM_LENGTH = re.compile(
    r"\b(term|duration|length|laufzeit|duree|duracion|duracao|looptijd)\b.*\b((?P<years>years?|yrs?|jahren?|ans|annees|anos)"
    r"|months?|mo|mths?|monaten?|mois|meses|maanden)\b"
)
_WORD = re.compile(r"[^\W\d_]{3}|P\d+[DWMY]")


def priced(mapping: FileMapping, samples: Mapping[str, Sequence[str]]) -> tuple[FileMapping, tuple[Issue, ...]]:
    """The mapping with the interval that the amount's header tells, and what had to be assumed.

    A yearly figure (ARR, ACV) and that of a whole contract (TCV) are of the whole line, whatever the number of units
    beside it.
    """
    header = mapping.columns.get("amount")
    if mapping.kind != "subscriptions" or header is None or "mrr" in mapping.columns:
        return mapping, ()
    concepts = frozenset().union(*(one.concepts for one in readings(header)))
    columns, constants = dict(mapping.columns), dict(mapping.constants)
    issues = [
        *_interval_of_header(header, concepts, columns),
        *_interval_in_words(header, concepts, columns, samples),
    ]
    if "billing_interval" not in columns:
        issues += _without_interval(header, concepts, columns, constants, samples)
    if "quantity" in columns and ("yearly" in concepts or constants.get("billing_interval") == TERM):
        del columns["quantity"]
    elif "quantity" in columns and "unit" not in concepts and samples.get(columns["quantity"]):
        units = columns["quantity"]
        message = f"'{header}' was read as the price of one of '{units}', and multiplied by it. Please check."
        issues.append(Issue("unit_price_assumed", "warning", message, column=header))
    return replace(mapping, columns=columns, constants=constants), tuple(issues)


def _interval_of_header(header: str, concepts: frozenset[str], columns: dict[str, str]) -> list[Issue]:
    """Of a year's amount or a whole term's, a column of intervals says how it is paid, and not for what it is."""
    beside = columns.get("billing_interval")
    if beside is None or not ("yearly" in concepts or is_term_amount(header)):
        return []
    for name in ("billing_interval", "billing_interval_count"):
        columns.pop(name, None)
    covers = "a year" if "yearly" in concepts else "a whole term"
    message = f"'{header}' covers {covers}, as its header says; '{beside}' says how it is paid, and was not used."
    return [Issue("interval_of_header", "info", message, None, header, None, "billing_interval", (header, beside))]


def _interval_in_words(
    header: str, concepts: frozenset[str], columns: dict[str, str], samples: Mapping[str, Sequence[str]]
) -> list[Issue]:
    """Take the one column of interval words, or the plans where each of them names one."""
    if "billing_interval" in columns or "yearly" in concepts or is_term_amount(header):
        return []
    interval = _interval_by_values(columns, samples)
    if interval is not None:
        columns["billing_interval"] = interval
    elif "month" not in concepts and _says_interval(columns, samples):
        columns["billing_interval"] = columns["plan"]
        message = f"'{columns['plan']}' tells for what time '{header}' is: it names the interval in every plan."
        return [Issue("interval_in_plan", "info", message, column=columns["plan"])]
    return []


def _without_interval(
    header: str,
    concepts: frozenset[str],
    columns: dict[str, str],
    constants: dict[str, str],
    samples: Mapping[str, Sequence[str]],
) -> list[Issue]:
    """The interval that the amount's own header names, else a month, which is asked."""
    stated = interval_in_name(header)
    of_term = is_term_amount(header) and not concepts & {"yearly", "month"}
    constants["billing_interval"] = "year" if "yearly" in concepts else TERM if of_term else "month"
    if not of_term and stated is not None:
        constants["billing_interval"], constants["billing_interval_count"] = stated.unit, str(stated.count)
    term = _term_length(columns, samples) if of_term and "end_date" not in columns else None
    if term is not None:
        columns["billing_interval_count"], constants["billing_interval"] = term
        return [_term_assumed(header, term[0])]
    if of_term and "end_date" not in columns:
        message = f"'{header}' covers a whole term, and no column says when it ends: it is not in MRR."
        asked = {"column": header, "canonical": "end_date", "headers": (header,)}
        return [Issue("term_end_asked", "warning", message, **asked)]  # type: ignore[arg-type]
    if not of_term and stated is None and not concepts & {"yearly", "month"}:
        message = (
            f"The file does not say what period '{header}' covers; it was read as an amount per month. Please check."
        )
        return [Issue("interval_assumed", "warning", message, column=header)]
    return []


def _says_interval(columns: Mapping[str, str], samples: Mapping[str, Sequence[str]]) -> bool:
    """Whether each plan's name says how often it is billed."""
    plans = samples.get(columns.get("plan", ""), ())
    return bool(plans) and all(interval_in_name(one) is not None for one in plans)


def _interval_by_values(columns: Mapping[str, str], samples: Mapping[str, Sequence[str]]) -> str | None:
    """The one free column of which every value is a billing interval in words, whatever it is called."""
    if "billing_interval" in columns:
        return None
    used = set(columns.values())
    worded = {
        one: v for one, v in samples.items() if one not in used and v and all(_WORD.search(value) for value in v)
    }
    headers = [header for header, values in worded.items() if is_billing_interval(values)]
    return headers[0] if len(headers) == 1 else None


def _term_assumed(header: str, term: str) -> Issue:
    message = (
        f"'{header}' was read as covering a whole term and divided by '{term}'. No column says when the term ends, "
        "so it was treated as renewed. Please check."
    )
    return Issue("term_end_assumed", "warning", message, None, header, None, "end_date", (header, term))


def _term_length(columns: Mapping[str, str], samples: Mapping[str, Sequence[str]]) -> tuple[str, str] | None:
    """The one column of whole numbers that says how long the term is, with its unit: ('Term (months)', 'month')."""
    used = set(columns.values())
    lengths = [
        (header, "year" if match["years"] else "month")
        for header, values in samples.items()
        if header not in used
        and (match := _TERM_LENGTH.search(spoken(header)))
        and values
        and all(re.fullmatch(r"[1-9]\d{0,2}", value.strip()) for value in values)
    ]
    return lengths[0] if len(lengths) == 1 else None
