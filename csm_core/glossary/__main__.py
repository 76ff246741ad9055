"""`python -m csm_core.glossary FILE` writes the glossary into a file."""

from __future__ import annotations

import sys
from pathlib import Path

from csm_core.glossary import glossary_entries, glossary_markdown

if __name__ == "__main__":
    Path(sys.argv[1]).write_text(glossary_markdown(glossary_entries()), encoding="utf-8")
