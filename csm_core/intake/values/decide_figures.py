"""Decisions over whole columns of figures: which mark the decimals have, and what is to be said of their spelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from csm_core.intake.batch import Issue
from csm_core.intake.cells.numbers import Mark, decimal_mark, is_shorthand, own_mark, parse_number
from csm_core.intake.mapping import FileMapping
from csm_core.tables.catalogue import KINDS, TABLES, Type

MARK_WORDS: Mapping[Mark | None, str] = {".": "decimal point", ",": "decimal comma", None: "decimal point or comma"}


def figure_marks(
    mapping: FileMapping, figures: Mapping[str, list[str]], issues: list[Issue]
) -> dict[str, Mark | None]:
    """The decimal mark of each column: as the mapping says, as its figures prove, or as the file's others do.

    None where some figures prove a point and others a comma: each is then read by itself. `figures`: canonical
    column → its different texts, in the file's order. What was assumed goes to `issues`.
    """
    stated = mapping.options.decimal
    if stated is not None:
        return dict.fromkeys(figures, stated)
    proven = {name: decimal_mark(texts) for name, texts in figures.items()}
    proved = {mark for mark, _ in proven.values() if mark is not None}
    marks: dict[str, Mark | None] = {}
    for name, (mark, is_open) in proven.items():
        header = mapping.columns.get(name, name)
        marks[name] = mark or ("," if proved == {","} else ".")
        if mark is not None or not is_open:
            continue
        examples = {own_mark(text): text for text in reversed(figures[name]) if "," in text or "." in text}
        if "," in examples and "." in examples:
            marks[name] = None
            issues += _by_row(name, header, examples)
            continue
        example = next((text for text in figures[name] if "," in text or "." in text), None)
        if example is not None and len(proved) != 1 and _is_whole(mapping, name):
            marks[name] = "." if "," in example else ","
            message = f"'{header}' holds whole numbers: in '{example}' the mark was read as that of thousands."
            issues.append(Issue("decimal_inferred", "info", message, column=header, value=example))
            continue
        sentence = f"Figures in '{header}' such as '{example}' can be read two ways; they were read with a "
        if len(proved) == 1:
            message = f"{sentence}{MARK_WORDS[marks[name]]}, as other columns are."
            issues.append(Issue("decimal_inferred", "info", message, column=header, value=example))
        else:
            message = f"{sentence}{MARK_WORDS[marks[name]]}. Please check."
            issues.append(Issue("decimal_assumed", "warning", message, None, header, example, name, (header,)))
    return marks


def _is_whole(mapping: FileMapping, name: str) -> bool:
    """Whether the column can hold nothing but whole numbers."""
    column = TABLES[KINDS[mapping.kind]].column(name)
    return column is not None and column.type is Type.INTEGER


def _by_row(name: str, header: str, examples: Mapping[Mark | None, str]) -> list[Issue]:
    message = (
        f"'{header}' uses both a point and a comma as decimal mark ('{examples['.']}', '{examples[',']}'); each "
        f"figure "
        "was read by itself."
    )
    issues = [Issue("decimal_mixed", "info", message, column=header, value=examples[","])]
    if None in examples:
        message = (
            f"Figures in '{header}' such as '{examples[None]}' can be read two ways, and the column has both; they "
            "were left empty or quarantined. Please say which is the decimal mark."
        )
        issues.append(Issue("decimal_assumed", "warning", message, None, header, examples[None], name, (header,)))
    return issues


def figure_notes(header: str | None, texts: Sequence[str]) -> list[Issue]:
    """What is to be said of a column of figures that are not all written out: '12K' for 12,000."""
    short = next((text for text in texts if any(map(str.isalpha, text)) and is_shorthand(text)), None)
    number = None if short is None else parse_number(short, own_mark(short) or ".")
    if header is None or short is None or number is None:
        return []
    message = f"Figures in '{header}' are abbreviated: '{short}' was read as {number:,f}."
    return [Issue("short_figures", "info", message, column=header, value=short)]
