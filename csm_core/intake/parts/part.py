"""A further table that the rows of a file become, beside its main one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from csm_core.intake.batch import Issue
from csm_core.intake.mapping import FileMapping


@dataclass(frozen=True, slots=True)
class Part:
    """`mapping` is None where the rows may hold such a table and a person has to say so. `sure`: canonical column →
    how sure its header is. `issues`: what was assumed, what has to be asked, and what should be known."""

    mapping: FileMapping | None
    sure: Mapping[str, float] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
