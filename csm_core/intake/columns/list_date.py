"""The column that names the day which a list is of: one day for all rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from csm_core.intake.values.fits import fits
from csm_core.intake.vocabulary.headers import spoken
from csm_core.tables.catalogue import TABLES

_WORDS = (
    r"^(as ?of|as of date|snapshot|snapshot ?date|report(ing)? ?date|export(ed)? ?(date|at|on)|list ?date|stand"
    r"|stichtag|auswertungsdatum|date d export|date de l export|fecha de corte|data base|peildatum|month|monat"
    r"|reporting ?month|period)$"
)


def date_column(headers: Sequence[str], samples: Mapping[str, Sequence[str]]) -> str | None:
    """The header of the one column that names the day of the list; None where there is none, or two."""
    month = TABLES["mrr_snapshots"].column("month")
    named = [one for one in headers if re.match(_WORDS, spoken(one)) and len(samples.get(one, ())) == 1]
    dates = [one for one in named if month is not None and fits(month, samples[one]) == 1]
    return dates[0] if len(dates) == 1 else None
