"""The dated notes that belong on a picture."""

from __future__ import annotations

import pyarrow as pa

from csm_core.facts.build import built_facts
from csm_core.facts.framework.fact import Day
from csm_core.facts.queries.written_annotations import written_annotations
from csm_core.scope import Scope
from csm_core.store.workspace import Parameter, Workspace


def annotations_of(workspace: Workspace, scope: Scope, metric_id: str) -> pa.Table:
    """The notes, from files and written in the app, on days in the window of a resolved scope, and not after its
    as-of day: those for every metric and those for this one. A note is about its day, whatever filters and segments
    say.

    Returns
    -------
    date (date32), text, cohort (null, or the one cohort that the note is for), one row a note, the oldest first.

    Raises
    ------
    BadValue
        When the scope was not resolved.
    """
    built_facts(workspace, scope.timezone)
    start, end, as_of = scope.window()
    day = Day(scope.timezone)
    notes_sql = f"""
select distinct "date", text, cohort from (
    select {day.of("date")} as "date", trim(text) as text, nullif(trim(cohort), '') as cohort,
        nullif(lower(trim(metric)), '') as metric
    from live.annotations
)
where "date" >= $first_on and "date" < $before and "date" <= $as_of and text <> ''
    and (metric is null or metric = $metric)
order by "date", text, cohort
"""
    asked: dict[str, Parameter] = {"first_on": start, "before": end, "as_of": as_of, "metric": metric_id}
    loaded = workspace.query(notes_sql, asked)
    written = [
        {"date": note.day, "text": note.text, "cohort": note.cohort}
        for note in written_annotations(workspace)
        if start <= note.day < end and note.day <= as_of and note.metric in (None, metric_id)
    ]
    if not written:
        return loaded
    both = pa.concat_tables([loaded, pa.Table.from_pylist(written, schema=loaded.schema)])
    distinct = both.group_by(both.column_names, use_threads=False).aggregate([])
    return distinct.sort_by([(name, "ascending") for name in both.column_names])
