"""A column of texts to a typed column, with what could not be understood marked."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.cells.distinct import Distinct
from csm_core.intake.cells.durations import parse_duration
from csm_core.intake.cells.far_dates import ALWAYS, Range
from csm_core.intake.cells.iso_moments import ISO, in_usual_years, iso_throughout
from csm_core.intake.cells.moments import Moment, Order, parse_moment
from csm_core.intake.cells.numbers import Mark, own_mark, parse_number
from csm_core.intake.cells.zones import SHARED
from csm_core.intake.options import Midnights
from csm_core.intake.vocabulary.yes_no import yes_or_no
from csm_core.midnights import MARK, marked
from csm_core.tables.catalogue import ARROW, Type

_LARGEST = Decimal(10) ** 13  # money is decimal(18, 4): fourteen digits before the point
_NOISE = Decimal("1e-9")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a column's texts are to be read: decided before, over the whole column or file.

    `mark` None: each figure by the mark that it proves itself. `ratio`: by how much a figure is multiplied and
    divided to be in our unit; `is_minor`: it is written in the smallest unit of the row's currency, as in cents;
    `is_duration`: texts may be clocks, which become minutes. `near`: the moments that are believed; what lies far
    from all others is not. `midnights`: what the times of a column are said to be where all of them are midnights.
    """

    order: Order = "dmy"
    mark: Mark | None = "."
    zone: str | None = None
    ratio: tuple[int, int] = (1, 1)
    is_duration: bool = False
    is_minor: bool = False
    near: Range = ALWAYS
    midnights: Midnights | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """`values` in the column's Arrow type, null where empty or not understood; `wrong` marks the latter.

    `rounded` marks the amounts that have more places than money keeps; None where none can.
    """

    values: pa.Array
    wrong: pa.Array
    rounded: pa.Array | None = None


def parse_column(texts: pa.Array, to: Type, reading: Reading) -> Parsed:
    """Every text of the column, already trimmed and with spellings of nothing null, as `to`."""
    if to is Type.TEXT:
        return Parsed(texts, pa.repeat(pa.scalar(False), len(texts)))
    rounded = None
    if to is Type.MONEY:
        values, rounded = _amounts(texts, reading)
    else:
        values = _moments(texts, reading) if to is Type.MOMENT else _plain(texts, to, reading)
    return Parsed(values, pc.and_(pc.is_valid(texts), pc.is_null(values)), rounded)


def _amounts(texts: pa.Array, reading: Reading) -> tuple[pa.Array, pa.Array | None]:
    """Amounts of four places, and which of them had more; what a computer's fractions add far behind is none."""
    distinct = Distinct.of(texts)
    numbers = [_number(text, reading) for text in distinct.texts]
    amounts = [_money(number) for number in numbers]
    cut = [
        number is not None and amount is not None and abs(number - amount) > _NOISE
        for number, amount in zip(numbers, amounts, strict=True)
    ]
    rounded = pc.fill_null(distinct.spread(pa.array(cut, pa.bool_())), False) if any(cut) else None
    return distinct.spread(pa.array(amounts, ARROW[Type.MONEY])), rounded


def _number(text: str, reading: Reading) -> Decimal | None:
    mark = reading.mark or own_mark(text)
    number = None if mark is None else parse_number(text, mark)
    if number is None:
        return parse_duration(text) if reading.is_duration else None
    up, down = reading.ratio
    return number * up / down if reading.ratio != (1, 1) else number


def _plain(texts: pa.Array, to: Type, reading: Reading) -> pa.Array:
    distinct = Distinct.of(texts)
    if to is Type.BOOLEAN:
        return distinct.parse(yes_or_no, ARROW[to])
    numbers = [_number(text, reading) for text in distinct.texts]
    if to is Type.INTEGER:
        return distinct.spread(pa.array([_integer(number) for number in numbers], ARROW[to]))
    return distinct.spread(pa.array([_float(number) for number in numbers], ARROW[to]))


def _money(number: Decimal | None) -> Decimal | None:
    if number is None or abs(number) >= _LARGEST:
        return None
    return number.quantize(Decimal("0.0001"), ROUND_HALF_EVEN)


def _integer(number: Decimal | None) -> int | None:
    if number is None or abs(number) >= 2**63 or number != number.to_integral_value():
        return None
    return int(number)


def _float(number: Decimal | None) -> float | None:
    if number is None:
        return None
    value = float(number)
    return value if value - value == 0 else None  # beyond the range of doubles


def _moments(texts: pa.Array, reading: Reading) -> pa.Array:
    """Texts that are ISO, or whole seconds since 1970, go the fast way; what is left goes one by one."""
    fast = _seconds(texts)
    if fast is not None:
        return marked(fast) if reading.midnights == "moments" or _any_time(fast) else fast
    walls, rest = _iso(texts)
    distinct = Distinct.of(rest)
    read = [parse_moment(text, reading.order) for text in distinct.texts]
    if reading.midnights == "dates" and not _any_time(walls):
        read = _as_dates(read)
    timed = _any_time(walls) or any(moment is not None and moment.shows_times for moment in read)
    if timed:
        read = [moment and _timed(moment) for moment in read]
    timed = timed or reading.midnights == "moments"
    zone = ZoneInfo(reading.zone) if reading.zone and reading.zone != "UTC" and timed else None
    if timed and walls.null_count < len(walls):
        moments = walls if zone is None else _from_zone(walls, zone)
        walls = pc.if_else(pc.equal(pc.utf8_length(texts), 10), walls, marked(moments))
    if not distinct.texts:
        return walls
    others = [None if moment is None else _kept(moment, zone, timed) for moment in read]
    return pc.coalesce(walls, distinct.spread(pa.array(others, ARROW[Type.MOMENT])))


def _timed(moment: Moment) -> Moment:
    """The moment in a column of times: a whole day among days with a fraction is a midnight."""
    return replace(moment, has_time=True) if moment.spelling == "serial" else moment


def _as_dates(read: list[Moment | None]) -> list[Moment | None]:
    """The moments as dates, without time and zone, unless one of them is at another time than midnight."""
    if any(moment is not None and moment.wall.time() != dt.time() for moment in read):
        return read
    return [moment and replace(moment, has_time=False, offset=None, zone=None) for moment in read]


def _kept(moment: Moment, zone: ZoneInfo | None, timed: bool) -> dt.datetime | None:
    """A moment of a column as the store keeps it; `timed`: whether its midnights are moments, not dates."""
    utc = _to_utc(moment, zone)
    return utc + MARK if utc is not None and timed and moment.has_time and utc.time() == dt.time() else utc


def _to_utc(moment: Moment, zone: ZoneInfo | None) -> dt.datetime | None:
    """UTC without a zone; a date stays the date. A column of midnights without a zone only is a column of dates."""
    try:
        # Where somebody has said the zone, an abbreviation that several zones have is that one's.
        if moment.offset is not None and (zone is None or moment.zone not in SHARED):
            return moment.wall - dt.timedelta(minutes=moment.offset)
        if moment.has_time and zone is not None:
            return moment.wall.replace(tzinfo=zone).astimezone(dt.UTC).replace(tzinfo=None)
    except OverflowError:
        return None
    return moment.wall


def _iso(texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Wall-clock moments of the texts that are ISO without a zone, and the other texts."""
    nothing = pa.nulls(len(texts), ARROW[Type.MOMENT])
    every = iso_throughout(texts)
    if every is not None and in_usual_years(every):
        return every, pa.nulls(len(texts), pa.string())
    is_iso = pc.match_substring_regex(texts, ISO)
    all_iso = pc.all(is_iso, min_count=0).as_py()
    if not all_iso and not pc.any(is_iso).as_py():
        return nothing, texts
    try:
        walls = pc.cast(texts if all_iso else pc.if_else(is_iso, texts, None), ARROW[Type.MOMENT])
    except pa.ArrowInvalid:  # an impossible date among them
        return nothing, texts
    if not in_usual_years(walls):
        return nothing, texts
    return walls, pa.nulls(len(texts), pa.string()) if all_iso else pc.if_else(is_iso, None, texts)


def _any_time(walls: pa.Array) -> bool:
    """Whether a moment is not at midnight."""
    return bool(pc.any(pc.not_equal(walls, pc.floor_temporal(walls, unit="day")), min_count=0).as_py())


def _from_zone(walls: pa.Array, zone: ZoneInfo) -> pa.Array:
    """Wall-clock moments of a zone in UTC: of an hour that comes twice the first; an hour that a clock change
    leaves out goes on from before the change."""

    def aware(nonexistent: str) -> pa.Array:
        return pc.assume_timezone(walls, zone.key, ambiguous="earliest", nonexistent=nonexistent)

    shifted = aware("latest")
    gap = pc.fill_null(pc.not_equal(shifted, aware("earliest")), False)
    utc = shifted.cast(pa.timestamp("us", "UTC")).cast(ARROW[Type.MOMENT])
    if not pc.any(gap).as_py():
        return utc
    left_out = [_to_utc(Moment(wall, True), zone) for wall in walls.filter(gap).to_pylist()]
    return pc.replace_with_mask(utc, gap, pa.array(left_out, ARROW[Type.MOMENT]))


def _seconds(texts: pa.Array) -> pa.Array | None:
    """The fast way for columns that are whole seconds since 1970 throughout; else None."""
    first = next((text for text in texts.slice(0, 100).to_pylist() if text is not None), "0")
    if not first.isdecimal() or not pc.all(pc.match_substring_regex(texts, r"^\d{9,10}$"), min_count=0).as_py():
        return None
    return pc.cast(pc.cast(texts, pa.int64()), pa.timestamp("s")).cast(ARROW[Type.MOMENT])


def zone_in_header(header: str) -> str | None:
    """The time zone that a header names in brackets: 'Created (UTC)', 'Started at (Europe/Berlin)'."""
    match = re.search(r"\((UTC|GMT|[A-Z][A-Za-z]+/[A-Za-z_/+-]+)\)\s*$", header)
    if match is None:
        return None
    name = "UTC" if match[1] == "GMT" else match[1]
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError):
        return None
