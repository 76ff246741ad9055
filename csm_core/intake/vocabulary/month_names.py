"""Names of months in the languages that exports come in."""

from __future__ import annotations

_NAMES = (
    "january jan januar jän janvier janv enero ene janeiro januari",
    "february feb februar févr février febrero fevereiro fev februari",
    "march mar märz mrz mär mars marzo março maart mrt",
    "april apr avril avr abril abr",
    "may mai mayo maio mei",
    "june jun juni juin junio junho",
    "july jul juli juil juillet julio julho",
    "august aug août agosto ago augustus",
    "september sep sept septembre septiembre setiembre set setembro",
    "october oct oktober okt octobre octubre outubro out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre déc diciembre dic dezembro",
)
_NUMBER = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}


def month_number(name: str) -> int | None:
    """1 to 12 for a month's name or abbreviation in English, German, French, Spanish, Portuguese or Dutch."""
    return _NUMBER.get(name.casefold().rstrip("."))
