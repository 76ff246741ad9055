"""Upload: drop files, see what each was taken for, correct it, load."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import streamlit as st

from csm_core import CsmError, Workspace
from csm_core.codec import Unreadable
from csm_core.intake.columns.by_values import NOTHING_KNOWN, SeenValues
from csm_core.intake.mapping import FileMapping, MappingFile
from csm_core.intake.read.source import Source
from csm_core.intake.worker.ingest import InspectedTable, Inspection, inspect, prepare
from csm_core.store.known_values import seen_in
from csm_core.store.saved_mappings import kept_mapping
from csm_core.tables.catalogue import KINDS
from csm_core.text.plural import plural
from csm_ui.data.file_check import Shown, check_proposals, file_check, trouble_words
from csm_ui.data.load_bar import Chosen, load_bar
from csm_ui.data.mapping_block import kind_words
from csm_ui.data.mapping_form import mapping_form
from csm_ui.visitor.hosting import hosting
from csm_ui.visitor.keys import Key
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded


@dataclass(frozen=True, slots=True)
class Upload:
    """One dropped file and what is in it; `problem` says why nothing of it can be read.

    `origins` says of files and sheets where their mapping comes from.
    """

    source: Source
    inspection: Inspection | None
    problem: str | None
    origins: Mapping[tuple[str, str | None], str] = field(default_factory=dict)


def upload(workspace: Workspace) -> None:
    """The whole way in: files, mapping, check, load."""
    prepare()  # while the visitor looks for her files
    saved = _saved_mapping()
    uploads = _uploads(saved, workspace)
    if not uploads:
        return
    chosen: list[Chosen] = []
    st.header("Check each file", anchor=False)
    st.caption("Check how each column was read, and correct it if needed. Nothing is loaded until you confirm.")
    uploads = [_as_before(workspace, one, is_told=saved is not None) for one in uploads]
    check_proposals(
        [
            (one.source, table.file, mapping)
            for one in uploads
            for table in (one.inspection.tables if one.inspection else ())
            for mapping in table.proposal.mappings
        ]
    )
    kinds = [_kinds(one) for one in uploads]
    for index, upload_ in enumerate(uploads):
        if upload_.problem is not None or upload_.inspection is None:
            st.error(plain(upload_.problem or "Nothing could be read."))
            continue
        elsewhere = {table for number, tables in enumerate(kinds) if number != index for table in tables}
        others = {*workspace.row_counts(), *elsewhere}
        for table in upload_.inspection.tables:
            mappings: tuple[FileMapping, ...] = ()
            with guarded("the mapping of a file"):
                mappings = _mapped(upload_, table, others)
            for mapping in mappings:
                chosen.append(Chosen(upload_.source, table, mapping))
                name = f"{table.file}, {kind_words(mapping)}" if len(mappings) > 1 else table.file
                words = trouble_words(upload_.source, table.file, mapping, name)
                if words is not None:
                    st.caption(words)
    twice = [name for name, count in Counter(one.source.name for one in uploads).items() if count > 1]
    if twice:
        st.error(plain(f"Two files are named {' and '.join(twice)}. Mappings go by file name: rename one."))
        return
    load_bar(workspace, chosen)


def _kinds(upload_: Upload) -> set[str]:
    """The tables that a file probably becomes."""
    tables = upload_.inspection.tables if upload_.inspection else ()
    return {KINDS[mapping.kind] for table in tables for mapping in table.proposal.mappings}


def _as_before(workspace: Workspace, upload_: Upload, is_told: bool) -> Upload:
    """What a file's headers were mapped to before goes before our own proposal, unless a mapping was given."""
    if upload_.inspection is None or is_told:
        return upload_
    tables, origins = [], {}
    for table in upload_.inspection.tables:
        before = kept_mapping(workspace, table.headers, table.sheet) if table.headers else None
        if isinstance(before, Unreadable):
            origins[table.file, table.sheet] = f"The mapping kept for these headers can't be read: {before.reason}."
        elif before is not None:
            proposal = replace(table.proposal, mappings=before.mappings, confidence=1.0, questions=())
            table = replace(table, proposal=proposal)
            when = f"{before.kept_at:%-d %B %Y}"
            origins[table.file, table.sheet] = (
                f"Mapped as last time: same headers as {before.file}, loaded on {when}."
            )
        tables.append(table)
    return replace(upload_, inspection=replace(upload_.inspection, tables=tuple(tables)), origins=origins)


def _mapped(upload_: Upload, table: InspectedTable, others: set[str]) -> tuple[FileMapping, ...]:
    """The forms of one file or sheet, with the check of its rows below each."""
    causes_shown: Shown = {}
    return mapping_form(
        table,
        upload_.inspection.content_hash if upload_.inspection else "",
        others,
        upload_.origins.get((table.file, table.sheet)),
        lambda mapping, key: file_check(upload_.source, table, mapping, key, causes_shown),
    )


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


def _uploads(saved: MappingFile | None, workspace: Workspace) -> list[Upload]:
    """What was dropped, each file read once; kept in the session, because a change of page drops files."""
    kept: dict[str, Upload] = st.session_state.setdefault(Key.UPLOADS, {})
    round_ = st.session_state.setdefault(Key.UPLOAD_ROUND, 0)
    files = st.file_uploader(
        "Exports: CSV, Excel, OpenDocument, JSON, Parquet or HTML tables; also zip and gzip",
        accept_multiple_files=True,
        key=f"exports.{round_}",
        max_upload_size=hosting().upload_megabytes,
    )
    stamp = hashlib.sha256(saved.serialise().encode()).hexdigest() if saved else ""
    dropped = {}
    for file in files:
        source = Source(file.name, file.getvalue())
        dropped[f"{source.sha256}|{file.name}|{stamp}"] = source
    new = {name: source for name, source in dropped.items() if name not in kept}
    progress = st.empty()
    with progress.container():
        lines = [st.status(plain(f"Reading {source.name}"), type="step") for source in new.values()]
    seen = seen_in(workspace) if new else NOTHING_KNOWN
    # Two at a time, so that one visitor does not take the whole machine.
    with ThreadPoolExecutor(max_workers=2) as pool:
        reading = [pool.submit(_inspected, source, saved, seen) for source in new.values()]
        for name, line, future in zip(new, lines, reading, strict=True):
            kept[name] = future.result()
            line.update(label=plain(_summary(kept[name])), state="error" if kept[name].problem else "complete")
    # What was read is listed below, each file with what it was taken for.
    progress.empty()
    if kept and st.button("Start over", icon=":material/restart_alt:", key="start_over"):
        kept.clear()
        st.session_state[Key.CHECKED] = {}
        st.session_state[Key.UPLOAD_ROUND] = round_ + 1
        st.rerun()
    return [one for name, one in kept.items() if name.endswith(f"|{stamp}")]


def _inspected(source: Source, saved: MappingFile | None, seen: SeenValues) -> Upload:
    try:
        return Upload(source, inspect(source, saved, seen), None)
    except CsmError as error:
        return Upload(source, None, str(error))


def _summary(upload: Upload) -> str:
    if upload.inspection is None:
        return upload.problem or "Nothing could be read."
    rows = sum(table.rows for table in upload.inspection.tables)
    return f"{upload.source.name}: {plural(rows, 'row')} read"
