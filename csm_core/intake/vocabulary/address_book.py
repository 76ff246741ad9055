"""Columns of every address book: where somebody is to be reached, and who last changed the entry."""

from __future__ import annotations

import re
from collections.abc import Sequence

from csm_core.intake.vocabulary.headers import spoken

_ADDRESS = re.compile(
    r"\b(street|strasse|rue|calle|rua|straat|address( line)?( \d)?|city|ort|stadt|ville|ciudad|cidade|stad|town|state"
    r"|province|county|(postal|post|zip) ?code|postcode|zip|plz|code postal|codigo postal|cep)$"
)
_ELSE = re.compile(
    r"\b(phone|mobile|telephone|telefon|fax|cell)\b|^(work|home|direct) (number|line)$|\b(linkedin|twitter)\b"
    r"|\bfacebook\b|^(salutation|title|job title|position|role|tags?|details?|notes?|description|labels?)$"
    r"|^(last )?(updated|modified|edited)\b|\b(created|updated|modified) by$"
)
_SEVERAL = 2


def is_of_address_book(header: str) -> bool:
    """True for a column of any list of customers or people, which tells nothing of what else the list is."""
    words = spoken(header)
    return bool(_ADDRESS.search(words) or _ELSE.search(words))


def has_postal_addresses(headers: Sequence[str]) -> bool:
    """Whether the rows have addresses in several columns, as companies and people have and requests do not."""
    return sum(bool(_ADDRESS.search(spoken(header))) for header in headers) >= _SEVERAL
