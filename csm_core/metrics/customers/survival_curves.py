"""What to know of survival curves: where they begin, where they say little, and whether segments differ."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.metrics.estimates.arrays import floats
from csm_core.stats.arrays import BoolArray
from csm_core.stats.log_rank import log_rank
from csm_core.stats.multiplicity import holm
from csm_core.stats.survival import SurvivalCurve, kaplan_meier

_MOST_PAIRED = 6  # segments; of more, all pairs make a list that nobody reads
_CLEAR = 0.05


def survival_notes(spells: pa.Table) -> tuple[str, ...]:
    """What to know of the curves, and whether the segments differ."""
    notes = []
    for segment, segment_spells in by_segment(spells):
        where = f" in {segment}" if segment is not None else ""
        curve = fitted(segment_spells, "months", "entry_months")
        if curve.from_time > 0:
            notes.append(
                f"No customer{where} was observed before an age of {curve.from_time:.1f} months: "
                "the curve is for customers who had reached it."
            )
        emptied = curve.times[curve.survival == 0.0]
        if emptied.size and curve.last_time is not None and emptied[0] < curve.last_time:
            notes.append(
                f"At {emptied[0]:.1f} months every observed customer{where} had been lost, while older ones "
                "came into view later: beyond that the curve says little."
            )
    return (*notes, *_comparison(spells))


def _comparison(spells: pa.Table) -> tuple[str, ...]:
    """Do segments lose customers at different rates: all together, then pairs with Holm's correction."""
    names = [segment for segment, _ in by_segment(spells)]
    if len(names) < 2:
        return ()
    duration, entry, lost = floats(spells, "duration"), floats(spells, "entry"), was_lost(spells)
    group = np.array([str(name) for name in spells.column("segment").to_pylist()])
    overall = log_rank(duration, lost, group, entry=entry)
    if overall.p_value is None:
        return ("Too few losses to compare segments.",)
    sentence = (
        f"Log-rank test over {len(names)} segments: χ² = {overall.statistic:.2f}, "
        f"{overall.degrees_of_freedom} degrees of freedom, p = {overall.p_value:.3g}."
    )
    if not 2 < len(names) <= _MOST_PAIRED:
        return (sentence,)
    pairs, raw = [], []
    for one, other in itertools.combinations(names, 2):
        use = np.isin(group, [str(one), str(other)])
        p_value = log_rank(duration[use], lost[use], group[use], entry=entry[use]).p_value
        if p_value is not None:
            pairs.append(f"{one} and {other}")
            raw.append(p_value)
    clear = [f"{pair} (p = {p:.3g})" for pair, p in zip(pairs, holm(raw), strict=True) if p < _CLEAR]
    return (sentence, f"Pairs that differ after Holm's correction: {', '.join(clear) if clear else 'none'}.")


def by_segment(spells: pa.Table) -> Iterator[tuple[str | None, pa.Table]]:
    """Each segment with its rows, in order."""
    column = spells.column("segment")
    for segment in sorted(pc.unique(column).to_pylist(), key=str):
        mask = pc.is_null(column) if segment is None else pc.equal(column, segment)
        yield segment, spells.filter(mask)


def fitted(spells: pa.Table, duration: str, entry: str) -> SurvivalCurve:
    """The curve over two columns, an age and the age of entry."""
    return kaplan_meier(floats(spells, duration), was_lost(spells), entry=floats(spells, entry))


def was_lost(spells: pa.Table) -> BoolArray:
    """Which of the accounts were lost when last seen."""
    return np.asarray(spells.column("lost").to_numpy(zero_copy_only=False), dtype=np.bool_)
