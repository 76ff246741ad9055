"""Customer effort score."""

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
    return scored_answer(context, "ces")


def _rows(context: Context) -> pa.Table:
    return scored_rows(context, "ces")


def _answer(score: int, scale: str) -> tuple[tuple[str, str], ...]:
    return (("responded_at", "2024-01-10"), ("score", str(score)), ("survey_type", "ces"), ("scale", scale))


_JANUARY = (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31"))
_SEVEN = tuple(_answer(score, "1-7") for score in (7, 6, 5, 5, 3))
_OLD = tuple(_answer(score, "1-5") for score in (1, 2, 2, 4))

METRIC = Metric(
    id="ces",
    family="voice",
    name="Customer effort score",
    question="Do we make it easy for customers?",
    definition=(
        "Answers that call it easy over all answers. Asked as agreement with 'it was easy' from 1 to 7, easy is 5 "
        "to 7; 4 or 5 of 5; 7 to 10 of 10. Each answer counts, since each is about an occasion. Beside it the mean "
        "score, in points of the scale."
    ),
    formula="easy answers ÷ answers",
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
        Variant("agreement", "Standard definition", "All answers above the middle are easy.", (0.0, 1.0), Unit.RATE),
        Variant(
            "six_and_up",
            "HubSpot",
            "6 and 7 of 7: a 5 is passive. On other scales the answers above the same two thirds of it.",
            (0.0, 1.0),
            Unit.RATE,
        ),
    ),
    refused=(
        Refused(
            "Sum of the positive scores ÷ answers",
            "Neither a share nor a mean: five answers of 7 give 7, and a longer scale gives more.",
        ),
        Refused(
            "Easy minus difficult answers",
            "That is a net score; beside shares of other companies it looks far too low.",
        ),
        Refused(
            "Reading the old question (1 is little effort) like the new one",
            "Turns the best answers into the worst. The setting good_answers says which question was asked.",
        ),
    ),
    settings=(
        Setting("satisfied_from", "The first easy answer, where the scale reaches it; 0: by the variant", 0.0,
                (0, 100), ""),
        Setting("good_answers", "Whether high answers are the easy ones, or (old question) low ones", "high",
                ("high", "low"), ""),
        Setting("touchpoint", "Only answers at this touchpoint (empty: all)", "", None, ""),
        *WINDOW_SETTINGS,
        Setting("answers", "All answers, or each person's last one in the window", "all", ("all", "last"), ""),
    ),
    is_of_cases=True,
    compute=_compute,
    rows=_rows,
    value_of=scored_value,
    references=(
        "Dixon, Freeman & Toman (2010), Stop Trying to Delight Your Customers, Harvard Business Review 88(7)",
        "Wilson (1927), Probable Inference, the Law of Succession, and Statistical Inference, JASA 22",
    ),
    examples=(
        Example(
            "Five answers from 1 to 7: four of them are 5 or more",
            (("surveys", _SEVEN),),
            _JANUARY,
            None,
            (),
            # (7 + 6 + 5 + 5 + 3) ÷ 5 = 5.2
            (
                (("measure", "percent"), ("period", "2024-01-01"), ("value", 0.8), ("n", 5)),
                (("measure", "mean"), ("period", "2024-01-01"), ("value", 5.2), ("n", 5)),
            ),
        ),
        Example(
            "Counting from six, only 7 and 6 are easy",
            (("surveys", _SEVEN),),
            _JANUARY,
            "six_and_up",
            (),
            ((("measure", "percent"), ("period", "2024-01-01"), ("value", 0.4), ("n", 5)),),
        ),
        Example(
            "The old question, 1 for very little effort: 1, 2 and 2 are easy, 4 is not",
            (("surveys", _OLD),),
            _JANUARY,
            None,
            (("good_answers", "low"),),
            # Turned round, 1, 2, 2, 4 are 5, 4, 4, 2; the mean stays that of the answers given: 9 ÷ 4.
            (
                (("measure", "percent"), ("period", "2024-01-01"), ("value", 0.75), ("n", 4)),
                (("measure", "mean"), ("period", "2024-01-01"), ("value", 2.25), ("n", 4)),
            ),
        ),
    ),
    own_units=(OwnUnit("mean", Unit.MEAN_SCORE, (None, None)),),
)  # fmt: skip
