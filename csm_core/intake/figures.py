"""The figure in a cell, roughly: good enough to see whether a row sums up others, before anything is decided."""

from __future__ import annotations

import re


def plain_figure(text: str | None) -> float | None:
    """The number in a text whatever stands around it; None where there is none."""
    plain = re.sub(r"[^\d.,-]", "", text or "")
    if not re.search(r"\d", plain):
        return None
    if re.search(r",\d{1,2}$", plain):
        plain = plain.replace(".", "").replace(",", ".")
    try:
        return float(plain.replace(",", ""))
    except ValueError:
        return None
