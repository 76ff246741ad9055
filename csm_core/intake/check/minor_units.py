"""Whether money is written in cents, where nobody said so: by its source, or by another column of the file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.cells.distinct import Distinct
from csm_core.intake.empty_cells import nothing_to_null
from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.minor_digits import minor_digits
from csm_core.intake.vocabulary.headers import spoken
from csm_core.intake.vocabulary.readings import readings
from csm_core.tables.catalogue import KINDS, TABLES, Type

# Stripe's objects as its programming interface and the tools that copy it write them: money in the smallest unit.
_STRIPE_ID = r"^(cus|ctm|sub|si|in|il|ii|ch|pi|py|price|pri|plan|prod|txn|re|cn)_\w+$"
_STRIPE_MONEY = re.compile(
    r"^(plan |price |items? |recurring )*(unit amount( decimal)?|amount (due|paid|remaining|refunded)"
    r"|(subtotal|total) excluding tax)$|^(plan|price) amount$"
)
_SAYS_UNIT = re.compile(r"\b(cents?|minor|pence|centimes?|centavos?)\b")
_ENDS_LIKE_A_PRICE = r"^\d+(99|95|90|49)$"
# What programs hand to programs: fields of objects, moments as counts or to the letter, ids with a prefix or of 32
# digits. Such figures, all of three digits and more that end as prices and their taxes do, are mostly cents.
_FIELD = re.compile(r"^_?[a-z][a-z0-9]*([_.][a-z0-9]+)*$|^[a-z]+[0-9]*([A-Z][a-z0-9]*)+$")
_MACHINE_ID = (
    r"^([a-z]{2,6}_[A-Za-z0-9]+|[A-Z]{2}[0-9A-Z]{8,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$"
)
_MACHINE_MOMENT = r"^(\d{10}|\d{13}|\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:?\d\d))$"
_LIKE_CENTS = r"^-?([1-9]\d*\d[059]|0+)$"
_LARGE = r"^-?[1-9]\d{3,}$"
_ADDED_UP = re.compile(r"\b(mrr|arr|acv|revenue|contract value)\b")
_LEAST, _MOST = 3, 0.9
_MONEY = frozenset({"amount", "revenue", "total", "mrr", "cost", "paid", "yearly", "due", "invoice", "refund"})
_NO_MONEY = frozenset({"id", "date", "count", "rate", "discount"})
_TIMES = frozenset({"date", "created"})


_WHOLE_TEXT, _NUMBER_TEXT, _ZERO = r"^-?\d+$", r"^-?\d+(\.\d+)?$", r"^-?0+$"
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Cents:
    """Whether the money of a file is in cents, and what is to be said of that."""

    are_shown: bool = False
    issues: tuple[Issue, ...] = ()

    def stated(self, mapping: FileMapping) -> FileMapping:
        """The mapping with the option `minor_units` where cents are shown."""
        if not self.are_shown:
            return mapping
        return replace(mapping, options=replace(mapping.options, minor_units=True))


@dataclass
class _Hundredth:
    """How two columns stand to each other: in how many rows that have both one is a hundredth of the other, money of
    0 aside, and in how many it is not."""

    agreeing: int = 0
    differing: int = 0


class MinorUnits:
    """Whether the rows taken so far show that their money is in cents (`cents_inferred`).

    They show it where money of Stripe's objects stands under Stripe's own names, or where another column is a
    hundredth of it in every row that has both. Whole figures may be cents beside Stripe's ids under any other name,
    or where they end as prices do (4999), where another column is a hundredth of them in most rows, or where programs
    hand them to programs: they stay as they are and a person is asked (`cents_assumed`). A header that names the unit
    is not looked at here. A known export's own reader says it of its money (`declare`).
    """

    def __init__(self, mapping: FileMapping, headers: Sequence[str]) -> None:
        table = TABLES[KINDS[mapping.kind]]
        kinds = {name: column.type for name, header in mapping.columns.items() if (column := table.column(name))}
        self._stated = mapping.options.minor_units
        self._money = sorted({mapping.columns[name] for name, kind in kinds.items() if kind is Type.MONEY})
        self._texts = [mapping.columns[name] for name, kind in kinds.items() if kind is Type.TEXT]
        self._timed = [
            (mapping.columns[name], _MACHINE_MOMENT) for name, kind in kinds.items() if kind is Type.MOMENT
        ]
        used = set(mapping.columns.values())
        # A moment to the letter says where a table comes from, whether or not it is used.
        self._timed += [(one, _MACHINE_MOMENT) for one in headers if one not in used and _is_of_time(one)]
        self._are_fields = sum(map(bool, map(_FIELD.match, headers))) >= _MOST * len(headers)
        self._source: str | None = None
        self._others = [one for one in headers if one not in used and _is_of_money(one)]
        self._currency = mapping.columns.get("currency")
        self._codes = {mapping.constants.get("currency")} if self._currency is None else set()
        self._filled: Counter[str] = Counter()
        self._not_zero: Counter[str] = Counter()
        self._of_stripe: Counter[str] = Counter()
        self._like_prices: Counter[str] = Counter()
        self._like_cents: Counter[str] = Counter()
        self._large: Counter[str] = Counter()
        self._of_machines: Counter[str] = Counter()
        self._has_decimals = False
        self._pairs = {(other, money): _Hundredth() for other in self._others for money in self._money}
        self._may_be = self._stated is not False and bool(self._money)

    def take(self, cells: pa.Table) -> None:
        """Further rows."""
        if not self._may_be or not cells.num_rows:
            return
        money = {header: _tidy(cells, header) for header in self._money}
        texts_by_header = {header: pc.drop_null(texts) for header, texts in money.items()}
        if not all(len(one) == _count(one, _WHOLE_TEXT) for one in texts_by_header.values()):
            self._may_be = False
            return
        for header, texts in texts_by_header.items():
            self._filled[header] += len(texts)
            self._not_zero[header] += len(texts) - _count(texts, _ZERO)
            self._like_prices[header] += _count(texts, _ENDS_LIKE_A_PRICE)
            self._like_cents[header] += _count(texts, _LIKE_CENTS)
            self._large[header] += _count(texts, _LARGE)
        for header, pattern in (*((one, _MACHINE_ID) for one in self._texts), *self._timed):
            texts = pc.drop_null(_tidy(cells, header))
            self._filled[header] += len(texts)
            self._of_stripe[header] += _count(texts, _STRIPE_ID)
            self._of_machines[header] += _count(texts, pattern)
        if self._currency is not None:
            currencies = _tidy(cells, self._currency)
            self._codes |= set(pc.unique(currencies).to_pylist())
            cells = cells.filter(_of_hundredths(currencies))
            money = {header: _tidy(cells, header) for header in self._money}
        for other in self._others:
            self._compare(other, _tidy(cells, other), money)

    def declare(self, source: str) -> None:
        """A known export whose money is in the smallest unit."""
        self._source = source

    def outcome(self) -> Cents:
        """What all these rows show."""
        headers = [header for header in self._money if self._filled[header]]
        if self._source is not None and self._stated is not False and self._money:
            return self._shown(self._money, f"the export '{self._source}' writes cents")
        if not self._may_be or not headers or any(_SAYS_UNIT.search(spoken(header)) for header in headers):
            return Cents()
        if self._codes - {None} and not any(minor_digits(code) for code in self._codes if code):
            return Cents()
        of_stripe = any(self._are_mostly(self._of_stripe, header) for header in self._texts)
        hundredth, is_doubtful = self._hundredth()
        if hundredth or (of_stripe and all(_STRIPE_MONEY.match(spoken(header)) for header in headers)):
            return self._shown(
                headers, f"'{hundredth}' is a hundredth of it" if hundredth else "Stripe's objects write cents"
            )
        like_prices = any(self._are_mostly(self._like_prices, one) for one in headers if self._filled[one] >= _LEAST)
        if self._stated is None and (of_stripe or is_doubtful or like_prices or self._come_from_a_machine(headers)):
            message = f"Are the figures in {_names(headers)} cents? They were read as whole amounts. Please check."
            issue = Issue("cents_assumed", "warning", message, column=headers[0], headers=tuple(headers))
            return Cents(False, (issue,))
        return Cents()

    def _come_from_a_machine(self, headers: Sequence[str]) -> bool:
        """Whether programs hand such tables to programs, and all their money is such as cents are."""
        if (
            not self._are_fields
            or self._has_decimals
            or not all(self._are_mostly(self._like_cents, one) for one in headers)
        ):
            return False
        if any(self._are_mostly(self._of_machines, one) for one in self._of_machines):
            return True
        # What people add up, as MRR, they have in whole units; prices of 1,000 and more may be those of a program.
        prices = [one for one in headers if not _ADDED_UP.search(spoken(one))]
        return any(self._large[one] >= max(_LEAST, _HALF * self._not_zero[one]) for one in prices)

    def _shown(self, headers: Sequence[str], why: str) -> Cents:
        others = sorted({code.upper() for code in self._codes if code and minor_digits(code) != 2})
        smallest = (
            f" Amounts in {' and '.join(others)} were read in that currency's own smallest unit." if others else ""
        )
        message = f"Money in {_names(headers)} was read as cents: {why}.{smallest}"
        return Cents(True, (Issue("cents_inferred", "info", message, column=headers[0]),))

    def _compare(self, other: str, texts: pa.Array, money: Mapping[str, pa.Array]) -> None:
        read = pc.match_substring_regex(texts, _NUMBER_TEXT)
        self._has_decimals |= _count(pc.drop_null(texts), r"[.,]\d*[1-9]$") > 0
        small = pc.if_else(read, texts, None).cast(pa.float64())
        for header, column in money.items():
            large = column.cast(pa.float64())
            both = pc.and_(pc.is_valid(texts), pc.is_valid(large))
            off = pc.abs(pc.subtract(pc.multiply(small, 100.0), large))
            agree = pc.fill_null(pc.less(off, _HALF), False)
            pair = self._pairs[other, header]
            pair.agreeing += _sum(pc.and_(agree, pc.fill_null(pc.not_equal(large, 0.0), False)))
            pair.differing += _sum(pc.and_not(both, agree))

    def _hundredth(self) -> tuple[str | None, bool]:
        """A column that is a hundredth of money wherever both are filled, which is nearly everywhere; and, where
        there is none, whether one is in most rows."""
        is_doubtful = False
        for (other, header), pair in self._pairs.items():
            if pair.agreeing < max(1, _MOST * self._not_zero[header]):
                continue
            if not pair.differing:
                return other, False
            is_doubtful = True
        return None, is_doubtful

    def _are_mostly(self, hits: Counter[str], header: str) -> bool:
        return self._filled[header] > 0 and hits[header] >= _MOST * self._filled[header]


def _names(headers: Sequence[str]) -> str:
    return ", ".join(f"'{header}'" for header in headers)


def _of_hundredths(currencies: pa.Array) -> pa.Array:
    """Mask of the rows whose currency has cents; where a row names none, it may."""
    distinct = Distinct.of(currencies)
    has = distinct.spread(pa.array([minor_digits(code) == 2 for code in distinct.texts], pa.bool_()))
    return pc.fill_null(has, True)


def _is_of_money(header: str) -> bool:
    """Whether the header speaks of money: a running number is a hundredth of many a figure."""
    return any(reading.concepts & _MONEY and not reading.concepts & _NO_MONEY for reading in readings(header))


def _is_of_time(header: str) -> bool:
    return any(reading.concepts & _TIMES for reading in readings(header))


def _tidy(cells: pa.Table, header: str) -> pa.Array:
    return nothing_to_null(cells.column(header).combine_chunks(), True)


def _count(texts: pa.Array, pattern: str) -> int:
    return _sum(pc.match_substring_regex(texts, pattern))


def _sum(mask: pa.Array) -> int:
    return int(pc.sum(mask, min_count=0).as_py())
