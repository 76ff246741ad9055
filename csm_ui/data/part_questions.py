"""What is asked of a file beyond its tables: whether its rows hold another one, each answer beside its question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from csm_core.intake.batch import Issue
from csm_core.intake.mapping import FileMapping
from csm_core.intake.parts.answers import OF_A_COLUMN, OF_A_DAY, part_of_column, part_of_day
from csm_core.intake.worker.work import InspectedTable
from csm_ui.widgets.plain import plain

# Takes a further table from the file.
Take = Callable[[FileMapping], None]


def part_questions(table: InspectedTable, issues: Sequence[Issue], key: str, take: Take) -> None:
    """What is said and asked of the file as a whole; a day or a column that answers it makes a further table."""
    days = [issue for issue in issues if issue.code in OF_A_DAY and table.proposal.mappings]
    for issue in issues:
        (st.error if issue.level == "error" else st.warning if issue.level == "warning" else st.caption)(
            plain(issue.message)
        )
        if issue.code in OF_A_COLUMN and table.proposal.mappings:
            _columns(table, issue, key, take)
    if days:
        _day(table, days, key, take)


def _columns(table: InspectedTable, issue: Issue, key: str, take: Take) -> None:
    main, samples = table.proposal.mappings[0], table.proposal.samples
    answers = {header: part_of_column(issue, main, header, samples) for header in issue.headers}
    with st.container(horizontal=True):
        for header, mapping in answers.items():
            if mapping is not None:
                label = f"It is '{header}'" if len(answers) > 1 else f"The customer pays us '{header}'"
                st.button(plain(label), key=f"{key}.asked.{issue.code}.{header}", on_click=take, args=(mapping,))


def _day(table: InspectedTable, issues: Sequence[Issue], key: str, take: Take) -> None:
    """One day answers for all that the list holds: what is paid, and how satisfied its customers were."""
    main, samples = table.proposal.mappings[0], table.proposal.samples
    names = " and ".join(f"'{issue.column}'" for issue in issues)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = st.date_input("Date of the list", None, key=f"{key}.list_day", format="YYYY-MM-DD", width=200)

        def answer() -> None:
            for issue in issues:
                mapping = part_of_day(issue, main, day, samples) if isinstance(day, date) else None
                if mapping is not None:
                    take(mapping)

        st.button(plain(f"Take {names} as of this day"), key=f"{key}.of_day", disabled=day is None, on_click=answer)
