"""The replay: would the score have warned, in a sentence and side by side; the rest behind one disclosure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import streamlit as st

from csm_core import metric_named
from csm_core.charts.calibration import calibration
from csm_core.charts.look import Look
from csm_core.metrics.health.components.tool_scores import ToolComparison, tool_comparisons
from csm_core.metrics.health.what_if.what_if import METRIC
from csm_core.scoring.compare import Comparison
from csm_core.scoring.replay import Replay
from csm_core.scoring.replay_lists import green_and_lost, red_and_stayed
from csm_core.scoring.verdict import verdict
from csm_core.units import Unit, write_value
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import answer
from csm_ui.exhibits.choices import address_name, with_choices
from csm_ui.exhibits.details import details
from csm_ui.exhibits.download import download_csv
from csm_ui.health.side_by_side import side_by_side
from csm_ui.health.weights_form import Asked
from csm_ui.visitor.address import choose
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_AHEAD = (30, 60, 90, 180, 365)


def replay_panel(view: View, asked: Asked) -> None:
    """The verdict, what is suspicious about it, the two scenarios side by side, and the way to all of it."""
    what_if = asked.answer
    st.header("Would it have warned?", anchor=False)
    then, now, gain = what_if.replays()
    changed = what_if.now.choice != what_if.then.choice
    words, figures = st.columns([2, 3], gap="large")
    with words:
        with st.container(key="health-verdict"):
            currency = what_if.context.scope.currency or ""
            st.markdown(plain(gain.sentence if changed and now.thin is None else verdict(now, currency)))
        for warning in (*now.out_of_order, *now.warnings):
            st.caption(f":material/warning: {plain(warning)}")
        _horizon(view, what_if.history.horizon_days)
    if not what_if.history.days:
        return
    with figures:
        table = side_by_side(asked, then, now, gain)
        st.table(table if changed else table.select(table.column_names[:2]), border="horizontal", hide_index=True)
        st.caption(plain(_how(now, gain if changed else None)))
        with guarded("scores of other tools"):
            _tools(tool_comparisons(what_if.context, now))


def _how(now: Replay, gain: Comparison | None) -> str:
    days = now.history.days
    words = (
        f"Replayed as of {len(days)} month-ends from {days[0]:%b %Y} to {days[-1]:%b %Y}, with what was known then; "
        "each lost customer counts once. In brackets: 95 % intervals."
    )
    if gain is not None and gain.auc.second is not None and gain.auc.first is not None:
        words += (
            " Differences in AUC and the lowest tenth are over the accounts that both score "
            f"(AUC {gain.auc.second:.2f} against {gain.auc.first:.2f})."
        )
    return words


def _tools(compared: Sequence[ToolComparison]) -> None:
    """Scores of other tools on the same past, beside ours."""
    if not compared:
        return
    st.subheader("Beside other tools", anchor=False)
    columns: dict[str, list[str]] = {"Score": [], "AUC": [], "AUC of this score": [], "Difference": [], "Rows": []}
    for one in compared:
        gap = one.auc.difference
        bounds = f" ({gap.low:+.3f} to {gap.high:+.3f})" if gap.low is not None and gap.high is not None else ""
        cells = [plain(one.name), *("—" if auc is None else f"{auc:.2f}" for auc in (one.auc.first, one.auc.second))]
        difference = "—" if gap.value is None else f"{gap.value:+.3f}{bounds}"
        cells += [difference.replace("-", "\N{MINUS SIGN}"), f"{one.rows:,}"]
        for column, text in zip(columns.values(), cells, strict=True):
            column.append(text)
    st.table(pa.table(columns), border="horizontal", hide_index=True)
    st.caption("Scores at the same month-ends, over the accounts that both score.")


def replay_in_full(view: View, asked: Asked) -> None:
    """Behind a disclosure: tenths of the scores, bands, misses and false alarms by name, definition and rows."""
    key = view.key(f"{METRIC}.behind")
    more = st.expander("Full replay: misses, false alarms, calibration", key=key, on_change="rerun")
    if not more.open:
        return
    with more, guarded("the replay in full"):
        _, now, _ = asked.answer.replays()
        if now.history.days:
            _tenths(view, now)
            _lists(view, now)
        cell = _against(asked, with_choices(Cell(METRIC)))
        details(view, cell, answer(view, cell))


def _against(asked: Asked, cell: Cell) -> Cell:
    """The metric's own answer, held against the scenario of this page as far as it can be: by weights and bands."""
    names = {setting.name for setting in metric_named(METRIC).settings}
    other = {f"base.{name}": value for name, value in asked.scenario.settings if f"base.{name}" in names}
    return replace(cell, settings=tuple(sorted((dict(cell.settings) | other).items())))


def _horizon(view: View, present: int) -> None:
    metric = metric_named(METRIC)
    setting = next(one for one in metric.settings if one.name == "horizon_days")
    key = view.key("health.horizon")
    options = sorted({*_AHEAD, present})
    st.session_state[key] = present

    def take() -> None:
        days = st.session_state[key]
        choose(address_name(metric, setting), None if days == setting.default else str(days))

    st.radio(
        "Days ahead",
        options,
        key=key,
        horizontal=True,
        on_change=take,
        help="Days after each past date within which a loss counts as predicted",
    )


def _tenths(view: View, now: Replay) -> None:
    history = now.history
    left, right = st.columns(2)
    with left:
        drawn = calibration(now.deciles, Look(view.theme), history.horizon_days)
        if drawn is not None:
            st.subheader(plain(drawn.title), anchor=False)
            st.caption("Share lost, by tenth of the scores")
            st.vega_lite_chart(
                drawn.data, drawn.spec, width="stretch", theme=None, alt=drawn.alt, key=view.key("health.tenths")
            )
    with right:
        st.subheader("What happened to each band", anchor=False)
        bands = [(one.band.word, one) for one in now.bands]
        bands += [(f"judged {one.band.word}", one) for one in now.judged]
        st.table(
            pa.table(
                {
                    "Band": [word for word, _ in bands],
                    "Accounts": [f"{one.accounts:,}" for _, one in bands],
                    f"Lost within {history.horizon_days} days": [
                        write_value(one.rate.value, Unit.RATE)
                        + (
                            ""
                            if one.rate.low is None or one.rate.high is None
                            else f" ({one.rate.low * 100:.1f} to {one.rate.high * 100:.1f})"
                        )
                        for _, one in bands
                    ],
                }
            ),
            border="horizontal",
            hide_index=True,
        )


def _lists(view: View, now: Replay) -> None:
    missed, stayed = green_and_lost(now), red_and_stayed(now)
    left, right = st.columns(2)
    with left:
        st.subheader(f"Healthy and lost: {len(missed):,}", anchor=False)
        st.caption("Lost although the last score was healthy: what did it miss?")
        shown = {"account_name": "Account", "mrr": "MRR", "score": "Score", "last_seen": "Scored", "lost_on": "Lost"}
        _list(view, [_row(one) for one in missed], shown, "healthy-and-lost")
    with right:
        st.subheader(f"At risk and stayed: {len(stayed):,}", anchor=False)
        st.caption("Alarms without a loss; any term that ended in that time was renewed.")
        shown = {
            "account_name": "Account",
            "mrr": "MRR",
            "score": "Score",
            "last_red": "At risk",
            "renewed_on": "Renewed",
        }
        _list(view, [_row(one) for one in stayed], shown, "at-risk-and-stayed")


def _row(one: object) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__slots__}  # type: ignore[attr-defined]


def _list(view: View, rows: list[dict[str, object]], shown: dict[str, str], name: str) -> None:
    if not rows:
        st.caption("None.")
        return
    table = pa.Table.from_pylist(rows)
    account_table(table.slice(0, 100), view.key(f"health.{name}"), shown, decimals=1)
    download_csv(view, table, name, view.key(f"health.{name}.file"), f"All {len(rows):,}")
