"""The mapping of one file or sheet: a block for each table that its rows become, and what the reader asks."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st

from csm_core.intake.batch import Issue
from csm_core.intake.check.remedies import has_remedy
from csm_core.intake.mapping import FileMapping, accepted_columns
from csm_core.intake.parts.answers import OF_A_COLUMN, OF_A_DAY
from csm_core.intake.worker.work import InspectedTable
from csm_core.text.plural import plural
from csm_ui.data.mapping_block import Check, kind_words, mapping_block
from csm_ui.data.mended import mend, mended_mapping
from csm_ui.data.part_questions import part_questions
from csm_ui.visitor.keys import Key
from csm_ui.widgets.plain import plain


def mapping_form(
    table: InspectedTable, content_hash: str, others: Collection[str], as_before: str | None, check: Check
) -> tuple[FileMapping, ...]:
    """Draw the form; the mappings as they stand, none for a table that is left out or lacks something.

    `others` are the canonical tables that there are besides this file; `as_before` says from where the mapping is
    known.
    """
    proposal = table.proposal
    key = f"map.{content_hash[:12]}.{table.file}.{table.sheet}"
    name = f"{table.file} · {table.sheet}" if table.sheet else table.file
    with st.expander(plain(f"{name} — {_taken_for(table)}"), expanded=_open_first(table)):
        if as_before is not None:
            st.success(plain(as_before), icon=":material/history:")
        # What a button below puts right is said there.
        is_known = bool(mended_mapping(key)[1] or proposal.mappings)
        asked = [one for one in proposal.questions if not (is_known and has_remedy(one.code))]
        beside = {id(one): index for one in asked if (index := _block_of(one, proposal.mappings)) is not None}
        taken = _taken_by_answers(table, key)
        of_file = [
            one
            for one in (*table.issues, *(one for one in asked if id(one) not in beside))
            if not (one.code in OF_A_DAY | OF_A_COLUMN and taken & {one.column, *one.headers})
        ]
        part_questions(table, of_file, key, lambda mapping: _take(table, key, mapping))
        questions = [
            [one for one in asked if beside.get(id(one)) == index] for index in range(len(proposal.mappings))
        ]
        return _blocks(table, key, others, questions, check) if table.headers else ()


def _block_of(question: Issue, mappings: Sequence[FileMapping]) -> int | None:
    """The place of the mapping whose column is asked about: one that took a header in doubt, else one that may."""
    for index, mapping in enumerate(mappings):
        taken = mapping.columns.get(question.canonical or "")
        if taken is not None and taken in question.headers:
            return index
    for index, mapping in enumerate(mappings):
        if question.canonical is None and question.column in mapping.columns.values():
            return index
        if question.canonical in accepted_columns(mapping.kind) and question.canonical not in mapping.columns:
            return index
    return None


def _blocks(
    table: InspectedTable, key: str, others: Collection[str], asked: Sequence[Sequence[Issue]], check: Check
) -> tuple[FileMapping, ...]:
    """The tables proposed and those that a person adds, each of which can be switched off."""
    proposed = table.proposal.mappings
    count = _count(table, key)
    mappings: list[FileMapping] = []
    for index in range(count):
        given = proposed[index] if index < len(proposed) else None
        mine_asked = asked[index] if index < len(asked) else ()
        # The first block keeps the name of the file's own form.
        block_key = f"{key}.{index}" if index else key
        if count == 1:
            mapping = mapping_block(table, given, block_key, others, mine_asked, check)
        else:
            with st.container(border=True):
                shown = given or mended_mapping(block_key)[1]
                words = kind_words(shown) if shown else "another table"
                is_on = st.toggle(f"**{plain(f'Take {words} from this file')}**", True, key=f"{block_key}.on")
                mapping = mapping_block(table, given, block_key, others, mine_asked, check) if is_on else None
        mappings += [mapping] if mapping is not None else []
    if mappings:
        st.button(
            "Take another table from this file",
            icon=":material/add:",
            type="tertiary",
            key=f"{key}.further",
            on_click=_add,
            args=(key,),
            help="A customer list may contain subscriptions too, a survey more than one score.",
        )
    return tuple(mappings)


def _count(table: InspectedTable, key: str) -> int:
    """How many blocks the form has: those proposed and those that a person added."""
    added: dict[str, int] = st.session_state.setdefault(Key.FURTHER_TABLES, {})
    return max(1, len(table.proposal.mappings)) + added.get(key, 0)


def _add(key: str) -> None:
    added: dict[str, int] = st.session_state.setdefault(Key.FURTHER_TABLES, {})
    added[key] = added.get(key, 0) + 1


def _take(table: InspectedTable, key: str, mapping: FileMapping) -> None:
    """Add a block that an answer makes."""
    index = _count(table, key)
    _add(key)
    mend(f"{key}.{index}", mapping)


def _taken_by_answers(table: InspectedTable, key: str) -> set[str | None]:
    """The headers that the blocks take which answers made: what was asked of them is answered."""
    first = max(1, len(table.proposal.mappings))
    made = (mended_mapping(f"{key}.{index}")[1] for index in range(first, _count(table, key)))
    return {header for mapping in made if mapping is not None for header in mapping.columns.values()}


def _open_first(table: InspectedTable) -> bool:
    proposal = table.proposal
    return len(proposal.mappings) != 1 or bool(proposal.questions)


def _taken_for(table: InspectedTable) -> str:
    if not table.headers:
        return "can't be read"
    mappings = table.proposal.mappings
    if not mappings:
        return f"{plural(table.rows, 'row')}, not recognised: choose what it is"
    source = f" ({table.proposal.source})" if table.proposal.source else ""
    sure = f"{100 * table.proposal.confidence:.0f} % sure"
    *first, last = map(kind_words, mappings)
    kinds = f"{', '.join(first)} and {last}" if first else last
    return f"{plural(table.rows, 'row')}, {kinds}{source}, {sure}"
