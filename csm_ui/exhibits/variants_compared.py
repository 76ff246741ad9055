"""Same data, your tool's definition: pick whose variant counts, and see which accounts make two of them differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from csm_core import Result, metric_named, registry
from csm_core.charts.words import period_words
from csm_core.metrics.compare.headline import headline
from csm_core.metrics.compare.reconcile import Reconciliation, reconcile
from csm_core.metrics.framework.declare import Variant
from csm_core.metrics.framework.metric import Metric
from csm_core.text.plural import plural
from csm_core.units import Unit, write_value
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import answer, remembered
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.download import download_csv
from csm_ui.exhibits.fold import fold
from csm_ui.exhibits.variant_picker import variant_picker
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

# What a variant counts an account as, above and below the line.
_COUNTED: Mapping[str, tuple[str, str]] = {
    "logo_churn_rate": ("lost", "in the base"),
    "logo_retention_rate": ("kept", "in the base"),
    "net_revenue_retention": ("MRR kept", "MRR then"),
    "gross_revenue_retention": ("MRR kept", "MRR then"),
}
_SLOT = "variants"


def variants_compared(view: View, metrics: Sequence[str]) -> None:
    """The pickers of the variants of these metrics, and the reconciliation of two of them.

    Nothing is drawn where the data for none of them is there.
    """
    cells = [with_choices(Cell(metric)) for metric in metrics if metric in registry()]
    with guarded("the definitions"):
        cells = [cell for cell in cells if not answer(view, cell).missing]
        if cells:
            fold(view, _SLOT, "Match another tool's definition", lambda inner: _pickers(inner, cells))


def _pickers(view: View, cells: Sequence[Cell]) -> None:
    for column, cell in zip(st.columns(len(cells)), cells, strict=True):
        with column:
            metric = metric_named(cell.metric)
            variant_picker(view, metric, cell, metric.name)
    st.subheader("Two definitions compared, and the accounts that explain the difference", anchor=False)
    with guarded("the reconciliation"):
        _reconciliation(view, cells)


def _reconciliation(view: View, cells: Sequence[Cell]) -> None:
    names = {cell.metric: metric_named(cell.metric).name for cell in cells}
    boxes = st.columns(4)
    with boxes[0]:
        picked = st.selectbox(
            "Of",
            list(names),
            format_func=lambda metric: names.get(metric, metric),
            key=view.key(f"{_SLOT}.metric"),
        )
    cell = next(one for one in cells if one.metric == picked)
    cell = replace(cell, scope=replace(view.scope, split=None))
    metric = metric_named(cell.metric)
    variant, base = _two_variants(view, cell, metric, boxes)
    result = answer(view, cell)
    with boxes[3]:
        period = _period(view, cell, result)
    if period is None:
        st.caption("No periods in this scope.")
        return
    reconciliation = remembered(
        view.workspace,
        ("reconcile", cell, period, variant, base),
        lambda: reconcile(
            view.workspace, cell.metric, cell.scope or view.scope, period, variant, base, dict(cell.settings)
        ),
    )
    st.markdown(plain(_sentence(reconciliation)))
    if reconciliation.accounts.num_rows:
        _table(view, reconciliation)


def _two_variants(
    view: View, cell: Cell, metric: Metric, boxes: Sequence[st.delta_generator.DeltaGenerator]
) -> tuple[str, str]:
    words = {variant.name: variant.name.replace("_", " ") for variant in metric.variants}
    names = list(words)
    with boxes[1]:
        variant = st.selectbox(
            "Variant",
            names,
            index=names.index(_other(view, cell, metric)),
            format_func=lambda name: words.get(name, name),
            key=view.key(f"{_SLOT}.{metric.id}.variant"),
        )
    with boxes[2]:
        base = st.selectbox(
            "Against",
            names,
            format_func=lambda name: words.get(name, name),
            key=view.key(f"{_SLOT}.{metric.id}.base"),
        )
    return variant, base


def _other(view: View, cell: Cell, metric: Metric) -> str:
    """The variant to begin with: the one that the page shows, else the first that gives another figure."""
    usual = metric.variants[0].name
    shown = metric.variant(cell.variant).name
    if shown != usual:
        return shown
    values = {
        variant.name: now.value if (now := headline(answer(view, replace(cell, variant=variant.name)))) else None
        for variant in metric.variants
    }
    return next((name for name, value in values.items() if value not in (None, values[usual])), usual)


def _period(view: View, cell: Cell, result: Result) -> date | None:
    periods = [period.start for period in reversed(result.scope.periods())]
    now = headline(result)
    if not periods:
        return None
    first = periods.index(now.period) if now and now.period in periods else 0
    return st.selectbox(
        "In",
        periods,
        index=first,
        format_func=lambda day: period_words(day, result.scope.calendar),
        key=view.key(f"{_SLOT}.{cell.metric}.period"),
    )


def _sentence(reconciliation: Reconciliation) -> str:
    if reconciliation.reason is not None:
        return reconciliation.reason
    variant, base = (
        _variant_says(reconciliation.variant, reconciliation.value),
        _variant_says(reconciliation.base, reconciliation.base_value),
    )
    many = reconciliation.accounts.num_rows
    if not many:
        return f"{variant}, {base}: both count all {plural(reconciliation.alike, 'account')} alike."
    explain = f"{plural(many, 'account')} {'explains' if many == 1 else 'explain'} it"
    alike = f"{reconciliation.alike:,} {'counts' if reconciliation.alike == 1 else 'count'} alike by both"
    return f"{variant}, {base}: {_apart(reconciliation.difference)}. {explain}, {alike}."


def _variant_says(variant: Variant, value: float | None) -> str:
    return f"{variant.name.replace('_', ' ')} ({variant.whose}) says {write_value(value, variant.unit)}"


def _apart(difference: float | None) -> str:
    """In points with a sign; a small one with more decimals, so that what there is shows."""
    if difference is None or abs(difference) >= 1e-3 or difference == 0:
        points = None if difference is None else 100 * difference
        return f"{write_value(points, Unit.POINTS, signed=True)} pp"
    sign = "+" if difference > 0 else "\N{MINUS SIGN}"
    return f"{sign}{abs(100 * difference):.2g} pp"


def _table(view: View, reconciliation: Reconciliation) -> None:
    above, below = _COUNTED.get(reconciliation.metric, ("part", "whole"))
    variant, base = (variant.name.replace("_", " ") for variant in (reconciliation.variant, reconciliation.base))
    shown = {
        "account_name": "Account",
        "points": "Difference, pp",
        "part": f"{variant}: {above}",
        "whole": f"{variant}: {below}",
        "base_part": f"{base}: {above}",
        "base_whole": f"{base}: {below}",
    }
    points = pc.multiply(reconciliation.accounts.column("contribution"), pa.scalar(100.0))
    account_table(
        reconciliation.accounts.append_column("points", points),
        view.key(f"{_SLOT}.{reconciliation.metric}.accounts"),
        shown,
        decimals=3,
    )
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(
            f"They add up to {_apart(reconciliation.difference)}. Each account contributes its change of the "
            f"numerator less {base}'s rate of its change of the denominator, over {variant}'s denominator.",
            width="content",
        )
        name = "-".join((reconciliation.metric, reconciliation.variant.name, reconciliation.base.name))
        download_csv(view, reconciliation.accounts, name, view.key(f"{_SLOT}.{reconciliation.metric}.file"))
