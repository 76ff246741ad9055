"""Every table that the rows of a file become: the main one, and what stands beside it in the same rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from csm_core.intake.check.flags import with_flag
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.parts.accounts import part_accounts
from csm_core.intake.parts.health_scores import part_health
from csm_core.intake.parts.part import Part
from csm_core.intake.parts.revenue import part_revenue
from csm_core.intake.parts.scores import part_scores


def parts(
    raw: RawTable, main: FileMapping, samples: Mapping[str, Sequence[str]], spoken_for: Collection[str]
) -> tuple[Part, ...]:
    """The further tables in the order in which they are found; each takes columns that none before it took.

    `spoken_for`: headers that a known export uses otherwise, beside those that `main` takes. Attributes of `main`
    are free to be taken.
    """
    taken = {*main.columns.values(), *spoken_for}
    found_parts: list[Part] = []

    def free() -> list[str]:
        return [header for header in raw.headers if header not in taken]

    def take(part: Part | None) -> None:
        if part is not None:
            found_parts.append(part)
            taken.update(part.mapping.columns.values() if part.mapping else ())

    revenue = part_revenue(raw.file, main, free(), samples)
    if revenue is not None and revenue.mapping is not None:
        revenue = replace(revenue, mapping=with_flag(revenue.mapping, free(), samples))
    take(revenue)
    for part in part_scores(raw.file, main, free(), samples):
        take(part)
    for part in part_health(raw, main, free(), samples):
        take(part)
    take(part_accounts(main, raw.cells, free(), samples))
    return tuple(found_parts)


def without_taken(main: FileMapping, parts: Sequence[Part]) -> FileMapping:
    """`main` without the attributes that are columns of a further table."""
    taken = {header for part in parts if part.mapping for header in part.mapping.columns.values()}
    kept = {name: header for name, header in main.attributes.items() if header not in taken}
    return replace(main, attributes=kept)
