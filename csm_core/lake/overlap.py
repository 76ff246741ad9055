"""Whether rows of one load lie between those that another one put together."""

from __future__ import annotations

from collections.abc import Sequence

from csm_core.intake.batch import Batch
from csm_core.intake.rows_on_disk import RowsOnDisk
from csm_core.store.load import Load
from csm_core.store.workspace import Workspace

# In one quarter of an hour of one person, both rows and stretches of several rows.
_MEETING_SQL = """
select 1 from canonical.events o join incoming n on n.user_id = o.user_id
    and epoch_us(o.event_at) // 900000000 = epoch_us(n.event_at) // 900000000
where o.load_id = any($loads) and (o.row_count > 1 or n.row_count > 1)
limit 1
"""


def meets_rows_here(workspace: Workspace, batch: Batch, loads: Sequence[Load]) -> bool:
    """Whether any row of a batch belongs between rows that were put together before it was there."""
    with workspace.writing(derived=True) as cursor:
        rows = batch.rows.reader() if isinstance(batch.rows, RowsOnDisk) else batch.rows
        cursor.register("incoming", rows)
        answer = cursor.execute(_MEETING_SQL, {"loads": [load.load_id for load in loads]}).fetchall()
        cursor.unregister("incoming")
    return bool(answer)
