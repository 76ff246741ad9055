"""Which columns of a customer list are kept to split and filter by."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from csm_core.intake.batch import Issue
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping

# More than anybody looks through; each costs one value a customer, so that thousands would be most of a workspace.
MOST = 200
# With more different values among the first ones, a column is hardly one to split by.
_GROUPS = 50


def with_attributes(
    raw: RawTable, mapping: FileMapping, samples: Mapping[str, Sequence[str]]
) -> tuple[FileMapping, tuple[Issue, ...]]:
    """For accounts, every other filled column to split by, long texts, e-mails and links apart.

    Of a very wide list the columns that make groups, in their order, up to MOST; what was left is said.
    `samples`: header → its first different values.
    """
    if mapping.kind != "accounts":
        return mapping, ()
    used = set(mapping.columns.values())
    headers = [
        one for one in raw.headers if one not in used and samples.get(one) and not _is_personal_or_long(samples[one])
    ]
    kept: list[str] = headers
    issues: tuple[Issue, ...] = ()
    if len(headers) > MOST:
        first = sorted(headers, key=lambda header: not 2 <= len(samples[header]) <= _GROUPS)[:MOST]
        chosen = set(first)
        kept = [header for header in headers if header in chosen]
        issues = (_left([header for header in headers if header not in chosen]),)
    attributes = {re.sub(r" \(metadata\)$", "", header): header for header in kept}
    return replace(mapping, attributes=attributes), issues


def _left(headers: Sequence[str]) -> Issue:
    shown = ", ".join(f"'{header}'" for header in headers[:3])
    message = (
        f"The list is very wide: {MOST} columns were kept to split and filter by, {len(headers):,} others, such as "
        f"{shown}, were not. Map the ones you need as attributes."
    )
    return Issue("attributes_left_out", "warning", message, column=headers[0])


def _is_personal_or_long(values: Sequence[str]) -> bool:
    return any(len(one) > 80 for one in values) or sum("@" in one or "://" in one for one in values) > len(values) / 2
