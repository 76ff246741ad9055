"""Declaration: everything that can be said of a metric, said once.

The page, the glossary, the command line and the contract tests follow from the declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from csm_core.errors import BadValue, UnknownName
from csm_core.units import Unit

Value = str | int | float | bool


class Direction(StrEnum):
    """Which way is good."""

    UP = "up is good"
    DOWN = "down is good"
    NEITHER = "neither"


class Shape(StrEnum):
    """What the answer looks like; the picture follows from it."""

    TREND = "trend"  # a value a period, perhaps a segment
    BRIDGE = "bridge"  # movements from a start to an end
    COHORTS = "cohorts"  # cohort by age
    CURVE = "curve"  # a value by age
    DISTRIBUTION = "distribution"  # a value by series
    ACCOUNTS = "accounts"  # a value an account
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Input:
    """What a metric reads: any one of `tables` (canonical), with these columns; where none of them is loaded,
    one of `instead`, from which the same is made out less surely."""

    tables: tuple[str, ...]
    columns: tuple[str, ...]
    instead: tuple[str, ...] = ()

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every table that answers, each once, the surest first."""
        return tuple(dict.fromkeys((*self.tables, *self.instead)))

    def used(self, loaded: Collection[str]) -> tuple[str, ...]:
        """Those that speak where `loaded` are the tables with rows."""
        return self.instead if self.instead and not set(self.tables) & set(loaded) else self.tables


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to read the definition: whose it is, what it says, and the bounds its values keep."""

    name: str
    whose: str
    definition: str
    bounds: tuple[float | None, float | None]
    unit: Unit


@dataclass(frozen=True, slots=True)
class OwnUnit:
    """A measure that is not in the variant's unit: which one, its unit, and the bounds its values keep."""

    measure: str
    unit: Unit
    bounds: tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Refused:
    """A variant found in the field that is wrong, and why it is not offered."""

    variant: str
    reason: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A choice that changes the answer. `allowed` is a tuple of values, or a (lowest, highest) range of numbers."""

    name: str
    meaning: str
    default: Value
    allowed: tuple[str, ...] | tuple[float, float] | None
    unit: str

    def read(self, given: Value) -> Value:
        """`given` as a value of this setting's type.

        Raises
        ------
        BadValue
            When it is not of the type, or not among the allowed values.
        """
        if isinstance(self.default, bool):
            return _read_boolean(self, given)
        if isinstance(self.default, int | float):
            return _read_number(self, given)
        text = str(given)
        if self.allowed is not None and text not in self.allowed:
            raise BadValue.of(self.name, given, " or ".join(f"'{choice}'" for choice in self.allowed))
        return text


# Settings by the names that links and documents of earlier versions have.
_RENAMED = {"snapshots": "month_ends"}


def setting_name(name: str) -> str:
    """A setting's name, given that one or an earlier one, with or without a metric's id before it."""
    prefix, dot, last = name.rpartition(".")
    return f"{prefix}{dot}{_RENAMED.get(last, last)}"


# Every metric has it, beside its own settings.
ROLL_UP = Setting(
    "roll_up",
    "Count each account, or each customer group under its topmost parent",
    "account",
    ("account", "parent"),
    "",
)


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example that every reader can check by hand: what is given, asked and expected.

    `given` maps a canonical table to rows of (column, text) pairs, as a CSV would hold them.
    `expected` gives some of the answer's rows: (column, value) pairs that one row must have.
    """

    title: str
    given: tuple[tuple[str, tuple[tuple[tuple[str, str], ...], ...]], ...]
    scope: tuple[tuple[str, str], ...]
    variant: str | None
    settings: tuple[tuple[str, Value], ...]
    expected: tuple[tuple[tuple[str, Value | None], ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What can be said of a metric without computing it."""

    id: str
    family: str
    name: str
    question: str
    definition: str
    formula: str
    inputs: tuple[Input, ...]
    unit: Unit
    direction: Direction
    additive: bool
    shape: Shape
    measures: tuple[str, ...]
    series: tuple[str, ...]
    interval: str | None  # how low and high come about, or None where the value is a plain count or sum
    interval_holds_value: bool
    variants: tuple[Variant, ...]  # the first is the default, unless `choose` says otherwise
    refused: tuple[Refused, ...]
    settings: tuple[Setting, ...]
    references: tuple[str, ...]
    examples: tuple[Example, ...]
    # The default variant by the tables that are loaded, where that depends on them.
    choose: Callable[[Collection[str]], str] | None = None
    own_units: tuple[OwnUnit, ...] = ()
    # Whether the values of periods add up to that of the whole time, as of things that happen.
    adds_up_over_time: bool = False
    # Whether it is a rate or a time of what happened in a period (answers, renewals, tickets), so that several
    # months together say the same of more cases.
    is_of_cases: bool = False

    def __post_init__(self) -> None:
        if ROLL_UP not in self.settings:
            object.__setattr__(self, "settings", (*self.settings, ROLL_UP))

    def variant(self, name: str | None, loaded: Collection[str] = ()) -> Variant:
        """The variant of that name; for None the default one, given the names of the loaded tables.

        Raises
        ------
        UnknownName
            When there is none of that name.
        """
        if name is None and self.choose is not None and loaded:
            name = self.choose(loaded)
        if name is None:
            return self.variants[0]
        for variant in self.variants:
            if variant.name == name:
                return variant
        raise UnknownName.of(f"variant of {self.id}", name, [variant.name for variant in self.variants])

    def unit_of(self, variant: Variant, measure: str | None) -> Unit:
        """The unit of a measure's values."""
        return next(
            (measure_unit.unit for measure_unit in self.own_units if measure_unit.measure == measure), variant.unit
        )

    def bounds_of(self, variant: Variant, measure: str | None) -> tuple[float | None, float | None]:
        """The bounds that a measure's values keep."""
        return next(
            (measure_unit.bounds for measure_unit in self.own_units if measure_unit.measure == measure),
            variant.bounds,
        )

    def read_settings(self, given: dict[str, Value]) -> dict[str, Value]:
        """Every setting with its value: the given ones checked, the others at their default.

        Raises
        ------
        UnknownName, BadValue
            For a setting that the metric does not have, or a value that it does not take.
        """
        settings = {setting.name: setting for setting in self.settings}
        values = {setting_name(name): value for name, value in given.items()}
        for name in values:
            if name not in settings:
                raise UnknownName.of(f"setting of {self.id}", name, settings)
        return {name: setting.read(values.get(name, setting.default)) for name, setting in settings.items()}


def _read_boolean(setting: Setting, given: Value) -> bool:
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    text = str(given).lower()
    if text not in words:
        raise BadValue.of(setting.name, given, "yes or no")
    return words[text]


def _read_number(setting: Setting, given: Value) -> Value:
    whole = isinstance(setting.default, int)
    low, high = setting.allowed if setting.allowed else (float("-inf"), float("inf"))
    accepted = f"a {'whole ' if whole else ''}number from {low:g} to {high:g}"
    try:
        number = int(str(given)) if whole else float(str(given))
    except ValueError as error:
        raise BadValue.of(setting.name, given, accepted) from error
    if not float(low) <= number <= float(high):
        raise BadValue.of(setting.name, given, accepted)
    return number
