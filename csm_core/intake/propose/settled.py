"""What the columns of a file showed, as options of its mapping: for a person to see and to change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from csm_core.intake.batch import Issue
from csm_core.intake.mapping import FileMapping, Grain


def settled(mapping: FileMapping, issues: Sequence[Issue]) -> FileMapping:
    """The mapping with an option for each thing that `issues` say was decided over whole columns."""
    codes = {issue.code for issue in issues}
    options = mapping.options
    if "end_date_inclusive" in codes:
        options = replace(options, end_date="inclusive")
    grain = next((issue.value for issue in issues if issue.code == "grain_coarse"), None)
    if grain is not None:
        options = replace(options, grain=cast(Grain, grain))
    if "cents_inferred" in codes:
        options = replace(options, minor_units=True)
    return replace(mapping, options=options)
