"""The currency that the header of an amount states: 'MRR (USD)' is in dollars, in whatever its customers pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from csm_core.intake.batch import Issue
from csm_core.intake.cells.header_units import header_currency
from csm_core.intake.mapping import FileMapping
from csm_core.tables.catalogue import KINDS, TABLES

_CHARGED = ("mrr", "mrr_delta", "mrr_after", "amount", "total", "line_total", "amount_paid")


def with_header_currency(
    mapping: FileMapping, samples: Mapping[str, Sequence[str]]
) -> tuple[FileMapping, tuple[Issue, ...]]:
    """The mapping with the currency that the header of what is charged names for all rows (`header_currency`), in
    place of a column that names others. Unchanged where it names none, or the column says the same."""
    header = next((mapping.columns[name] for name in _CHARGED if name in mapping.columns), None)
    code = None if header is None else header_currency(header)
    if code is None or "currency" in mapping.constants or TABLES[KINDS[mapping.kind]].column("currency") is None:
        return mapping, ()
    beside = mapping.columns.get("currency")
    if beside is not None and {one.upper() for one in samples.get(beside, ())} <= {code}:
        return mapping, ()
    message = f"'{header}' is in {code}, as its header says."
    message += "" if beside is None else f" The currencies in '{beside}' were not used."
    level, headers = ("info", (header,)) if beside is None else ("warning", (header, beside))
    columns = {name: one for name, one in mapping.columns.items() if name != "currency"}
    issue = Issue("header_currency", level, message, None, header, code, "currency", headers)  # type: ignore[arg-type]
    return replace(mapping, columns=columns, constants={**mapping.constants, "currency": code}), (issue,)
