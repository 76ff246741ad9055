"""A subscription's first start, where a file has that of the current period beside the day the record was made."""

from __future__ import annotations

import re
from collections.abc import Sequence

from csm_core.intake.batch import Issue
from csm_core.intake.columns.likeness import likeness
from csm_core.intake.values.fits import fits
from csm_core.intake.values.profile import Profiles
from csm_core.intake.vocabulary.headers import spoken
from csm_core.tables.catalogue import TABLES, Table

_CURRENT = re.compile(r"\b(current|billing|this) (period|term|cycle)\b|^(period|term) start|\bcurrent\b.*\bstart")
_PLAIN, _SURE = 0.9, 0.8


def with_first_start(
    table: Table, columns: dict[str, tuple[str, float]], headers: Sequence[str], profiles: Profiles
) -> tuple[Issue, ...]:
    """Take the day on which the record was made for the start, where the only start is the current period's, or where
    subscriptions, or lines that are billed at intervals, have none; without one the period's stays. All are
    questions."""
    start = columns.get("start_date")
    if table.name == "subscriptions" and start is None and {"billing_interval", "subscription_id"} & set(columns):
        return _made_for_start(columns, headers, profiles)
    if table.name != "subscriptions" or start is None or not _CURRENT.search(spoken(start[0])):
        return ()
    used = {header for header, _ in columns.values()}
    made = [one for one in headers if one not in used and _is_made(one, profiles)]
    if len(made) == 1:
        columns["start_date"] = (made[0], _SURE)
        message = f"'{start[0]}' is only the start of the current period, so '{made[0]}' was used as the start."
        issue = Issue("start_assumed", "warning", f"{message} Please check.", None, made[0], None, "start_date", ())
        return (issue,)
    columns["start_date"] = (start[0], _SURE)
    message = (
        f"'{start[0]}' is where the current period began, and no column says when the subscription did: what was "
        "paid before is not known. Please check, or add the first start."
    )
    return (Issue("start_assumed", "warning", message, None, start[0], None, "start_date", (start[0],)),)


def _made_for_start(
    columns: dict[str, tuple[str, float]], headers: Sequence[str], profiles: Profiles
) -> tuple[Issue, ...]:
    used = {header for header, _ in columns.values()}
    made = [one for one in headers if one not in used and _is_made(one, profiles)]
    if len(made) != 1:
        return ()
    columns["start_date"] = (made[0], _SURE)
    message = f"No column says when the subscription started, so '{made[0]}' was used. Please check."
    return (Issue("start_assumed", "warning", message, None, made[0], None, "start_date", (made[0],)),)


def _is_made(header: str, profiles: Profiles) -> bool:
    moment, values = TABLES["subscriptions"].column("start_date"), profiles[header].values
    likes = likeness(header, TABLES["accounts"]).get("created_at", 0.0)
    return moment is not None and bool(values) and likes >= _PLAIN and fits(moment, values) >= _PLAIN
