"""Time zones as they stand behind a time: offsets, abbreviations, and abbreviations that several zones share."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

_OFFSET = re.compile(r"^(?:UTC|GMT)? ?([+-])(\d{1,2})(?::?(\d{2}))?$")
_MINUTES = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "WET": 0,
    "WEST": 60,
    "CET": 60,
    "CEST": 120,
    "MEZ": 60,
    "MESZ": 120,
    "EET": 120,
    "EEST": 180,
    "BST": 60,
    "MSK": 180,
    "IST": 330,
    "SGT": 480,
    "HKT": 480,
    "JST": 540,
    "KST": 540,
    "AWST": 480,
    "ACST": 570,
    "ACDT": 630,
    "AEST": 600,
    "AEDT": 660,
    "NZST": 720,
    "NZDT": 780,
    "BRT": -180,
    "ART": -180,
    "EST": -300,
    "EDT": -240,
    "CST": -360,
    "CDT": -300,
    "MST": -420,
    "MDT": -360,
    "PST": -480,
    "PDT": -420,
    "AKST": -540,
    "AKDT": -480,
    "HST": -600,
    "AST": -240,
    "ADT": -180,
    "NST": -210,
    "NDT": -150,
    "SAST": 120,
}
_REGIONS = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
# Abbreviations of several zones: what ours is, which others there are, and the one beside which it is certain.
SHARED: Mapping[str, tuple[str, str, str | None]] = {
    "IST": ("India", "Israel or Ireland", None),
    "CST": ("the middle of North America", "China or Cuba", "CDT"),
    "BST": ("Britain in summer", "Bangladesh", "GMT"),
    "AST": ("the Atlantic coast of Canada", "Arabia", "ADT"),
}


def zone_offset(zone: str, wall: dt.datetime) -> int | None:
    """Minutes east of UTC of a zone as texts name it ('Z', 'CET', 'GMT+1', '-05:30', 'ET'); None: not known.

    'ET' and its like are daylight-saving or not as the date has it.
    """
    if zone in _MINUTES:
        return _MINUTES[zone]
    if zone in _REGIONS:
        offset = wall.replace(tzinfo=ZoneInfo(_REGIONS[zone])).utcoffset()
        return None if offset is None else round(offset.total_seconds() / 60)
    match = _OFFSET.match(zone)
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or "0")
    if minutes > 14 * 60:
        return None
    return -minutes if match[1] == "-" else minutes
