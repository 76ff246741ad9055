"""Renewals counted: the cells of the renewal rate, and the rows behind them."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pyarrow as pa

from csm_core.metrics.context import Answer, Context
from csm_core.metrics.gaps import with_gaps
from csm_core.metrics.renewals import renewal_cases
from csm_core.plural import plural
from csm_core.result import SCHEMA
from csm_core.stats.intervals import wilson
from csm_core.stats.ratio_interval import Kind, ratio_interval

Case = dict[str, object]

_UNDECIDED = "Nothing that came up for renewal in this period is decided yet."
_OPEN = {
    "terms": "{} in neither part: the grace of {} days after the end of the term is not over.",
    "opportunities": "{} in neither part: the deal is still open.",
}
_NO_MONEY = "Nothing is known of the money of what was decided in this period."
_NONE_DUE = "Nothing came up for renewal in this period."
_NO_TERMS = "No terms are known: load subscriptions with term_end, or accounts with renewal_date."
_NO_DEALS = "No renewal deals are known: load opportunities whose opportunity_type says renewal."
_KNOWN = {
    "terms": """
        select count(*) as known, count(*) filter (where months < $shortest_months) as short from contract_terms""",
    "opportunities": "select count(*) as known, 0 as short from renewal_deals where $shortest_months > 0",
}
_COLUMNS = ("period", "segment", "measure", "value", "low", "high", "n", "note")
_ROWS = pa.schema(
    [
        *(SCHEMA.field(name) for name in ("period", "segment", "measure", "account_id")),
        ("account_name", pa.string()),
        ("ends_on", pa.date32()),
        ("state", pa.string()),
        ("part", pa.float64()),
        ("whole", pa.float64()),
    ]
)


def renewal_answer(context: Context) -> Answer:
    """The rates of each shown period, and what is open."""
    is_terms, shortest = context.variant.name == "terms", context.whole("shortest_months")
    known = context.table(_KNOWN[context.variant.name], shortest_months=shortest).to_pylist()[0]
    nothing = _NONE_DUE if known["known"] else _NO_TERMS if is_terms else _NO_DEALS
    note = f"Terms shorter than {shortest} months are left out: set shortest_months to count them."
    notes = (note,) if known["short"] else ()
    return Answer(with_gaps(_cells(context), context, nothing), notes=notes)


def _cells(context: Context) -> pa.Table:
    """Columns of Result: logo, value and open of each period and segment in which something was due."""
    cells: list[Case] = []
    kind = Kind.CHANGE if context.settings["uplift"] is True else Kind.SHARE
    is_open, grace = _OPEN[context.variant.name], context.whole("grace_days")
    behind = renewal_rows(context).to_pylist()
    for (period, segment), rows in groupby(behind, key=lambda row: (row["period"], row["segment"])):
        mine = list(rows)
        kept = [row["part"] for row in mine if row["measure"] == "logo"]
        worth = [(row["part"], row["whole"]) for row in mine if row["measure"] == "value"]
        logo = wilson(sum(kept), len(kept))
        part, whole = (np.array([pair[place] for pair in worth], dtype=np.float64) for place in (0, 1))
        value = ratio_interval(part, whole, kind)
        left = sum(row["measure"] == "open" for row in mine)
        for measure, found, reason in (
            ("logo", logo, _UNDECIDED),
            ("value", value, _NO_MONEY if kept else _UNDECIDED),
        ):
            note = reason if found.value is None else is_open.format(plural(left, "account"), grace) if left else None
            cells.append(
                {"period": period, "segment": segment, "measure": measure, "value": found.value, "note": note}
                | {"low": found.low, "high": found.high, "n": int(found.n)}
            )
        cells.append({"period": period, "segment": segment, "measure": "open", "value": float(left), "n": left})
    return pa.Table.from_pylist(cells, pa.schema([SCHEMA.field(name) for name in _COLUMNS]))


def renewal_rows(context: Context) -> pa.Table:
    """A row an account, period and measure: `part` and `whole` of what is decided, 1 for each that is open."""
    uplift = context.settings["uplift"] is True
    rows = [row for case in renewal_cases(context).to_pylist() for row in _measured(case, uplift)]
    return pa.Table.from_pylist(rows, _ROWS)


def _measured(case: Case, uplift: bool) -> list[Case]:
    if case["state"] == "open":
        rows = [case | {"measure": "open", "part": 1.0, "whole": None}]
        # Of several deals of one account, some may be decided.
        return rows + _worth(case, uplift)
    renewed = 1.0 if case["state"] == "renewed" else 0.0
    return [case | {"measure": "logo", "part": renewed, "whole": 1.0}, *_worth(case, uplift)]


def _worth(case: Case, uplift: bool) -> list[Case]:
    due, after = case["due"], case["after"]
    if not isinstance(due, float) or not isinstance(after, float):
        return []
    return [case | {"measure": "value", "part": after if uplift else min(after, due), "whole": due}]
