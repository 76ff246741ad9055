"""Notes on a screen: safe Markdown, drawn from what was understood of it and never from what was typed."""

from __future__ import annotations

import re

import streamlit as st

from csm_core.notebook.marked_block import marked_block
from csm_core.notebook.prose import Block, Run, prose
from csm_ui.widgets.plain import plain

_BACKTICKS = re.compile(r"`+")
# Between two runs, and inside marks of emphasis, so that neither what stands before nor after changes their meaning.
_JOINER = "\N{WORD JOINER}"


def note(markdown: str) -> None:
    """Draw a note; nothing for an empty one."""
    written = note_markdown(markdown)
    if written:
        st.markdown(written)


def note_markdown(markdown: str) -> str:
    """Markdown that shows the note and can't do anything else."""
    blocks = prose(markdown)
    text = ""
    for before, block in zip((None, *blocks), blocks, strict=False):
        # Items that follow one another stand close.
        gap = "\n" if before is not None and before.kind == block.kind == "item" else "\n\n"
        text += (gap if before is not None else "") + _written(block)
    return text


def _written(block: Block) -> str:
    fence = _fence(block.text, 3)
    words = _JOINER.join(_run(run) for run in block.runs)
    return marked_block(block, words, code=f"{fence}text\n{block.text}\n{fence}")


def _run(run: Run) -> str:
    text = run.text
    if run.code:
        fence = _fence(text, 1)
        written = f"{fence} {text} {fence}"
    else:
        inner = text.strip()
        if not inner:
            return " "
        marks = ("**" if run.bold else "") + ("*" if run.italic else "")
        inside = _JOINER if marks else ""
        written = f"{marks}{inside}{plain(inner)}{inside}{marks[::-1]}"
    if run.link:
        target = run.link.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
        written = f"[{written}]({target})"
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return written if run.code else f"{' ' if before else ''}{written}{' ' if after else ''}"


def _fence(text: str, least: int) -> str:
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    return "`" * max(least, longest + 1)
