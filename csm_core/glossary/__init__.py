"""The glossary: every metric in words, for a page (`entries`) and as docs/glossary.md (`markdown`); and
docs/scoped-inputs.md, the tables that metric SQL reads (`scoped_inputs`)."""

from csm_core.glossary.entries import GlossaryEntry, glossary_entries
from csm_core.glossary.markdown import glossary_markdown
from csm_core.glossary.scoped_inputs import scoped_inputs_markdown

__all__ = ["GlossaryEntry", "glossary_entries", "glossary_markdown", "scoped_inputs_markdown"]
