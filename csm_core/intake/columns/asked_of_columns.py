"""What is asked, and told, of the columns that one table was given."""

from __future__ import annotations

from collections.abc import Mapping

from csm_core.intake.batch import Issue
from csm_core.intake.columns.assign import Assignment, Tie


def asked_of_columns(
    assigned: Assignment, role: Tie | None, columns: Mapping[str, tuple[str, float]]
) -> tuple[Issue, ...]:
    """A question for each tie, that between customers in several roles before any other about the customer; and an id
    in another tool that became the customer's own."""
    ties = (
        assigned.ties if role is None else (role, *(one for one in assigned.ties if one.canonical != role.canonical))
    )
    return (*map(_question, ties), *_external_id_issues(columns, assigned))


def _external_id_issues(columns: Mapping[str, tuple[str, float]], assigned: Assignment) -> tuple[Issue, ...]:
    """What is said of an id in another tool that became the customer's own."""
    header = columns.get("account_id", ("", 0.0))[0]
    if header != assigned.columns.get("external_id", (None, 0.0))[0]:
        return ()
    message = f"The list has no other id, so '{header}' was used as the customer's id."
    return (Issue("external_id_is_own", "info", message, column=header, canonical="account_id"),)


def _question(tie: Tie) -> Issue:
    name = tie.canonical.replace("_", " ")
    both = " and ".join(f"'{header}'" for header in tie.headers)
    if tie.taken is None:
        message = f"{both} may each be the {name}; none was taken. Please say which it is."
        return Issue("column_asked", "warning", message, canonical=tie.canonical, headers=tie.headers)
    message = f"{both} may each be the {name}; '{tie.taken}' was taken. Please check."
    return Issue("column_assumed", "warning", message, column=tie.taken, canonical=tie.canonical, headers=tie.headers)
