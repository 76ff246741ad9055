"""Text that may stand in XML: what no document can hold is left out."""

from __future__ import annotations

import re

# XML 1.0, section 2.2: the characters that a document may hold.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """`text` without control characters and halves of pairs."""
    return _FORBIDDEN.sub("", text)
