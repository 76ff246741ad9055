"""Prompts: the lines of a template that ask to be written over, and are never read by anybody else."""

from __future__ import annotations

BRIEF = "Three sentences: what grew, what shrank, what we do next."
WEEK = "Write one sentence: what changed, and who does what about it."
STANDING = "What they wanted to reach, and how far they came."
LOST = "Who left, and what it cost."
STEPS = "- who, what, by when"
PLAN = "- goal, owner, date"
CHANGES = "- cause, change, owner, date"

PROMPTS = frozenset((BRIEF, WEEK, STANDING, LOST, STEPS, PLAN, CHANGES))


def written(note: str) -> str:
    """The note without the lines that nobody has written over."""
    return "\n".join(line for line in note.split("\n") if line.strip() not in PROMPTS)
