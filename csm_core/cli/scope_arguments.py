"""The arguments that make a Scope, and what each of them takes."""

from __future__ import annotations

import argparse

from csm_core.cli.parser import checked, one_of, pair_like
from csm_core.named_pairs import FIRST_DAY, LAST_DAY, read_currency, read_day, read_words
from csm_core.periods import Grain, Month, Weekday
from csm_core.scope import Compare
from csm_core.timezones import read_timezone

DAY = checked(read_day, f"a day such as 2026-03-31, from {FIRST_DAY} to {LAST_DAY}")
CODE = checked(read_currency, "a three-letter code such as EUR")
ZONE = checked(read_timezone, "the name of a time zone, such as Europe/Berlin")
ZONE_HELP = "where days begin, such as Europe/Berlin (UTC)"
SEGMENT = pair_like("Segment=Enterprise")
_ATTRIBUTE = checked(read_words, "the name of an attribute, such as Segment")
_GRAINS, _COMPARED = [one.value for one in Grain], [one.value for one in Compare]
_WEEKDAYS, _MONTH_NAMES = [one.value for one in Weekday], [one.value for one in Month]
_MONTHS = [*_MONTH_NAMES, *(str(one.number) for one in Month)]


def add_scope(command: argparse.ArgumentParser) -> None:
    """Add what to look at: dates, interval, segments, currency and calendar."""
    group = command.add_argument_group("what to look at", "Without these: all data.")
    group.add_argument("--start", type=DAY, metavar="DAY", help="the first day, such as 2026-01-01")
    group.add_argument("--to", type=DAY, metavar="DAY", help="the last day, such as 2026-03-31")
    group.add_argument("--end", type=DAY, help=argparse.SUPPRESS)  # the former option: the day after the last
    group.add_argument("--as-of", type=DAY, metavar="DAY", help="show what was known on this day, such as 2026-03-31")
    lengths = f"the length of a period: {', '.join(_GRAINS)} (month)"
    group.add_argument("--grain", type=one_of(_GRAINS), metavar="INTERVAL", help=lengths)
    segments = "one answer per value of an account attribute, such as Segment"
    group.add_argument("--split", type=_ATTRIBUTE, metavar="ATTRIBUTE", help=segments)
    where = "only accounts with this value, such as Segment=Enterprise; can be repeated"
    group.add_argument("--where", type=SEGMENT, action="append", default=[], metavar="ATTRIBUTE=VALUE", help=where)
    against = f"what each period is compared with: {', '.join(_COMPARED)} (previous)"
    group.add_argument("--compare", type=one_of(_COMPARED), metavar="WITH", help=against)
    group.add_argument("--currency", type=CODE, metavar="CODE", help="show amounts in it, such as EUR")
    group.add_argument("--timezone", type=ZONE, metavar="ZONE", help=ZONE_HELP)
    weekday = "the day on which weeks begin, such as Sunday (Monday)"
    group.add_argument("--week-start", type=one_of(_WEEKDAYS), metavar="WEEKDAY", help=weekday)
    years = "the month in which fiscal years begin, such as April or 4 (January)"
    group.add_argument("--fiscal-start", type=one_of(_MONTHS), metavar="MONTH", help=years)
