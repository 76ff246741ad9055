"""Net Promoter Score."""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.columns import floats, with_columns
from csm_core.metrics.context import Answer, Context
from csm_core.metrics.declare import (
    Direction,
    Example,
    Input,
    Metric,
    Refused,
    Setting,
    Shape,
    Variant,
)
from csm_core.metrics.gaps import with_gaps
from csm_core.metrics.value_of import total
from csm_core.stats.nps_interval import nps_bounds, nps_weighted
from csm_core.units import Unit

# One row an answer that counts: the last one a respondent gave within the window that ends with the period.
_RATED = """
with windowed as (
    select w.period, w.period_instant, a.segment, a.answer_id, a.account_id, a.respondent, a.responded_at,
        a.score, a.touchpoint, a.comment, coalesce(a.scale_low, 0) as scale_low,
        row_number() over (
            partition by w.period, a.respondent order by a.responded_at desc, a.answer_id desc) as from_last
    from periods w
    join periods p on p.place <= w.place and p.place > w.place - $rolling_periods
    join answers a on a.period = p.period
    where w.shown and a.score is not null and coalesce(a.survey_type, 'nps') = 'nps'
),
rated as (
    select *, case when score >= 9 then 1 when score >= 7 then 0 else -1 end as sign
    from windowed where from_last = 1 or not $last_only
)
"""

_PLAIN = (
    _RATED
    + """
select period, segment, count(*) as n,
    count(*) filter (where sign = 1) as promoters,
    count(*) filter (where sign = 0) as passives,
    count(*) filter (where sign = -1) as detractors,
    100.0 * (count(*) filter (where sign = 1) - count(*) filter (where sign = -1)) / nullif(count(*), 0) as value
from rated group by period, segment
"""
)

_ROWS = (
    _RATED
    + """
, revenue as (select instant, account_id, sum(mrr) as mrr from account_states group by instant, account_id)
select r.period, r.segment, r.account_id, n.account_name, r.respondent, cast(r.responded_at as date) as responded_on,
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
order by r.period, r.segment, responded_on, r.answer_id
"""
)

_WEIGHTING = {"respondents": "answers", "account_weighted": "accounts", "mrr_weighted": "revenue"}


def _compute(context: Context) -> Answer:
    notes = _scale_notes(context)
    if context.variant.name != "respondents":
        return _weighted(context, notes)
    counts = context.table(_PLAIN, **_own(context))
    low, high = nps_bounds(floats(counts, "promoters"), floats(counts, "passives"), floats(counts, "detractors"))
    table = with_columns(counts, {"low": low, "high": high})
    return Answer(with_gaps(table, context, "No answers in this period."), notes=notes)


def _weighted(context: Context, notes: tuple[str, ...]) -> Answer:
    rows = _rows(context)
    cells = sorted({(row["period"], row["segment"]) for row in rows.to_pylist()}, key=str)
    found = []
    for period, segment in cells:
        mine = [row for row in rows.to_pylist() if (row["period"], row["segment"]) == (period, segment)]
        weighed = [row for row in mine if row["weight"] is not None]
        score = nps_weighted([row["sign"] for row in weighed], [row["weight"] for row in weighed])
        interval = score.interval
        found.append(
            {
                "period": period,
                "segment": segment,
                "value": interval.value,
                "low": interval.low,
                "high": interval.high,
                "n": len(weighed),
                "note": None if weighed else "No answer can be weighted: its account or its MRR is not known.",
            }
        )
    left = rows.column("weight").null_count
    left_out = (f"{left} answers without a known account or MRR carry no weight.",) if left else ()
    schema = pa.schema(
        [
            ("period", pa.date32()),
            ("segment", pa.string()),
            ("value", pa.float64()),
            ("low", pa.float64()),
            ("high", pa.float64()),
            ("n", pa.int64()),
            ("note", pa.string()),
        ]
    )
    table = with_gaps(pa.Table.from_pylist(found, schema), context, "No answers in this period.")
    return Answer(table, notes=notes, left_out=left_out)


def _own(context: Context) -> dict[str, int | bool]:
    return {"rolling_periods": context.whole("rolling_periods"), "last_only": context.text("answers") == "last"}


def _rows(context: Context) -> pa.Table:
    return context.table(_ROWS, weighting=_WEIGHTING[context.variant.name], **_own(context))


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    del variant
    weighed = rows.filter(rows.column("weight").is_valid())
    signed = [row["sign"] * row["weight"] for row in weighed.to_pylist()]
    weight = total(weighed, "weight")
    return 100.0 * sum(signed) / weight if weight else None


def _scale_notes(context: Context) -> tuple[str, ...]:
    rows = context.table(
        "select count(*) as n from answers where score is not null and coalesce(survey_type, 'nps') = 'nps' "
        "and scale_low = 1"
    ).to_pylist()
    if not rows[0]["n"]:
        return ()
    warning = "were given on a scale from 1: nobody could answer 0, so the score is not comparable with others."
    return (f"{rows[0]['n']} answers {warning}",)


def _variant(name: str, whose: str, definition: str) -> Variant:
    return Variant(name, whose, definition, (-100.0, 100.0), Unit.POINTS)


def _answer(day: str, person: str, score: int) -> tuple[tuple[str, str], ...]:
    return (("responded_at", day), ("contact_email", person), ("score", str(score)), ("survey_type", "nps"))


METRIC = Metric(
    id="nps",
    family="voice",
    name="Net Promoter Score",
    question="Would our customers recommend us?",
    definition="Share of promoters (9 or 10) minus share of detractors (0 to 6), in points from −100 to 100.",
    formula="100 × (promoters − detractors) ÷ answers",
    inputs=(Input(("surveys",), ("score", "responded_at")),),
    unit=Unit.POINTS,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval="Adjusted Wald: ¾ promoter, 1½ passive and ¾ detractor are added before the interval is taken.",
    interval_holds_value=False,
    variants=(
        _variant("respondents", "Reichheld 2003; the usual reading", "Each person counts once, by the last answer."),
        _variant("account_weighted", "B2B practice", "Each account counts the same, however many answered."),
        _variant("mrr_weighted", "B2B practice", "Each account counts by its MRR at the period's end."),
    ),
    refused=(
        Refused(
            "Share of detractors minus share of promoters",
            "Turns the sign round: a company that everybody recommends would score −100.",
        ),
        Refused(
            "Asking on a scale from 1 to 10",
            "Takes one of the seven detractor answers away, so scores rise by design. Such an export is read, "
            "with a warning.",
        ),
    ),
    settings=(
        Setting("rolling_periods", "How many periods each point looks back over", 1, (1, 24), "periods"),
        Setting("answers", "Each person's last answer in the window, or all", "last", ("last", "all"), ""),
    ),
    compute=_compute,
    rows=_rows,
    value_of=_value_of,
    references=(
        "Reichheld (2003), The One Number You Need to Grow, Harvard Business Review 81(12)",
        "Rocks (2016), Interval Estimation for the Net Promoter Score, The American Statistician 70(4)",
    ),
    examples=(
        Example(
            "Ten people: five promoters, three passives, two detractors",
            (
                (
                    "surveys",
                    tuple(
                        _answer("2024-01-10", f"p{place}@a.example", score)
                        for place, score in enumerate((10, 10, 9, 9, 9, 8, 8, 7, 6, 0))
                    ),
                ),
            ),
            (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31")),
            None,
            (),
            ((("period", "2024-01-01"), ("value", 30.0), ("n", 10)),),
        ),
        Example(
            "Who answers twice counts once, by the last answer",
            (("surveys", (_answer("2024-01-10", "p@a.example", 0), _answer("2024-01-20", "p@a.example", 9))),),
            (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31")),
            None,
            (),
            ((("period", "2024-01-01"), ("value", 100.0), ("n", 1)),),
        ),
    ),
)
