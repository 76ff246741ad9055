"""What became of the last load, and everything that is loaded, each load to be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa
import streamlit as st

from csm_core.intake.batch import FileReport, Issue
from csm_core.loading.load_files import Loaded
from csm_core.loading.source_remarks import source_remarks
from csm_core.store.load import Load
from csm_core.text.plural import plural
from csm_core.text.table_words import table_words
from csm_ui.data.missing_answer import missing_answer
from csm_ui.data.source_form import source_form
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import remembered
from csm_ui.exhibits.download import download_csv
from csm_ui.visitor.keys import Key
from csm_ui.visitor.menu import PAGES
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded


def load_result() -> None:
    """What the last load kept and quarantined, and why; until the next one or until it is dismissed."""
    loaded = st.session_state.get(Key.LOAD_RESULT)
    if not isinstance(loaded, Loaded):
        return
    with st.container(border=True):
        kept = sum(report.rows_kept for report in loaded.reports)
        apart = sum(report.rows_in_trouble for report in loaded.reports)
        silent = sum(report.rows_unanswered for report in loaded.reports)
        tables = plural(len(loaded.reports), "table")
        new = "" if loaded.loads else " Nothing new: all rows were already loaded."
        unanswered = f", {silent:,} without an answer" if silent else ""
        sentence = f"{tables} read: {plural(kept, 'row')} kept{unanswered}, {apart:,} quarantined.{new}"
        (st.success if not apart else st.warning)(plain(sentence))
        st.dataframe(
            [
                {
                    "File": _name(report),
                    "Kind": table_words(report.kind or ""),
                    "Rows": report.rows_in,
                    "Kept": report.rows_kept,
                    "No answer": report.rows_unanswered,
                    "Quarantined": report.rows_in_trouble,
                }
                for report in loaded.reports
            ],
            hide_index=True,
            width="stretch",
            key="load_result.table",
        )
        for name in dict.fromkeys(map(_name, loaded.reports)):
            _issues(name, [report for report in loaded.reports if _name(report) == name])
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(PAGES / "overview.py", label="See the overview", icon=":material/arrow_forward:")
            if st.button("Dismiss", key="load_result.close"):
                st.session_state.pop(Key.LOAD_RESULT)
                st.rerun()


def _issues(name: str, reports: Sequence[FileReport]) -> None:
    """What is to be said of one file or sheet, once where it concerns several of the tables that it became."""
    by_message = {
        (issue.message, issue.row): issue for report in reports for issue in report.issues if issue.level != "info"
    }
    issues = list(by_message.values())
    if not issues:
        return
    # What was assumed or is asked moves figures: nobody has to look for it.
    is_open = any(issue.is_question for issue in issues)
    with st.expander(plain(f"{name}: {plural(len(issues), 'remark')}"), expanded=is_open):
        for issue in issues[:50]:
            where = f" (row {issue.row})" if issue.row else ""
            st.caption(plain(f"{issue.message}{where}"))
        if len(issues) > 50:
            st.caption(f"{len(issues) - 50} more; all quarantined rows are in the download below.")


def _name(report: FileReport) -> str:
    return f"{report.file} · {report.sheet}" if report.sheet else report.file


def loads_panel(view: View) -> None:
    """Behind a disclosure, every load with its counts; the quarantined rows to download; undo."""
    loads = view.workspace.loads()
    # Where something is wrong with what is loaded, this is the way out.
    with st.expander(f"History: {plural(len(loads), 'load')}", expanded=bool(view.trouble)):
        _loads(view, loads)


def _loads(view: View, loads: Sequence[Load]) -> None:
    _all_loads(view, loads)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "One load",
            loads,
            format_func=_load_words,
            # A new load is the one that is looked at.
            key=view.key(f"loads.chosen.{max(load.load_id for load in loads)}"),
            width=420,
            index=len(loads) - 1,
        )
        if chosen.rows_quarantined:
            table = view.workspace.quarantine(chosen.load_id)
            label = "Quarantined rows" if chosen.rows_in_trouble else "Rows without an answer"
            download_csv(view, table, f"quarantined-{chosen.load_id}", view.key("loads.quarantine"), label)
        st.button("Undo this load", key="undo_load", icon=":material/undo:", on_click=_undo, args=(view, chosen))
    source_form(view, chosen, loads)
    if view.trouble:  # what compares loads reads what can't be built
        return
    # What can't be said must not take the undo above away.
    with guarded("how loads relate"):
        remarks = remembered(view.workspace, "source_remarks", lambda: source_remarks(view.workspace))
        for issue in remarks.get(chosen.load_id, ()):
            (st.warning if issue.level == "warning" else st.caption)(plain(issue.message))
            missing_answer(view, chosen, issue)
        _others(view, remarks, chosen, loads)


def _all_loads(view: View, loads: Sequence[Load]) -> None:
    account_table(
        pa.table(
            {
                "File": [load.file if load.sheet is None else f"{load.file} · {load.sheet}" for load in loads],
                "Kind": [table_words(load.kind) for load in loads],
                "Source": [load.origin for load in loads],
                "List of": pa.array([load.listed_on for load in loads], pa.date32()),
                "Rows": [load.rows_in for load in loads],
                "Kept": [load.rows_kept for load in loads],
                "No answer": [load.rows_unanswered for load in loads],
                "Quarantined": [load.rows_in_trouble for load in loads],
                "Loaded (UTC)": [load.loaded_at.isoformat(" ", "minutes") for load in loads],
                "Active": ["yes" if load.superseded_by is None else "replaced" for load in loads],
            }
        ),
        view.key("loads"),
    )


def _others(view: View, remarks: Mapping[int, Sequence[Issue]], chosen: Load, loads: Sequence[Load]) -> None:
    """What there is to be said of the loads that are not chosen."""
    others = {load.load_id: load for load in loads if load.load_id != chosen.load_id and remarks.get(load.load_id)}
    if not others:
        return
    count = sum(len(remarks[load_id]) for load_id in others)
    with st.expander(f"{plural(count, 'remark')} on how loads relate"):
        for load_id, load in others.items():
            for issue in remarks[load_id]:
                st.caption(plain(f"{_load_words(load)}: {issue.message}"))
                missing_answer(view, load, issue)


def _undo(view: View, load: Load) -> None:
    with guarded("undo"):
        view.workspace.undo(load.load_id)
        st.session_state[Key.NEWS] = f"{load.file} was undone."
        st.session_state.pop(Key.LOAD_RESULT, None)


def _load_words(load: Load) -> str:
    return f"{load.load_id} · {load.file} · {table_words(load.kind)}"
