"""The glossary as one Markdown text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from csm_core.glossary.entries import ExampleEntry, GivenTable, GlossaryEntry

# What can be checked by hand; a fit takes more than anybody reads.
_MOST_ROWS = 12
_HEAD = """# Glossary

What each metric says, how it is worked out, and which variants of it are offered or refused. Written by `make docs`
from the declarations in `csm_core/metrics/`; change it there.

Rates are shares from 0 to 1. A period runs from its first day to the day before the next one begins. What can't be
computed is empty, with the reason, and never zero.

Every metric has the setting `roll_up` beside its own: `account` (usual) counts each account by itself, `parent` all
accounts under one topmost parent as one customer, with the attributes of the parent's own row. Where one of them
leaves and another stays, the group pays less; it is not lost.

Weeks begin on Monday and years in January, unless the workspace keeps another calendar, or a link, a notebook or the
command line (`--week-start`, `--fiscal-start`) says one. Weeks, quarters and years then begin there in every figure;
months stay. A fiscal year is called by the year in which it ends: from April on, FY 2026 runs from April 2025 to
March 2026, and FY 2026 Q1 is its first quarter.
"""


def glossary_markdown(entries: Sequence[GlossaryEntry]) -> str:
    """The entries as one Markdown text: a list of contents, then a chapter a family and a section a metric."""
    families = [(family, list(members)) for family, members in groupby(entries, lambda entry: entry.family)]
    contents = [
        f"- {family.capitalize()}: " + ", ".join(f"[{entry.name}](#{entry.id})" for entry in members)
        for family, members in families
    ]
    chapters = [
        "\n\n".join([f"## {family.capitalize()}", *(_section(entry) for entry in members)])
        for family, members in families
    ]
    return "\n\n".join([_HEAD.strip(), "\n".join(contents), *chapters]) + "\n"


def _section(entry: GlossaryEntry) -> str:
    facts = [f"- Unit: {entry.unit}; {entry.direction}.", *(f"- Reads {need}." for need in entry.inputs)]
    if entry.additive:
        facts.append("- Segments add up to the whole.")
    if entry.measures:
        facts.append(f"- Measures: {', '.join(entry.measures)}.")
    if entry.series:
        facts.append(f"- Series: {', '.join(entry.series)}.")
    facts.append(f"- Interval: {entry.interval}" if entry.interval else "- Interval: none.")
    variants = [(v.name, v.definition, v.whose, v.unit, v.bounds, v.usual) for v in entry.variants]
    settings = [(s.name, s.meaning, s.default, s.allowed) for s in entry.settings]
    parts = [
        f'<a id="{entry.id}"></a>\n\n### {entry.name} (`{entry.id}`)',
        f"*{entry.question}*",
        entry.definition,
        f"**Formula:** {entry.formula}",
        "\n".join(facts),
        _table(("variant", "definition", "whose", "unit", "values", "usual"), variants),
    ]
    if settings:
        parts.append(_table(("setting", "meaning", "usual", "can be"), settings))
    if entry.refused:
        refused = "\n".join(f"- {refused.variant}. {refused.reason}" for refused in entry.refused)
        parts.append(f"Refused:\n\n{refused}")
    parts += [_worked(example) for example in entry.examples]
    if entry.references:
        parts.append("Sources: " + "; ".join(entry.references) + ".")
    return "\n\n".join(parts)


def _worked(example: ExampleEntry) -> str:
    tables = [
        f"`{given.table}`\n\n{_table(given.columns, given.rows[:_MOST_ROWS])}{_more(given)}"
        for given in example.given
    ]
    expected = "\n".join(f"- {sentence}" for sentence in example.expected)
    return "\n\n".join([f"Example: {example.title}. {example.asked}.", *tables, expected])


def _more(given: GivenTable) -> str:
    left = len(given.rows) - _MOST_ROWS
    return f"\n\n… and {left:,} more such rows" if left > 0 else ""


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
