"""Positive answers over answers, and the mean score, with the answers behind both: CSAT and CES."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from csm_core.metrics.columns import floats, with_columns
from csm_core.metrics.context import Answer, Context
from csm_core.metrics.declare import Variant
from csm_core.metrics.gaps import with_gaps
from csm_core.metrics.satisfaction import ABOVE_MIDDLE, ABOVE_TWO_THIRDS, EASY_FROM, SATISFIED_FROM
from csm_core.metrics.value_of import ratio_of_parts
from csm_core.plural import plural
from csm_core.stats.intervals import mean_t, wilson_bounds
from csm_core.store import Parameter

# What a survey asks for: which answers are positive by the variant, by the length of the scale.
_POSITIVE_FROM = {"csat": SATISFIED_FROM, "ces": EASY_FROM}
_SIX_AND_UP = {"csat": ABOVE_MIDDLE, "ces": ABOVE_TWO_THIRDS}
_USUAL_HIGH = {"csat": 5, "ces": 7}


def _rated_sql(kind: str) -> str:
    """One row an answer that counts, within the window that ends with the period.

    `rating` is the score, turned round where low is good. `satisfied` is null where the scale has no usual top boxes.
    """
    return f"""
with windowed as (
    select w.period, a.segment, a.answer_id, a.account_id, a.respondent, a.responded_at, a.responded_on, a.score,
        a.touchpoint, a.comment, a.scale_low, a.scale_high,
        case when $low_is_good then coalesce(a.scale_low, 1) + coalesce(a.scale_high, $usual_high) - a.score
            else a.score end as rating,
        row_number() over (
            partition by w.period, a.respondent order by a.responded_at desc, a.answer_id desc) as from_last
    from periods w
    join periods p on p.place <= w.place and p.place > w.place - $rolling_periods
    join answers a on a.period = p.period
    where w.shown and a.score is not null and a.survey_type = $kind
        and ($touchpoint = '' or lower(a.touchpoint) = lower($touchpoint))
),
rated as (
    select *, case
        when $satisfied_from > 0 and coalesce(scale_high, $satisfied_from) >= $satisfied_from
            then case when $low_is_good then score <= $satisfied_from else score >= $satisfied_from end
        when $six_and_up then {_SIX_AND_UP[kind]}
        else rating >= {_POSITIVE_FROM[kind]}
        end as satisfied
    from windowed where from_last = 1 or not $last_only
)
"""


_SHARES = """
select period, segment, 'percent' as measure, count(*) as n, count(*) filter (where satisfied) as satisfied,
    cast(count(*) filter (where satisfied) as double) / nullif(count(*), 0) as value
from rated where satisfied is not null group by period, segment
"""

_MEANS = """
select period, segment, count(*) as n, avg(score) as mean, coalesce(stddev_samp(score), 0) as spread,
    min(coalesce(scale_low, 1)) as low_end,
    max(coalesce(scale_high, $usual_high)) as high_end,
    count(distinct coalesce(scale_low, 1) * 1000 + coalesce(scale_high, $usual_high)) as scales
from rated group by period, segment
"""

_ROWS = """
, measured as (
    select 'percent' as measure, *, cast(satisfied as integer) as part, 1 as whole
    from rated where satisfied is not null
    union all
    select 'mean', *, score, 1 from rated
)
select r.period, r.segment, r.measure, r.account_id, n.account_name, r.respondent, r.responded_on, r.score,
    r.scale_low, r.scale_high, r.satisfied, $kind as kind, r.touchpoint, r.comment, cast(r.part as double) as part,
    r.whole
from measured r left join account_names n on n.account_id = r.account_id
order by r.measure desc, r.period, r.segment, r.responded_on, r.answer_id
"""

_OTHER_SCALES = """
select coalesce(scale_low, 1) as low, scale_high as high, count(distinct answer_id) as answers
from rated where satisfied is null group by all order by all
"""

_NO_ANSWERS = "No answers in this period."


def scored_answer(context: Context, kind: str) -> Answer:
    """Share and mean a period and segment, with their intervals; `kind` is 'csat' or 'ces'."""
    own, rated_sql = _own(context, kind), _rated_sql(kind)
    shares = context.table(rated_sql + _SHARES, **own)
    low, high = wilson_bounds(floats(shares, "satisfied"), floats(shares, "n"))
    shares = with_columns(shares, {"low": low, "high": high})
    shares = shares.select(["period", "segment", "measure", "value", "low", "high", "n"])
    means = pa.Table.from_pylist(
        [_mean(row) for row in context.table(rated_sql + _MEANS, **own).to_pylist()],
        pa.schema([*shares.schema, ("note", pa.string())]),
    )
    table = pa.concat_tables([shares, means], promote_options="default")
    left_out = tuple(
        f"Left out of the share, on a scale from {row['low']:g} to {row['high']:g}: "
        f"{plural(row['answers'], 'answer')}. It has no usual positive answers; say from where with satisfied_from."
        for row in context.table(rated_sql + _OTHER_SCALES, **own).to_pylist()
    )
    return Answer(with_gaps(table, context, _NO_ANSWERS), left_out=left_out)


def scored_rows(context: Context, kind: str) -> pa.Table:
    """The answers behind each cell; `part` over `whole` is the share, or the mean."""
    return context.table(_rated_sql(kind) + _ROWS, **_own(context, kind))


def scored_value(rows: pa.Table, variant: Variant) -> float | None:
    """A cell's value from its rows."""
    if rows.num_rows and rows.column("measure")[0].as_py() == "mean":
        ends = zip(rows.column("scale_low").to_pylist(), rows.column("scale_high").to_pylist(), strict=True)
        # What an export does not say of its scale is the usual one, which both ends of the mean's rows share.
        usual = _USUAL_HIGH[rows.column("kind")[0].as_py()]
        if len({(1.0 if low is None else low, usual if high is None else high) for low, high in ends}) > 1:
            return None
    return ratio_of_parts(rows, variant)


def _mean(row: Mapping[str, Any]) -> dict[str, object]:
    cell: dict[str, object] = {name: row[name] for name in ("period", "segment", "n")} | {"measure": "mean"}
    if row["scales"] != 1:
        return cell | {"note": "These answers are on different scales, so they have no common mean."}
    found = mean_t(row["mean"], row["spread"], row["n"])
    low = None if found.low is None else max(found.low, row["low_end"])
    high = None if found.high is None else min(found.high, row["high_end"])
    return cell | {"value": found.value, "low": low, "high": high}


def _own(context: Context, kind: str) -> dict[str, Parameter]:
    return {
        "kind": kind,
        "usual_high": _USUAL_HIGH[kind],
        "rolling_periods": context.whole("rolling_periods"),
        "last_only": context.text("answers") == "last",
        "satisfied_from": context.number("satisfied_from"),
        "touchpoint": context.text("touchpoint"),
        "six_and_up": context.variant.name == "six_and_up",
        "low_is_good": context.settings.get("good_answers") == "low",
    }
