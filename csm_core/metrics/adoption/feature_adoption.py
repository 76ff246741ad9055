"""Feature adoption: who uses which feature, and how many of them."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.metrics.account_ratio import ratio_cells
from csm_core.metrics.context import Answer, Context
from csm_core.metrics.declare import Direction, Example, Input, Metric, OwnUnit, Refused, Setting, Shape, Variant
from csm_core.metrics.feature_use import feature_sql
from csm_core.metrics.gaps import with_gaps
from csm_core.metrics.listed_names import listed_names
from csm_core.metrics.live_accounts import NOBODY_LIVE
from csm_core.metrics.revenue_settings import REVENUE_SETTINGS
from csm_core.metrics.usage_seen import usage_notes
from csm_core.metrics.value_of import ratio_of_parts
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.units import Unit


def _compute(context: Context) -> Answer:
    rows = _rows(context)
    is_breadth = pc.equal(rows.column("measure"), "breadth")
    by_feature = ratio_cells(rows.filter(pc.invert(is_breadth)), NOBODY_LIVE, Kind.COUNTED)
    breadth = ratio_cells(rows.filter(is_breadth), NOBODY_LIVE, Kind.AMOUNT)
    table = with_gaps(pa.concat_tables([by_feature, breadth]), context, NOBODY_LIVE)
    most = context.whole("most_features")
    shown = len(set(by_feature.column("series").to_pylist()))
    cut = (
        (f"The {most} features that are used most are shown; name others in the settings.",) if shown == most else ()
    )
    return Answer(table, notes=(*usage_notes(context), *cut))


def _rows(context: Context) -> pa.Table:
    features, most = listed_names(context, "features"), context.whole("most_features")
    return context.table(feature_sql(context), features=features, most=most)


def _use(account: str, day: str, feature: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", account), ("user_id", f"{account}.u"), ("event_name", feature), ("event_at", day))


def _line(account: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", account), ("start_date", "2023-12-01"), ("mrr", "10"), ("currency", "EUR"))


METRIC = Metric(
    id="feature_adoption",
    family="adoption",
    name="Feature adoption",
    question="Which features are used, and by how many?",
    definition=(
        "For each feature: accounts that used it in the period while they were customers, of all that were customers "
        "on a day of the period. Breadth is how many different features one of them used, on average."
    ),
    formula="accounts that used it ÷ live accounts; breadth = Σ features used ÷ live accounts",
    inputs=(Input(("events",), ("account_id", "user_id", "event_name", "event_at")),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.DISTRIBUTION,
    measures=("adoption", "breadth"),
    series=(),
    interval=f"{INTERVALS[Kind.COUNTED]} For breadth: {INTERVALS[Kind.AMOUNT]}",
    interval_holds_value=True,
    variants=(
        Variant("accounts", "The usual reading", "Accounts, of the live ones.", (0.0, 1.0), Unit.RATE),
        Variant("users", "Product analytics tools", "Users, of those active in the period.", (0.0, 1.0), Unit.RATE),
    ),
    refused=(
        Refused(
            "A feature's share of all events",
            "One account that clicks a thousand times makes a feature look adopted by everybody.",
        ),
    ),
    settings=(
        Setting("features", "Which features, by commas (none named: those used most)", "", None, ""),
        Setting("most_features", "How many, where none is named", 12, (1, 200), "features"),
        *(setting for setting in REVENUE_SETTINGS if setting.name in ("churn_moment", "grace_days")),
    ),
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=("Gold (2020), Fighting Churn with Data, chapter 3",),
    examples=(
        Example(
            "Four customers: three open the product, one of them exports too",
            (
                ("events", (_use("A", "2024-01-05", "open"), _use("B", "2024-01-09", "open"),
                            _use("C", "2024-01-20", "open"), _use("C", "2024-01-21", "export"))),
                ("subscriptions", tuple(_line(account) for account in "ABCD")),
            ),
            (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31")), None, (),
            (
                (("series", "open"), ("value", 0.75), ("n", 4)),
                (("series", "export"), ("value", 0.25), ("n", 4)),
                (("measure", "breadth"), ("value", 1.0), ("n", 4)),  # (1 + 1 + 2 + 0) ÷ 4
            ),
        ),
    ),
    own_units=(OwnUnit("breadth", Unit.RATIO, (0.0, None)),),
)  # fmt: skip
