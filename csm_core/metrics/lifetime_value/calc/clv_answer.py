"""Lifetime value by the model that was asked for, or, where that fits no segment, by a simpler one and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import pyarrow as pa

from csm_core.metrics.caveats.billed_notes import billed_notes
from csm_core.metrics.customers.first_spells import as_seen_at_the_end
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import Variant
from csm_core.metrics.lifetime_value.calc.buyers import buyer_clv, buyer_value
from csm_core.metrics.lifetime_value.calc.constant_churn import constant_churn_value, simple_clv
from csm_core.metrics.lifetime_value.calc.contracts import contract_clv, contract_value
from csm_core.metrics.lifetime_value.calc.historic import historic_clv, historic_value
from csm_core.metrics.lifetime_value.calc.purchase import purchase_rate_clv
from csm_core.metrics.lifetime_value.calc.valued import Modelled, Valued
from csm_core.result import Parameter
from csm_core.stats.likelihood import NotFitted

SUBSCRIPTIONS = ("subscriptions", "mrr_snapshots", "mrr_movements")
_FROM_SUBSCRIPTIONS, _FROM_BILLS = frozenset(("simple", "sbg")), frozenset(("purchase", "bgnbd_gg"))
_MODELS: Mapping[str, Callable[[Context], Modelled]] = {
    "sbg": contract_clv,
    "bgnbd_gg": buyer_clv,
    "simple": simple_clv,
    "purchase": purchase_rate_clv,
    "historic": historic_clv,
}
_VALUES: Mapping[str, Callable[[pa.Table], float | None]] = {
    "sbg": contract_value,
    "bgnbd_gg": buyer_value,
    "simple": constant_churn_value,
    "purchase": constant_churn_value,
    "historic": historic_value,
}
_SCHEMA = pa.schema(
    [
        ("segment", pa.string()),
        ("measure", pa.string()),
        ("account_id", pa.string()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("n", pa.int64()),
        ("note", pa.string()),
    ]
)


def usual_model(loaded: Collection[str]) -> str:
    """The default variant by the tables that are loaded: contracts, or purchases where only these are known."""
    return "sbg" if any(table in loaded for table in SUBSCRIPTIONS) else "bgnbd_gg"


def clv_answer(context: Context) -> Answer:
    """The rows of the answer by segment: clv, within_horizon (at constant churn) and account."""
    models, left_out = _modelled(as_seen_at_the_end(context))
    cells: list[dict[str, object]] = []
    parameters: list[Parameter] = []
    notes: list[str] = []
    used: list[str] = []
    for segment, (method, valued, reason) in models.items():
        where = f"{segment}: " if segment is not None else ""
        if reason is not None:
            notes.append(f"{where}{context.variant.name} can't be fitted: {reason}.{_instead(method, valued)}")
        if isinstance(valued, NotFitted):
            cells.append({"segment": segment, "measure": "clv", "n": 0, "note": _sentence(valued.reason)})
            continue
        cells += [{"segment": segment} | cell for cell in valued.cells]
        parameters += valued.parameters
        notes += [where + note for note in valued.notes]
        used.append(method)
    if "simple" in used:
        notes += billed_notes(context)
    variant = used[0] if len(set(used)) == 1 else None
    table = pa.Table.from_pylist(cells, _SCHEMA)
    return Answer(table, tuple(parameters), tuple(notes), left_out, variant)


def clv_rows(context: Context) -> pa.Table:
    """The rows behind each cell, with `method` (the model that gave it) and all that its value is made of."""
    models, _ = _modelled(as_seen_at_the_end(context))
    parts = [valued.rows for _, valued, _ in models.values() if isinstance(valued, Valued)]
    return pa.concat_tables(parts, promote_options="default") if parts else pa.table({})


def clv_value(rows: pa.Table, variant: Variant) -> float | None:
    """A cell's value from its rows, by the model that they name."""
    del variant
    return _VALUES[rows.column("method")[0].as_py()](rows) if rows.num_rows else None


_FITTED = ("sbg", "bgnbd_gg")
# By segment: the model that was used, what it says, and why it is not the one asked for (None where it is).
_Models = dict[str | None, tuple[str, Valued | NotFitted, str | None]]


def _modelled(context: Context) -> tuple[_Models, tuple[str, ...]]:
    asked = context.variant.name
    first = _run(asked, context)
    failed = {segment: valued.reason for segment, valued in first.by_segment.items() if isinstance(valued, NotFitted)}
    models: _Models = {segment: (asked, valued, failed.get(segment)) for segment, valued in first.by_segment.items()}
    # One model for all: what a segment brings for ever can't stand beside what another brings within a horizon.
    if asked not in _FITTED or len(failed) < len(first.by_segment):
        return models, first.left_out
    simpler = "simple" if usual_model(context.workspace.row_counts()) == "sbg" else "purchase"
    second = _run(simpler, context)
    if None in failed and second.by_segment:
        # Without a split there is one segment, null; a model that could not run at all knew no others either.
        failed = dict.fromkeys(second.by_segment, failed[None])
    models = {
        segment: (simpler, second.by_segment.get(segment, NotFitted(failed[segment])), failed[segment])
        for segment in sorted(failed, key=str)
    }
    return models, tuple(dict.fromkeys((*first.left_out, *second.left_out)))


def _run(name: str, context: Context) -> Modelled:
    loaded = context.workspace.row_counts()
    if name in _FROM_BILLS and "invoices" not in loaded:
        return Modelled({None: NotFitted("load invoices to see it")})
    needed = (*SUBSCRIPTIONS, "invoices") if name == "simple" else SUBSCRIPTIONS
    if name in _FROM_SUBSCRIPTIONS and not set(needed) & set(loaded):
        return Modelled({None: NotFitted("load subscriptions, MRR snapshots or MRR movements to see it")})
    return _MODELS[name](context)


def _instead(method: str, valued: Valued | NotFitted) -> str:
    return f" The value is that of '{method}' instead." if isinstance(valued, Valued) else " It gives no value."


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:] + "."
