"""Which of two amounts of a bill is the one before tax, where the tax beside them proves it: that is revenue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from csm_core.intake.batch import Issue
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.propose.net_prices import Figures, figures_of
from csm_core.intake.propose.taxes import amounts_before_tax, amounts_of_tax
from csm_core.tables.catalogue import KINDS

_LEAST = 2
_CENT = Decimal("0.011")
_BILLED = ("total", "line_total")


def with_amount_before_tax(
    raw: RawTable, mapping: FileMapping, samples: Mapping[str, Sequence[str]]
) -> tuple[FileMapping, tuple[Issue, ...]]:
    """The mapping of bills with the amount before tax as what was billed, where in every row it is the one with tax
    less a column of tax (`before_tax_proven`)."""
    name = next((one for one in _BILLED if one in mapping.columns), None)
    if KINDS[mapping.kind] != "invoices" or name is None:
        return mapping, ()
    gross = mapping.columns[name]
    free = [one for one in raw.headers if one not in mapping.columns.values() and samples.get(one)]
    known = {header: figures_of(raw, header) for header in (gross, *free)}
    proven = [
        (net, tax)
        for net in amounts_before_tax(free, samples)
        for tax in amounts_of_tax(free, samples)
        if _proves(known[gross], known[tax], known[net])
    ]
    if len(proven) != 1:
        return mapping, ()
    ((net, tax),) = proven
    message = f"'{net}' is '{gross}' less '{tax}' in every row: what was billed counts before tax."
    told = Issue("before_tax_proven", "info", message, None, net, None, name, (net, gross, tax))
    return replace(mapping, columns={**mapping.columns, name: net}), (told,)


def _proves(gross: Figures, tax: Figures, net: Figures) -> bool:
    """Whether each row's amounts differ by its tax, and some tax was charged."""
    rows = [
        (a, b or Decimal(0), c) for a, b, c in zip(gross, tax, net, strict=True) if a is not None and c is not None
    ]
    return len(rows) >= _LEAST and any(b for _, b, _ in rows) and all(abs(a - b - c) <= _CENT for a, b, c in rows)
