"""Positive answers over answers, and the mean score, with the answers behind both: CSAT and CES."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.satisfaction import ABOVE_MIDDLE, ABOVE_TWO_THIRDS, EASY_FROM, SATISFIED_FROM
from csm_core.metrics.estimates.arrays import floats, with_columns
from csm_core.metrics.estimates.shares import CLUSTERED, shares_of
from csm_core.metrics.estimates.value_of import ratio_of_parts
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import Variant
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.voice.calc.answer_windows import WINDOWS, window_notes, window_values
from csm_core.result import complete_columns
from csm_core.stats.moments import Moments
from csm_core.stats.scale_mean import scale_mean_bounds
from csm_core.store.workspace import Parameter
from csm_core.text.plural import plural

# What a survey asks for: which answers are positive by the variant, by the length of the scale.
_POSITIVE_FROM = {"csat": SATISFIED_FROM, "ces": EASY_FROM}
_SIX_AND_UP = {"csat": ABOVE_MIDDLE, "ces": ABOVE_TWO_THIRDS}
_USUAL_HIGH = {"csat": 5, "ces": 7}


_WINDOWED = """
    select w.period, a.segment, a.answer_id, a.account_id, a.respondent, a.responded_at, a.responded_on, a.score,
        a.touchpoint, a.comment, a.scale_low, a.scale_high,
        case when $low_is_good then coalesce(a.scale_low, 1) + coalesce(a.scale_high, $usual_high) - a.score
            else a.score end as rating,
        row_number() over (
            partition by w.period, a.respondent order by a.responded_at desc, a.answer_id desc) as from_last
    from windows w join answers a on a.responded_on >= w.from_day and a.responded_on < w.until_day
    where a.score is not null and a.survey_type = $kind
        and ($touchpoint = '' or lower(a.touchpoint) = lower($touchpoint))"""


def _rated_ctes(kind: str) -> dict[str, str]:
    """One row an answer that counts, within the window that ends with the period.

    `rating` is the score, turned round where low is good. `satisfied` is null where the scale has no usual top boxes.
    """
    rated_sql = f"""
    select *, case
        when $satisfied_from > 0 and coalesce(scale_high, $satisfied_from) >= $satisfied_from
            then case when $low_is_good then score <= $satisfied_from else score >= $satisfied_from end
        when $six_and_up then {_SIX_AND_UP[kind]}
        else rating >= {_POSITIVE_FROM[kind]}
        end as satisfied
    from windowed where from_last = 1 or not $last_only"""
    return {**WINDOWS, "windowed": _WINDOWED, "rated": rated_sql}


# What is of one account is not independent; an answer without one stands for itself.
_UNIT = "account_id, case when account_id is null then answer_id end"

_SHARES = f"""
select period, segment, measure, series, {CLUSTERED}
from (
    select period, segment, measure, series, count(*) filter (where satisfied) as hits, count(*) as n
    from (
        select 'percent' as measure, cast(null as varchar) as series, * from rated where satisfied is not null
        union all
        select 'by_touchpoint', touchpoint, * from rated where satisfied is not null and trim(touchpoint) <> ''
    ) group by period, segment, measure, series, {_UNIT}
) group by period, segment, measure, series order by measure desc, series
"""

_MEANS = f"""
select period, segment, cast(sum(n) as bigint) as n, sum(scores order by scores) as parts,
    sum(scores * scores order by scores) as part_squares, sum(scores * n order by scores, n) as products,
    sum(n * n) as whole_squares, count(*) as accounts, sum(squares order by squares) as squares,
    min(low_end) as low_end, max(high_end) as high_end,
    min(low_end) <> max(low_end) or min(high_end) <> max(high_end) as is_mixed
from (
    select period, segment, coalesce(scale_low, 1) as low_end, coalesce(scale_high, $usual_high) as high_end,
        count(*) as n, sum(score order by score) as scores, sum(score * score order by score) as squares
    from rated group by period, segment, low_end, high_end, {_UNIT}
) group by period, segment
"""

_CTES = {
    "measured": """
    select 'percent' as measure, cast(null as varchar) as series, *, cast(satisfied as integer) as part, 1 as whole
    from rated where satisfied is not null
    union all
    select 'mean', null, *, score, 1 from rated
    union all
    select 'by_touchpoint', touchpoint, *, cast(satisfied as integer), 1
    from rated where satisfied is not null and trim(touchpoint) <> ''""",
}
_ROWS = """
    select r.period, r.segment, r.measure, r.series, r.account_id, n.account_name, r.respondent,
        r.responded_on, r.score,
        r.scale_low, r.scale_high, r.satisfied, $kind as kind, r.touchpoint, r.comment,
        cast(r.part as double) as part,
        r.whole
    from measured r left join account_names n on n.account_id = r.account_id
    order by r.measure desc, r.series, r.period, r.segment, r.responded_on, r.answer_id"""

_OTHER_SCALES = """
select coalesce(scale_low, 1) as low, scale_high as high, count(distinct answer_id) as answers
from rated where satisfied is null group by all order by all
"""

_NO_ANSWERS = "No answers in this period."
_MIXED = "These answers are on different scales, so they have no common mean."


def scored_answer(context: Context, kind: str) -> Answer:
    """Share and mean a period and segment, with their intervals; `kind` is 'csat' or 'ces'."""
    parameters, rated_ctes = _parameters(context, kind), _rated_ctes(kind)
    shares = shares_of(context.table(Query(_SHARES, rated_ctes), **parameters), _NO_ANSWERS)
    means = _means(context.table(Query(_MEANS, rated_ctes), **parameters))
    table = with_gaps(pa.concat_tables([complete_columns(shares), complete_columns(means)]), context, _NO_ANSWERS)
    left_out = tuple(
        f"Left out of the share, on a scale from {row['low']:g} to {row['high']:g}: "
        f"{plural(row['answers'], 'answer')}. That scale has no standard threshold; set "
        "satisfied_from."
        for row in context.table(Query(_OTHER_SCALES, rated_ctes), **parameters).to_pylist()
    )
    return Answer(table, notes=window_notes(context), left_out=left_out)


def scored_rows(context: Context, kind: str) -> pa.Table:
    """The answers behind each cell; `part` over `whole` is the share, or the mean."""
    return context.table(Query(_ROWS, _rated_ctes(kind) | _CTES), **_parameters(context, kind))


def scored_value(rows: pa.Table, variant: Variant) -> float | None:
    """A cell's value from its rows."""
    if rows.num_rows and rows.column("measure")[0].as_py() == "mean":
        ends = zip(rows.column("scale_low").to_pylist(), rows.column("scale_high").to_pylist(), strict=True)
        # What an export does not say of its scale is the usual one, which both ends of the mean's rows share.
        usual = _USUAL_HIGH[rows.column("kind")[0].as_py()]
        if len({(1.0 if low is None else low, usual if high is None else high) for low, high in ends}) > 1:
            return None
    return ratio_of_parts(rows, variant)


def _means(sums: pa.Table) -> pa.Table:
    """Columns of Result from the sums of each period and segment; no mean where the scales differ."""
    n, parts = floats(sums, "n"), floats(sums, "parts")
    squares = (floats(sums, name) for name in ("part_squares", "products", "whole_squares", "accounts"))
    moments = Moments(parts, n, *squares)
    variance = np.maximum(floats(sums, "squares") / np.maximum(n, 1.0) - moments.ratio**2, 0.0)
    low, high = scale_mean_bounds(moments, variance, floats(sums, "low_end"), floats(sums, "high_end"))
    mixed = sums.column("is_mixed").to_numpy(zero_copy_only=False).astype(bool)
    numbers = {"value": moments.ratio, "low": low, "high": high}
    table = with_columns(
        sums.select(["period", "segment", "n"]),
        {name: np.where(mixed, np.nan, values) for name, values in numbers.items()},
    )
    table = table.append_column("measure", pa.repeat(pa.scalar("mean"), sums.num_rows))
    return table.append_column("note", pa.array([_MIXED if is_mixed else None for is_mixed in mixed], pa.string()))


def _parameters(context: Context, kind: str) -> dict[str, Parameter]:
    return {
        "kind": kind,
        "usual_high": _USUAL_HIGH[kind],
        **window_values(context),
        "last_only": context.text("answers") == "last",
        "satisfied_from": context.number("satisfied_from"),
        "touchpoint": context.text("touchpoint"),
        "six_and_up": context.variant.name == "six_and_up",
        "low_is_good": context.settings.get("good_answers") == "low",
    }
