"""Two variants of a rate over the same data: the accounts that explain the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.errors import BadValue
from csm_core.metrics.asking.ask import context_of, rows_behind
from csm_core.metrics.estimates.value_of import ratio_of_parts, total
from csm_core.metrics.framework.declare import Value, Variant
from csm_core.scope import Scope
from csm_core.stats.contribution import contribution
from csm_core.store.workspace import Workspace

# A yearly rate is no sum over accounts: two variants are compared by the rate of the period itself.
_OF_THE_PERIOD: Mapping[str, Value] = {"annualised": False}

ACCOUNTS = pa.schema(
    [
        ("account_id", pa.string()),
        ("account_name", pa.string()),
        ("part", pa.float64()),
        ("whole", pa.float64()),
        ("base_part", pa.float64()),
        ("base_whole", pa.float64()),
        ("contribution", pa.float64()),
    ]
)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Why `variant` gives another value than `base`.

    `accounts` has one row an account that the two variants count differently, the largest contribution first:
    account_id, account_name, part and whole (what `variant` counts it as, above and below the line), base_part and
    base_whole (what `base` does), and contribution. The contributions add up to `difference`, which is value less
    base_value; nothing adds up where either is None, and `reason` says why.
    """

    metric: str
    variant: Variant
    base: Variant
    period: date
    value: float | None
    base_value: float | None
    difference: float | None
    accounts: pa.Table
    alike: int
    reason: str | None


def reconcile(
    workspace: Workspace,
    metric_id: str,
    scope: Scope,
    period: date,
    variant: str,
    base: str,
    settings: Mapping[str, Value] | None = None,
) -> Reconciliation:
    """The difference of a rate under two of its variants, in the period that begins on a day, account by account.

    With `variant` a/b and `base` c/d, each the sum over accounts i, the difference is

        a/b − c/d = Σ_i ((a_i − c_i) − (c/d) × (b_i − d_i)) ÷ b

    since Σ_i (c_i − (c/d) × d_i) is zero. An account that both count alike contributes nothing; one that
    only `variant` has below the line contributes as far as it lies above or below the base's rate.

    Raises
    ------
    UnknownName, BadValue
        As `ask`; and for a metric that is no ratio of sums over accounts.
    """
    whole_scope = replace(scope, split=None)
    chosen = dict(settings or {})
    context = context_of(workspace, metric_id, whole_scope, variant, chosen)
    chosen |= {name: value for name, value in _OF_THE_PERIOD.items() if name in context.settings}
    variants = [context.metric.variant(name) for name in (variant, base)]
    tables = [
        _of_period(rows_behind(workspace, metric_id, whole_scope, name, chosen), period) for name in (variant, base)
    ]
    if not all({"part", "whole", "account_id"} <= set(rows.column_names) for rows in tables):
        raise BadValue.of("a reconciliation", metric_id, "a rate that is a sum over accounts divided by another")
    return _between(metric_id, period, (variants[0], variants[1]), (tables[0], tables[1]))


def _between(
    metric_id: str, period: date, variants: tuple[Variant, Variant], tables: tuple[pa.Table, pa.Table]
) -> Reconciliation:
    value, base_value = (ratio_of_parts(rows, variant) for rows, variant in zip(tables, variants, strict=True))
    difference = value - base_value if value is not None and base_value is not None else None
    counted = [_counted(rows) for rows in tables]
    whole = total(tables[0], "whole")
    differences, alike = [], 0
    for account, name in _named(tables).items():
        (part, share), (base_part, base_share) = (sums.get(account, (0.0, 0.0)) for sums in counted)
        if (part, share) == (base_part, base_share):
            alike += 1
            continue
        gives = None
        if base_value is not None and whole:
            gives = contribution(part - base_part, share - base_share, base_value, whole)
        differences.append((account, name, part, share, base_part, base_share, gives))
    differences.sort(key=lambda row: (-abs(row[6]) if row[6] is not None else 0.0, row[0]))
    accounts = pa.Table.from_pylist([dict(zip(ACCOUNTS.names, row, strict=True)) for row in differences], ACCOUNTS)
    lacking = [variant for variant, figure in zip(variants, (value, base_value), strict=True) if figure is None]
    reason = (
        f"The variant '{lacking[0].name}' has no accounts in its denominator, so it has no rate." if lacking else None
    )
    return Reconciliation(metric_id, *variants, period, value, base_value, difference, accounts, alike, reason)


def _named(tables: tuple[pa.Table, pa.Table]) -> dict[str, str | None]:
    """Account id → name, of every account that either variant counts."""
    return {
        row["account_id"]: row["account_name"]
        for rows in tables
        for row in rows.select(["account_id", "account_name"]).to_pylist()
    }


def _counted(rows: pa.Table) -> dict[str, tuple[float, float]]:
    """Account id → (part, whole)."""
    grouped = rows.group_by("account_id", use_threads=False).aggregate([("part", "sum"), ("whole", "sum")])
    return {row["account_id"]: (float(row["part_sum"]), float(row["whole_sum"])) for row in grouped.to_pylist()}


def _of_period(rows: pa.Table, period: date) -> pa.Table:
    if "period" not in rows.column_names:
        return rows
    return rows.filter(pc.equal(rows.column("period"), pa.scalar(period, pa.date32())))
