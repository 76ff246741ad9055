"""The answers to the NPS question that count: promoter 1, passive 0, detractor −1, and what each weighs."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.estimates.arrays import floats, with_columns
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.voice.calc.answer_windows import WINDOWS, window_values
from csm_core.result import SCHEMA
from csm_core.stats.moments import Moments
from csm_core.stats.nps_interval import nps_clustered_bounds, nps_weighted
from csm_core.text.plural import plural

# One row an answer that counts: the last one a respondent gave within the window that ends with the period.
RATED = {
    **WINDOWS,
    "windowed": """
    select w.period, w.period_instant, a.segment, a.answer_id, a.account_id, a.respondent, a.responded_at,
        a.score, a.touchpoint, a.comment, coalesce(a.scale_low, 0) as scale_low,
        row_number() over (
            partition by w.period, a.respondent order by a.responded_at desc, a.answer_id desc) as from_last
    from windows w join answers a on a.responded_on >= w.from_day and a.responded_on < w.until_day
    where a.score is not null and a.survey_type = 'nps'""",
    "rated": """
    select *, case when score >= 9 then 1 when score >= 7 then 0 else -1 end as sign
    from windowed where from_last = 1 or not $last_only""",
}

_CTES = {
    **RATED,
    "revenue": """
    select instant, account_id, sum(mrr) as mrr from account_states group by instant, account_id""",
}
_ROWS = Query(
    """
    select r.period, r.segment, r.account_id, n.account_name, r.respondent,
        cast(r.responded_at as date) as responded_on,
        r.score, r.touchpoint, r.comment, r.sign,
        case $weighting
            when 'answers' then 1.0
            when 'accounts' then case when r.account_id is not null then
                1.0 / count(*) over (partition by r.period, r.segment, r.account_id) end
            else cast(v.mrr as double) / count(*) over (partition by r.period, r.segment, r.account_id)
        end as weight
    from rated r
    left join account_names n on n.account_id = r.account_id
    left join revenue v on v.account_id = r.account_id and v.instant = r.period_instant and v.mrr > 0
    order by r.period, r.segment, responded_on, r.answer_id""",
    _CTES,
)


_PLAIN = Query(
    """
    select period, segment, cast(sum(n) as bigint) as n, sum(promoters) as promoters, sum(detractors) as detractors,
        100.0 * sum(signs) / nullif(sum(n), 0) as value, sum(signs) as parts, sum(signs * signs) as part_squares,
        sum(signs * n) as products, sum(n * n) as whole_squares, count(*) as accounts
    from (
        select period, segment, count(*) as n, sum(sign) as signs, count(*) filter (where sign = 1) as promoters,
            count(*) filter (where sign = -1) as detractors
        from rated group by period, segment, account_id, case when account_id is null then answer_id end
    ) group by period, segment""",
    RATED,
)
_SUMS = ("parts", "n", "part_squares", "products", "whole_squares", "accounts")


def rated_settings(context: Context) -> dict[str, int | bool]:
    """The values of RATED's parameters."""
    return window_values(context) | {"last_only": context.text("answers") == "last"}


def rated_rows(context: Context, weighting: str) -> pa.Table:
    """One row an answer that counts: period, segment, account, respondent, day, score, comment, sign and weight.

    Parameters
    ----------
    weighting
        'answers': each counts 1; 'accounts': those of one account add up to 1; 'revenue': to its MRR at the
        period's end. The weight is null where the account or its MRR is not known.
    """
    return context.table(_ROWS, weighting=weighting, **rated_settings(context))


def plain_score(context: Context, nothing: str) -> pa.Table:
    """Columns of Result: the score of each period and segment; `nothing` is the note of a period without answers."""
    counts = context.table(_PLAIN, **rated_settings(context))
    moments = Moments(*(floats(counts, name) for name in _SUMS))
    low, high = nps_clustered_bounds(floats(counts, "promoters"), floats(counts, "detractors"), moments)
    notes = [
        _lone(*cell)
        for cell in zip(moments.accounts, moments.wholes, floats(counts, "value"), low, high, strict=True)
    ]
    has_score = np.array([note is None for note in notes], dtype=np.bool_)
    bounds = {name: np.where(has_score, bound, np.nan) for name, bound in (("low", low), ("high", high))}
    table = with_columns(counts, bounds).append_column("note", pa.array(notes, pa.string()))
    return with_gaps(table, context, nothing)


def weighted_score(context: Context, weighting: str, nothing: str) -> Answer:
    """The weighted score of each period and segment; `nothing` is the note of a period without answers."""
    rows = rated_rows(context, weighting).to_pylist()
    cells: dict[tuple[object, object], list[dict[str, float]]] = {}
    for row in rows:
        scores = cells.setdefault((row["period"], row["segment"]), [])
        if row["weight"] is not None:
            scores.append(row)
    score_rows = []
    for (period, segment), weighed in cells.items():
        score = nps_weighted(*_of_accounts(weighed)).interval
        note: str | None = "No answer can be weighted: account or MRR unknown."
        values = {"value": score.value, "low": score.low, "high": score.high}
        if score.value is not None and score.low is not None and score.high is not None:
            note = _lone(score.n, len(weighed), score.value, score.low, score.high)
            values = values if note is None else values | {"low": None, "high": None}
        score_rows.append({"period": period, "segment": segment, "n": len(weighed), "note": note} | values)
    columns = [SCHEMA.field(name) for name in ("period", "segment", "value", "low", "high", "n", "note")]
    table = with_gaps(pa.Table.from_pylist(score_rows, pa.schema(columns)), context, nothing)
    left = sum(row["weight"] is None for row in rows)
    left_out = (f"Not weighted, account or MRR unknown: {plural(left, 'answer')}.",) if left else ()
    return Answer(table, left_out=left_out)


def _lone(accounts: float, answers: float, value: float, low: float, high: float) -> str | None:
    """Why so few can't tell how far the score may be off; None where they can.

    One account tells nothing of how accounts differ. The pseudo-answers outweigh few that agree, so that the bounds
    would not hold the score.
    """
    if answers == 1:
        return "One answer: too few for an interval."
    if accounts == 1:
        return "All answers are of one account: too few for an interval."
    return None if low <= value <= high else "Too few accounts, all answering alike, for an interval."


def _of_accounts(weighed: list[dict[str, float]]) -> tuple[list[float], list[float]]:
    """The mean sign and the weight of each account: its answers are not independent."""
    sums: dict[object, tuple[float, float]] = {}
    for index, row in enumerate(weighed):
        account = row["account_id"] if row["account_id"] is not None else (index,)
        signs, weight = sums.get(account, (0.0, 0.0))
        sums[account] = signs + row["sign"] * row["weight"], weight + row["weight"]
    return [signs / weight for signs, weight in sums.values()], [weight for _, weight in sums.values()]
