"""Where the accounts' health bands stand, for an attribute that is computed and not read from rows."""

from __future__ import annotations

import hashlib

# By the weights that the score begins with: an attribute must not depend on who is trying out others.
HEALTH_BAND = "Health band (default weights)"
# In the order of their codes.
WORDS = ("at risk", "watch", "healthy", "unknown", "leaving")


def health_band_table(facts: str) -> str:
    """The table beside a schema of facts: account_id, value, valid_from, valid_to; one row a stretch in one band."""
    return f"derived.main.health_bands_{hashlib.sha256(facts.encode()).hexdigest()[:12]}"
