"""Whether money is written in cents, where nobody said so: by its source, or by another column of the file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.batch import Issue
from csm_core.intake.headers import spoken
from csm_core.intake.mapping import FileMapping
from csm_core.intake.nothing import nothing_to_null
from csm_core.intake.readings import readings
from csm_core.tables import KINDS, TABLES, Type

# Stripe's objects as its programming interface and the tools that copy it write them: money in the smallest unit.
_STRIPE_ID = r"^(cus|ctm|sub|si|in|il|ii|ch|pi|py|price|pri|plan|prod|txn|re|cn)_\w+$"
_STRIPE_MONEY = re.compile(
    r"^(plan |price |items? |recurring )*(unit amount( decimal)?|amount (due|paid|remaining|refunded)"
    r"|(subtotal|total) excluding tax)$|^(plan|price) amount$"
)
_SAYS_UNIT = re.compile(r"\b(cents?|minor|pence|centimes?|centavos?)\b")
# Currencies without a smaller unit.
_WHOLE = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_ENDS_LIKE_A_PRICE = r"^\d+(99|95|90|49)$"
_LEAST, _MOST = 3, 0.9
_MONEY = frozenset({"amount", "revenue", "total", "mrr", "cost", "paid", "yearly", "due", "invoice", "refund"})
_NO_MONEY = frozenset({"id", "date", "count", "rate", "discount"})


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
    hundredth of it in every row that has both. Whole figures beside Stripe's ids under any other name, or that end as
    prices do (4999), or of which another column is a hundredth in most rows, may be cents: they stay as they are and
    a person is asked (`cents_assumed`). A header that names the unit is not looked at here.
    """

    def __init__(self, mapping: FileMapping, headers: Sequence[str]) -> None:
        table = TABLES[KINDS[mapping.kind]]
        kinds = {name: column.type for name, header in mapping.columns.items() if (column := table.column(name))}
        self._said = mapping.options.minor_units
        self._money = sorted({mapping.columns[name] for name, kind in kinds.items() if kind is Type.MONEY})
        self._texts = [mapping.columns[name] for name, kind in kinds.items() if kind is Type.TEXT]
        used = set(mapping.columns.values())
        self._others = [one for one in headers if one not in used and _is_of_money(one)]
        self._currency = mapping.columns.get("currency")
        self._codes = {mapping.constants.get("currency")} if self._currency is None else set()
        self._filled: Counter[str] = Counter()
        self._not_zero: Counter[str] = Counter()
        self._of_stripe: Counter[str] = Counter()
        self._like_prices: Counter[str] = Counter()
        self._pairs = {(other, money): _Hundredth() for other in self._others for money in self._money}
        self._may_be = self._said is not False and bool(self._money)

    def take(self, cells: pa.Table) -> None:
        """Further rows."""
        if not self._may_be or not cells.num_rows:
            return
        money = {header: _tidy(cells, header) for header in self._money}
        told = {header: pc.drop_null(texts) for header, texts in money.items()}
        if not all(len(one) == _count(one, _WHOLE_TEXT) for one in told.values()):
            self._may_be = False
            return
        for header, texts in told.items():
            self._filled[header] += len(texts)
            self._not_zero[header] += len(texts) - _count(texts, _ZERO)
            self._like_prices[header] += _count(texts, _ENDS_LIKE_A_PRICE)
        for header in self._texts:
            texts = pc.drop_null(_tidy(cells, header))
            self._filled[header] += len(texts)
            self._of_stripe[header] += _count(texts, _STRIPE_ID)
        if self._currency is not None:
            self._codes |= set(pc.unique(_tidy(cells, self._currency)).to_pylist())
        for other in self._others:
            self._compare(other, _tidy(cells, other), money)

    def outcome(self) -> Cents:
        """What all these rows show."""
        told = [header for header in self._money if self._filled[header]]
        if not self._may_be or not told or any(_SAYS_UNIT.search(spoken(header)) for header in told):
            return Cents()
        if {code.upper() for code in self._codes if code} & _WHOLE:
            return Cents()
        names = ", ".join(f"'{header}'" for header in told)
        of_stripe = any(self._are_mostly(self._of_stripe, header) for header in self._texts)
        hundredth, is_doubtful = self._hundredth()
        if hundredth or (of_stripe and all(_STRIPE_MONEY.match(spoken(header)) for header in told)):
            why = f"'{hundredth}' is a hundredth of it" if hundredth else "Stripe's objects write it so"
            message = f"Money in {names} was read as cents: {why}."
            return Cents(True, (Issue("cents_inferred", "info", message, column=told[0]),))
        like_prices = any(self._are_mostly(self._like_prices, one) for one in told if self._filled[one] >= _LEAST)
        if self._said is None and (of_stripe or is_doubtful or like_prices):
            message = (
                f"Whole figures in {names} may be cents; they were read as they stand. Please check (minor_units)."
            )
            issue = Issue("cents_assumed", "warning", message, column=told[0], headers=tuple(told))
            return Cents(False, (issue,))
        return Cents()

    def _compare(self, other: str, texts: pa.Array, money: Mapping[str, pa.Array]) -> None:
        read = pc.match_substring_regex(texts, _NUMBER_TEXT)
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


def _is_of_money(header: str) -> bool:
    """Whether the header speaks of money: a running number is a hundredth of many a figure."""
    return any(reading.concepts & _MONEY and not reading.concepts & _NO_MONEY for reading in readings(header))


def _tidy(cells: pa.Table, header: str) -> pa.Array:
    return nothing_to_null(cells.column(header).combine_chunks(), True)


def _count(texts: pa.Array, pattern: str) -> int:
    return _sum(pc.match_substring_regex(texts, pattern))


def _sum(mask: pa.Array) -> int:
    return int(pc.sum(mask, min_count=0).as_py())
