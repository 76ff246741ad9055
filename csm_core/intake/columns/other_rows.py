"""Whether the rows of a file are another thing than a table's, for all that its columns are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from csm_core.intake.columns.calendars import has_one_row_a_period
from csm_core.intake.columns.evidence import are_of_another
from csm_core.intake.values.profile import Profiles
from csm_core.intake.vocabulary.other_things import is_other_thing
from csm_core.tables.catalogue import Table


def are_other_rows(
    table: Table, columns: Mapping[str, tuple[str, float]], headers: Sequence[str], profiles: Profiles
) -> bool:
    """Whether their keys say so, or what stands beside them, or that they are periods in a row.

    `columns`: canonical column → header and how sure."""
    taken = {name: header for name, (header, _) in columns.items()}
    return (
        are_of_another(table, columns, headers, profiles)
        or is_other_thing(table.name, taken, headers)
        or has_one_row_a_period(table, columns, profiles)
    )
