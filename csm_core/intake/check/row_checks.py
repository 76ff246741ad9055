"""What must hold of a parsed row, by table; words of other tools become ours on the way."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.cells.distinct import Distinct
from csm_core.intake.cells.numbers import CURRENCIES, currency_of
from csm_core.intake.check.bill_rows import check_bills
from csm_core.intake.check.currency_signs import contradicted_currencies
from csm_core.intake.check.discounts import discount_shares
from csm_core.intake.check.ended_amounts import read_ended_amounts
from csm_core.intake.check.flags import read_flags
from csm_core.intake.check.health_scores import check_health
from csm_core.intake.check.id_notes import id_notes
from csm_core.intake.check.intervals import read_intervals
from csm_core.intake.check.money_discounts import less_bill_discount, money_discounts
from csm_core.intake.check.price_intervals import price_intervals
from csm_core.intake.check.survey_scales import check_scores
from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.quarantine import Quarantine
from csm_core.intake.values.typed_columns import TypedColumns
from csm_core.intake.vocabulary.value_words import subscription_state
from csm_core.tables.catalogue import Table

_AMOUNTS = ("mrr", "amount", "total", "amount_paid", "line_total", "unit_amount", "mrr_after", "mrr_delta")
_SPANS = (
    ("start_date", "end_date", "ends before it starts"),
    ("paused_at", "resumed_at", "resumes before it pauses"),
)


def check_rows(table: Table, typed: TypedColumns, mapping: FileMapping, quarantine: Quarantine) -> None:
    """Quarantine rows that lack what the table requires or contradict themselves; tidy codes and words."""
    if table.name == "surveys":
        check_scores(typed, mapping, quarantine)
    if table.name == "health_scores":
        check_health(typed, mapping, quarantine)
    price_intervals(typed, mapping)
    id_notes(table, typed, mapping)
    _check_required(table, typed, mapping, quarantine)
    for start, end, sentence in _SPANS:
        if start in typed.columns and end in typed.columns:
            backwards = pc.less(typed.columns[end], typed.columns[start])
            header = mapping.columns.get(end)
            message = f"The row {sentence}: '{header}' is '{{value}}'."
            quarantine.add(backwards, "end_before_start", header, message)
    _currencies(table, typed, mapping)
    read_intervals(typed, mapping)
    if table.name == "invoices":
        check_bills(typed, mapping, quarantine)
        less_bill_discount(typed, mapping)
    read_flags(typed, mapping)
    _states(table, typed)
    read_ended_amounts(typed, mapping)
    # Of bills a discount counts with the price of one alone: all other amounts are after it.
    if (table.name != "invoices" or "unit_amount" in typed.columns) and not money_discounts(typed, mapping):
        discount_shares(typed, mapping)


def _check_required(table: Table, typed: TypedColumns, mapping: FileMapping, quarantine: Quarantine) -> None:
    count = len(typed.numbers)
    for group in table.required:
        met = pa.repeat(pa.scalar(False), count)
        for choice in group:
            whole = pa.repeat(pa.scalar(True), count)
            for name in choice.split("+"):
                column = typed.columns.get(name)
                whole = (
                    pc.and_(whole, pc.is_valid(column)) if column is not None else pa.repeat(pa.scalar(False), count)
                )
            met = pc.or_(met, whole)
        mapped = [name for choice in group for name in choice.split("+") if name in mapping.columns]
        meant = " or ".join(choice.replace("+", " with ") for choice in group)
        if mapped:
            _say_what_is_empty(typed, mapping, mapped, pc.invert(met), quarantine, group)
        elif not count or not pc.all(met).as_py():
            message = f"No column of the file is mapped to {meant}, which every {table.name} row needs."
            quarantine.add(pc.invert(met), "missing_column", None, message)
            if not count:
                typed.remarks.append(Issue("missing_column", "error", message))


def _say_what_is_empty(
    typed: TypedColumns,
    mapping: FileMapping,
    mapped: list[str],
    lacking: pa.Array,
    quarantine: Quarantine,
    group: Sequence[str],
) -> None:
    """Each row that lacks something is told by the column that is empty in it, not by the first of its kind."""
    for name in mapped:
        column = typed.columns.get(name)
        empty = pc.is_null(column) if column is not None else pa.repeat(pa.scalar(True), len(lacking))
        message = message_of_empty(name, group, mapping)
        quarantine.add(pc.and_(lacking, empty), "missing_value", mapping.columns[name], message)
    # All that is mapped is filled: a column that belongs to it is not mapped at all.
    message = f"'{mapping.columns[mapped[0]]}' alone is not enough: each row needs {_needs(group, mapping)}."
    quarantine.add(lacking, "missing_value", mapping.columns[mapped[0]], message)


def message_of_empty(name: str, group: Sequence[str], mapping: FileMapping) -> str:
    """Why a row is quarantined in which a column is empty that the table requires, or one of the group's others."""
    header, needs = _column(name, mapping), _needs(group, mapping)
    return f"{header} is empty, and each row needs {'it' if needs == header else needs}."


def _needs(group: Sequence[str], mapping: FileMapping) -> str:
    """The ways in which a row may have what the group asks for, by the file's headers; ways of which the file has not
    every column only where it has no other."""
    ways = [choice.split("+") for choice in group]
    whole = [way for way in ways if set(way) <= set(mapping.columns)]
    alternatives = [" and ".join(_column(name, mapping) for name in way) for way in whole or ways]
    return ", or ".join(dict.fromkeys(alternatives))


def _column(name: str, mapping: FileMapping) -> str:
    header = mapping.columns.get(name)
    return f"a column for {name.replace('_', ' ')}" if header is None else f"'{header}'"


def _currencies(table: Table, typed: TypedColumns, mapping: FileMapping) -> None:
    """Codes in capitals; where no column tells, a code or an unambiguous sign beside the amount does."""
    if table.column("currency") is None:
        return
    if "currency" in typed.columns:
        typed.columns["currency"] = Distinct.of(typed.columns["currency"]).parse(str.upper, pa.string())
        distinct = Distinct.of(typed.columns["currency"]).texts
        odd = sorted(code for code in distinct if code not in CURRENCIES)
        if odd:
            message = f"Unknown currency codes, kept as they are: {', '.join(odd[:5])}."
            header = mapping.columns.get("currency")
            typed.remarks.append(Issue("unknown_currency", "warning", message, column=header, value=odd[0]))
        contradicted_currencies(typed, mapping, _AMOUNTS)
        return
    for name in _AMOUNTS:
        if name not in typed.texts:
            continue
        parsed = Distinct.of(typed.texts[name]).parse(currency_of, pa.string())
        if parsed.null_count < len(parsed):
            typed.columns["currency"] = parsed
            codes = ", ".join(sorted(set(pc.unique(pc.drop_null(parsed)).to_pylist())))
            message = f"The currency was taken from the amounts: {codes}."
            typed.remarks.append(Issue("currency_in_amount", "info", message, column=mapping.columns.get(name)))
            return


def _states(table: Table, typed: TypedColumns) -> None:
    if table.name == "subscriptions" and "status" in typed.columns:
        typed.columns["status"] = Distinct.of(typed.columns["status"]).parse(subscription_state, pa.string())
    for name in ("ticket_status", "priority", "band", "purpose"):
        if name in typed.columns and table.name != "health_scores":
            typed.columns[name] = Distinct.of(typed.columns[name]).parse(str.lower, pa.string())
