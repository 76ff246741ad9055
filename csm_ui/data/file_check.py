"""All rows of a dropped file under its mapping: what would be kept, what quarantined and why, and fixes for all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import streamlit as st

from csm_core import CsmError
from csm_core.intake.batch import QUARANTINE_SCHEMA, Batch, FileReport
from csm_core.intake.check.causes import NOT_ANSWERED
from csm_core.intake.check.remedies import Cause, Remedy, causes, remedied
from csm_core.intake.mapping import FileMapping, MappingFile
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import InspectedTable
from csm_core.loading.load_files import Read, read_files
from csm_core.text.csv_text import safe_csv
from csm_core.text.plural import agreeing, plural
from csm_ui.data.mended import mend
from csm_ui.visitor.keys import Key
from csm_ui.visitor.session import nonce
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

# Larger files are checked when somebody asks for it, else while they are loaded.
_AT_ONCE = 4 << 20
_PACKED = (".gz", ".zip", ".xlsx", ".parquet")
_MOST_CAUSES = 8
_MOST_NOTES = 6


# What is said of a file already: (code, message) → every form that it concerns, with its mapping.
Shown = dict[tuple[str, str], list[tuple[str, FileMapping]]]


def file_check(source: Source, table: InspectedTable, mapping: FileMapping, key: str, causes_shown: Shown) -> None:
    """Check the rows of one file or sheet, and show how they were read and what is wrong with them.

    What `causes_shown` has already is not shown again; its answer there puts this mapping right too. What is said of
    the `table` as a whole stands above its form.
    """
    file = table.file
    read = checked(source, file, mapping)
    if read is None:
        if not _is_small(source) and not st.button(
            "Check all rows", key=f"{key}.check", icon=":material/fact_check:"
        ):
            st.caption("Large files are checked while loading, or now.")
            return
        with guarded("the check of a file"), st.spinner(plain(f"Checking every row of {file}")):
            read = _read(source, file, mapping)
            st.session_state[Key.CHECKED][_name(source, file, mapping)] = read
    for batch in read.batches if read else ():
        _outcome(batch, mapping, key, causes_shown)
        _notes(batch.report, {issue.message for issue in table.issues})


def trouble_words(source: Source, file: str, mapping: FileMapping, name: str) -> str | None:
    """How many rows of what is called `name` would be quarantined; None where none would, or nothing was checked."""
    read = checked(source, file, mapping)
    reports = [batch.report for batch in read.batches] if read else []
    aside = sum(report.rows_in_trouble for report in reports)
    if not aside:
        return None
    words = f"{name}: {_row_words(reports)}"
    return f":orange[:material/warning:] {plain(words)}, {aside:,} would be quarantined"


def checked(source: Source, file: str, mapping: FileMapping) -> Read | None:
    """What was read of the file under this very mapping, None where it was not."""
    checks: dict[str, Read] = st.session_state.setdefault(Key.CHECKED, {})
    return checks.get(_name(source, file, mapping))


def check_proposals(asked: Sequence[tuple[Source, str, FileMapping]]) -> None:
    """Check what was dropped under the mappings proposed, two files at a time: one by one takes twice as long."""
    checks: dict[str, Read] = st.session_state.setdefault(Key.CHECKED, {})
    waiting = [one for one in asked if _is_small(one[0]) and _name(*one) not in checks]
    if not waiting:
        return
    with st.spinner("Checking every row"), ThreadPoolExecutor(max_workers=2) as pool:
        # What can't be read under its proposal says so in its own place, when the form asks again.
        for one, read in zip(waiting, pool.map(_read_or_none, waiting), strict=True):
            if read is not None:
                checks[_name(*one)] = read


def _read_or_none(asked: tuple[Source, str, FileMapping]) -> Read | None:
    try:
        return _read(*asked)
    except CsmError:
        return None


def _read(source: Source, file: str, mapping: FileMapping) -> Read:
    return read_files([source], MappingFile({file: (mapping,)}), only_mapped=True)


def _is_small(source: Source) -> bool:
    """Whether a check takes seconds. What is packed holds about ten times as much."""
    return source.size * (10 if source.name.lower().endswith(_PACKED) else 1) <= _AT_ONCE


def _name(source: Source, file: str, mapping: FileMapping) -> str:
    return f"{source.sha256}|{file}|{json.dumps(mapping.to_json(), sort_keys=True)}"


def _row_words(reports: Sequence[FileReport]) -> str:
    """How many of the rows can be read, which is all but those without an answer and those in trouble."""
    kept, rows, silent = (
        sum(getattr(report, name) for report in reports) for name in ("rows_kept", "rows_in", "rows_unanswered")
    )
    can_be_read = f"{kept:,} of {plural(rows, 'row')} can be read"
    return f"{can_be_read}; {silent:,} {agreeing(silent, 'have')} no answer" if silent else can_be_read


def _outcome(batch: Batch, mapping: FileMapping, key: str, causes_shown: Shown) -> None:
    report = batch.report
    quarantined = batch.quarantined if isinstance(batch.quarantined, pa.Table) else QUARANTINE_SCHEMA.empty_table()
    cause_list = causes(report, quarantined)
    kept = _row_words([report])
    if not cause_list:
        st.caption(f":material/check: {kept}; no problems.")
        return
    aside = f"; {report.rows_in_trouble:,} would be quarantined" if report.rows_in_trouble else ""
    st.markdown(plain(f"{kept}{aside}."))
    for index, cause in enumerate(cause_list[:_MOST_CAUSES]):
        forms = causes_shown.setdefault((cause.code, cause.message), [])
        forms.append((key, mapping))
        if len(forms) == 1:
            _cause(cause, forms, index)
    if len(cause_list) > _MOST_CAUSES:
        st.caption(f"And {plural(len(cause_list) - _MOST_CAUSES, 'more cause')}.")
    if quarantined.num_rows:
        label = "Quarantined, each with its reason" if report.rows_in_trouble else "Without an answer"
        st.download_button(
            f"{label}: {plural(quarantined.num_rows, 'row')}",
            data=lambda: safe_csv(_with_reasons(quarantined)),
            file_name=f"quarantined-{nonce()}-{_stamp(batch)}.csv",
            mime="text/csv",
            key=f"{key}.aside",
            on_click="ignore",
            icon=":material/download:",
        )


def _notes(report: FileReport, shown: Collection[str]) -> None:
    """What was decided in reading the rows, and changes what is counted."""
    infos = [one for one in report.issues if one.level == "info" and one.code != NOT_ANSWERED]
    notes = list(dict.fromkeys(one.message for one in infos if one.message not in shown))
    for note in notes[:_MOST_NOTES]:
        st.caption(f":material/info: {plain(note)}")
    if len(notes) > _MOST_NOTES:
        st.caption(f"And {plural(len(notes) - _MOST_NOTES, 'more note')}.")


def _stamp(batch: Batch) -> str:
    """The server finds downloads by name and a sample of bytes: other rows, another name."""
    return hashlib.sha256(f"{batch.content_hash}{batch.mapping}".encode()).hexdigest()[:8]


def _cause(cause: Cause, forms: list[tuple[str, FileMapping]], index: int) -> None:
    """`forms` grows while the rest of the page is drawn: an answer holds for all that it came to hold."""
    key, mapping = forms[0]
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
                        key=f"{key}.fix.{index}.{number}",
                        on_click=_mend_all,
                        args=(forms, remedy),
                    )


def _mend_all(forms: Sequence[tuple[str, FileMapping]], remedy: Remedy) -> None:
    for key, mapping in forms:
        mend(key, remedied(mapping, remedy))


def _with_reasons(quarantined: pa.Table) -> pa.Table:
    """The rows as they stand in the file, each with its line and the reason."""
    names = {"source_row": "Line", "message": "Reason", "column": "Column", "value": "Value", "raw": "Row"}
    return quarantined.select(list(names)).rename_columns(list(names.values()))
