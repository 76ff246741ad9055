"""Whether the rows of a file are another thing than a table's, for all that its columns are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from csm_core.intake.columns.calendars import has_one_row_a_period
from csm_core.intake.columns.evidence import are_of_another
from csm_core.intake.values.profile import Profiles
from csm_core.intake.vocabulary.headers import spoken
from csm_core.intake.vocabulary.other_things import is_other_thing
from csm_core.intake.vocabulary.value_words import survey_type
from csm_core.tables.catalogue import Table

_SURVEYS = frozenset({"nps", "csat", "ces"})
_OF_ANY_ROW = frozenset({"ticket_id", "created_at", "account_id", "account_name", "contact_email", "channel"})


def are_other_rows(
    table: Table, columns: Mapping[str, tuple[str, float]], headers: Sequence[str], profiles: Profiles
) -> bool:
    """Whether their keys say so, or what stands beside them, or that they are periods in a row.

    `columns`: canonical column → header and how sure."""
    taken = {name: header for name, (header, _) in columns.items()}
    return (
        (are_of_another(table, columns, headers, profiles) and not _asks_by_name(taken))
        or is_other_thing(table.name, taken, headers)
        or has_one_row_a_period(table, columns, profiles)
    )


def are_answers_about(columns: Mapping[str, tuple[str, float]], headers: Sequence[str]) -> bool:
    """Whether rows that name a request say nothing of it but when, and what somebody answered about it: they are
    answers to a survey. `columns`: of a table of requests."""
    named = any(survey_type(spoken(header)) in _SURVEYS for header in headers)
    return named and set(columns) <= _OF_ANY_ROW


def _asks_by_name(taken: Mapping[str, str]) -> bool:
    """Whether the answers are called NPS, CSAT or CES: they are answers, whatever the requests were that they are
    about."""
    return survey_type(spoken(taken.get("score", ""))) in _SURVEYS
