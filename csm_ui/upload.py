"""Upload: drop files, see what each was taken for, correct it, load."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

import streamlit as st

from csm_core import CsmError, Workspace
from csm_core.intake.ingest import Inspection, inspect
from csm_core.intake.mapping import FileMapping, MappingFile
from csm_core.intake.source import Source
from csm_core.loading import Loaded, load_files
from csm_ui.keys import Key
from csm_ui.mapping_form import mapping_form
from csm_ui.plain import plain
from csm_ui.progress import progress_into
from csm_ui.session import nonce, time_now
from csm_ui.trouble import guarded


@dataclass(frozen=True, slots=True)
class Upload:
    """One dropped file and what is in it; `problem` says why nothing of it can be read."""

    source: Source
    inspection: Inspection | None
    problem: str | None


def upload(workspace: Workspace) -> None:
    """The whole way in: files, mapping, load."""
    saved = _saved_mapping()
    uploads = _uploads(saved)
    if not uploads:
        return
    mappings: dict[str, tuple[FileMapping, ...]] = {}
    st.header("What each file is", anchor=False)
    st.caption("Check what each column was taken for; change what is wrong. Nothing is loaded before you say so.")
    for upload_ in uploads:
        if upload_.problem is not None or upload_.inspection is None:
            st.error(plain(upload_.problem or "Nothing can be read."))
            continue
        for table in upload_.inspection.tables:
            mapping = None
            with guarded("the mapping of a file"):
                mapping = mapping_form(table, upload_.inspection.content_hash)
            if mapping is not None:
                mappings[table.file] = (*mappings.get(table.file, ()), mapping)
    twice = [name for name, count in Counter(one.source.name for one in uploads).items() if count > 1]
    if twice:
        st.error(plain(f"Two files are called {' and '.join(twice)}: a mapping goes by name, so rename one of them."))
        return
    chosen = MappingFile(mappings)
    _load_bar(workspace, [one for one in uploads if one.problem is None], chosen)


def _saved_mapping() -> MappingFile | None:
    text = st.session_state.get(Key.SAVED_MAP)
    with st.expander("Use a saved mapping"):
        given = st.file_uploader("MAP.json", type=["json"], key="map_file")
        if given is not None:
            text = given.getvalue().decode("utf-8", errors="replace")
            st.session_state[Key.SAVED_MAP] = text
        if isinstance(text, str):
            try:
                mapping = MappingFile.parse(text)
            except CsmError as error:
                st.error(plain(str(error)))
                return None
            st.caption(plain(f"In use, for: {', '.join(mapping.files)}"))
            return mapping
    return None


def _uploads(saved: MappingFile | None) -> list[Upload]:
    """What was dropped, each file read once; kept in the session, because a change of page drops files."""
    kept: dict[str, Upload] = st.session_state.setdefault(Key.UPLOADS, {})
    round_ = st.session_state.setdefault(Key.UPLOAD_ROUND, 0)
    files = st.file_uploader(
        "Exports: CSV, TSV, Excel, Parquet, JSON lines; also gzip or zip",
        accept_multiple_files=True,
        key=f"exports.{round_}",
    )
    stamp = hashlib.sha256(saved.serialise().encode()).hexdigest() if saved else ""
    for file in files:
        content = file.getvalue()
        source = Source(file.name, content)
        name = f"{source.sha256}|{file.name}|{stamp}"
        if name not in kept:
            with st.status(plain(f"Reading {file.name}"), type="step") as status:
                kept[name] = _inspected(source, saved)
                status.update(label=plain(_said(kept[name])), state="error" if kept[name].problem else "complete")
    if kept and st.button("Start over", icon=":material/restart_alt:", key="start_over"):
        kept.clear()
        st.session_state[Key.UPLOAD_ROUND] = round_ + 1
        st.rerun()
    return [one for name, one in kept.items() if name.endswith(f"|{stamp}")]


def _inspected(source: Source, saved: MappingFile | None) -> Upload:
    try:
        return Upload(source, inspect(source, saved), None)
    except CsmError as error:
        return Upload(source, None, str(error))


def _said(found: Upload) -> str:
    if found.inspection is None:
        return found.problem or "Nothing can be read."
    rows = sum(table.rows for table in found.inspection.tables)
    return f"{found.source.name}: {rows:,} rows read"


def _load_bar(workspace: Workspace, uploads: list[Upload], mapping: MappingFile) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        mode = st.segmented_control(
            "What is already loaded of the same kind",
            ["Keep and add", "Replace"],
            default="Keep and add",
            required=True,
            key="load_mode",
        )
        pressed = st.button(
            "Load", type="primary", icon=":material/check:", disabled=not mapping.files, key="load_files"
        )
        text = mapping.serialise()
        stamp = hashlib.sha256(text.encode()).hexdigest()[:8]
        st.download_button(
            "Save this mapping",
            text,
            file_name=f"MAP-{nonce()}-{stamp}.json",
            mime="application/json",
            on_click="ignore",
            icon=":material/download:",
            key="save_map",
        )
    if pressed:
        _load(workspace, [one.source for one in uploads if _is_mapped(one, mapping)], mapping, str(mode))


def _is_mapped(upload_: Upload, mapping: MappingFile) -> bool:
    tables = upload_.inspection.tables if upload_.inspection else ()
    return any(table.file in mapping.files for table in tables)


def _load(workspace: Workspace, sources: list[Source], mapping: MappingFile, mode: str) -> None:
    bar = st.progress(0.0, "Loading …")
    loaded: Loaded | None = None
    with guarded("the load"):
        loaded = load_files(
            workspace,
            sources,
            mapping,
            loaded_at=time_now(),
            mode="replace" if mode == "Replace" else "add",
            only_mapped=True,
            progress=progress_into(bar),
        )
    bar.empty()
    if loaded is not None:
        st.session_state[Key.LOAD_RESULT] = loaded
        st.session_state[Key.UPLOADS] = {}
        st.session_state[Key.UPLOAD_ROUND] += 1
        st.session_state.pop(Key.DEMO, None)
        st.rerun()
