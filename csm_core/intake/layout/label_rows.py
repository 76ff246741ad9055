"""Lines between headers and rows that explain the headers: questions, ids of an import, units."""

from __future__ import annotations

import re
from collections.abc import Sequence

from csm_core.intake.cells.shapes import shape, usual_shape
from csm_core.intake.vocabulary.headers import compact

Row = Sequence[str | None]
_NOTHING = frozenset(
    {"na", "n/a", "none", "null", "nil", "nan", "unknown", "not set", "tbd", "tba", "pending", "open", "current"}
)
_UNIT = re.compile(
    r"(?i)^[\[(]?(in )?((k|m|mn|mio\.?|thousands?|tsd\.?|millions?|'000|000s?)[ ]?(of )?)?"
    r"([$€£¥] ?(k|mn?|mio)?|[a-z]{3}|us\$|euros?|dollars?|cents?|pence|thousands?|tsd\.?|millions?|mio\.?|hours?"
    r"|hrs?|h|minutes?|mins?|seconds?|secs?|s|ms|milliseconds?|days?|weeks?|months?|years?|percent|%|count|number"
    r"|integer|int|float|decimal|numeric|date|datetime|timestamp|string|text|free text|name|id|boolean|yes/no|y/n"
    r"|units?|users?|seats?|licen[cs]es?|stunden|minuten|sekunden|tage|monate|jahre|anzahl|datum|zahl|stück|heures|jours|mois"
    r"|[kmgt]i?b|[ymd]{2,4}[-./][ymd]{2,4}[-./][ymd]{2,4}( hh:mm(:ss)?)?|hh:mm(:ss)?|\d{1,2} ?[-–] ?\d{1,3})"
    r"( (per|/|pro|par) ?\w+)?[\])]?$"
)
_CODES = r'^\{"ImportId"'


def label_rows(rows: Sequence[Row], header: Row, start: int) -> int:
    """How many lines from `start` on, which is below the headers, explain them."""
    for i in range(start, min(start + 3, len(rows))):
        if any(cell and re.match(_CODES, cell.strip()) for cell in rows[i]):
            return i - start + 1
    body = rows[start + 1 :]
    if len(body) < 2:
        return 0
    row = rows[start]
    if any(shape(cell) in ("number", "date", "email") for cell in row):
        return 0
    typed = [j for j in range(len(row)) if usual_shape(line[j] for line in body) in ("number", "date")]
    odd = [j for j in typed if row[j] is not None and re.search(r"[^\W\d]{2}|[$€£%]", str(row[j]))]
    if any(_is_nothing(row[j]) for j in odd):
        return 0
    are_texts = len(odd) >= 2 and len(odd) >= 0.5 * len(typed)
    return int(are_texts or _are_units(row, typed) or _repeats_in_words(row, header))


def with_zones(labels: Row, ids: Row) -> Row:
    """The labels, with the time zone in brackets where the line of import ids below them states one."""
    zones = [re.search(r'"timeZone"\s*:\s*"([A-Za-z_/+-]+)"', cell or "") for cell in ids]
    return [f"{cell or ''} ({zone[1]})" if zone else cell for cell, zone in zip(labels, zones, strict=True)]


def _are_units(row: Row, typed: Sequence[int]) -> bool:
    """Whether nothing but units and types stands in the line, one of them over figures or dates."""
    cells = [str(cell).strip() for cell in row if cell is not None]
    return any(row[j] is not None for j in typed) and all(_UNIT.match(cell) for cell in cells)


def _repeats_in_words(row: Row, header: Row) -> bool:
    """Whether the line says the headers again, here as they are and there as whole questions."""
    pairs = [(str(a), str(b)) for a, b in zip(header, row, strict=False) if a is not None and b is not None]
    same = sum(compact(a) == compact(b) for a, b in pairs)
    longer = sum(len(b) > len(a) and (" " in b.strip() or b.strip().endswith("?")) for a, b in pairs)
    return same >= 1 and same < len(pairs) and same + longer >= max(2, 0.8 * len(pairs))


def _is_nothing(cell: str | None) -> bool:
    return str(cell).strip().casefold().strip("()#") in _NOTHING
