"""The glossary: every metric in words, for a page (`entries`) and as docs/glossary.md (`markdown`)."""

from csm_core.glossary.entries import GlossaryEntry, glossary_entries
from csm_core.glossary.markdown import glossary_markdown

__all__ = ["GlossaryEntry", "glossary_entries", "glossary_markdown"]
