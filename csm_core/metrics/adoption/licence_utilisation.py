"""Licence utilisation: how many of the licences that customers pay for are used."""

from __future__ import annotations

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.adoption.calc.licences import licence_ctes, licence_parameters, licences_unknown, users_without
from csm_core.metrics.adoption.calc.one_feature import FEATURE, unknown_feature
from csm_core.metrics.adoption.calc.usage_seen import named_use, usage_notes
from csm_core.metrics.estimates.account_ratio import ratio_cells
from csm_core.metrics.estimates.value_of import ratio_of_parts
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    Refused,
    Setting,
    Shape,
    Variant,
)
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.result import complete_columns
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.units import Unit

_WINDOWS = {"weekly": 7, "monthly": 28}

# Account by account in the last period, beside all of them in every period.
_ROWS = """
select t.measure, p.period, p.segment, p.account_id, n.account_name, cast(p.part as double) as part,
    cast(p.whole as double) as whole, p.is_dated
from parts p
join (select unnest(['overall', 'account']) as measure) t
    on t.measure = 'overall' or p.period = (select max(period) from periods where shown)
left join account_names n on n.account_id = p.account_id
order by t.measure desc, p.period, p.segment, p.account_id
"""

_NOBODY = "No known licences in this period, or usage data does not cover the whole window."


def _compute(context: Context) -> Answer:
    unknown = unknown_feature(context)
    if unknown is not None:
        return Answer(with_gaps(pa.table({"value": pa.array([], pa.float64())}), context, unknown))
    doubtful = licences_unknown(context)
    nobody = doubtful[0] if doubtful else _NOBODY
    rows = _rows(context)
    whole = [name == "overall" for name in rows.column("measure").to_pylist()]
    overall = ratio_cells(rows.filter(pa.array(whole, pa.bool_())), nobody, Kind.AMOUNT)
    singles = complete_columns(
        pa.Table.from_pylist(_singles(rows.filter(pa.array([not w for w in whole], pa.bool_()))))
    )
    table = pa.concat_tables([with_gaps(overall, context, nobody), singles])
    apart = users_without(context, _WINDOWS.get(context.variant.name))
    undated = rows.num_rows and not all(rows.column("is_dated").to_pylist())
    notes = ("CRM seats have no dates, so today's number is used for every period.",) if undated else ()
    return Answer(table, notes=(*usage_notes(context), *doubtful, *notes), left_out=(*named_use(context)[1], *apart))


def _singles(rows: pa.Table) -> list[dict[str, object]]:
    return [
        {key: row[key] for key in ("measure", "period", "segment", "account_id")}
        | {"value": row["part"] / row["whole"], "n": 1}
        for row in rows.to_pylist()
    ]


def _rows(context: Context) -> pa.Table:
    window = _WINDOWS.get(context.variant.name)
    return context.table(Query(_ROWS, licence_ctes(context, window)), **licence_parameters(context, window))


def _variant(name: str, whose: str, definition: str) -> Variant:
    return Variant(name, whose, definition, (0.0, None), Unit.RATE)


def _use(user: str, feature: str, *days: int) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(
        (("account_id", "A"), ("user_id", user), ("event_name", feature), ("event_at", f"2024-01-{day:02}"))
        for day in days
    )


_GIVEN = (
    ("events", (*_use("u", "open", 1, 8, 15, 31), *_use("v", "export", 20))),
    (
        "subscriptions",
        (
            (
                ("account_id", "A"),
                ("start_date", "2024-01-01"),
                ("amount", "5"),
                ("billing_interval", "month"),
                ("quantity", "5"),
                ("currency", "EUR"),
            ),
        ),
    ),
)
_JANUARY = (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31"))

METRIC = Metric(
    id="licence_utilisation",
    family="adoption",
    name="Licence utilisation",
    question="How many of the licences that customers pay for are used?",
    definition=(
        "People active on a day, divided by the licences for that day, over the days of the period; or people "
        "active in a week or four weeks by the licences on its last day. Values above 100 % are shown as they are. "
        "Licences "
        "are the quantities of the subscriptions; without any, the CRM's number of seats. Quantities that are all "
        "1 count lines, not seats, unless the licensed products are named. Accounts without either are shown "
        "separately. With the setting 'feature': people who used that feature, over the same licences."
    ),
    formula="Σ active users ÷ Σ licences",
    inputs=(
        Input(("events",), ("account_id", "user_id", "event_at")),
        Input(("subscriptions", "accounts"), ("quantity", "seats_purchased")),
    ),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=("overall", "account"),
    series=(),
    interval=INTERVALS[Kind.AMOUNT],
    interval_holds_value=True,
    variants=(
        _variant("daily", "Standard definition", "Each day's actives over that day's licences, over the period."),
        _variant("weekly", "Standard definition", "Active in the last 7 days of the period."),
        _variant("monthly", "Standard definition", "Active in the last 28 days of the period."),
    ),
    refused=(
        Refused("The mean of the accounts' percentages", "An account of two seats weighs as much as one of 2,000."),
        Refused("Accounts without known licences counted as 0 %", "Nobody knows what they bought."),
        Refused("A quantity of 1 on every line as one licence each", "Exports write 1 for what is not counted."),
    ),
    settings=(
        FEATURE,
        Setting("licensed_products", "Licensed products, separated by commas (empty: all)", "", None, ""),
        *(setting for setting in REVENUE_SETTINGS if setting.name in ("churn_moment", "grace_days")),
    ),
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=("Gold (2020), Fighting Churn with Data, chapter 7",),
    examples=(
        # 5 user-days of 31 days × 5 licences.
        Example("Two people on five days, of five licences", _GIVEN, _JANUARY, None, (),
                ((("period", "2024-01-01"), ("measure", "overall"), ("value", 5 / 155)),)),
        # u on the 8th, 15th and 31st, v on the 20th: 2 of 5 since the 4th.
        Example("Both were active in the last 28 days", _GIVEN, _JANUARY, "monthly", (),
                ((("period", "2024-01-01"), ("measure", "account"), ("account_id", "A"), ("value", 0.4)),)),
        # v alone exported, on the 20th: that feature is seen on 12 days, with 5 licences each.
        Example("One export on the twelve days since the first", _GIVEN, _JANUARY, None, (("feature", "export"),),
                ((("period", "2024-01-01"), ("measure", "overall"), ("value", 1 / 60)),)),
    ),
)  # fmt: skip
