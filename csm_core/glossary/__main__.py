"""`python -m csm_core.glossary FOLDER` writes glossary.md and scoped-inputs.md into a folder."""

from __future__ import annotations

import sys
from pathlib import Path

from csm_core.glossary import glossary_entries, glossary_markdown, scoped_inputs_markdown

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    (folder / "glossary.md").write_text(glossary_markdown(glossary_entries()), encoding="utf-8")
    (folder / "scoped-inputs.md").write_text(scoped_inputs_markdown(), encoding="utf-8")
