"""Rows that a sync tool keeps after its source has deleted them: they are no data any more."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.empty_cells import nothing_to_null
from csm_core.intake.values.quarantine import Quarantine

# _fivetran_deleted, _airbyte_deleted, __deleted, _sdc_deleted_at, _ab_cdc_deleted_at: a flag, or since when.
_DELETED = re.compile(r"^_+(?:[a-z]+_)*(?:is_)?deleted(?:_at|_on)?$", re.IGNORECASE)
_NOT = pa.array(["false", "f", "no", "n", "0"])


def set_deleted_aside(cells: pa.Table, quarantine: Quarantine) -> None:
    """Quarantine the rows of which a column of a sync tool says that they are gone (`deleted_row`)."""
    for header in cells.column_names:
        if not _DELETED.match(header.strip()):
            continue
        deleted = nothing_to_null(cells.column(header).combine_chunks(), typed=True)
        gone = pc.and_(pc.is_valid(deleted), pc.invert(pc.is_in(pc.utf8_lower(deleted), _NOT)))
        message = f"The sync tool marks this row as deleted at its source ('{header}': '{{value}}')."
        quarantine.add(gone, "deleted_row", header, message)
