"""All rows of a dropped file under its mapping: what would be kept, what set aside and why, and fixes for all."""

from __future__ import annotations

import hashlib

import pyarrow as pa
import streamlit as st

from csm_core.intake.batch import QUARANTINE_SCHEMA, Batch
from csm_core.intake.mapping import FileMapping, MappingFile
from csm_core.intake.remedies import Cause, causes, remedied
from csm_core.intake.source import Source
from csm_core.loading import Read, read_files
from csm_core.safe_csv import safe_csv
from csm_ui.keys import Key
from csm_ui.mapping_form import mend
from csm_ui.plain import plain
from csm_ui.session import nonce
from csm_ui.trouble import guarded

# Larger files are checked when somebody asks for it, else while they are loaded.
_AT_ONCE = 4 << 20
_PACKED = (".gz", ".zip", ".xlsx", ".parquet")
_MOST_CAUSES = 8


def file_check(source: Source, file: str, mapping: FileMapping, key: str) -> None:
    """Check the rows of one file or sheet, and show what is wrong with them."""
    read = checked(source, file, mapping)
    if read is None:
        # What is packed holds about ten times as much.
        size = source.size * (10 if source.name.lower().endswith(_PACKED) else 1)
        if size > _AT_ONCE and not st.button("Check all rows", key=f"{key}.check", icon=":material/fact_check:"):
            st.caption("A file of this size is checked while it is loaded, or now.")
            return
        with guarded("the check of a file"), st.spinner(plain(f"Checking every row of {file}")):
            read = read_files([source], MappingFile({file: (mapping,)}), only_mapped=True)
            st.session_state[Key.CHECKED][_name(source, file, mapping)] = read
    for batch in read.batches if read else ():
        _outcome(batch, mapping, key)


def checked(source: Source, file: str, mapping: FileMapping) -> Read | None:
    """What was read of the file under this very mapping, None where it was not."""
    known: dict[str, Read] = st.session_state.setdefault(Key.CHECKED, {})
    return known.get(_name(source, file, mapping))


def _name(source: Source, file: str, mapping: FileMapping) -> str:
    return f"{source.sha256}|{MappingFile({file: (mapping,)}).serialise()}"


def _outcome(batch: Batch, mapping: FileMapping, key: str) -> None:
    report = batch.report
    quarantined = batch.quarantined if isinstance(batch.quarantined, pa.Table) else QUARANTINE_SCHEMA.empty_table()
    found = causes(report, quarantined)
    kept = f"{report.rows_kept:,} of {report.rows_in:,} rows can be read"
    if not found:
        st.caption(f":material/check: {kept}; nothing is wrong with them.")
        return
    st.markdown(plain(f"{kept}; {report.rows_quarantined:,} would be set aside."))
    for place, cause in enumerate(found[:_MOST_CAUSES]):
        _cause(cause, mapping, key, place)
    if len(found) > _MOST_CAUSES:
        st.caption(f"And {len(found) - _MOST_CAUSES} more causes.")
    if quarantined.num_rows:
        st.download_button(
            f"{quarantined.num_rows:,} rows with line and reason",
            data=lambda: safe_csv(_with_reasons(quarantined)),
            file_name=f"set-aside-{nonce()}-{_stamp(batch)}.csv",
            mime="text/csv",
            key=f"{key}.aside",
            on_click="ignore",
            icon=":material/download:",
        )


def _stamp(batch: Batch) -> str:
    """The server finds downloads by name and a sample of bytes: other rows, another name."""
    return hashlib.sha256(f"{batch.content_hash}{batch.mapping}".encode()).hexdigest()[:8]


def _cause(cause: Cause, mapping: FileMapping, key: str, place: int) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(plain(cause.message))
        if cause.examples:
            st.caption(plain("For example " + ", ".join(f"row {row}: {text[:60]}" for row, text in cause.examples)))
        remedies = [one for one in cause.remedies if remedied(mapping, one) != mapping]
        if remedies:
            with st.container(horizontal=True):
                for number, remedy in enumerate(remedies):
                    st.button(
                        plain(remedy.label),
                        key=f"{key}.fix.{place}.{number}",
                        on_click=mend,
                        args=(key, remedied(mapping, remedy)),
                    )


def _with_reasons(quarantined: pa.Table) -> pa.Table:
    """The rows as they stand in the file, each with its line and the reason."""
    names = {"source_row": "Line", "message": "Reason", "column": "Column", "value": "Value", "raw": "Row"}
    return quarantined.select(list(names)).rename_columns(list(names.values()))
