"""Headers made comparable."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Where in a nested record a field stands: 'items.data[0].price.unit_amount', 'line_items_0_quantity'.
_WITHIN = re.compile(
    r"^(?:subscription_?|line_?)?(?:items|lines)(?:[._]data)?"
    r"(?:\[\d+\]\.?|[._]\d+[._]|\.|(?<=data)_)(?=[a-z])",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 16)
def compact(header: str) -> str:
    """Only letters and digits, lower-case, without accents: 'Created (UTC)' and 'created_utc' are one."""
    plain = unicodedata.normalize("NFKD", header.casefold().replace("ß", "ss"))
    return "".join(c for c in plain if c.isalnum()) or header.strip()


@lru_cache(maxsize=1 << 16)
def spoken(header: str) -> str:
    """Words in lower case with single spaces: 'customerId', 'customer_id' and 'Customer-ID' are one."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", _WITHIN.sub("", header))
    plain = unicodedata.normalize("NFKD", split.casefold().replace("ß", "ss"))
    words = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(words.split())
