"""Customer satisfaction score."""

from __future__ import annotations

import pyarrow as pa

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
from csm_core.metrics.voice.calc.answer_windows import WINDOW_SETTINGS
from csm_core.metrics.voice.calc.scored_answers import scored_answer, scored_rows, scored_value
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.stats.scale_mean import SCALE_MEAN
from csm_core.units import Unit


def _compute(context: Context) -> Answer:
    return scored_answer(context, "csat")


def _rows(context: Context) -> pa.Table:
    return scored_rows(context, "csat")


def _answer(day: str, score: int, scale: str) -> tuple[tuple[str, str], ...]:
    return (("responded_at", day), ("score", str(score)), ("survey_type", "csat"), ("scale", scale))


_JANUARY = (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31"))
_FIVE = tuple(_answer("2024-01-10", score, "1-5") for score in (5, 4, 4, 3, 1))
_TEN = tuple(_answer("2024-01-10", score, "1-10") for score in (10, 8, 7, 6, 2))

METRIC = Metric(
    id="csat",
    family="voice",
    name="Customer satisfaction",
    question="Are customers satisfied with what we just did for them?",
    definition=(
        "Satisfied answers over answers. Satisfied is 4 or 5 of 5, 6 or 7 of 7, 8 to 10 of 10, 'good' where help "
        "desks ask for good or bad (kept as 1 and 0). Each answer counts, since each is about an occasion. Beside "
        "it the mean score, in points of the scale."
    ),
    formula="satisfied answers ÷ answers",
    inputs=(Input(("surveys",), ("score", "responded_at")),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=("percent", "mean", "by_touchpoint"),
    series=(),
    interval=f"Share: {INTERVALS[Kind.COUNTED]} Mean: {SCALE_MEAN}.",
    interval_holds_value=True,
    variants=(
        Variant(
            "top_box", "Standard definition", "The top answers, by the length of the scale.", (0.0, 1.0), Unit.RATE
        ),
        Variant(
            "six_and_up",
            "Taught in articles",
            "6 to 10 of 10; on other scales the answers above the middle, which is what 6 of 10 is.",
            (0.0, 1.0),
            Unit.RATE,
        ),
    ),
    refused=(
        Refused(
            "The mean score divided by the highest one",
            "If all answers are 1 on a scale from 1 to 5, it says '20 % satisfied', though nobody is.",
        ),
        Refused(
            "Satisfied minus unsatisfied answers",
            "That is a net score; beside shares of other companies it looks far too low.",
        ),
    ),
    settings=(
        Setting(
            "satisfied_from",
            "The lowest satisfied answer, on scales that reach it; 0 leaves it to the variant",
            0.0,
            (0, 100),
            "",
        ),
        Setting("touchpoint", "Only answers at this touchpoint (empty: all)", "", None, ""),
        *WINDOW_SETTINGS,
        Setting("answers", "All answers, or each person's last one in the window", "all", ("all", "last"), ""),
    ),
    is_of_cases=True,
    compute=_compute,
    rows=_rows,
    value_of=scored_value,
    references=(
        "Wilson (1927), Probable Inference, the Law of Succession, and Statistical Inference, JASA 22",
        "Sauro & Lewis (2016), Quantifying the User Experience, chapters 2 and 3",
    ),
    examples=(
        Example(
            "Five answers from 1 to 5: three are satisfied",
            (("surveys", _FIVE),),
            _JANUARY,
            None,
            (),
            # 5, 4 and 4 of five; (5 + 4 + 4 + 3 + 1) ÷ 5 = 3.4
            (
                (("measure", "percent"), ("period", "2024-01-01"), ("value", 0.6), ("n", 5)),
                (("measure", "mean"), ("period", "2024-01-01"), ("value", 3.4), ("n", 5)),
            ),
        ),
        Example(
            "On a scale from 1 to 10, 8 and up are satisfied",
            (("surveys", _TEN),),
            _JANUARY,
            None,
            (),
            ((("measure", "percent"), ("period", "2024-01-01"), ("value", 0.4), ("n", 5)),),
        ),
        Example(
            "Counting from six, 10, 8, 7 and 6 are",
            (("surveys", _TEN),),
            _JANUARY,
            "six_and_up",
            (),
            ((("measure", "percent"), ("period", "2024-01-01"), ("value", 0.8), ("n", 5)),),
        ),
    ),
    own_units=(OwnUnit("mean", Unit.MEAN_SCORE, (None, None)),),
)
