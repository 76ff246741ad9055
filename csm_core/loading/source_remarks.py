"""What a person should know, or decide, of how the loads of a workspace belong together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from csm_core.intake.batch import Issue
from csm_core.loading.list_remarks import list_remarks
from csm_core.sources.accounts import disagreements_sql
from csm_core.sources.placing import Export, exports, overlap
from csm_core.sources.row_keys import ROW_KEYS
from csm_core.store.workspace import Workspace
from csm_core.text.plural import plural

_MOST = 5


def source_remarks(workspace: Workspace) -> Mapping[int, tuple[Issue, ...]]:
    """Load → what is to be said of it beside the other loads; only loads of which there is something to say.

    The live views must be those of the present loads (see `make_live_views`).
    """
    remarks: dict[int, list[Issue]] = {}
    for load_id, issue in (*_same_ids(workspace), *_disagreements(workspace), *list_remarks(workspace)):
        remarks.setdefault(load_id, []).append(issue)
    return {load_id: tuple(issues) for load_id, issues in remarks.items()}


def _same_ids(workspace: Workspace) -> list[tuple[int, Issue]]:
    """Sources with (nearly) the same columns and the same ids for different things."""
    pairs = []
    for table, key in ROW_KEYS.items():
        by_origin: dict[str | None, list[Export]] = {}
        for export in exports(lambda sql, values: _rows(workspace, sql, values), table):
            by_origin.setdefault(export.origin, []).append(export)
        for ones, others in combinations(by_origin.values(), 2):
            if (ones[-1].is_stated and others[-1].is_stated) or not any(
                a.is_close_form(b) for a in ones for b in others
            ):
                continue
            ids = [[one.load_id for one in group] for group in (others, ones)]
            shared = overlap(lambda sql, values: _rows(workspace, sql, values), table, *ids)
            if shared.shared:
                id_words = (key.id or "").replace("_", " ")
                what = f"such as {id_words} {shared.example}" if id_words and shared.example else "row by row"
                message = (
                    f"{others[-1].file} and {ones[-1].file} have the same columns, and "
                    f"{plural(shared.shared, 'row')} of each say the same {_words(key.id)}, but not the same thing "
                    f"({what}). They count as two sources: all rows of both stand. If one is the newer export of the "
                    'other, join them on the Data page, or give both the same "source" in the mapping\'s options.'
                )
                pairs.append((others[-1].load_id, Issue("sources_assumed", "warning", message, canonical=key.id)))
    return pairs


def _words(key: str | None) -> str:
    return "id" if key else "customer and day"


def _disagreements(workspace: Workspace) -> list[tuple[int, Issue]]:
    """Columns of which two lists of accounts say different things of the same account."""
    issues = []
    for row in workspace.query(disagreements_sql()).to_pylist():
        message = (
            f"{plural(row['accounts'], 'customer')} {'has' if row['accounts'] == 1 else 'have'} another "
            f"{str(row['name']).replace('_', ' ')} in {row['newer_file']} than in {row['older_file']} (such as "
            f"{row['example']}: {row['older']} there, {row['newer']} here): {row['newer_file']} counts."
        )
        issues.append((row["load_id"], Issue("lists_disagree", "warning", message, column=row["name"])))
    return issues[: _MOST * 4]


def _rows(
    workspace: Workspace, sql: str, values: Mapping[str, Sequence[int] | int | str]
) -> Sequence[Sequence[object]]:
    return [tuple(row.values()) for row in workspace.query(sql, values).to_pylist()]
