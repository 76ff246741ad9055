"""One table that a file becomes: what it is, which column holds what, and how values are written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import streamlit as st

from csm_core.intake.batch import ColumnReport, Issue
from csm_core.intake.mapping import FileMapping, Options, accepted_columns
from csm_core.intake.worker.work import InspectedTable
from csm_core.metrics.framework.unlocked import readers, unlocked
from csm_core.tables.catalogue import KINDS, TABLES, Table
from csm_core.text.table_words import table_words
from csm_ui.data.column_lines import SURE, column_lines
from csm_ui.data.column_questions import column_questions
from csm_ui.data.constants_form import constants_form
from csm_ui.data.mended import mended_mapping
from csm_ui.data.values_form import options_form
from csm_ui.widgets.plain import plain

_LEFT_OUT = "leave out"
_NO_COLUMN = "—"


# Below the form of a file: what its rows look like under this mapping. It gets the mapping and the form's key.
Check = Callable[[FileMapping, str], None]


def mapping_block(
    table: InspectedTable,
    proposed: FileMapping | None,
    key: str,
    others: Collection[str],
    asked: Sequence[Issue],
    check: Check,
) -> FileMapping | None:
    """Draw the block; the mapping as it stands, or None where the table is to be left out or lacks something.

    `others` are the canonical tables that there are besides this file; `asked` is asked beside the columns concerned.
    """
    round_, mended = mended_mapping(key)
    before = mended or proposed
    options = [_LEFT_OUT, *KINDS]
    kind = st.selectbox(
        "This file contains",
        options,
        index=options.index(before.kind if before else _LEFT_OUT),
        format_func=table_words,
        key=f"{key}.{round_}.kind",
        width=480,
    )
    if kind not in KINDS:
        return None
    st.caption(plain(_what_it_unlocks(KINDS[kind], others)))
    given = before if before and before.kind == kind else None
    mapping = _form(table, kind, given, f"{key}.{round_}.{kind}", asked if given is not None else ())
    if mapping is not None:
        check(mapping, key)
    return mapping


def kind_words(mapping: FileMapping) -> str:
    """What a mapping makes of a file, in a word or two: 'NPS surveys'."""
    survey = mapping.constants.get("survey_type", "").upper() if mapping.kind == "surveys" else ""
    return f"{survey} {table_words(mapping.kind)}".strip()


def _what_it_unlocks(table: str, others: Collection[str]) -> str:
    """What there is to gain from this file."""
    words = table_words(table)
    gained = [metric.name for metric in unlocked(table, others)]
    if gained:
        names = ", ".join(gained[:6]) + (f" and {len(gained) - 6} more" if len(gained) > 6 else "")
        more = "metric" if len(gained) == 1 else "metrics"
        return f"You get {len(gained)} more {more} with {words}: {names}."
    if table in ("contacts", "fx_rates", "annotations", "accounts"):
        return f"{TABLES[table].meaning}"
    return f"Metrics that need {words} already work; these rows are added."


def _form(
    table: InspectedTable, kind: str, given: FileMapping | None, key: str, asked: Sequence[Issue]
) -> FileMapping | None:
    declared = TABLES[KINDS[kind]]
    columns = _columns(table, kind, declared, given, key, asked)
    constants = constants_form(kind, columns, given, key)
    attributes = _attributes(table, columns, given, key) if kind == "accounts" else {}
    options = options_form(kind, columns, given.options if given else Options(), key)
    lacking = _lacking(declared, {*columns, *constants})
    if lacking and kind != "finance_months":
        st.error(plain(f"Still needed: {'; '.join(lacking)}."))
        return None
    return FileMapping(kind, table.sheet, columns, constants, attributes, options)


def _columns(
    table: InspectedTable,
    kind: str,
    declared: Table,
    given: FileMapping | None,
    key: str,
    asked: Sequence[Issue],
) -> dict[str, str]:
    """What each column was taken for, a line each; open questions before, the boxes to change it folded below."""
    proposed = dict(given.columns) if given else {}
    needed = {part for group in declared.required for name in group for part in name.split("+")}
    reports = {report.canonical: report for report in table.proposal.columns if report.canonical}
    names = accepted_columns(kind)
    doubtful = {issue.canonical for issue in asked} | ({*needed} if given is None else set())
    first = [name for name in names if name in doubtful or (name in needed and _lacks(declared, name, proposed))]
    taken = [name for name in names if name in proposed and name not in first]
    rest = [name for name in names if name not in first and name not in taken]
    chosen: dict[str, str] = {}
    with st.grid(3, min_column_width=250):
        for name in first:
            with st.container(gap="xxsmall"):
                _column(table, declared, name, proposed.get(name), reports.get(name), key, chosen)
                column_questions(name, proposed.get(name), asked, f"{key}.{name}")
    lines = st.container()
    if taken:
        is_doubtful = given is None or table.proposal.confidence < SURE
        with st.expander("Change a column", expanded=is_doubtful), st.grid(3, min_column_width=250):
            for name in taken:
                with st.container(gap="xxsmall"):
                    _column(table, declared, name, proposed.get(name), reports.get(name), key, chosen)
                    column_questions(name, proposed.get(name), asked, f"{key}.{name}")
    with st.expander(f"{len(rest)} more optional columns"), st.grid(3, min_column_width=250):
        for name in rest:
            with st.container(gap="xxsmall"):
                _column(table, declared, name, None, None, key, chosen)
    with lines:
        column_lines(table, declared, {name: chosen[name] for name in taken if name in chosen}, proposed, reports)
    return chosen


def _lacks(declared: Table, name: str, proposed: dict[str, str]) -> bool:
    """Whether a needed column stands in a group of which no alternative is there."""
    groups = [group for group in declared.required if any(name in one.split("+") for one in group)]
    return any(not any({*one.split("+")} <= proposed.keys() for one in group) for group in groups)


def _column(
    table: InspectedTable,
    declared: Table,
    name: str,
    header: str | None,
    report: ColumnReport | None,
    key: str,
    chosen: dict[str, str],
) -> None:
    column = declared.column(name)
    options = [_NO_COLUMN, *table.headers]
    picked = st.selectbox(
        name,
        options,
        index=options.index(header) if header in options else 0,
        key=f"{key}.{name}",
        help=column.meaning if column else None,
    )
    if picked == _NO_COLUMN:
        st.caption(plain(_worth(declared.name, name, column.meaning if column else "")))
        return
    chosen[name] = str(picked)
    samples = ", ".join(table.proposal.samples.get(str(picked), ())[:3]) or "all empty"
    sure = f" · {100 * report.confidence:.0f} % sure" if report and picked == header else ""
    st.caption(plain(f"{samples[:90]}{sure}"))


def _worth(table: str, column: str, meaning: str) -> str:
    """What the column is, and which metrics would read it."""
    names = [metric.name for metric in readers(table, column)]
    return f"{meaning}. For {', '.join(names[:3])}{' …' if len(names) > 3 else ''}" if names else meaning


def _attributes(
    table: InspectedTable, columns: dict[str, str], given: FileMapping | None, key: str
) -> dict[str, str]:
    proposed = {header: name for name, header in given.attributes.items()} if given else {}
    free = [header for header in table.headers if header not in columns.values()]
    picked = st.multiselect(
        "Further columns to filter and split by",
        free,
        default=[header for header in free if header in proposed],
        key=f"{key}.attributes",
    )
    return {proposed.get(header, header): header for header in picked}


def _lacking(declared: Table, named: set[str]) -> list[str]:
    return [
        " or ".join(group) for group in declared.required if not any(set(name.split("+")) <= named for name in group)
    ]
