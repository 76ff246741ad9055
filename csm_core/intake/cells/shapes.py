"""What a single cell looks like, without saying what it means: used to tell headers from data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_LONGEST = 254  # of what is not just text: an e-mail address may be as long
_NUMBER = re.compile(
    r"^[(+-]?\s?(?:[$€£¥]|[A-Z]{3}\s)?\s?-?\d[\d.,'\u2019\u00a0\u202f\u2009 ]*\s?(?:%|[$€£¥]|[A-Z]{3})?\)?$"
)
_DATE = re.compile(
    r"^\d{4}-\d{1,2}-\d{1,2}([T ].*)?$|^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}( .*)?$"
    r"|^\d{1,2}[ ./-][^\W\d]{3,9}\.?[ ./-]\d{2,4}( .*)?$|^[^\W\d]{3,9}\.? \d{1,2},? \d{4}( .*)?$"
)
_MAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_YEAR = re.compile(r"^(19|20)\d{2}$")
_MONTH = re.compile(
    r"^(?:(?:19|20)\d{2}[-/. ]?(?:0[1-9]|1[0-2])(?:-01)?|(?:0?[1-9]|1[0-2])[/.-](?:19|20)\d{2}"
    r"|[^\W\d]{3,9}\.?[ -/']*(?:(?:19|20)\d{2}|\d{2})|(?:19|20)\d{2}[ -][^\W\d]{3,9})$"
)


def shape(cell: str | None) -> str:
    """'blank', 'number', 'date', 'email' or 'text'."""
    text = (cell or "").strip()
    if not text:
        return "blank"
    if len(text) > _LONGEST:
        return "text"
    if _DATE.match(text):
        return "date"
    if _NUMBER.match(text):
        return "number"
    return "email" if _MAIL.match(text) else "text"


def is_value(cell: str | None) -> bool:
    """True for cells that no header is: numbers, dates and e-mails; months and years may head a column."""
    text = (cell or "").strip()
    return shape(text) in ("number", "date", "email") and not is_month(text) and not _YEAR.match(text)


def is_month(cell: str | None) -> bool:
    """True for '2026-03', 'Mar 2026', '03/2026', '2026-03-01' and the like, as finance sheets head columns."""
    text = (cell or "").strip()
    if len(text) > _LONGEST:
        return False
    return bool(_MONTH.match(text)) or bool(re.match(r"^(?:19|20)\d{2}-\d{2}-01( 00:00(:00)?)?$", text))


def usual_shape(cells: Iterable[str | None]) -> str:
    """The shape that most filled cells have, 'text' where none leads clearly."""
    counts = Counter(shape(cell) for cell in cells)
    counts.pop("blank", None)
    if not counts:
        return "blank"
    leader, number = counts.most_common(1)[0]
    return leader if number >= 0.8 * counts.total() else "text"
