"""How many digits a currency's smallest unit has, and amounts that are written in it."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.cells.distinct import Distinct
from csm_core.intake.values.parse_column import Parsed, Reading, parse_column
from csm_core.tables.catalogue import Type

# ISO 4217, list one: the currencies whose exponent is not 2. Madagascar's ariary, of five parts, is written whole.
_NONE = frozenset(
    (
        *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "UYI", "VND", "VUV"),
        *("XAF", "XOF", "XPF"),
    )
)
_THREE = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))
# By how much an amount is multiplied and divided that was taken for hundredths.
_AMENDS = ((_NONE, (100, 1)), (_THREE, (1, 10)))


def minor_digits(currency: str) -> int:
    """The exponent of the currency: a yen has 0, a euro 2, a Kuwaiti dinar 3; 2 for what is no currency."""
    code = currency.strip().upper()
    return 0 if code in _NONE else 3 if code in _THREE else 2


def by_currency(parsed: Parsed, texts: pa.Array, reading: Reading, currencies: pa.Array) -> Parsed:
    """Amounts of the smallest unit, read as hundredths, with those of other currencies read by their own digits.

    `currencies`: the code of each row, as the file writes it."""
    codes = Distinct.of(currencies).parse(lambda text: text.strip().upper(), pa.string())
    up, down = reading.ratio
    for amended, (times, parts) in _AMENDS:
        here = pc.fill_null(pc.is_in(codes, pa.array(sorted(amended), pa.string())), False)
        if not pc.any(here, min_count=0).as_py():
            continue
        amounts = parse_column(texts, Type.MONEY, replace(reading, ratio=(up * times, down * parts)))
        rounded = amounts.rounded if parsed.rounded is None else parsed.rounded
        if amounts.rounded is not None and parsed.rounded is not None:
            rounded = pc.if_else(here, amounts.rounded, parsed.rounded)
        parsed = replace(parsed, values=pc.if_else(here, amounts.values, parsed.values), rounded=rounded)
    return parsed
