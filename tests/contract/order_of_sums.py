"""What of a statement hangs on the order in which its rows come, read from DuckDB's own plan of it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from csm_core.store.workspace import Workspace

# Doubles add up to another last digit in another order; whole numbers and decimals do not.
_SUMS = {
    *("sum", "avg", "mean", "fsum", "kahan_sum", "favg", "product", "corr", "covar_pop", "covar_samp"),
    *("stddev", "stddev_samp", "stddev_pop", "var_samp", "var_pop", "variance", "skewness", "kurtosis"),
}
_DOUBLES = {"DOUBLE", "FLOAT"}
# These take one of several rows: by a row of keys they take the same one always, unless only one is largest.
_CHOICES = {"arg_max", "arg_min", "max_by", "min_by", "arg_max_null", "arg_min_null"}


def order_dependent(workspace: Workspace, sql: str) -> list[str]:
    """The aggregates of a statement whose value another order of the rows would change.

    An aggregate is safe with an order of its own, as in `sum(x order by x)`, or over whole numbers and decimals.
    """
    actual = workspace.query("select json_serialize_plan($sql::varchar, optimize := false) as plan", {"sql": sql})
    plan = json.loads(actual.to_pylist()[0]["plan"])
    assert not plan["error"], plan
    return [name for node in _nodes(plan["plans"]) if (name := _dependent(node))]


def _nodes(part: object) -> Iterator[dict[str, object]]:
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _nodes(one)


def _dependent(node: dict[str, object]) -> str | None:
    is_aggregate = node.get("expression_class") == "BOUND_AGGREGATE" or node.get("type") == "WINDOW_AGGREGATE"
    if not is_aggregate or node.get("order_bys"):
        return None
    name, types = node["qname"]["path"][-1], [one["id"] for one in node["arguments"]]  # type: ignore[index, attr-defined]
    if name in _SUMS and _DOUBLES & set(types):
        return f"{name} of doubles"
    return f"{name} without a whole key" if name in _CHOICES and types[-1] != "TUPLE" else None
