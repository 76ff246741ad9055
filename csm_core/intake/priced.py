"""What an amount of an unknown file covers: how long a billing interval is, and whether it is a price a unit."""

from __future__ import annotations

from dataclasses import replace

from csm_core.intake.batch import Issue
from csm_core.intake.concepts import readings
from csm_core.intake.mapping import FileMapping


def priced(mapping: FileMapping) -> tuple[FileMapping, tuple[Issue, ...]]:
    """The mapping with the interval that the amount's header tells, and what had to be assumed.

    A yearly figure (ARR, ACV) is of the whole line, whatever the number of units beside it.
    """
    header = mapping.columns.get("amount")
    if mapping.kind != "subscriptions" or header is None or "mrr" in mapping.columns:
        return mapping, ()
    said = frozenset().union(*(concepts for concepts, _ in readings(header)))
    issues: list[Issue] = []
    columns, constants = dict(mapping.columns), dict(mapping.constants)
    if "billing_interval" not in columns:
        constants["billing_interval"] = "year" if "yearly" in said else "month"
        if not said & {"yearly", "month"}:
            message = (
                f"The file does not say what time '{header}' is for; it was read as an amount a month. Please check."
            )
            issues.append(Issue("interval_assumed", "warning", message, column=header))
    if "quantity" in columns and "yearly" in said:
        del columns["quantity"]
    elif "quantity" in columns and "unit" not in said:
        units = columns["quantity"]
        message = f"'{header}' was read as the price of one of '{units}', and multiplied by it. Please check."
        issues.append(Issue("unit_price_assumed", "warning", message, column=header))
    return replace(mapping, columns=columns, constants=constants), tuple(issues)
