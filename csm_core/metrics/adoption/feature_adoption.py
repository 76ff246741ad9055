"""Feature adoption: who uses which feature, and how many of them."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.facts.scoped.query import Query
from csm_core.metrics.adoption.calc.listed_names import listed_names
from csm_core.metrics.adoption.calc.usage_seen import USAGE_SEEN, usage_notes
from csm_core.metrics.customers.live_accounts import NOBODY_LIVE, live_ctes
from csm_core.metrics.estimates.account_ratio import ratio_cells
from csm_core.metrics.estimates.value_of import ratio_of_parts
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
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.units import Unit

# Who could use a feature (one person: the account, or a user), and who did.
_ACCOUNTS = {
    "people": """
    select distinct period, segment, account_id, cast(null as varchar) as user_id from live_periods""",
    "used": """
    select distinct l.period, l.segment, l.account_id, cast(null as varchar) as user_id, u.feature
    from live_periods l
    join user_days u on u.account_id = l.account_id and u.used_on >= l.live_from and u.used_on < l.live_until
    where u.feature is not null""",
}
_USERS = {
    "people": """
    select distinct u.period, u.segment, u.account_id, u.user_id
    from user_days u join periods p on p.period = u.period and p.shown where u.user_id is not null""",
    "used": """
    select distinct u.period, u.segment, u.account_id, u.user_id, u.feature
    from user_days u join periods p on p.period = u.period and p.shown
    where u.user_id is not null and u.feature is not null""",
}

# Every feature that is shown with everybody who could use it; under it, how many features each one uses.
_CTES = {
    "ranked": """
    select feature, row_number() over (order by count(*) desc, feature) as place from used group by feature""",
    "chosen": """
    select feature, place from ranked where len($features::varchar[]) = 0 and place <= $most
    union all
    select unnest($features::varchar[]), unnest(range(1, cast(len($features::varchar[]) as integer) + 1))""",
    "counted": """
    select 'adoption' as measure, c.place, c.feature as series, p.period, p.segment, p.account_id,
        count(u.feature) as part, count(*) as whole
    from people p cross join chosen c
    left join used u on u.feature = c.feature and u.period = p.period and u.segment is not distinct from p.segment
        and u.account_id is not distinct from p.account_id and u.user_id is not distinct from p.user_id
    group by all
    union all
    select 'breadth', 0, null, p.period, p.segment, p.account_id, coalesce(max(u.part), 0), count(*)
    from people p
    left join (
        select period, segment, account_id, count(*) as part from used group by period, segment, account_id
    ) u on u.period = p.period and u.segment is not distinct from p.segment
        and u.account_id is not distinct from p.account_id
    group by p.period, p.segment, p.account_id""",
}
_PARTS = """
    select c.measure, c.period, c.segment, c.series, c.account_id, n.account_name, cast(c.part as double) as part,
        cast(c.whole as double) as whole
    from counted c left join account_names n on n.account_id = c.account_id
    order by c.measure, c.period, c.segment, c.place, c.series, c.account_id"""


def feature_query(context: Context) -> Query:
    """The query for measure ('adoption' or 'breadth'), period, segment, series (the feature), account_id,
    account_name,
    part and whole. Parameters: $features (names) or, where that is empty, the $most used ones. The variant says
    whether accounts or users are counted."""
    population_ctes = _ACCOUNTS if context.variant.name == "accounts" else _USERS
    return Query(_PARTS, USAGE_SEEN | live_ctes(context) | population_ctes | _CTES)


def _compute(context: Context) -> Answer:
    rows = _rows(context)
    is_breadth = pc.equal(rows.column("measure"), "breadth")
    by_feature = ratio_cells(rows.filter(pc.invert(is_breadth)), NOBODY_LIVE, Kind.COUNTED)
    breadth = ratio_cells(rows.filter(is_breadth), NOBODY_LIVE, Kind.AMOUNT)
    table = with_gaps(pa.concat_tables([by_feature, breadth]), context, NOBODY_LIVE)
    most = context.whole("most_features")
    shown = len(set(by_feature.column("series").to_pylist()))
    cut = (f"Showing the {most} most used features; name others in the settings.",) if shown == most else ()
    return Answer(table, notes=(*usage_notes(context), *cut))


def _rows(context: Context) -> pa.Table:
    features, most = listed_names(context, "features"), context.whole("most_features")
    return context.table(feature_query(context), features=features, most=most)


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
        "For each feature: the share of accounts, among all that were customers at any time in the period, that "
        "used it while they were customers. Breadth is the average number of different features per account."
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
        Variant("accounts", "Standard definition", "Accounts, of the live ones.", (0.0, 1.0), Unit.RATE),
        Variant("users", "Product analytics tools", "Users, of those active in the period.", (0.0, 1.0), Unit.RATE),
    ),
    refused=(
        Refused(
            "A feature's share of all events",
            "One account that clicks a thousand times makes a feature look widely adopted.",
        ),
    ),
    settings=(
        Setting("features", "Features, separated by commas (empty: the most used)", "", None, ""),
        Setting("most_features", "How many, if none is named", 12, (1, 200), "features"),
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
