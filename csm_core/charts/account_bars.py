"""A value an account: the accounts at one end of the list, as bars."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.charts.bars import BAR_SCHEMA, Bar, bar_rows, bar_spec
from csm_core.charts.cells import Cell, rows_of_measure, typed_cells
from csm_core.charts.look import Look
from csm_core.charts.picture import Picture, drawn_table
from csm_core.charts.references import References
from csm_core.charts.tones import band_word, tone_of
from csm_core.result import Result
from csm_core.units import write_value

MOST_ACCOUNTS = 15


def account_bars(
    result: Result,
    look: Look,
    *,
    name: str,
    measure: str | None = None,
    names: Mapping[str, str] | None = None,
    lowest_first: bool = False,
    references: References = (),
) -> Picture | None:
    """The `MOST_ACCOUNTS` accounts with the highest values, or the lowest, of the Result's last period.

    `names` gives an account's name by its id. Accounts of one value stand in the order of their ids. A series
    that is a band gives its colour. Returns None where no account has a value.
    """
    unit = look.unit or result.unit
    table = rows_of_measure(result, measure)
    table = table.filter(pc.and_(pc.is_valid(table.column("account_id")), pc.is_finite(table.column("value"))))
    table = _last_period(table)
    order = [("value", "ascending" if lowest_first else "descending"), ("account_id", "ascending")]
    total = table.num_rows
    top = typed_cells(table.sort_by(order).slice(0, MOST_ACCOUNTS))
    if not top:
        return None
    called = names or {}
    bars = [_bar(cell, called) for cell in top]
    which = "lowest" if lowest_first else "highest"
    first = f"{bars[0].name} ({write_value(bars[0].value, unit, look.currency)})"
    title = f"{name}: {which} in {first}"
    sentence = ", ".join(f"{bar.name} {write_value(bar.value, unit, look.currency)}" for bar in bars)
    notes = (f"The {len(bars)} {which} of {total:,} accounts are drawn.",) if total > len(bars) else ()
    data = drawn_table(bar_rows(bars, unit, look.currency), BAR_SCHEMA)
    spec = bar_spec(look.theme, any(bar.low is not None for bar in bars), references)
    return Picture(spec, data, title, f"{name}, the {len(bars)} {which} of {total:,} accounts: {sentence}.", notes)


def _last_period(table: pa.Table) -> pa.Table:
    latest = pc.max(table.column("period"))
    return table.filter(pc.equal(table.column("period"), latest)) if latest.is_valid else table


def _bar(cell: Cell, names: Mapping[str, str]) -> Bar:
    account = str(cell.account_id)
    band = "value" if cell.series is None else tone_of(cell.series)
    word = "—" if cell.series is None else band_word(cell.series)
    return Bar(
        names.get(account, account),
        band,
        cell.value,
        cell.low,
        cell.high,
        cell.n,
        not cell.complete,
        cell.note or word,
    )
