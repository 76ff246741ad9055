"""The past of the health score: every customer's components on past days, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.live_accounts import stretches_ctes
from csm_core.metrics.framework.context import Context
from csm_core.metrics.health.components.judgements import judgements
from csm_core.metrics.health.components.matrix import TENURE, columns_of, components_of, health_values
from csm_core.metrics.health.components.memory import remembered
from csm_core.metrics.health.replay.leakage import refusals
from csm_core.periods import add_months
from csm_core.scoring.definitions import Definition, Values, tenths_of
from csm_core.scoring.history import NOT_JUDGED, History, Refusal
from csm_core.scoring.normalise import MISSING
from csm_core.stats.auc_of_scores import auc_value

# The usage trend looks back so far; before that a score would rest on less than it does now.
_LOOK_BACK_DAYS = 56

# Each customer of a day: when the stretch in which it was one ended, if that is known by the as-of day and lies
# within the horizon, and the first end of a term in that time that it outlived.
_OUTCOMES = """
select d.t, s.account_id,
    case when s.live_to <= $as_of and s.live_to - d.t <= $horizon then s.live_to - d.t end as lost_in,
    min(case when e.ends_on > d.t and e.ends_on - d.t <= $horizon and e.ends_on < s.live_to
        and e.ends_on <= $as_of then e.ends_on - d.t end) as renewed_in
from (select unnest($days::date[]) as t) d
join stretches s on s.live_from <= d.t and d.t < s.live_to
left join contract_terms e on e.account_id = s.account_id and e.ends_on > d.t and e.ends_on - d.t <= $horizon
group by d.t, s.account_id, s.live_to
"""


def past_month_ends(context: Context, horizon_days: int, month_ends: int) -> tuple[date, ...]:
    """The latest ends of months, rising, whose horizon (and the grace after it) is over by the as-of day, and that
    the data reaches far enough back for."""
    grace = int(context.settings.get("grace_days", 0))
    latest = context.as_of - timedelta(days=horizon_days + grace)
    month = (latest + timedelta(days=1)).replace(day=1)
    days = [add_months(month, -back) - timedelta(days=1) for back in range(month_ends)]
    earliest = context.span.first + timedelta(days=_LOOK_BACK_DAYS)
    return tuple(day for day in reversed(days) if day >= earliest)


def replayable_days(context: Context, horizon_days: int) -> tuple[date, date] | None:
    """The first and the last day of which every outcome is known and that the data reaches far enough back for."""
    grace = int(context.settings.get("grace_days", 0))
    first = context.span.first + timedelta(days=_LOOK_BACK_DAYS)
    last = context.as_of - timedelta(days=horizon_days + grace)
    return (first, last) if first <= last else None


def history_of_day(context: Context, whole: History, day: date) -> History:
    """The customers of one past day and what became of them; a component that the replay of `whole` refuses has no
    values here either."""
    refused = tuple(one.component for one in whole.refused)
    question = ("history of a day", day, whole.horizon_days, refused, context.settings.get("judgement_days"))
    return remembered(context, question, lambda: _history(context, (day,), whole.horizon_days, whole.refused))


def health_history(context: Context, horizon_days: int, month_ends: int = 12) -> History:
    """The latest `month_ends` month-ends of which every outcome `horizon_days` after is known, without looking ahead.

    Worked out once for the same data, scope, revenue rules and question; moving a weight, a band or a threshold
    changes nothing in it. `days` is empty where the data covers no such day.
    """
    days = past_month_ends(context, horizon_days, month_ends)
    holds = context.settings.get("judgement_days")
    return remembered(context, ("history", days, horizon_days, holds), lambda: _history(context, days, horizon_days))


def history_tenths(context: Context, history: History, definitions: Sequence[Definition]) -> npt.NDArray[np.uint16]:
    """The history's components in tenths (rows × components), refused ones MISSING; once for each definition.

    How gaps are filled belongs to the score, so it changes nothing here.
    """
    key = tuple((one.rule, one.stale_after_days, one.within_segment) for one in definitions)
    question = ("tenths", history.days, history.horizon_days, key)
    return remembered(context, question, lambda: _tenths(history, definitions))


def component_aucs(context: Context, history: History, definitions: Sequence[Definition]) -> tuple[float | None, ...]:
    """The AUC of each component alone, over the rows that have it; None where it has no value or nobody was lost."""
    key = tuple((one.rule, one.stale_after_days, one.within_segment) for one in definitions)

    def work() -> tuple[float | None, ...]:
        tenths, churned = history_tenths(context, history, definitions), history.churned
        aucs = []
        for column in tenths.T:
            has_value = column != MISSING
            aucs.append(auc_value(column[has_value], churned[has_value]))
        return tuple(aucs)

    return remembered(context, ("aucs", history.days, history.horizon_days, key), work)


def _tenths(history: History, definitions: Sequence[Definition]) -> npt.NDArray[np.uint16]:
    tenths = tenths_of(history.values, definitions)
    tenths.setflags(write=False)
    return tenths


def _history(
    context: Context, days: tuple[date, ...], horizon_days: int, refused: tuple[Refusal, ...] | None = None
) -> History:
    components = components_of(context)
    table = health_values(context, days, replay=True)
    outcomes = context.table(Query(_OUTCOMES, stretches_ctes(context)), days=list(days), horizon=horizon_days)
    table = table.join(outcomes, ["t", "account_id"], join_type="left outer").sort_by(
        [("t", "ascending"), ("account_id", "ascending")]
    )
    raw, age = columns_of(table, components)
    lost_in = _whole(table, "lost_in")
    refused = refusals(context, components, raw, age, lost_in > 0) if refused is None else refused
    for refusal in refused:
        raw[:, [one.name for one in components].index(refusal.component)] = np.nan
    day = np.searchsorted(np.array(days, dtype="datetime64[D]"), table.column("t").to_numpy()).astype(np.int32)
    account, accounts = _encoded(table, "account_id")
    segment, segments = _encoded(table, "segment")
    names = dict(zip(table.column("account_id").to_pylist(), table.column("account_name").to_pylist(), strict=True))
    lost, losses = _losses(account, days, day, lost_in)
    return History(
        days=days,
        as_of=context.as_of,
        horizon_days=horizon_days,
        accounts=tuple(str(one) for one in accounts),
        names=tuple(names[one] for one in accounts),
        segments=segments,
        components=components,
        values=Values(raw, age.astype(np.float32), day, segment, raw[:, TENURE]),
        account=account,
        mrr=table.column("mrr").cast("double").to_numpy(zero_copy_only=False),
        lost_in=lost_in,
        lost=lost,
        losses=losses,
        renewed_in=_whole(table, "renewed_in"),
        judged=_judged(context, days, day, account, accounts),
        refused=refused,
    )


def _encoded(table: pa.Table, column: str) -> tuple[npt.NDArray[np.int32], tuple[str | None, ...]]:
    """Whole numbers for a column of texts, and the texts, sorted; a missing text is one of them, the last."""
    encoded = table.column(column).combine_chunks().dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    order = sorted(range(len(texts)), key=texts.__getitem__)
    place_of = np.empty(len(texts) + 1, dtype=np.int32)
    place_of[order] = np.arange(len(texts))
    place_of[-1] = len(texts)
    codes = place_of[encoded.indices.fill_null(len(texts)).to_numpy()]
    has_gap = bool(encoded.indices.null_count)
    return codes, (*(texts[index] for index in order), *((None,) if has_gap else ()))


def _whole(table: pa.Table, column: str) -> npt.NDArray[np.int32]:
    whole: npt.NDArray[np.int32] = table.column(column).fill_null(0).cast(pa.int32()).to_numpy()
    return whole


def _losses(
    account: npt.NDArray[np.int32], days: Sequence[date], day: npt.NDArray[np.int32], lost_in: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.int32], int]:
    """The place of each row's loss, and how many there are: rows of one account and one last day share it."""
    ordinals = np.array([one.toordinal() for one in days], dtype=np.int64)
    rows = np.flatnonzero(lost_in)
    moments = np.column_stack([account[rows].astype(np.int64), ordinals[day[rows]] + lost_in[rows]])
    pairs, places = np.unique(moments, axis=0, return_inverse=True)
    lost = np.full(lost_in.size, -1, dtype=np.int32)
    lost[rows] = places.reshape(-1)
    return lost, len(pairs)


def _judged(
    context: Context,
    days: Sequence[date],
    day: npt.NDArray[np.int32],
    account: npt.NDArray[np.int32],
    accounts: Sequence[str | None],
) -> npt.NDArray[np.uint8]:
    given = judgements(context)
    codes = np.full(account.size, NOT_JUDGED, dtype=np.uint8)
    wanted = np.array([one in given.by_account for one in accounts], dtype=np.bool_)
    rows = np.flatnonzero(wanted[account]) if account.size else np.empty(0, dtype=np.int64)
    row_days = [days[index] for index in day[rows].tolist()]
    codes[rows] = given.bands_of(row_days, [str(accounts[index]) for index in account[rows].tolist()])
    return codes
