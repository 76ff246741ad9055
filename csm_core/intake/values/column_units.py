"""In what unit the figures of a mapped column are written: as the mapping says, else as the header does."""

from __future__ import annotations

from csm_core.intake.batch import Issue
from csm_core.intake.cells.header_units import RATIOS, Unit, header_unit
from csm_core.intake.mapping import FileMapping, Options
from csm_core.intake.options import Per
from csm_core.tables.catalogue import Column, Type

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_RECURRING = frozenset({"mrr", "mrr_delta", "mrr_after"})


def column_ratio(options: Options, canonical: str, unit: Unit | None, *, usual: Per = "month") -> tuple[int, int]:
    """By how much figures in this unit are multiplied and divided to give whole money of a month, or minutes.

    `usual`: of what time recurring revenue is where the options don't say."""
    up, down = RATIOS[unit] if unit is not None else (1, 1)
    months = _MONTHS[options.amounts_per or usual] if canonical in _RECURRING else 1
    return up, down * months


def column_unit(mapping: FileMapping, column: Column, issues: list[Issue]) -> Unit | None:
    """The unit of an amount of money or a duration, None where it is whole money or minutes; what a header decided
    goes to `issues`.

    Cents of the whole file hold for every amount whose own column says nothing."""
    header = mapping.columns.get(column.name)
    is_money, is_duration = column.type is Type.MONEY, column.name.endswith("_minutes")
    unit = mapping.options.unit(column.name)
    if unit is not None or not (is_money or is_duration):
        return unit
    stated = header_unit(header) if header is not None else None
    if (
        stated is not None
        and (stated.is_money if is_money else stated.is_time)
        and stated.unit not in (None, "minutes")
    ):
        message = f"'{header}' was read in {stated.unit}, as its header says."
        issues.append(Issue("unit_of_header", "info", message, column=header, canonical=column.name))
        return stated.unit
    return "cents" if is_money and mapping.options.minor_units is True else None
