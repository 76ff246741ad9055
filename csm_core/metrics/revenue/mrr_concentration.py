"""Concentration: how much of the revenue hangs on a few accounts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csm_core.metrics.estimates.arrays import floats
from csm_core.metrics.examples.months import Given, Row
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    OwnUnit,
    Refused,
    Setting,
    Shape,
    Variant,
)
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.money.paying import PAYING
from csm_core.metrics.money.revenue_settings import RECURRING, REVENUE_SETTINGS
from csm_core.result import SCHEMA
from csm_core.stats.arrays import FloatArray
from csm_core.stats.concentration import gini, top_share
from csm_core.text.plural import agreeing, plural
from csm_core.units import Unit

_NOBODY = "No paying customers at the end of this period."
_COLUMNS = ("period", "segment", "measure", "value", "n", "note")


def _compute(context: Context) -> Answer:
    rows, most = context.table(PAYING).to_pylist(), context.whole("top")
    cells: list[dict[str, object]] = []
    for key in dict.fromkeys((row["period"], row["segment"]) for row in rows):
        held = _paid([row for row in rows if (row["period"], row["segment"]) == key])
        few = f"Only {plural(held.size, 'account')} {agreeing(held.size, 'pay')}." if held.size <= most else None
        shared = {"period": key[0], "segment": key[1], "n": held.size}
        cells.append(shared | {"measure": "top_share", "value": top_share(held, most), "note": few})
        cells.append(shared | {"measure": "gini", "value": gini(held)})
    table = pa.Table.from_pylist(cells, pa.schema([SCHEMA.field(name) for name in _COLUMNS]))
    return Answer(with_gaps(table, context, _NOBODY))


def _rows(context: Context) -> pa.Table:
    """For each measure one row an account that pays."""
    rows = context.table(PAYING)
    rows = rows.append_column("top", pa.repeat(pa.scalar(context.whole("top")), rows.num_rows))
    return pa.concat_tables(
        [rows.append_column("measure", pa.repeat(pa.scalar(name), rows.num_rows)) for name in ("top_share", "gini")]
    )


def _paid(rows: list[dict[str, object]]) -> FloatArray:
    return np.array(sorted(float(str(row["mrr"])) for row in rows), dtype=np.float64)


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    del variant
    if not rows.num_rows:
        return None
    held = _paid(rows.to_pylist())
    if rows.column("measure")[0].as_py() == "gini":
        return gini(held)
    return top_share(held, int(floats(rows, "top")[0]))


def _line(account: str, mrr: str) -> Row:
    return (("account_id", account), ("start_date", "2024-01-05"), ("mrr", mrr), ("currency", "EUR"))


_GIVEN: Given = (
    ("subscriptions", (_line("A", "10"), _line("B", "20"), _line("C", "30"), _line("D", "40"))),
    ("accounts", ((("account_id", "D"),), (("account_id", "A"), ("parent_account_id", "D")))),
)
_JANUARY = (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31"))

METRIC = Metric(
    id="mrr_concentration",
    family="revenue",
    name="Revenue concentration",
    question="How much of our revenue depends on a few customers?",
    definition=(
        "Share of MRR at the period's end that the ten largest accounts pay, and the Gini index of MRR over the "
        "accounts that pay: 0 where all pay alike, near 1 where one pays nearly everything. n counts the accounts."
    ),
    formula="Σ MRR of the ten largest ÷ Σ MRR; Gini = Σ (2i − n − 1) xᵢ ÷ (n Σ x), x rising",
    inputs=(Input(RECURRING, ("account_id", "start_date", "mrr"), ("invoices",)),),
    unit=Unit.RATE,
    direction=Direction.DOWN,
    additive=False,
    shape=Shape.TREND,
    measures=("top_share", "gini"),
    series=(),
    # It describes the accounts that there are, all of them: nothing was sampled.
    interval=None,
    interval_holds_value=True,
    variants=(
        Variant(
            "usual", "Standard definition", "Share of the ten largest, and the Gini index.", (0.0, 1.0), Unit.RATE
        ),
    ),
    refused=(
        Refused(
            "The largest account's share of growth",
            "It exceeds 100 % when others shrink, and does not exist when nothing grows.",
        ),
    ),
    settings=(
        Setting("top", "How many of the largest accounts", 10, (1, 1000), "accounts"),
        *REVENUE_SETTINGS,
    ),
    compute=_compute,
    rows=_rows,
    value_of=_value_of,
    references=("Gini (1912), Variabilità e mutabilità", "Sen (1973), On Economic Inequality, section 2.8"),
    examples=(
        # (40 + 30) ÷ 100; Gini (−3 × 10 − 20 + 30 + 3 × 40) ÷ (4 × 100)
        Example(
            "The two largest of four",
            _GIVEN,
            _JANUARY,
            None,
            (("top", 2),),
            ((("measure", "top_share"), ("value", 0.7), ("n", 4)), (("measure", "gini"), ("value", 0.25))),
        ),
        # A belongs to D: 50, 30, 20. Gini (−2 × 20 + 2 × 50) ÷ (3 × 100)
        Example(
            "With their parent",
            _GIVEN,
            _JANUARY,
            None,
            (("top", 2), ("roll_up", "parent")),
            ((("measure", "top_share"), ("value", 0.8), ("n", 3)), (("measure", "gini"), ("value", 0.2))),
        ),
    ),
    own_units=(OwnUnit("gini", Unit.RATIO, (0.0, 1.0)),),
)
