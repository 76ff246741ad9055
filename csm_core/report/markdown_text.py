"""The report as Markdown: notes, the sentence of every picture, and the numbers as tables."""

from __future__ import annotations

from csm_core.notebook.marked_block import marked_block
from csm_core.notebook.prose import Block, Run
from csm_core.report.grid import grid_of
from csm_core.report.printed import Printed, Section
from csm_core.text.markdown import inline_markdown, line_markdown

_MOST_ROWS = 60


def markdown_text(report: Printed) -> bytes:
    """The whole report as UTF-8 Markdown that any reader of Markdown shows alike; no pictures are fetched."""
    parts = [f"# {line_markdown(report.title)}", line_markdown(report.stamp)]
    for section in report.sections:
        parts += _section(section)
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _section(section: Section) -> list[str]:
    note = [_block(block) for block in section.note]
    if section.answer is None:
        heading = [f"## {line_markdown(section.title)}"] if section.below else []
        return [*heading, *(line_markdown(line) for line in section.below), *note]
    return [
        f"## {line_markdown(section.title)}",
        line_markdown(section.sentence),
        *note,
        *(f"*{line_markdown(line)}*" for line in section.below),
        _table(section),
    ]


def _table(section: Section) -> str:
    if section.answer is None:
        return ""
    whole = grid_of(section.answer)
    grid = whole.latest(_MOST_ROWS)
    lines = [grid.headings, ["---" for _ in grid.headings], *grid.words]
    table = "\n".join(
        "| " + " | ".join(inline_markdown(cell) if index != 1 else cell for cell in row) + " |"
        for index, row in enumerate(lines)
    )
    left = len(whole.words) - len(grid.words)
    return f"{table}\n\n{left:,} older rows are not shown." if left else table


def _block(block: Block) -> str:
    words = "".join(_run(run) for run in block.runs)
    return marked_block(block, words, code="\n".join(f"    {line}" for line in block.text.split("\n")))


def _run(run: Run) -> str:
    inner = run.text.strip()
    if not inner:
        return run.text
    marks = "`" if run.code and "`" not in inner else ("**" if run.bold else "") + ("*" if run.italic else "")
    written = f"{marks}{inner if marks == '`' else inline_markdown(inner)}{marks[::-1]}"
    if run.link:
        written = f"[{written}](<{run.link.replace('<', '%3C').replace('>', '%3E')}>)"
    return run.text.replace(inner, written, 1) if run.text != inner else written
