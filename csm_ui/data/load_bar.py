"""Load what was dropped and mapped: beside what is there, in its place, or as a corrected file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from csm_core import Workspace
from csm_core.intake.mapping import FileMapping, MappingFile
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import InspectedTable
from csm_core.loading.load_files import Loaded, Read, load_read, read_files
from csm_core.store.load import Load
from csm_core.store.saved_mappings import keep_mapping
from csm_core.tables.catalogue import KINDS
from csm_core.text.plural import plural
from csm_ui.data.file_check import checked
from csm_ui.visitor.keys import Key
from csm_ui.visitor.menu import PAGES
from csm_ui.visitor.session import nonce, time_now
from csm_ui.widgets.plain import plain
from csm_ui.widgets.progress import progress_into
from csm_ui.widgets.trouble import guarded

# With these the overview has its main figures; without them there is more to see where the load is explained.
_REVENUE = ("subscriptions", "mrr_snapshots", "mrr_movements", "invoices")
_ADD, _REPLACE = "Keep and add", "Replace"
_CORRECTED, _NEXT = "Replace it", "Add to it"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One file or sheet and the mapping that it is to be loaded under."""

    source: Source
    table: InspectedTable
    mapping: FileMapping


def load_bar(workspace: Workspace, chosen: Sequence[Chosen]) -> None:
    """The choices of a load, its button, and the mapping to take away."""
    mappings: dict[str, tuple[FileMapping, ...]] = {}
    for one in chosen:
        mappings[one.table.file] = (*mappings.get(one.table.file, ()), one.mapping)
    whole = MappingFile(mappings)
    asked = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        mode = _mode(workspace, chosen)
        pressed = st.button("Load", type="primary", icon=":material/check:", disabled=not chosen, key="load_files")
        text = whole.serialise()
        stamp = hashlib.sha256(text.encode()).hexdigest()[:8]
        st.download_button(
            "Save this mapping",
            # Made when it is pressed: a finished file is let go as soon as a load ends, and the page asks for it.
            lambda: text,
            file_name=f"MAP-{nonce()}-{stamp}.json",
            mime="application/json",
            on_click="ignore",
            icon=":material/download:",
            key="save_map",
        )
    with asked:
        corrected = _corrected(workspace, chosen) if mode == _ADD else []
    if pressed:
        _load(workspace, chosen, is_replacing=mode == _REPLACE, corrected=corrected)


def _mode(workspace: Workspace, chosen: Sequence[Chosen]) -> str:
    """What becomes of data of the same kind; asked only where there is some."""
    tables = {KINDS[one.mapping.kind] for one in chosen}
    if not tables & workspace.row_counts().keys():
        return _ADD
    return st.radio("Data of this kind that is already loaded", [_ADD, _REPLACE], horizontal=True, key="load_mode")


def _corrected(workspace: Workspace, chosen: Sequence[Chosen]) -> list[str]:
    """Of the files whose name is loaded already, those that take the earlier one's place, as the visitor says."""
    there = {load.file: load for load in workspace.loads() if load.superseded_by is None}
    corrected = []
    for file in dict.fromkeys(one.table.file for one in chosen):
        if file in there:
            choice = st.radio(
                plain(f"{_already_loaded(there[file])} What should this one do?"),
                [_CORRECTED, _NEXT],
                horizontal=True,
                key=f"corrected.{file}",
                help="Replace the earlier file with a corrected one; add next month's file to it. Either can be "
                "undone.",
            )
            if choice == _CORRECTED:
                corrected.append(file)
    return corrected


def _already_loaded(load: Load) -> str:
    return f"A file called {load.file} is loaded: {plural(load.rows_kept, 'row')}, on {load.loaded_at:%-d %B %Y}."


def _load(workspace: Workspace, chosen: Sequence[Chosen], is_replacing: bool, corrected: Sequence[str]) -> None:
    is_first = not workspace.row_counts()
    bar = st.progress(0.0, "Loading …")
    loaded: Loaded | None = None
    tell = progress_into(bar)
    with guarded("the load"):
        reads = []
        for index, one in enumerate(chosen):
            tell(f"Reading {one.table.file}", 0.9 * index / len(chosen))
            mapping = MappingFile({one.table.file: (one.mapping,)})
            reads.append(
                checked(one.source, one.table.file, one.mapping)
                or read_files([one.source], mapping, only_mapped=True)
            )
        loaded = load_read(
            workspace,
            Read(
                tuple(batch for read in reads for batch in read.batches),
                tuple(report for read in reads for report in read.reports),
            ),
            loaded_at=time_now(),
            mode="replace" if is_replacing else "add",
            corrected=corrected,
            progress=tell,
        )
        for (file, _), ones in _by_table(chosen).items():
            keep_mapping(workspace, ones[0].table.headers, file, [one.mapping for one in ones], time_now())
    bar.empty()
    if loaded is not None:
        st.session_state[Key.LOAD_RESULT] = loaded
        st.session_state[Key.IS_FRESH] = True
        st.session_state[Key.UPLOADS] = {}
        st.session_state[Key.CHECKED] = {}
        st.session_state[Key.UPLOAD_ROUND] += 1
        st.session_state.pop(Key.DEMO, None)
        if is_first and set(_REVENUE) & workspace.row_counts().keys():
            st.session_state[Key.NEWS] = _news(loaded)
            st.switch_page(PAGES / "overview.py")
        st.rerun()


def _news(loaded: Loaded) -> str:
    kept = sum(report.rows_kept for report in loaded.reports)
    apart = sum(report.rows_in_trouble for report in loaded.reports)
    aside = f", {apart:,} quarantined: see the Data page" if apart else ""
    return f"{plural(kept, 'row')} loaded{aside}."


def _by_table(chosen: Sequence[Chosen]) -> dict[tuple[str, str | None], list[Chosen]]:
    """What was chosen by file and sheet: one may be mapped to several kinds."""
    by_table: dict[tuple[str, str | None], list[Chosen]] = {}
    for one in chosen:
        by_table.setdefault((one.table.file, one.table.sheet), []).append(one)
    return by_table
