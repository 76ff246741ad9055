"""The picture of a Result, chosen by its shape."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from csm_core.charts.account_bars import account_bars
from csm_core.charts.cohort_grid import cohort_grid
from csm_core.charts.curve import curve
from csm_core.charts.dated_notes import with_days
from csm_core.charts.distribution import distribution
from csm_core.charts.look import Look
from csm_core.charts.movements import movements
from csm_core.charts.picture import Picture
from csm_core.charts.references import References
from csm_core.charts.trend import trend
from csm_core.charts.waterfall import waterfall
from csm_core.metrics.framework.declare import Shape
from csm_core.result import Result


def chart(
    result: Result,
    shape: Shape,
    look: Look,
    *,
    name: str,
    measure: str | None = None,
    segment: str | None = None,
    annotations: pa.Table | None = None,
    account_names: Mapping[str, str] | None = None,
    lowest_first: bool = False,
    references: References = (),
    adds_up: bool = False,
) -> Picture | None:
    """The usual picture of a shape; None where there is nothing to draw, and for a table.

    Parameters
    ----------
    name
        What the value is called, as the metric's declaration has it.
    measure
        Which of the Result's measures; its first without it. `look.unit` says its unit where that is its own.
    segment
        Which segment's cohorts; only for `Shape.COHORTS`.
    annotations
        Columns `date` and `text`, marked days, and perhaps `cohort`: drawn where the axis is time or cohorts, else
        said below where the picture covers their day.
    account_names
        Name by account id; only for `Shape.ACCOUNTS`.
    lowest_first
        Which end of the accounts is drawn; only for `Shape.ACCOUNTS`.
    references
        Lines across the axis of values, where the picture has one.
    adds_up
        Whether what is counted adds up over time; only for `Shape.DISTRIBUTION`.
    """
    match shape:
        case Shape.TREND:
            return trend(result, look, name=name, measure=measure, annotations=annotations, references=references)
        case Shape.BRIDGE if len(result.scope.periods()) > 1:
            return movements(result, look, name=name, measure=measure, annotations=annotations)
        case Shape.BRIDGE:
            return with_days(waterfall(result, look, name=name, measure=measure), annotations, result)
        case Shape.COHORTS:
            return cohort_grid(result, look, name=name, measure=measure, segment=segment, annotations=annotations)
        case Shape.CURVE:
            # By age: what happened on a day is at another age of each customer.
            return curve(result, look, name=name, measure=measure, references=references)
        case Shape.DISTRIBUTION:
            drawn = distribution(result, look, name=name, measure=measure, references=references, adds_up=adds_up)
            return with_days(drawn, annotations, result)
        case Shape.ACCOUNTS:
            return account_bars(
                result, look, name=name, measure=measure, names=account_names, lowest_first=lowest_first,
                references=references,
            )  # fmt: skip
        case Shape.TABLE:
            return None
