"""What customers write about."""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.estimates.value_of import mean_of
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
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.voice.calc.themed_comments import ThemedComments
from csm_core.result import SCHEMA
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.stats.scale_mean import SCALE_MEAN
from csm_core.stats.themes import FEWEST_TEXTS
from csm_core.units import Unit

_ROWS = pa.schema(
    [
        *(SCHEMA.field(name) for name in ("period", "segment", "measure", "series", "account_id")),
        ("account_name", pa.string()),
        ("respondent", pa.string()),
        ("responded_on", pa.date32()),
        ("score", pa.float64()),
        ("comment", pa.string()),
        ("whole", pa.int64()),
    ]
)
_NAMES = ("period", "segment", "measure", "series", "value", "low", "high", "n", "note")


def _compute(context: Context) -> Answer:
    themed = ThemedComments.of(context)
    rows = list(themed.answer_rows())
    if not rows:
        table = pa.table({"value": pa.array([None], pa.float64()), "note": ["No comments in this scope."]})
        return Answer(table)
    table = pa.Table.from_pylist(rows, pa.schema([SCHEMA.field(name) for name in _NAMES]))
    others = [f"{count} in {kind}" for kind, count in themed.surveys.items() if count and kind != themed.survey]
    notes = [
        f"Comments on the {themed.survey} question" + (f"; there are also {', '.join(others)}." if others else ".")
    ]
    if themed.themes.are_phrases:
        notes.append(
            f"Fewer than {FEWEST_TEXTS} different comments (or no common words): the phrases used most are "
            "shown instead of themes, and a comment may have several."
        )
    return Answer(table, notes=tuple(notes))


def _rows(context: Context) -> pa.Table:
    themed = ThemedComments.of(context)
    rows = []
    for cell in themed.cells():
        keys = {"period": cell.period, "segment": cell.segment, "measure": cell.measure, "series": cell.series}
        for index in cell.members:
            row = themed.comments[index]
            rows.append({name: row[name] for name in _ROWS.names if name in row} | keys | {"whole": len(cell.places)})
    return pa.Table.from_pylist(rows, _ROWS)


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    del variant
    if rows.num_rows == 0:
        return None
    if rows.column("measure")[0].as_py() == "score":
        return mean_of(rows, "score")
    return float(rows.num_rows / rows.column("whole")[0].as_py())


def _answer(score: int, comment: str) -> tuple[tuple[str, str], ...]:
    return (("responded_at", "2024-01-10"), ("score", str(score)), ("survey_type", "nps"), ("comment", comment))


METRIC = Metric(
    id="feedback_themes",
    family="voice",
    name="Feedback themes",
    question="What do customers write about?",
    definition=(
        "Comments grouped by the words that they share: for each theme its share of all comments, its share by "
        "period, the mean score of those who wrote about it, and its share among happy and unhappy customers "
        "(promoters and detractors, or satisfied and not). Themes are found in all comments up to the scope's end "
        "and counted in those shown, so a shorter window moves no comment to another theme. A theme shows what "
        "people write about, not what causes a score."
    ),
    formula="comments in the theme ÷ comments",
    inputs=(Input(("surveys",), ("comment", "score", "responded_at")),),
    unit=Unit.RATE,
    direction=Direction.NEITHER,
    additive=False,
    shape=Shape.DISTRIBUTION,
    measures=("share", "score", "among_happy", "among_unhappy", "trend"),
    series=(),
    interval=f"Shares: {INTERVALS[Kind.COUNTED]} Mean score: {SCALE_MEAN}.",
    interval_holds_value=True,
    variants=(
        Variant(
            "latent",
            "Deerwester et al. 1990",
            "Latent semantic analysis: TF-IDF, truncated singular value decomposition, k-means.",
            (0.0, 1.0),
            Unit.RATE,
        ),
    ),
    refused=(
        Refused(
            "Sentiment from the words",
            "Lists of good and bad words misread jargon, irony and most languages; the person's own score is known.",
        ),
    ),
    settings=(
        Setting(
            "survey",
            "Whose comments; auto takes the survey with most of them",
            "auto",
            ("auto", "nps", "csat", "ces"),
            "",
        ),
        Setting("themes", "How many themes at most", 10, (2, 30), "themes"),
    ),
    compute=_compute,
    rows=_rows,
    value_of=_value_of,
    references=(
        "Deerwester, Dumais, Furnas, Landauer & Harshman (1990), Indexing by Latent Semantic Analysis, JASIS 41(6)",
    ),
    examples=(
        Example(
            "Four comments, two of them about slow reports: too few for themes, so their common phrase is shown",
            (
                (
                    "surveys",
                    (
                        _answer(3, "Slow reports"),
                        _answer(5, "Such slow reports!"),
                        _answer(9, "Friendly people"),
                        _answer(10, "Great"),
                    ),
                ),
            ),
            (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31")),
            None,
            (),
            (
                (("measure", "share"), ("series", "slow reports"), ("value", 0.5), ("n", 4)),
                (("measure", "score"), ("series", "slow reports"), ("value", 4.0), ("n", 2)),
                (("measure", "among_unhappy"), ("series", "slow reports"), ("value", 1.0), ("n", 2)),
            ),
        ),
    ),
    own_units=(OwnUnit("score", Unit.MEAN_SCORE, (None, None)),),
)
