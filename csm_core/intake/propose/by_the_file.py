"""What one table of a file leaves open about dates and figures, and the file's other columns prove."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from csm_core.intake.batch import Issue
from csm_core.intake.cells.date_order import is_order_open, possible_orders
from csm_core.intake.cells.numbers import Mark, decimal_mark
from csm_core.intake.mapping import FileMapping
from csm_core.intake.options import DateOrder
from csm_core.intake.values.decide_dates import ORDER_WORDS
from csm_core.intake.values.decide_figures import MARK_WORDS
from csm_core.intake.values.fits import are_plain_numbers, fits
from csm_core.intake.vocabulary.readings import readings
from csm_core.tables.catalogue import TABLES

Samples = Mapping[str, Sequence[str]]
_DATES = 0.9
_MONEY = frozenset({"amount", "revenue", "total", "mrr", "cost", "yearly"})


def by_the_file(
    mapping: FileMapping, issues: Sequence[Issue], samples: Samples
) -> tuple[FileMapping, tuple[Issue, ...]]:
    """The mapping with the order of dates and the decimal mark that every column of the file that tells one has, and
    what is to be said of it instead of the question; unchanged where the file tells none, or several."""
    options, remarks = mapping.options, []
    asked = {issue.code: issue for issue in issues if issue.is_question}
    dates, orders = asked.get("date_order_assumed"), set(_orders(samples))
    if dates is not None and options.date_order is None and len(orders) == 1:
        (order,) = orders
        options = replace(options, date_order=cast(DateOrder, order))
        message = f"'{dates.column}' was read {ORDER_WORDS[order]}, like the file's other dates."
        remarks.append(replace(dates, code="date_order_inferred", level="info", message=message))
    figures, marks = asked.get("decimal_assumed"), set(_marks(samples))
    if figures is not None and options.decimal is None and len(marks) == 1:
        (mark,) = marks
        options = replace(options, decimal=mark)
        message = f"Figures in '{figures.column}' were read with a {MARK_WORDS[mark]}, like the file's other figures."
        remarks.append(replace(figures, code="decimal_inferred", level="info", message=message))
    return replace(mapping, options=options), tuple(remarks)


def _orders(samples: Samples) -> Iterator[str]:
    column = TABLES["invoices"].column("invoice_date")
    for values in samples.values():
        if column is None or not values or are_plain_numbers(values) or fits(column, values) < _DATES:
            continue
        possible = possible_orders(list(values)) if is_order_open(list(values)) else frozenset()
        if len(possible) == 1:
            yield from possible


def _marks(samples: Samples) -> Iterator[Mark]:
    column = TABLES["invoices"].column("total")
    for header, values in samples.items():
        is_money = any(reading.concepts & _MONEY for reading in readings(header))  # no version, place or rating
        if column is None or not is_money or not values or fits(column, values) < 1:
            continue
        mark = decimal_mark(list(values))[0]
        if mark is not None:
            yield mark
